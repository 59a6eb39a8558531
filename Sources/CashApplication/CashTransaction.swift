// One transaction's view of cash application: configuration, connection, the day, and how events leave.

import AdapterKit
import CashRules
import PaymentEvents
import Storage

/// What every step of cash application works with. Lives as long as one transaction.
struct CashTransaction {
  let configuration: CashConfiguration
  let connection: any SQLConnection
  /// The business date under which this transaction decides.
  let asOf: LocalDate

  var rules: RuleBook { configuration.rules }

  /// Sends an event that `cause` leads to; its id comes from the cause and the step, so it is the same each time.
  /// - Parameters:
  ///   - cause: what the id is derived from, together with `step`.
  ///   - causationID: the event that this one follows from, where that is not `cause`.
  func send<Body: EventBody>(
    _ data: Body, subject: String, cause: String, step: String, about unit: UnitContext, causationID: String? = nil
  ) throws {
    let context = EventContext(
      id: EventID(tenant: configuration.tenant, cause: cause, step: step, type: Body.type),
      source: "/services/cash-application", subject: subject, time: Instant(startOf: unit.date),
      tenant: configuration.tenant, correlationID: unit.correlationID, causationID: causationID ?? cause)
    try Outbox.append(Event(context, data: data).encoded().message(), to: Exchange.internal, in: connection)
  }
}

/// The document that a posting unit comes from.
struct UnitContext {
  /// The unit's id: the event id of a charge, a deposit or an advice.
  var id: String
  /// What kind of unit it is, for journals: `charge`, `deposit`, `identification`, `remittance`.
  var kind: String
  /// The day under which it belongs in the books.
  var date: LocalDate
  /// ISO 4217.
  var currency: String
  /// The correlation id of the document's event.
  var correlationID: String
}

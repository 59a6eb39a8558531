// What became of a message that operators had sent again: said by who received it, in the transaction of its effect.

import Messaging
import PaymentEvents
import Storage

/// Answers for replayed dead letters.
public struct ReplayAnswers: Sendable {
  let tenant: String
  let source: String

  /// Creates it. - Parameter source: who says it, for instance `/services/cash-application`.
  public init(tenant: String, source: String) {
    self.tenant = tenant
    self.source = source
  }

  /// Appends the answer to the outbox, if the event is a replay at all. The failure of a replay needs no answer: the
  /// message comes back as a dead letter.
  func answer(
    _ event: IncomingEvent, queue: String, isNew: Bool, at time: Instant, in connection: any SQLConnection
  ) throws {
    guard let retry = event.message.headers[HeaderName.retry]?.stringValue else { return }
    let outcome = isNew ? "applied" : "known"
    // The outcome is part of the identity: a replay that is delivered twice is applied, then known.
    let id = EventID(
      tenant: tenant, cause: retry, step: "\(outcome) by \(queue)", type: MessageReplayed.type)
    let context = EventContext(
      id: id, source: source, subject: retry, time: time, tenant: tenant, correlationID: event.correlationID,
      causationID: event.id)
    let data = MessageReplayed(retry: retry, message: event.id, queue: queue, outcome: outcome)
    try Outbox.append(Event(context, data: data).encoded().message(), to: Exchange.internal, in: connection)
  }
}

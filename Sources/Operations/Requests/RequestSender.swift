// How what a person wants of another worker leaves: as an event, noted in the audit, once.

import AdapterKit
import PaymentEvents
import Storage

/// Sends requests to their owners. An owner decides, does it in one transaction, and answers with an event.
package struct RequestSender: Sendable {
  /// Who operations is in events.
  static let source = "/services/operations"

  let tenant: String
  let database: any Database
  let clock: any WallClock
  let committed: Signal

  /// Creates it. `committed` is raised after each commit, for the relay.
  package init(tenant: String, database: any Database, clock: any WallClock, committed: Signal) {
    (self.tenant, self.database, self.clock, self.committed) = (tenant, database, clock, committed)
  }

  /// The ids of what was sent.
  package struct Receipt: Sendable, Codable, Equatable {
    package let requests: [String]
  }

  /// An event with an id made of its cause and step.
  /// - Parameters:
  ///   - subject: what it is about; nil: itself.
  ///   - correlation: the story that it belongs to; nil: its own.
  func event<Body: EventBody>(
    _ data: Body, cause: String, step: String = "asked", subject: String? = nil, correlation: String? = nil,
    at time: Instant
  ) throws -> EncodedEvent {
    let id = EventID(tenant: tenant, cause: cause, step: step, type: Body.type)
    let context = EventContext(
      id: id, source: RequestSender.source, subject: subject ?? id.text, time: time, tenant: tenant,
      correlationID: correlation ?? id.text)
    return try Event(context, data: data).encoded()
  }

  /// Puts an event into the outbox.
  func put(_ event: EncodedEvent, in connection: any SQLConnection) throws {
    try Outbox.append(event.message(), to: Exchange.internal, in: connection)
  }

  /// A request of a person: what the audit says of it. The key is made up by the sender: the same key of the same
  /// person is the same request, however often it is sent.
  struct Order: Sendable {
    /// What kind of request it is; part of the events' ids.
    var kind: String
    var key: String
    var person: Operator
    /// What the audit calls it.
    var action: String
    /// What it is about, without patient data.
    var about: String
    var reason: String

    /// What makes the ids of the order's events.
    var cause: String { "\(kind) \(key) of \(person.name)" }
  }

  /// Sends an order's events, at least one. Whoever hears no answer asks again, and nothing is sent twice.
  /// - Throws: ``DeskRefusal``.
  func send(_ order: Order, _ make: (_ time: Instant) throws -> [EncodedEvent]) async throws -> Receipt {
    try LetterDesk.check(reason: order.reason, isNeeded: true)
    guard (8...64).contains(order.key.utf8.count) else {
      throw DeskRefusal(.invalid, "a request needs a key of 8 to 64 characters")
    }
    let time = clock.now()
    let events = try make(time)
    let first = events.first?.id ?? ""
    try await database.write { connection in
      if try AuditLog.isNoted(first, in: connection) { return }
      for event in events { try put(event, in: connection) }
      try AuditLog.append(
        order.action, by: order.person.name, at: time.rfc3339, request: first,
        detail: "\(order.about): \(order.reason)", in: connection)
    }
    committed.raise()
    return Receipt(requests: events.map(\.id))
  }
}

// The index of events: every canonical event, by id, correlation, cause and subject.

import AdapterKit
import Messaging
import PaymentEvents
import Storage

/// Indexes what passes, and hears what became of dead letters that were sent again.
package struct EventIndex: EventHandler {
  let clock: any WallClock
  let committed: Signal

  /// Creates it. `committed` is raised after each commit.
  package init(clock: any WallClock, committed: Signal) {
    self.clock = clock
    self.committed = committed
  }

  package func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    let headers = event.message.headers
    try connection.execute(
      """
      INSERT INTO events (id, type, source, subject, correlation_id, causation_id, time, seen_at, publisher, why)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(event.id), .text(event.type), .text(event.source),
        .text(headers[HeaderName.subject]?.stringValue ?? ""), .text(event.correlationID),
        .optional(headers[HeaderName.causation]?.stringValue), .text(headers[HeaderName.time]?.stringValue ?? ""),
        .text(clock.now().rfc3339), .optional(headers[HeaderName.firstPublisher]?.stringValue),
        .optional(EventIndex.why(headers)),
      ])
    if event.type == MessageReplayed.type { try settle(event, connection) }
    try resolveRefusals(event, connection)
    try ControlAnswers(connection: connection, now: clock.now().rfc3339).take(event)
  }

  /// What the router decided about it besides sending it where its type goes; nil where that was all.
  private static func why(_ headers: [String: HeaderValue]) -> String? {
    let parts = [
      headers[HeaderName.translation]?.stringValue.map { "translated by \($0)" },
      headers[HeaderName.publishedType]?.stringValue.map { "brought up from \($0)" },
      headers[HeaderName.retry]?.stringValue.map { "sent again as retry \($0)" },
      headers[HeaderName.route]?.stringValue,
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// An event that the router refused was corrected at its source and has come under the same id: its letter is done
  /// with. Only its own publisher's events count, and only what failed before any worker saw it.
  private func resolveRefusals(_ event: IncomingEvent, _ connection: any SQLConnection) throws {
    guard let publisher = event.message.headers[HeaderName.firstPublisher]?.stringValue else { return }
    let letters = try connection.query(
      """
      UPDATE dead_letters SET state = 'resolved' WHERE message_id = ? AND state = 'open' AND publisher = ?
        AND queue IN (?, ?) AND imported = 0 RETURNING sequence
      """, [.text(event.id), .text(publisher), .text(Queue.routerIngress), .text(Queue.routerInternal)])
    for letter in letters {
      try AuditLog.append(
        "resolved", by: "operations", at: clock.now().rfc3339, letter: letter.integer(0),
        was: LetterState.open.rawValue, became: LetterState.resolved.rawValue,
        detail: "its publisher has sent the event again, and it was accepted", in: connection)
    }
  }

  private func settle(_ event: IncomingEvent, _ connection: any SQLConnection) throws {
    let data = try event.decode(MessageReplayed.self).data
    guard let retry = RetryID(data.retry) else { return }
    let outcome = "\(data.outcome) by \(data.queue)"
    try RetryBook.resolve(
      retry, by: data.queue, of: data.message, outcome: outcome, at: clock.now().rfc3339, in: connection)
  }

  package func didCommit() { committed.raise() }
}

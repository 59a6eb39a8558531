// Events as they have passed, in the order in which they were seen.

import Storage

extension OperationsReader {
  /// An event and its place in the order.
  package struct NumberedEvent: Sendable, Codable {
    package let number: Int64
    package let event: IndexedEvent
  }

  /// A page of events.
  package struct EventPage: Sendable, Codable {
    package let events: [NumberedEvent]
    /// What to ask the next page with; nil where there is nothing yet.
    package let next: Int64?
  }

  /// The events behind a place, oldest first.
  package func events(
    after place: Int64, limit: Int, correlation: String? = nil, subject: String? = nil
  ) async throws -> EventPage {
    let size = min(max(limit, 1), OperationsReader.maximumPage)
    var terms = ["sequence > ?"]
    var arguments: [SQLValue] = [.integer(place)]
    for (column, value) in [("correlation_id", correlation), ("subject", subject)] {
      guard let value else { continue }
      terms.append("\(column) = ?")
      arguments.append(.text(value))
    }
    let (condition, values) = (terms.joined(separator: " AND "), arguments + [.integer(Int64(size + 1))])
    let rows = try await database.read { connection in
      try connection.query(
        """
        SELECT id, type, source, subject, correlation_id, causation_id, time, seen_at, publisher, why, 0, sequence
        FROM events WHERE \(condition) ORDER BY sequence LIMIT ?
        """, values)
    }
    let events = rows.prefix(size).map { NumberedEvent(number: $0.integer(11), event: OperationsReader.event($0)) }
    return EventPage(events: Array(events), next: rows.count > size ? events.last?.number : nil)
  }

  /// The place of the newest event; 0 where there is none.
  package func newestEvent() async throws -> Int64 {
    try await database.read { try $0.first("SELECT COALESCE(MAX(sequence), 0) FROM events")?.integer(0) ?? 0 }
  }
}

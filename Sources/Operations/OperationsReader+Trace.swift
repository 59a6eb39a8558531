// The whole life of a payment: events by correlation and cause, and what could not be handled on the way.

import Storage

extension OperationsReader {
  /// An event of the index.
  package struct IndexedEvent: Sendable, Codable {
    package let id: String
    package let type: String
    package let source: String
    package let subject: String
    package let correlationID: String
    package let causationID: String?
    package let time: String
    package let seenAt: String
    /// The broker user who published it first.
    package let publisher: String?
    /// What the router decided about it besides sending it where its type goes.
    package let why: String?
    /// How many attempts to handle it failed, as far as it became a dead letter somewhere; 0 if it never did.
    package let failedAttempts: Int64
  }

  /// A dead letter on the way.
  package struct TracedLetter: Sendable, Codable {
    package let number: Int64
    package let message: String
    package let type: String
    package let publisher: String?
    package let queue: String
    package let code: String
    package let reason: String
    package let attempts: Int64
    package let state: String
    package let lastSeen: String
    /// What was proposed or published in its place.
    package let corrections: [CorrectionEntry]
  }

  /// What belongs together.
  package struct Trail: Sendable, Codable {
    package let events: [IndexedEvent]
    package let deadLetters: [TracedLetter]
  }

  /// All events that share a correlation with an event, a subject or a correlation id, in the order they were seen,
  /// what those caused in turn, and the dead letters among them; also of messages that never became an event. What was
  /// corrected and what took its place belong together, whatever their correlations.
  package func trail(_ key: String) async throws -> Trail {
    try await database.read { connection in
      let seed = try connection.query(
        """
        SELECT correlation_id FROM events WHERE id = ?1 OR subject = ?1 OR correlation_id = ?1
        UNION SELECT correlation_id FROM dead_letters WHERE message_id = ?1 OR correlation_id = ?1
        UNION SELECT letter.correlation_id FROM dead_letter_corrections AS correction
          JOIN dead_letters AS letter ON letter.sequence = correction.letter WHERE correction.new_id = ?1
        UNION SELECT event.correlation_id FROM dead_letters AS letter
          JOIN dead_letter_corrections AS correction ON correction.letter = letter.sequence
          JOIN events AS event ON event.id = correction.new_id
          WHERE letter.message_id = ?1 OR letter.correlation_id = ?1
        LIMIT 100
        """, [.text(key)]
      ).map { $0.text(0) }
      guard !seed.isEmpty else { return Trail(events: [], deadLetters: []) }
      return Trail(events: try OperationsReader.events(seed, connection), deadLetters: try letters(seed, connection))
    }
  }

  /// What correlations lead to: events of other correlations that are caused by theirs (a deposit of another file).
  private static func events(_ seed: [String], _ connection: any SQLConnection) throws -> [IndexedEvent] {
    let marks = seed.map { _ in "?" }.joined(separator: ", ")
    return try connection.query(
      """
      SELECT id, type, source, subject, correlation_id, causation_id, time, seen_at, publisher, why,
        (SELECT COALESCE(SUM(attempts), 0) FROM dead_letters WHERE message_id = events.id)
      FROM events
      WHERE correlation_id IN (\(marks))
        OR causation_id IN (SELECT id FROM events WHERE correlation_id IN (\(marks)))
      ORDER BY sequence LIMIT 5000
      """, (seed + seed).map(SQLValue.text)
    ).map(event)
  }

  static func event(_ row: SQLRow) -> IndexedEvent {
    IndexedEvent(
      id: row.text(0), type: row.text(1), source: row.text(2), subject: row.text(3), correlationID: row.text(4),
      causationID: row.optionalText(5), time: row.text(6), seenAt: row.text(7), publisher: row.optionalText(8),
      why: row.optionalText(9), failedAttempts: row.integer(10))
  }

  private func letters(_ seed: [String], _ connection: any SQLConnection) throws -> [TracedLetter] {
    let marks = seed.map { _ in "?" }.joined(separator: ", ")
    return try connection.query(
      """
      SELECT sequence, message_id, type, publisher, queue, code, reason, attempts, state, last_seen FROM dead_letters
      WHERE correlation_id IN (\(marks)) ORDER BY sequence LIMIT 1000
      """, seed.map(SQLValue.text)
    ).map { row in
      try TracedLetter(
        number: row.integer(0), message: row.text(1), type: row.text(2), publisher: row.optionalText(3),
        queue: row.text(4), code: row.text(5), reason: row.text(6), attempts: row.integer(7), state: row.text(8),
        lastSeen: row.text(9), corrections: corrections(row.integer(0), connection))
    }
  }
}

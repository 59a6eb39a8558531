// Looking into operations' database: dead letters and the index of events.

import AdapterKit
import Foundation
import Storage

/// Reads operations' database without being able to change it.
package struct OperationsReader: Sendable {
  private let database: any Database
  private let cipher: any BodyCipher

  /// Opens it. - Throws: ``StorageError`` when there is none.
  package init(data: URL, cipher: any BodyCipher = PlainBodies()) throws {
    database = try SQLiteDatabase(readingFrom: DataFolder.database(of: OperationsWorker.name, in: data))
    self.cipher = cipher
  }

  /// A stored dead letter.
  package struct Letter: Sendable, Codable {
    package let number: Int64
    package let fingerprint: String
    package let message: String
    package let type: String
    package let publisher: String?
    package let failureClass: String
    package let code: String
    package let reason: String
    package let pointer: String?
    package let rule: String?
    package let queue: String
    package let attempts: Int64
    package let firstFailedAt: String?
    package let storedAt: String
    package let worker: String?
    package let digest: String
    package let bytes: Int64
  }

  private static let columns = """
    sequence, fingerprint, message_id, type, publisher, failure_class, code, reason, pointer, rule, queue, attempts,
    first_failed_at, stored_at, worker, digest, LENGTH(body)
    """

  /// Dead letters, the newest first.
  package func deadLetters(limit: Int) async throws -> [Letter] {
    try await database.read { connection in
      try connection.query(
        "SELECT \(OperationsReader.columns) FROM dead_letters ORDER BY sequence DESC LIMIT ?", [.integer(Int64(limit))]
      ).map(OperationsReader.letter)
    }
  }

  /// How many there are.
  package func deadLetterCount() async throws -> Int {
    try await database.read { Int(try $0.first("SELECT COUNT(*) FROM dead_letters")?.integer(0) ?? 0) }
  }

  /// One of them, by number or by its message's id.
  package func deadLetter(_ key: String) async throws -> Letter? {
    try await database.read { connection in
      try connection.first(
        """
        SELECT \(OperationsReader.columns) FROM dead_letters WHERE sequence = ? OR message_id = ?
        ORDER BY sequence DESC
        """, [.integer(Int64(key) ?? -1), .text(key)]
      ).map(OperationsReader.letter)
    }
  }

  /// The body of a dead letter, as it came. May hold patient data.
  package func body(of number: Int64) async throws -> [UInt8] {
    let sealed = try await database.read {
      try $0.first("SELECT body FROM dead_letters WHERE sequence = ?", [.integer(number)])?.blob(0) ?? []
    }
    return try cipher.open(sealed)
  }

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
  }

  /// All events that share a correlation with an event, a subject or a correlation id, in the order they were seen, and
  /// what those caused in turn.
  package func trace(_ key: String) async throws -> [IndexedEvent] {
    try await database.read { connection in
      let seed = try connection.query(
        "SELECT DISTINCT correlation_id FROM events WHERE id = ?1 OR subject = ?1 OR correlation_id = ?1 LIMIT 100",
        [.text(key)]
      ).map { $0.text(0) }
      return try OperationsReader.follow(seed, connection)
    }
  }

  /// What correlations lead to: events of other correlations that are caused by theirs (a deposit of another file).
  private static func follow(_ seed: [String], _ connection: any SQLConnection) throws -> [IndexedEvent] {
    guard !seed.isEmpty else { return [] }
    let marks = seed.map { _ in "?" }.joined(separator: ", ")
    return try connection.query(
      """
      SELECT id, type, source, subject, correlation_id, causation_id, time, seen_at FROM events
      WHERE correlation_id IN (\(marks))
        OR causation_id IN (SELECT id FROM events WHERE correlation_id IN (\(marks)))
      ORDER BY sequence LIMIT 5000
      """, (seed + seed).map(SQLValue.text)
    ).map { row in
      IndexedEvent(
        id: row.text(0), type: row.text(1), source: row.text(2), subject: row.text(3), correlationID: row.text(4),
        causationID: row.optionalText(5), time: row.text(6), seenAt: row.text(7))
    }
  }

  /// How many events of each type have passed.
  package func counts() async throws -> [String: Int] {
    try await database.read { connection in
      let rows = try connection.query("SELECT type, COUNT(*) FROM events GROUP BY type")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), Int($0.integer(1))) })
    }
  }

  /// How many of these messages are among the dead letters.
  package func deadLetterCount(ofMessages ids: [String]) async throws -> Int {
    try await database.read { connection in
      try ids.count { id in
        try connection.first("SELECT 1 FROM dead_letters WHERE message_id = ? LIMIT 1", [.text(id)]) != nil
      }
    }
  }

  /// How many messages of a correlation are among the dead letters.
  package func deadLetterCount(correlation: String) async throws -> Int {
    try await database.read { connection in
      let row = try connection.first(
        "SELECT COUNT(DISTINCT message_id) FROM dead_letters WHERE correlation_id = ?", [.text(correlation)])
      return Int(row?.integer(0) ?? 0)
    }
  }

  private static func letter(_ row: SQLRow) -> Letter {
    Letter(
      number: row.integer(0), fingerprint: row.text(1), message: row.text(2), type: row.text(3),
      publisher: row.optionalText(4), failureClass: row.text(5), code: row.text(6), reason: row.text(7),
      pointer: row.optionalText(8), rule: row.optionalText(9), queue: row.text(10), attempts: row.integer(11),
      firstFailedAt: row.optionalText(12), storedAt: row.text(13), worker: row.optionalText(14),
      digest: row.text(15), bytes: row.integer(16))
  }
}

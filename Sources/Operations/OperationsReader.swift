// Looking into operations' database: dead letters and the index of events.

import AdapterKit
import Foundation
import Storage

/// Reads operations' database without being able to change it.
package struct OperationsReader: Sendable {
  let database: any Database
  let cipher: any BodyCipher

  /// Opens it. - Throws: ``StorageError`` when there is none or it is not up to date.
  package init(data: URL, cipher: any BodyCipher = PlainBodies()) throws {
    database = try SQLiteDatabase(
      readingFrom: DataFolder.database(of: OperationsWorker.name, in: data), migrations: OperationsTables.migrations)
    self.cipher = cipher
  }

  /// On a database that is open already.
  init(database: any Database, cipher: any BodyCipher) {
    self.database = database
    self.cipher = cipher
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
}

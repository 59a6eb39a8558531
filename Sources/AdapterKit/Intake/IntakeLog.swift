// What a file adapter remembers: which bytes it has seen and how far it is with them.

import Foundation
import PaymentEvents
import Storage

/// The table of intakes and of digests.
public enum IntakeLog {
  /// The tables, to be part of the migrations of every file adapter.
  public static let migration = """
    CREATE TABLE files (
      digest TEXT PRIMARY KEY, size INTEGER NOT NULL, format TEXT NOT NULL, state TEXT NOT NULL,
      emitted INTEGER NOT NULL DEFAULT 0, events INTEGER NOT NULL DEFAULT 0, rejections INTEGER NOT NULL DEFAULT 0,
      reason TEXT
    );
    CREATE TABLE intakes (
      intake TEXT PRIMARY KEY, digest TEXT NOT NULL, name TEXT NOT NULL, arrived_at TEXT NOT NULL,
      duplicate INTEGER NOT NULL
    );
    CREATE INDEX intakes_by_digest ON intakes (digest)
    """

  /// What the events of a file that is being read depend on besides its bytes.
  static let translatorMigration = "ALTER TABLE files ADD COLUMN translator TEXT NOT NULL DEFAULT ''"

  /// What stays in a file without an event, and how many warnings there are about it.
  static let keptMigration = """
    ALTER TABLE files ADD COLUMN kept TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE files ADD COLUMN warnings INTEGER NOT NULL DEFAULT 0
    """

  /// How far a file's bytes have come.
  public enum State: String, Sendable {
    /// Its events are being written to the outbox.
    case reading
    /// All its events have been written.
    case done
    /// Nothing of it could be read.
    case rejected
  }

  /// What is known of a digest.
  public struct Entry: Sendable, Equatable {
    /// SHA-256.
    public let digest: String
    /// Bytes.
    public let size: Int64
    /// The format as detected.
    public let format: String
    /// How far it is.
    public let state: State
    /// Events written to the outbox so far.
    public let emitted: Int
    /// Rejected sets, or 1 for a rejected file.
    public let rejections: Int
    /// The first reason of a rejection.
    public let reason: String?
    /// What was read and became no event.
    public let kept: [KeptTotal]
    /// How many warnings there are about what goes on all the same; of them at most 1,000 are counted.
    public let warnings: Int
    /// The name under which it first came.
    public let name: String
    /// How often the same bytes have come.
    public let arrivals: Int
  }

  /// The entry of a digest.
  public static func entry(_ digest: String, in connection: any SQLConnection) throws -> Entry? {
    try entries(in: connection, where: "WHERE f.digest = ?", [.text(digest)]).first
  }

  /// All entries, by first arrival.
  public static func entries(in connection: any SQLConnection) throws -> [Entry] {
    try entries(in: connection, where: "", [])
  }

  private static func entries(
    in connection: any SQLConnection, where condition: String, _ arguments: [SQLValue]
  ) throws -> [Entry] {
    try connection.query(
      """
      SELECT f.digest, f.size, f.format, f.state, f.emitted, f.rejections, f.reason,
        (SELECT i.name FROM intakes i WHERE i.digest = f.digest ORDER BY i.duplicate, i.arrived_at, i.intake LIMIT 1),
        (SELECT COUNT(*) FROM intakes i WHERE i.digest = f.digest),
        f.kept, f.warnings
      FROM files f \(condition) ORDER BY 8 NULLS FIRST, 1
      """, arguments
    ).map { row in
      try Entry(
        digest: row.text(0), size: row.integer(1), format: row.text(2), state: State(rawValue: row.text(3)) ?? .reading,
        emitted: Int(row.integer(4)), rejections: Int(row.integer(5)), reason: row.optionalText(6),
        kept: JSONDecoder().decode([KeptTotal].self, from: Data(row.text(9).utf8)), warnings: Int(row.integer(10)),
        name: row.text(7), arrivals: Int(row.integer(8)))
    }
  }

  /// Begins a file, begins another try of it, or takes it up again; returns how many of its events are written.
  static func begin(
    _ check: ClaimCheckStore.Check, translator: String, in connection: any SQLConnection
  ) throws -> Int {
    try connection.execute(
      """
      INSERT INTO files (digest, size, format, state, translator) VALUES (?, ?, 'unknown', 'reading', ?)
      ON CONFLICT DO NOTHING
      """, [.text(check.digest), .integer(check.size), .text(translator)])
    try connection.execute(
      """
      UPDATE files SET emitted = 0, state = 'reading', translator = ?2
      WHERE digest = ?1 AND (translator <> ?2 OR state <> 'reading')
      """, [.text(check.digest), .text(translator)])
    let row = try connection.first("SELECT emitted FROM files WHERE digest = ?", [.text(check.digest)])
    return Int(row?.integer(0) ?? 0)
  }

  /// Notes how many events are written; false when that is noted already, so that no event is written twice.
  static func advance(_ digest: String, from: Int, to emitted: Int, in connection: any SQLConnection) throws -> Bool {
    try connection.execute(
      "UPDATE files SET emitted = ? WHERE digest = ? AND emitted = ?",
      [.integer(Int64(emitted)), .text(digest), .integer(Int64(from))]) == 1
  }

  static func finish(_ digest: String, _ report: FileReport, in connection: any SQLConnection) throws {
    let kept = String(decoding: try JSONEncoder().encode(report.kept), as: UTF8.self)
    let warnings = report.warnings.count { $0.severity == "warning" }
    try connection.execute(
      """
      UPDATE files SET format = ?, state = ?, emitted = ?, events = ?, rejections = ?, reason = ?, kept = ?,
        warnings = ?
      WHERE digest = ?
      """,
      [
        .text(report.format), .text((report.isRejected ? State.rejected : .done).rawValue),
        .integer(Int64(report.events)), .integer(Int64(report.events)), .integer(Int64(report.rejections.count)),
        .optional(report.rejections.first?.reason), .text(kept), .integer(Int64(warnings)), .text(digest),
      ])
  }

  /// Notes an arrival; false when this intake is known, so that a restart does not announce it twice.
  static func arrived(
    intake: String, digest: String, name: String, at time: Instant, duplicate: Bool, in connection: any SQLConnection
  ) throws -> Bool {
    try connection.execute(
      "INSERT INTO intakes (intake, digest, name, arrived_at, duplicate) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(intake), .text(digest), .text(name), .text(time.rfc3339), .integer(duplicate ? 1 : 0)]) == 1
  }
}

// Who did what, when. Append-only: triggers of the database refuse to change or remove an entry, and what gets round
// them is seen by the digests.

import AdapterKit
import Storage

/// Writes the audit, in the transaction of what it tells of.
package enum AuditLog {
  /// Appends an entry. `detail` holds reasons and counts, never what a message says; see ``AuditEntry``.
  static func append(
    _ action: String, by actor: String, at time: String, subject: String? = nil, letter: Int64? = nil,
    job: Int64? = nil, request: String? = nil, was: String? = nil, became: String? = nil, detail: String = "",
    in connection: any SQLConnection
  ) throws {
    try append(
      AuditEntry(
        at: time, actor: actor, action: action, subject: subject, letter: letter, job: job, request: request, was: was,
        became: became, detail: detail), in: connection)
  }

  private static func append(_ entry: AuditEntry, in connection: any SQLConnection) throws {
    let last = try connection.first("SELECT sequence, digest FROM audit ORDER BY sequence DESC LIMIT 1")
    var entry = entry
    entry.number = (last?.integer(0) ?? 0) + 1
    entry.digest = entry.digest(after: last?.text(1) ?? AuditEntry.origin)
    try connection.execute(
      "INSERT INTO audit (\(AuditEntry.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(entry.number), .text(entry.at), .text(entry.actor), .text(entry.action), .optional(entry.subject),
        .optional(entry.letter), .optional(entry.job), .optional(entry.request), .optional(entry.was),
        .optional(entry.became), .text(entry.detail), .text(entry.digest),
      ])
  }

  /// Whether a request is noted already: who hears no answer asks again.
  static func isNoted(_ request: String, in connection: any SQLConnection) throws -> Bool {
    try connection.first("SELECT 1 FROM audit WHERE request = ? LIMIT 1", [.text(request)]) != nil
  }

  /// Takes the entries of the first form into the chain, once, in their order. Nothing may be appended before.
  package static func adopt(in database: any Database) async throws {
    try await database.write { connection in
      var place: Int64 = 0
      while true {
        let rows = try connection.query(
          """
          SELECT sequence, at, actor, action, letter, job, detail FROM audit_v1 WHERE sequence > ?
          ORDER BY sequence LIMIT 1000
          """, [.integer(place)])
        guard let last = rows.last else { break }
        for row in rows {
          try append(
            AuditEntry(
              at: row.text(1), actor: row.text(2), action: row.text(3), letter: row.optionalInteger(4),
              job: row.optionalInteger(5), detail: row.text(6)), in: connection)
        }
        place = last.integer(0)
      }
      if place > 0 { try connection.execute("DELETE FROM audit_v1") }
    }
  }
}

// Who did what, when. Append-only: triggers of the database refuse to change or remove an entry.

import Storage

/// Writes the audit, in the transaction of what it tells of.
enum AuditLog {
  /// Appends an entry. `detail` holds reasons and counts, never what a message says.
  static func append(
    _ action: String, by actor: String, at time: String, letter: Int64? = nil, job: Int64? = nil, detail: String = "",
    in connection: any SQLConnection
  ) throws {
    try connection.execute(
      "INSERT INTO audit (at, actor, action, letter, job, detail) VALUES (?, ?, ?, ?, ?, ?)",
      [.text(time), .text(actor), .text(action), .optional(letter), .optional(job), .text(detail)])
  }

  /// Whether an entry whose detail begins with an id is among the newest ones: who hears no answer asks again at once.
  static func isNoted(_ id: String, in connection: any SQLConnection) throws -> Bool {
    try connection.first(
      """
      SELECT 1 FROM audit WHERE sequence > (SELECT COALESCE(MAX(sequence), 0) FROM audit) - 1000
        AND substr(detail, 1, ?) = ?
      """, [.integer(Int64(id.count)), .text(id)]) != nil
  }
}

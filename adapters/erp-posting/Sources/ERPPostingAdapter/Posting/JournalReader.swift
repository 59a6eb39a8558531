// The journals of the adapter, for people: what waits, what was refused and why, and what came of another try.

import AdapterKit
import Foundation
import Storage

/// Reads the adapter's database without being able to change it.
package struct JournalReader: Sendable {
  let database: any Database

  /// Opens it. - Throws: ``StorageError`` when there is none or it is not up to date.
  package init(data: URL) throws {
    database = try DataFolder.store(of: ERPPostingWorker.name, in: data).reader(ERPPostingWorker.migrations)
  }

  /// A journal and where it stands.
  package struct Line: Sendable, Codable {
    package let journal: String
    package let state: JournalBook.State
    package let postingDate: String
    package let description: String
    /// The sum of its debits, cents.
    package let amount: Int64
    package let currency: String
    /// The target's reference.
    package let reference: String?
    /// Why it was refused: our name for the kind, and the target's words.
    package let code: String?
    package let reason: String?
    /// How often it was tried.
    package let attempts: Int64
    /// How often it was refused or posted, since it was refused first.
    package let answers: Int64
  }

  /// What happened to a journal.
  package struct Step: Sendable, Codable {
    package let at: String
    /// `refused`, `retry asked for` or `posted`.
    package let event: String
    /// The person, or the target.
    package let who: String
    package let code: String
    package let text: String
  }

  /// Which journals are wanted; what is nil does not matter.
  package struct Filter: Sendable {
    package var state: JournalBook.State?
    package var code: String?
    package var limit = 1_000

    package init(state: JournalBook.State? = nil, code: String? = nil) {
      self.state = state
      self.code = code
    }
  }

  /// Journals by posting date.
  package func journals(_ filter: Filter) async throws -> [Line] {
    try await lines(
      """
      WHERE (j.state = ?1 OR ?1 IS NULL) AND (j.code = ?2 OR ?2 IS NULL)
      ORDER BY j.posting_date, i.sequence LIMIT ?3
      """,
      [.optional(filter.state?.rawValue), .optional(filter.code), .integer(Int64(filter.limit))])
  }

  /// These journals.
  package func journals(ids: [String]) async throws -> [Line] {
    try await lines(
      "WHERE j.key IN \(SQLList.marks(ids.count)) ORDER BY j.posting_date, i.sequence", SQLList.arguments(ids))
  }

  /// How many journals there are by state.
  package func counts() async throws -> [JournalBook.State: Int] {
    try await database.read { connection in
      try connection.query("SELECT state, COUNT(*) FROM journals GROUP BY state").reduce(into: [:]) { counts, row in
        JournalBook.State(rawValue: row.text(0)).map { counts[$0] = Int(row.integer(1)) }
      }
    }
  }

  /// Journals whose id begins with a text; at most two, which is one too many.
  package func find(_ beginning: String) async throws -> [Line] {
    try await lines("WHERE substr(j.key, 1, length(?)) = ? LIMIT 2", [.text(beginning), .text(beginning)])
  }

  /// What happened to a journal since it was first refused, the oldest first.
  package func history(of journal: String) async throws -> [Step] {
    try await database.read { connection in
      try connection.query(
        "SELECT at, event, who, code, text FROM journal_history WHERE journal = ? ORDER BY number", [.text(journal)]
      ).map {
        Step(at: $0.text(0), event: $0.text(1), who: $0.text(2), code: $0.text(3), text: $0.text(4))
      }
    }
  }

  private func lines(_ condition: String, _ arguments: [SQLValue]) async throws -> [Line] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT j.key, j.state, j.posting_date, j.description, j.amount, j.currency, j.reference, j.code, j.reason,
          i.attempts,
          (SELECT COUNT(*) FROM journal_history h WHERE h.journal = j.key AND h.event IN ('posted', 'refused'))
        FROM journals j JOIN intents i ON i.key = j.key \(condition)
        """, arguments
      ).map { row in
        Line(
          journal: row.text(0), state: JournalBook.State(rawValue: row.text(1)) ?? .waiting, postingDate: row.text(2),
          description: row.text(3), amount: row.integer(4), currency: row.text(5), reference: row.optionalText(6),
          code: row.optionalText(7), reason: row.optionalText(8), attempts: row.integer(9),
          answers: row.integer(10))
      }
    }
  }
}

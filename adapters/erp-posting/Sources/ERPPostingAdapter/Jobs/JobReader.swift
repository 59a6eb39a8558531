// Jobs, master data and differences, for people.

import PaymentEvents
import Storage

extension JournalReader {
  /// A job and what came of it.
  package struct Job: Sendable, Codable {
    package let number: Int64
    /// `reading` or `reconciliation`.
    package let kind: String
    package let askedBy: String
    package let askedAt: String
    package let from: String?
    package let until: String?
    /// `open`, `done` or `failed`.
    package let state: String
    package let endedAt: String?
    /// What stands in the way, or why it failed.
    package let words: String?
    /// Of a comparison: journals of ours, journals there, differences.
    package let journals: Int64
    package let entries: Int64
    package let differences: Int64
  }

  /// A difference between the ERP's books and ours.
  package struct Difference: Sendable, Codable {
    package let journal: String
    package let kind: String
    package let day: String
    package let currency: String
    /// Cents.
    package let amount: Int64
    package let reference: String?
    package let ours: String?
    package let theirs: String?
  }

  /// The job that an event asked for.
  package func job(askedBy event: String) async throws -> Job? {
    try await jobs("WHERE event = ?", [.text(event)]).first
  }

  /// The newest comparison that is done.
  package func lastReconciliation() async throws -> Job? {
    try await jobs(
      "WHERE kind = ? AND state = 'done' ORDER BY number DESC LIMIT 1", [.text(TargetJob.reconciliationName)]
    ).first
  }

  private func jobs(_ condition: String, _ arguments: [SQLValue]) async throws -> [Job] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT number, kind, asked_by, asked_at, first_day, last_day, state, ended_at, words, journals, entries,
          differences FROM target_jobs \(condition)
        """, arguments
      ).map { row in
        Job(
          number: row.integer(0), kind: row.text(1), askedBy: row.text(2),
          askedAt: Instant(milliseconds: row.integer(3)).rfc3339, from: row.optionalText(4),
          until: row.optionalText(5), state: row.text(6),
          endedAt: row.optionalInteger(7).map { Instant(milliseconds: $0).rfc3339 }, words: row.optionalText(8),
          journals: row.integer(9), entries: row.integer(10), differences: row.integer(11))
      }
    }
  }

  /// All differences of a comparison, by day and journal.
  package func differences(of job: Int64) async throws -> [Difference] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT journal, kind, day, currency, amount, reference, ours, theirs FROM ledger_differences WHERE job = ?
        ORDER BY number
        """, [.integer(job)]
      ).map {
        Difference(
          journal: $0.text(0), kind: $0.text(1), day: $0.text(2), currency: $0.text(3), amount: $0.integer(4),
          reference: $0.optionalText(5), ours: $0.optionalText(6), theirs: $0.optionalText(7))
      }
    }
  }

  /// The ERP's accounts, cost centres, parties and periods at the last reading; nil when it was never read.
  package func masterData() async throws -> (reading: MasterDataBook.Reading, entries: [MasterDataBook.Entry])? {
    try await database.read { connection in
      guard let reading = try MasterDataBook.reading(in: connection) else { return nil }
      return (reading, try MasterDataBook.stored(in: connection))
    }
  }
}

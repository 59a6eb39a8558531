// A letter's whole life: failures, retries, corrections, and who did what.

import Foundation
import Storage

extension OperationsReader {
  /// A time that the message failed.
  package struct FailureEntry: Sendable, Codable, Equatable {
    /// 0 for the first try, else the number of the retry that failed.
    package let retry: Int64
    package let attempt: Int64
    package let failedAt: String
    package let failureClass: String
    package let code: String
    package let reason: String
    package let worker: String?
    package let version: String?
    package let seenAt: String
  }

  /// A time that it was sent again.
  package struct RetryEntry: Sendable, Codable, Equatable {
    package let number: Int64
    package let job: Int64?
    package let actor: String
    package let begunAt: String
    package let endedAt: String?
    package let outcome: String?
  }

  /// A corrected message that takes, or might take, its place. Its body is not part of it.
  package struct CorrectionEntry: Sendable, Codable, Equatable {
    package let newID: String
    package let changes: [String]
    package let reason: String
    package let proposedBy: String
    package let proposedAt: String
    package let state: String
    package let decidedBy: String?
    package let decidedAt: String?
  }

  /// All that is known of a letter besides itself.
  package struct History: Sendable, Codable {
    package let failures: [FailureEntry]
    package let retries: [RetryEntry]
    package let corrections: [CorrectionEntry]
    package let audit: [AuditEntry]
  }

  /// The history of a letter, each part in order of time; at most 1,000 entries of each kind.
  package func history(of number: Int64) async throws -> History {
    try await database.read { connection in
      History(
        failures: try failures(number, connection), retries: try retries(number, connection),
        corrections: try corrections(number, connection),
        audit: try OperationsReader.audit("letter = ? ORDER BY sequence", [.integer(number)], connection))
    }
  }

  /// What was done, the newest first. - Parameter before: the number of the last page's last entry.
  package func audit(limit: Int, before: Int64? = nil) async throws -> [AuditEntry] {
    try await database.read { connection in
      try OperationsReader.audit(
        "sequence < ? ORDER BY sequence DESC", [.integer(before ?? .max)], connection, limit: limit)
    }
  }

  /// How the retries of some work ended, so far: `applied`, `known`, `failed`, or `on its way`.
  package func outcomes(ofJob job: Int64) async throws -> [String: Int] {
    try await database.read { connection in
      let rows = try connection.query(
        """
        SELECT COALESCE(outcome, 'on its way'), COUNT(*) FROM dead_letter_retries WHERE job = ?
        GROUP BY outcome
        """, [.integer(job)])
      var outcomes: [String: Int] = [:]
      for row in rows {
        let word = row.text(0).split(separator: " by ").first.map(String.init) ?? row.text(0)
        outcomes[word, default: 0] += Int(row.integer(1))
      }
      return outcomes
    }
  }

  private func failures(_ number: Int64, _ connection: any SQLConnection) throws -> [FailureEntry] {
    try connection.query(
      """
      SELECT retry, attempt, failed_at, failure_class, code, reason, worker, version, seen_at
      FROM dead_letter_failures WHERE letter = ? ORDER BY sequence LIMIT 1000
      """, [.integer(number)]
    ).map { row in
      FailureEntry(
        retry: row.integer(0), attempt: row.integer(1), failedAt: row.text(2), failureClass: row.text(3),
        code: row.text(4), reason: row.text(5), worker: row.optionalText(6), version: row.optionalText(7),
        seenAt: row.text(8))
    }
  }

  private func retries(_ number: Int64, _ connection: any SQLConnection) throws -> [RetryEntry] {
    try connection.query(
      """
      SELECT number, job, actor, begun_at, ended_at, outcome FROM dead_letter_retries WHERE letter = ?
      ORDER BY number LIMIT 1000
      """, [.integer(number)]
    ).map { row in
      RetryEntry(
        number: row.integer(0), job: row.optionalInteger(1), actor: row.text(2), begunAt: row.text(3),
        endedAt: row.optionalText(4), outcome: row.optionalText(5))
    }
  }

  func corrections(_ number: Int64, _ connection: any SQLConnection) throws -> [CorrectionEntry] {
    try connection.query(
      """
      SELECT new_id, changes, reason, proposed_by, proposed_at, state, decided_by, decided_at
      FROM dead_letter_corrections WHERE letter = ? ORDER BY sequence LIMIT 1000
      """, [.integer(number)]
    ).map { row in
      CorrectionEntry(
        newID: row.text(0), changes: row.text(1).split(separator: "\n").map(String.init), reason: row.text(2),
        proposedBy: row.text(3), proposedAt: row.text(4), state: row.text(5), decidedBy: row.optionalText(6),
        decidedAt: row.optionalText(7))
    }
  }

  /// Entries with numbers above one, in order, at most 1,000.
  package func auditEntries(after number: Int64) async throws -> [AuditEntry] {
    try await database.read { connection in
      try OperationsReader.audit("sequence > ? ORDER BY sequence", [.integer(number)], connection)
    }
  }

  private static func audit(
    _ condition: String, _ arguments: [SQLValue], _ connection: any SQLConnection, limit: Int = 1_000
  ) throws -> [AuditEntry] {
    try connection.query(
      "SELECT \(AuditEntry.columns) FROM audit WHERE \(condition) LIMIT ?",
      arguments + [.integer(Int64(min(max(limit, 1), maximumPage)))]
    ).map(AuditEntry.init)
  }
}

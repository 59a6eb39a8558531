// Accounting periods: what people closed, and what was carried forward because of it.

import Storage

extension CashReader {
  /// A period that somebody has closed at some time.
  package struct Period: Sendable, Codable {
    /// `YYYY-MM`.
    package let period: String
    /// `closed` or `open`.
    package let state: String
    /// The business day of the last change.
    package let changedOn: String
    package let requestedBy: String
    package let approvedBy: String?
    package let reason: String
    /// Journals of its days that stand in a later period, and their total in cents.
    package let carriedForward: Int64
    package let carriedAmount: Int64
  }

  /// Periods that people have closed or reopened, in order. Those that configuration closes are not among them.
  package func periods() async throws -> [Period] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT p.period, p.state, p.as_of, a.requested_by, a.decided_by, a.reason,
          (SELECT COUNT(*) FROM journals j WHERE substr(j.original_date, 1, 7) = p.period
            AND substr(j.posting_date, 1, 7) > p.period),
          (SELECT COALESCE(SUM(j.amount), 0) FROM journals j WHERE substr(j.original_date, 1, 7) = p.period
            AND substr(j.posting_date, 1, 7) > p.period)
        FROM period_states p JOIN actions a ON a.id = p.request ORDER BY p.period
        """
      ).map { row in
        Period(
          period: row.text(0), state: row.text(1), changedOn: row.text(2), requestedBy: row.text(3),
          approvedBy: row.optionalText(4), reason: row.text(5), carriedForward: row.integer(6),
          carriedAmount: row.integer(7))
      }
    }
  }
}

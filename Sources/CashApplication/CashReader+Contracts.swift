// Contracts in force, and what payers allowed beside them.

import Storage

extension CashReader {
  /// A contract, and the claims that were compared with it.
  package struct ContractTotal: Sendable, Codable {
    package let payer: String
    package let contract: String
    package let currency: String
    /// Claims that stand; a reversed one does not.
    package let claims: Int64
    /// By the contract, in cents.
    package let expected: Int64
    /// By the payer.
    package let allowed: Int64
    /// Of the difference: underpayments that are each within the tolerance.
    package let small: Int64
    /// Open items about single claims, and their amount.
    package let items: Int64
    package let itemAmount: Int64

    /// Of the difference: what was allowed too little, over all underpaid claims, closed items included.
    package let underpaid: Int64
    /// What was allowed above the contract, over all other claims: it makes up for no underpayment.
    package let overpaid: Int64

    /// Expected less allowed: above zero the payer owes more.
    package var shortfall: Int64 { expected - allowed }
  }

  /// By payer and contract, those with the largest shortfall first.
  package func contractTotals() async throws -> [ContractTotal] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT t.payer, t.contract, t.currency, t.claims, t.expected, t.allowed, t.small, COUNT(w.id),
          COALESCE(SUM(w.amount), 0),
          (SELECT COALESCE(SUM(s.expected - s.allowed), 0) FROM variances s
            WHERE s.payer = t.payer AND s.contract = t.contract AND s.currency = t.currency
              AND s.claims * (s.expected - s.allowed) > 0),
          (SELECT COALESCE(SUM(s.allowed - s.expected), 0) FROM variances s
            WHERE s.payer = t.payer AND s.contract = t.contract AND s.currency = t.currency
              AND s.claims * (s.expected - s.allowed) < 0)
        FROM contract_totals t
        LEFT JOIN variances v ON v.payer = t.payer AND v.contract = t.contract AND v.currency = t.currency
          AND v.expected - v.allowed > v.small
        LEFT JOIN work_items w ON w.unit = v.remittance AND w.reference = CAST(v.sequence AS TEXT)
          AND w.reason = 'underpaid' AND w.state = 'open'
        GROUP BY t.payer, t.contract, t.currency ORDER BY t.expected - t.allowed DESC, t.payer, t.contract
        """
      ).map { row in
        ContractTotal(
          payer: row.text(0), contract: row.text(1), currency: row.text(2), claims: row.integer(3),
          expected: row.integer(4), allowed: row.integer(5), small: row.integer(6), items: row.integer(7),
          itemAmount: row.integer(8), underpaid: row.integer(9), overpaid: row.integer(10))
      }
    }
  }

  /// A contract in force.
  package struct ContractLine: Sendable, Codable {
    package let contract: String
    package let version: Int64
    package let payer: String
    package let plan: String?
    package let from: String
    package let to: String?
    package let terms: Int64
  }

  /// Contracts in force, by payer.
  package func contracts() async throws -> [ContractLine] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT c.contract, c.version, c.payer, c.plan, c.valid_from, c.valid_to,
          (SELECT COUNT(*) FROM contract_terms t WHERE t.contract = c.contract AND t.version = c.version)
        FROM contracts c ORDER BY c.payer, c.contract
        """
      ).map { row in
        ContractLine(
          contract: row.text(0), version: row.integer(1), payer: row.text(2), plan: row.optionalText(3),
          from: row.text(4), to: row.optionalText(5), terms: row.integer(6))
      }
    }
  }
}

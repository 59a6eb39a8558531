// What payers allowed beside their contracts: kept by claim, added up by payer and contract.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Compares a claim that posts with the payer's contracts. Later payers' claims are not compared: what they allow
  /// depends on what the first one did.
  func variance(
    of claim: Claim, _ posted: PostedClaim, under heads: [ContractHead]
  ) throws -> ContractVariance? {
    guard posted.payerIndex == 0, posted.reverses == nil, let contract = try contract(for: claim, among: heads) else {
      return nil
    }
    return try rules.variance(of: claim, under: [contract])
  }

  /// Keeps a claim's comparison, and its reversal's as the same with signs turned: the totals only add up.
  func keep(_ variance: ContractVariance?, of posted: PostedClaim, _ unit: UnitContext) throws {
    let position = posted.position
    if let variance {
      let small = try variance.small()
      try connection.execute(
        """
        INSERT INTO variances (remittance, sequence, payer, contract, currency, claims, expected, allowed, small,
          beyond)
        VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)
        """,
        [
          .text(position.remittance.text), .integer(Int64(position.sequence)), .text(posted.fingerprint.payer),
          .text(variance.contract), .text(unit.currency), .integer(variance.expected.cents),
          .integer(variance.allowed.cents), .integer(small.cents), .integer(variance.isBeyondTolerance ? 1 : 0),
        ])
    } else if let original = posted.reverses {
      try connection.execute(
        """
        INSERT INTO variances (remittance, sequence, payer, contract, currency, claims, expected, allowed, small)
        SELECT ?, ?, payer, contract, currency, -claims, -expected, -allowed, -small FROM variances
        WHERE remittance = ? AND sequence = ?
        """,
        [
          .text(position.remittance.text), .integer(Int64(position.sequence)), .text(original.remittance.text),
          .integer(Int64(original.sequence)),
        ])
    } else {
      return
    }
    try addVariance(of: position.remittance.text, sequence: position.sequence, sign: 1)
  }

  /// A claim's posting, or all of an advice, was taken back: so is its comparison.
  func dropVariance(of remittance: String, sequence: Int? = nil) throws {
    try addVariance(of: remittance, sequence: sequence, sign: -1)
    try connection.execute(
      "DELETE FROM variances WHERE remittance = ?1 AND (sequence = ?2 OR ?2 IS NULL)",
      [.text(remittance), .optional(sequence.map { Int64($0) })])
  }

  private func addVariance(of remittance: String, sequence: Int?, sign: Int64) throws {
    try connection.execute(
      """
      INSERT INTO contract_totals AS t (payer, contract, currency, claims, expected, allowed, small, touched)
      SELECT payer, contract, currency, ?3 * SUM(claims), ?3 * SUM(expected), ?3 * SUM(allowed), ?3 * SUM(small), 1
      FROM variances WHERE remittance = ?1 AND (sequence = ?2 OR ?2 IS NULL) GROUP BY payer, contract, currency
      ON CONFLICT (payer, contract, currency) DO UPDATE SET claims = t.claims + excluded.claims,
        expected = t.expected + excluded.expected, allowed = t.allowed + excluded.allowed,
        small = t.small + excluded.small, touched = 1
      """, [.text(remittance), .optional(sequence.map { Int64($0) }), .integer(sign)])
  }

  /// Tells of small underpayments each time they add up to so much more; no longer when they have been taken back.
  func checkSmallUnderpayments() throws {
    let step = rules.smallUnderpayments.cents
    let rows = try connection.query(
      "SELECT payer, contract, currency, small FROM contract_totals WHERE touched = 1 ORDER BY 1, 2, 3")
    guard !rows.isEmpty else { return }
    for row in rows {
      let cause = [row.text(0), row.text(1), row.text(2)].joined(separator: "\u{1F}")
      let id = EventID(
        tenant: configuration.tenant, cause: cause, step: "small underpayments", type: WorkItemOpened.type)
      let unit = UnitContext(
        id: id.text, kind: "contract", date: asOf, currency: row.text(2), correlationID: id.text)
      let reached = step > 0 ? row.integer(3) / step * step : 0
      guard reached > 0 else {
        try resolveAll(unit: unit, resolution: "They no longer add up to that.", except: [])
        continue
      }
      try open(
        WorkItem(
          .underpaymentsAddUp, amount: try Money(cents: min(reached, Money.limit)),
          detail: "Contract \(row.text(1)) of \(row.text(0)).", subject: "contract",
          references: ["payer": row.text(0), "contract": row.text(1)]), unit: unit)
    }
    try connection.execute("UPDATE contract_totals SET touched = 0 WHERE touched = 1")
  }
}

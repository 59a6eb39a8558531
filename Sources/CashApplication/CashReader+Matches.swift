// By which rule things were found to belong together, how sure that is, and what may belong to what is open.

import CashRules
import Storage

extension CashReader {
  /// What was matched, and what may be.
  package struct Matches: Sendable, Codable {
    package var payments: [PaymentMatch] = []
    package var claims: [ClaimMatchLine] = []
    package var candidates: [CandidateLine] = []
  }

  /// What an advice gets of a deposit.
  package struct PaymentMatch: Sendable, Codable {
    package let deposit: String
    package let depositTrace: String?
    package let remittance: String
    package let trace: String
    package let payer: String
    package let amount: Int64
    package let currency: String
    package let rule: String
    package let confidence: Int64
  }

  /// A claim of an advice that was told by something else than our patient control number.
  package struct ClaimMatchLine: Sendable, Codable {
    package let remittance: String
    package let trace: String
    package let payer: String
    package let sequence: Int64
    /// The patient control number as the advice has it.
    package let stated: String
    /// Ours.
    package let claim: String
    package let rule: String
    package let confidence: Int64
    /// `posted`, `held` and so on.
    package let state: String
  }

  /// Something open, and what may belong to it.
  package struct CandidateLine: Sendable, Codable {
    /// `deposit` or `claim`.
    package let kind: String
    /// The deposit's or the advice's id.
    package let unit: String
    package let trace: String?
    /// The claim's place in the advice.
    package let sequence: Int64?
    package let amount: Int64
    package let currency: String
    /// Advices or deposits by their ids, or patient control numbers.
    package internal(set) var candidates: [String]
  }

  /// What was matched, and what may be.
  /// - Parameter advice: only about this advice; nil: all claims that were told, and payments that are less than sure.
  package func matches(advice: String? = nil) async throws -> Matches {
    let rules = rules
    return try await database.read { connection in
      var found = Matches()
      found.payments = try Self.payments(advice, connection)
      found.claims = try Self.claims(advice, connection)
      found.candidates = try Self.depositCandidates(advice, connection)
      found.candidates += try Self.claimCandidates(advice, rules, connection)
      return found
    }
  }

  private static func payments(_ advice: String?, _ connection: any SQLConnection) throws -> [PaymentMatch] {
    try connection.query(
      """
      SELECT l.deposit, d.trace, l.remittance, r.trace, r.payer, l.amount, r.currency, l.rule, l.confidence
      FROM links l JOIN deposits d ON d.id = l.deposit JOIN remittances r ON r.id = l.remittance
      WHERE l.remittance = ?1 OR (?1 IS NULL AND l.confidence < 100) ORDER BY l.confidence, r.trace, l.deposit
      """, [.optional(advice)]
    ).map { row in
      PaymentMatch(
        deposit: row.text(0), depositTrace: row.optionalText(1), remittance: row.text(2), trace: row.text(3),
        payer: row.text(4), amount: row.integer(5), currency: row.text(6), rule: row.text(7),
        confidence: row.integer(8))
    }
  }

  private static func claims(_ advice: String?, _ connection: any SQLConnection) throws -> [ClaimMatchLine] {
    try connection.query(
      """
      SELECT m.remittance, r.trace, r.payer, m.sequence, m.stated, m.claim, m.rule, m.confidence, c.state
      FROM claim_matches m JOIN remittances r ON r.id = m.remittance
        JOIN claims c ON c.remittance = m.remittance AND c.sequence = m.sequence
      WHERE m.remittance = ?1 OR ?1 IS NULL ORDER BY m.confidence, r.trace, m.sequence
      """, [.optional(advice)]
    ).map { row in
      ClaimMatchLine(
        remittance: row.text(0), trace: row.text(1), payer: row.text(2), sequence: row.integer(3), stated: row.text(4),
        claim: row.text(5), rule: row.text(6), confidence: row.integer(7), state: row.text(8))
    }
  }

  private static func depositCandidates(
    _ advice: String?, _ connection: any SQLConnection
  ) throws -> [CandidateLine] {
    let rows = try connection.query(
      """
      SELECT k.deposit, d.trace, o.amount, d.currency, k.other FROM candidates k
      JOIN deposits d ON d.id = k.deposit LEFT JOIN open_payments o ON o.unit = k.deposit
      WHERE EXISTS (SELECT 1 FROM candidates a WHERE a.deposit = k.deposit AND a.other = ?1) OR ?1 IS NULL
      ORDER BY d.value_date, k.deposit, k.other
      """, [.optional(advice)])
    var lines: [CandidateLine] = []
    for row in rows {
      if lines.last?.unit == row.text(0) {
        lines[lines.count - 1].candidates.append(row.text(4))
      } else {
        lines.append(
          CandidateLine(
            kind: "deposit", unit: row.text(0), trace: row.optionalText(1), sequence: nil,
            amount: row.optionalInteger(2) ?? 0, currency: row.text(3), candidates: [row.text(4)]))
      }
    }
    return lines
  }

  /// Claims that several of ours may be: those with the same number, or, where it is none of ours, with the same key.
  private static func claimCandidates(
    _ advice: String?, _ rules: RuleBook, _ connection: any SQLConnection
  ) throws -> [CandidateLine] {
    let rows = try connection.query(
      """
      SELECT c.remittance, r.trace, c.sequence, c.paid, r.currency, c.document, r.payer, c.claim
      FROM claims c JOIN remittances r ON r.id = c.remittance
      WHERE c.state = 'held' AND c.reason = ?2 AND (c.remittance = ?1 OR ?1 IS NULL) ORDER BY r.trace, c.sequence
      """, [.optional(advice), .text(HoldReason.chargeAmbiguous.rawValue)])
    return try rows.map { row in
      let claim = try HeldClaim(stored: row.blob(5)).claim
      var found: [String] = []
      for key in rules.keys(of: claim, payer: row.text(6)) where found.isEmpty {
        found = try connection.query(
          "SELECT DISTINCT claim FROM claim_keys WHERE layer = ? AND payer = ? AND key = ? ORDER BY claim LIMIT 5",
          [.text(key.layer.rawValue), .text(key.payer), .text(key.text)]
        ).map { $0.text(0) }
      }
      let charges = try connection.query("SELECT id FROM charges WHERE claim = ? ORDER BY id", [.text(row.text(7))])
      return CandidateLine(
        kind: "claim", unit: row.text(0), trace: row.text(1), sequence: row.integer(2), amount: row.integer(3),
        currency: row.text(4), candidates: charges.isEmpty ? found : charges.map { "charge \($0.text(0))" })
    }
  }
}

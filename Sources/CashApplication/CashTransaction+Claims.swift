// The claims of an advice in the sub-ledger: posted, held, or not to be posted.

import CashRules
import Foundation
import PaymentEvents
import Storage

/// A claim that waits, kept whole so that it can be decided again without its page.
struct HeldClaim: Codable {
  var claim: Claim
  var page: Int
  /// The charge that a person says it is about, where several fit.
  var charge: String?

  init(claim: Claim, page: Int) {
    self.claim = claim
    self.page = page
  }

  init(stored: [UInt8]) throws { self = try EventCoding.decoder().decode(HeldClaim.self, from: Data(stored)) }
}

extension CashTransaction {
  /// All posted claims of a patient control number, reversals too.
  func postedClaims(of claim: String) throws -> [PostedClaim] {
    try connection.query(
      "SELECT remittance, sequence, document FROM claims WHERE claim = ? AND state = 'posted' ORDER BY rowid",
      [.text(claim)]
    ).map { row in
      try PostedClaimRecord.decode(
        row.blob(2), claim: claim,
        position: .init(remittance: EventID(row.text(0)), sequence: Int(row.integer(1))),
        entries: try entries(unit: row.text(0), claimSequence: row.integer(1)))
    }
  }

  /// Stores a posted claim. Its entries are in the sub-ledger and are not stored twice.
  func markPosted(_ posted: PostedClaim, _ claim: Claim, _ advice: OpenAdvice, run: Int64) throws {
    try store(claim, advice, state: "posted", reason: nil, run: run, document: PostedClaimRecord.encode(posted))
    if run > 1 {
      try resolveAll(
        unit: advice.unit, resolution: "The claim was posted.", except: [HoldReason.denied.rawValue],
        reference: String(claim.sequence))
    }
  }

  func hold(_ held: HeldClaim, _ item: WorkItem, _ advice: OpenAdvice, isFirst: Bool) throws {
    if !isFirst {
      let same = try connection.first(
        "SELECT claim FROM claims WHERE remittance = ? AND sequence = ? AND reason = ?",
        [.text(advice.id), .integer(Int64(held.claim.sequence)), .text(item.reason.rawValue)])
      if let same {
        // Held for the same reason; it may have been told to be another claim meanwhile.
        guard same.text(0) != held.claim.patientControlNumber else { return }
        return try store(
          held.claim, advice, state: "held", reason: item.reason.rawValue, run: nil,
          document: EventCoding.encoder().encode(held))
      }
      try resolveAll(
        unit: advice.unit, resolution: "Another reason stands now.", except: [],
        reference: String(held.claim.sequence))
    }
    try store(
      held.claim, advice, state: "held", reason: item.reason.rawValue, run: nil,
      document: EventCoding.encoder().encode(held))
    try open(item, unit: advice.unit)
  }

  func ignore(_ claim: Claim, _ advice: OpenAdvice) throws {
    try store(claim, advice, state: "ignored", reason: nil, run: nil, document: Data())
  }

  private func store(
    _ claim: Claim, _ advice: OpenAdvice, state: String, reason: String?, run: Int64?, document: Data
  ) throws {
    try connection.execute(
      """
      INSERT INTO claims (remittance, sequence, claim, state, reason, run, paid, document)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (remittance, sequence) DO UPDATE
      SET claim = excluded.claim, state = excluded.state, reason = excluded.reason, run = excluded.run,
        document = excluded.document
      """,
      [
        .text(advice.id), .integer(Int64(claim.sequence)), .text(claim.patientControlNumber), .text(state),
        .optional(reason), .optional(run), .integer(claim.paid.cents), .blob(Array(document)),
      ])
  }
}

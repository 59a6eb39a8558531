// Taking back a claim payment: the original's entries inverted, the cash from the advice that carries the reversal.

import PaymentEvents

extension RuleBook {
  /// Inverts the original's entries; the cash leg goes to this advice's clearing account.
  /// - Parameters:
  ///   - claim: the claim of status 22.
  ///   - original: what it reverses, from ``original(of:in:)``.
  ///   - advice: the advice that carries the reversal.
  /// - Throws: `MoneyError`, `LedgerError` as for ``bookClaim(_:charge:payerIndex:advice:priors:)``.
  package func bookReversal(_ claim: Claim, original: PostedClaim, advice: AdviceReference) throws -> ClaimPosting {
    let clearing = try chart.clearing(payer: advice.payer.key, trace: advice.trace)
    let evidence = advice.evidence(claim.segmentRange)
    let entries = original.entries.map { entry in
      var inverse = entry
      inverse.account = entry.account == original.clearing ? clearing : entry.account
      inverse.debit = entry.credit
      inverse.credit = entry.debit
      inverse.rule = "reversal of \(entry.rule)"
      inverse.evidence = evidence
      return inverse
    }
    let posted = PostedClaim(
      position: .init(remittance: advice.remittance, sequence: claim.sequence), charge: original.charge,
      payerIndex: original.payerIndex, fingerprint: try ClaimFingerprint(claim, payer: advice.payer.key),
      entries: entries, clearing: clearing, applied: applied(claim, original), reverses: original.position)
    return ClaimPosting(booking: try Booking(entries: entries), posted: posted)
  }

  private func applied(_ claim: Claim, _ original: PostedClaim) -> ClaimPaymentsApplied.AppliedClaim {
    ClaimPaymentsApplied.AppliedClaim(
      sequence: claim.sequence, patientControlNumber: claim.patientControlNumber, status: claim.status,
      paid: claim.paid, contractual: original.applied.contractual.negated,
      transferred: original.applied.transferred.negated, denied: original.applied.denied.negated)
  }

  /// The posted claim that a reversal undoes: its mirror image, not yet reversed. Among several the one with the same
  /// payer claim number goes first, then the one with the lowest position; their entries differ in the clearing
  /// account and in evidence at most.
  package func original(of reversal: ClaimFingerprint, in posted: [PostedClaim]) -> PostedClaim? {
    let reversed = Set(posted.compactMap(\.reverses))
    return
      posted
      .filter { $0.reverses == nil && !reversed.contains($0.position) && reversal.reverses($0.fingerprint) }
      .min { left, right in
        rank(left, reversal) < rank(right, reversal)
      }
  }

  private func rank(_ posted: PostedClaim, _ reversal: ClaimFingerprint) -> (Int, String, Int) {
    let same = posted.fingerprint.payerClaimNumber == reversal.payerClaimNumber
    return (same ? 0 : 1, posted.position.remittance.text, posted.position.sequence)
  }
}

// Deciding a claim: the reasons against posting it, in a fixed order; the first that stands holds it.

import PaymentEvents

extension RuleBook {
  /// Decides one claim of an advice that itself may post.
  ///
  /// A decision is final once it posts. A held claim is asked again when something about its patient control number
  /// arrives; what it waits for (a charge, an earlier payer, an original) never goes away again, so it does not matter
  /// in which order the documents come. (What depends on order by nature: which of two equal payments is the duplicate,
  /// and whether a second charge of the same patient control number came before the decision.)
  /// - Parameters:
  ///   - claim: the claim.
  ///   - advice: the advice's identity.
  ///   - history: everything known about the claim's patient control number.
  ///   - released: reasons that a person has released: `duplicateSuspected` and `priorPayerNotPosted` can be.
  /// - Throws: `MoneyError` when sums leave the range of an amount; `LedgerError` when a name is too long for an
  ///   account.
  package func decide(
    _ claim: Claim, advice: AdviceReference, history: ClaimHistory, released: Set<HoldReason> = []
  ) throws -> ClaimDecision {
    guard let status = ClaimStatus(rawValue: claim.status) else { return hold(claim, .statusNotKnown) }
    switch status {
    case .predetermination: return decidePredetermination(claim)
    case .notRecognised: return hold(claim, .notRecognised)
    case .notOurs: return hold(claim, .notOurClaim)
    case .reversal, .primary, .secondary, .tertiary, .primaryForwarded, .secondaryForwarded, .tertiaryForwarded: break
    }
    if let difference = try claim.outOfBalance() { return hold(claim, .claimOutOfBalance, detail: difference) }
    return status == .reversal
      ? try decideReversal(claim, advice, history) : try decidePayment(claim, status, advice, history, released)
  }

  /// A price and no payment. One that says it pays would leave the advice's clearing account open, so it is held.
  private func decidePredetermination(_ claim: Claim) -> ClaimDecision {
    claim.paid.isZero ? .ignore : hold(claim, .claimOutOfBalance, detail: "A predetermination cannot pay anything.")
  }

  private func decideReversal(
    _ claim: Claim, _ advice: AdviceReference, _ history: ClaimHistory
  ) throws -> ClaimDecision {
    let fingerprint = try ClaimFingerprint(claim, payer: advice.payer.key)
    guard let original = original(of: fingerprint, in: history.posted) else {
      return hold(claim, .reversalWithoutOriginal)
    }
    return .post(try bookReversal(claim, original: original, advice: advice))
  }

  private func decidePayment(
    _ claim: Claim, _ status: ClaimStatus, _ advice: AdviceReference, _ history: ClaimHistory,
    _ released: Set<HoldReason>
  ) throws -> ClaimDecision {
    let candidates = charges(for: claim, among: history.charges)
    guard let charge = candidates.first else { return hold(claim, .claimNotFound) }
    guard candidates.count == 1 else {
      return hold(claim, .chargeAmbiguous, detail: "\(candidates.count) charges fit.")
    }
    guard let index = payerIndex(of: advice.payer, status: status, on: charge) else {
      return hold(claim, .payerNotOnClaim)
    }
    let priors = history.posted.filter { $0.charge == charge.id }
    let hasPrior = index <= charge.firstPlace || priors.contains { $0.payerIndex == index - 1 && $0.reverses == nil }
    if !hasPrior, !released.contains(.priorPayerNotPosted) { return hold(claim, .priorPayerNotPosted) }
    if try isDuplicate(claim, advice, history.posted), !released.contains(.duplicateSuspected) {
      return hold(claim, .duplicateSuspected)
    }
    return .post(try bookClaim(claim, charge: charge, payerIndex: index, advice: advice, priors: priors))
  }

  /// The charges that a claim may be about: all of its patient control number if there is one; of several those with
  /// the claim's total charge, and of these those whose service dates touch the claim's.
  package func charges(for claim: Claim, among charges: [Charge]) -> [Charge] {
    var candidates = charges.filter { $0.patientControlNumber == claim.patientControlNumber }
    if candidates.count > 1 {
      let same = candidates.filter { $0.amount == claim.charge }
      if !same.isEmpty { candidates = same }
    }
    if candidates.count > 1, let dates = claim.dates {
      let touching = candidates.filter { $0.dates.map { $0.from <= dates.to && dates.from <= $0.to } ?? false }
      if !touching.isEmpty { candidates = touching }
    }
    return candidates.sorted { $0.id.text < $1.id.text }
  }

  /// The payer's place among all payers that the claim has had, from 0: where the payer itself stands among the
  /// charge's (of several places the one that the status names), else the place that the status names, unless the list
  /// knows both payers to be different ones. Payers that had gone before the books began count.
  package func payerIndex(of payer: Payer, status: ClaimStatus, on charge: Charge) -> Int? {
    let places = charge.payers.indices.filter { charge.payers[$0].key == payer.key }.map { $0 + charge.firstPlace }
    if let first = places.first { return status.rank.flatMap { places.contains($0) ? $0 : nil } ?? first }
    guard let rank = status.rank, charge.payers.indices.contains(rank - charge.firstPlace) else { return nil }
    return payer.isListed && charge.payers[rank - charge.firstPlace].isListed ? nil : rank
  }

  /// Whether the payment is posted as often as it may be: once, and once more for every posted reversal of it.
  private func isDuplicate(_ claim: Claim, _ advice: AdviceReference, _ posted: [PostedClaim]) throws -> Bool {
    let fingerprint = try ClaimFingerprint(claim, payer: advice.payer.key)
    let same = posted.filter { $0.reverses == nil && $0.fingerprint == fingerprint }
    let places = Set(same.map(\.position))
    let reversed = posted.count { $0.reverses.map(places.contains) == true }
    return same.count >= 1 + reversed
  }

  private func hold(_ claim: Claim, _ reason: HoldReason, detail: String = "") -> ClaimDecision {
    .hold(
      WorkItem(
        reason, amount: claim.paid, detail: detail, subject: "claim \(claim.sequence)",
        references: ["claimSequence": String(claim.sequence)]))
  }
}

/// CLP02, as far as the rules know it (005010X221A1, CLP02; other codes hold the claim).
package enum ClaimStatus: String, Sendable, CaseIterable {
  case primary = "1"
  case secondary = "2"
  case tertiary = "3"
  case notRecognised = "4"
  case primaryForwarded = "19"
  case secondaryForwarded = "20"
  case tertiaryForwarded = "21"
  case reversal = "22"
  case notOurs = "23"
  case predetermination = "25"

  /// The payer's rank that the status names, from 0; nil where it names none.
  package var rank: Int? {
    switch self {
    case .primary, .primaryForwarded: 0
    case .secondary, .secondaryForwarded: 1
    case .tertiary, .tertiaryForwarded: 2
    case .notRecognised, .reversal, .notOurs, .predetermination: nil
    }
  }
}

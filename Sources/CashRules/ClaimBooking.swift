// What a claim payment books: cash, contractual adjustments, patient responsibility; everything else is noted.

import Ledger
import PaymentEvents

extension RuleBook {
  /// Books a claim payment. The entries depend on the claim, its charge, the advice's identity and this rule book
  /// only, so any order of arrival ends in the same balances (except for payers whose contractual adjustments are
  /// capped, see ``PayerPolicy/capsContractual``).
  /// - Parameters:
  ///   - claim: a claim of status 1, 2, 3, 19, 20 or 21 that adds up.
  ///   - charge: its charge.
  ///   - payerIndex: the payer's place among all payers of the claim.
  ///   - advice: the advice's identity.
  ///   - priors: the claims of the same charge posted so far; read for notes, and for the cap.
  /// - Throws: `MoneyError` when sums leave the range of an amount; `LedgerError` when a name is too long.
  package func bookClaim(
    _ claim: Claim, charge: Charge, payerIndex: Int, advice: AdviceReference, priors: [PostedClaim] = []
  ) throws -> ClaimPosting {
    var draft = try ClaimDraft(self, claim, charge, payerIndex, advice)
    try draft.bookCash()
    for adjustment in claim.allAdjustments { try draft.take(adjustment) }
    try draft.bookContractual(priors: priors)
    draft.noteInterest()
    try draft.openDenial()
    try draft.compareEarlierPayers(priors)
    return try draft.posting()
  }
}

/// A claim payment while it is being booked.
private struct ClaimDraft {
  let rules: RuleBook
  let claim: Claim
  let charge: Charge
  let payerIndex: Int
  let advice: AdviceReference
  let clearing: Account
  let receivable: Side
  let next: Side

  var legs: Legs
  var memos: [Memo] = []
  var workItems: [WorkItem] = []
  var contractual: [(code: AdjustmentCode, kind: ContractualKind, amount: Money)] = []
  var applied: ClaimPaymentsApplied.AppliedClaim
  var earlierPayers: Money?

  init(_ rules: RuleBook, _ claim: Claim, _ charge: Charge, _ payerIndex: Int, _ advice: AdviceReference) throws {
    self.rules = rules
    self.claim = claim
    self.charge = charge
    self.payerIndex = payerIndex
    self.advice = advice
    clearing = try rules.chart.clearing(payer: advice.payer.key, trace: advice.trace)
    receivable = try rules.receivable(charge, payerIndex: payerIndex)
    next = try rules.receivable(charge, payerIndex: payerIndex + 1)
    legs = Legs(
      EntryContext(
        claim: claim.patientControlNumber, facility: charge.facility, costCenter: charge.costCenter,
        evidence: advice.evidence(claim.segmentRange)))
    applied = ClaimPaymentsApplied.AppliedClaim(
      sequence: claim.sequence, patientControlNumber: claim.patientControlNumber, status: claim.status,
      paid: claim.paid, contractual: .zero, transferred: .zero, denied: .zero)
  }

  mutating func bookCash() throws {
    let cash = Side(clearing, advice.payer.key, isShared: true)
    legs.move(claim.paid, debit: cash, credit: receivable, rule: "claim payment")
  }

  /// Sorts one adjustment into its list.
  mutating func take(_ adjustment: Adjustment) throws {
    let code = AdjustmentCode(adjustment.group, adjustment.reason)
    if rules.transfers.contains(code), code != .neverThePatient {
      legs.move(adjustment.amount, debit: next, credit: receivable, rule: "patient responsibility \(code)")
      try applied.transferred += adjustment.amount
    } else if let kind = rules.contractual[code] {
      contractual.append((code, kind, adjustment.amount))
    } else if code == .earlierPayers {
      earlierPayers = try (earlierPayers ?? .zero) + adjustment.amount
      memos.append(Memo(kind: .earlierPayers, code: code.description, amount: adjustment.amount))
    } else {
      memos.append(Memo(kind: .denial, code: code.description, amount: adjustment.amount))
      try applied.denied += adjustment.amount
    }
  }

  /// Contractual adjustments, up to the open balance where the payer's switch says so.
  mutating func bookContractual(priors: [PostedClaim]) throws {
    var room = try contractualRoom(priors)
    for (code, kind, amount) in contractual {
      var booked = amount
      if let left = room {
        booked = max(min(amount, left), min(amount, .zero))
        room = try left - booked
        try noteCapped(code, beyond: amount - booked)
      }
      let account = try rules.chart.account(kind == .allowance ? .contractualAllowance : .capitationAllowance)
      legs.move(booked, debit: Side(account, receivable.party), credit: receivable, rule: "contractual \(code)")
      try applied.contractual += booked
    }
  }

  /// What contractual adjustments may take of the receivable; nil where nothing caps them.
  private func contractualRoom(_ priors: [PostedClaim]) throws -> Money? {
    guard rules.policy(of: receivable.party ?? "").capsContractual, payerIndex > 0 else { return nil }
    return max(.zero, try opened(priors) - claim.paid - applied.transferred)
  }

  /// What was open for this payer: what the books began with, or what the payer before it left.
  private func opened(_ priors: [PostedClaim]) throws -> Money {
    if let opening = charge.opening, payerIndex == charge.firstPlace { return opening.owed }
    return try priors.filter { $0.payerIndex == payerIndex - 1 }.map(\.applied.transferred).total()
  }

  private mutating func noteCapped(_ code: AdjustmentCode, beyond: Money) throws {
    guard !beyond.isZero else { return }
    memos.append(Memo(kind: .aboveOpenBalance, code: code.description, amount: beyond))
    workItems.append(
      WorkItem(
        .contractualCapped, amount: beyond, detail: "\(code): \(beyond) were not posted.",
        subject: "claim \(claim.sequence) \(code)", references: reference))
  }

  mutating func noteInterest() {
    for amount in claim.amounts ?? [] where amount.qualifier == "I" {
      memos.append(Memo(kind: .interest, code: "AMT*I", amount: amount.amount))
    }
  }

  /// One item a claim for all that was denied on it.
  mutating func openDenial() throws {
    guard !applied.denied.isZero else { return }
    let denials = try rules.denials(of: claim)
    let codes = Set(memos.filter { $0.kind == .denial }.map(\.code)).sorted().joined(separator: ", ")
    var references = reference
    references["adjustments"] = codes
    references["denialCategory"] = denials.main.rawValue
    workItems.append(
      WorkItem(
        .denied, amount: applied.denied, detail: "Codes: \(codes); \(denials.text).",
        subject: "claim \(claim.sequence)", references: references))
  }

  mutating func compareEarlierPayers(_ priors: [PostedClaim]) throws {
    guard let stated = earlierPayers, payerIndex > 0 else { return }
    let posted = try (charge.opening?.settled ?? .zero) + priors.postedBefore(payerIndex)
    guard stated != posted else { return }
    workItems.append(try .earlierPayers(stated: stated, posted: posted, sequence: claim.sequence))
  }

  private var reference: [String: String] { ["claimSequence": String(claim.sequence)] }

  func posting() throws -> ClaimPosting {
    let booking = try legs.booking(memos: memos, workItems: workItems)
    let posted = PostedClaim(
      position: .init(remittance: advice.remittance, sequence: claim.sequence), charge: charge.id,
      payerIndex: payerIndex, fingerprint: try ClaimFingerprint(claim, payer: advice.payer.key),
      entries: booking.entries, clearing: clearing, applied: applied, reverses: nil)
    return ClaimPosting(booking: booking, posted: posted)
  }
}

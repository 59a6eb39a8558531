// The straight-through gate of a whole advice: the named reasons against posting it.

import PaymentEvents

/// What the gate asks about an advice besides its own content.
package struct AdviceStanding: Sendable, Equatable {
  /// Whether its money is here: a deposit matched, or a person linked one.
  package var isFunded: Bool
  /// Whether another advice has the same ``AdviceFingerprint`` and came first.
  package var hasTwin: Bool
  /// Whether a person holds all payments of the payer.
  package var isPayerPaused: Bool
  /// Reasons that a person has released.
  package var released: Set<HoldReason>

  /// Creates it.
  package init(isFunded: Bool, hasTwin: Bool = false, isPayerPaused: Bool = false, released: Set<HoldReason> = []) {
    self.isFunded = isFunded
    self.hasTwin = hasTwin
    self.isPayerPaused = isPayerPaused
    self.released = released
  }
}

/// What makes two advices the same to the third layer of duplicate detection.
package struct AdviceFingerprint: Hashable, Sendable, Codable {
  /// The payer's key.
  package var payer: String
  /// The payee, see ``AdviceReference/payee``.
  package var payee: String
  /// TRN02, normalised.
  package var trace: String
  /// BPR16.
  package var date: LocalDate?
  /// BPR02.
  package var amount: Money
  /// For an advice of zero, which no deposit tells apart: what is in it, since the payer may send it again under
  /// another date. Empty for others.
  package var content: String

  /// Reads it from an advice.
  package init(_ advice: RemittanceReceived, _ reference: AdviceReference) {
    payer = reference.payer.key
    payee = reference.payee
    trace = Trace.normalised(advice.traceNumber)
    amount = advice.payment.amount
    date = amount.isZero ? nil : advice.payment.date
    content = amount.isZero ? AdviceFingerprint.content(of: advice) : ""
  }
}

extension AdviceFingerprint {
  private static func content(of advice: RemittanceReceived) -> String {
    let adjustments = advice.providerAdjustments.map {
      "\($0.provider) \($0.reason) \($0.reference ?? "") \($0.amount.cents)"
    }
    return ([String(advice.claimCount), String(advice.totals.charge.cents)] + adjustments).joined(separator: "\u{1E}")
  }
}

extension RuleBook {
  /// All reasons that hold an advice as a whole; empty when its claims may be decided one by one. Advices of zero
  /// need no money.
  /// - Throws: `MoneyError` when the sum of the provider-level adjustments leaves the range of an amount.
  package func adviceHolds(
    _ advice: RemittanceReceived, _ reference: AdviceReference, standing: AdviceStanding
  ) throws(MoneyError) -> [WorkItem] {
    let policy = policy(of: reference.payer.key)
    var adjustments = Money.zero
    for adjustment in advice.providerAdjustments { try adjustments += adjustment.amount }
    let net = try advice.totals.paid - adjustments
    let sum =
      "Its claims (\(advice.totals.paid)) less its provider-level adjustments (\(adjustments)) give \(net); "
      + "the payment is \(advice.payment.amount)."
    var reasons: [HoldReason] = []
    if advice.payment.direction == .debit { reasons.append(.debitAdvice) }
    if net < .zero { reasons.append(.negativeNet) }
    if !advice.balance.balanced || net != advice.payment.amount { reasons.append(.adviceOutOfBalance) }
    if standing.hasTwin { reasons.append(.adviceDuplicateSuspected) }
    if standing.isPayerPaused { reasons.append(.payerPaused) }
    if policy.reviewsAll { reasons.append(.payerReview) }
    // A suspected duplicate does not wait for money: nobody should ask the payer where it is.
    let isSuspected = standing.hasTwin && !standing.released.contains(.adviceDuplicateSuspected)
    let waitsForMoney = policy.postsWhenFunded && !standing.isFunded && !isSuspected
    if waitsForMoney, !advice.payment.amount.isZero { reasons.append(.notFunded) }
    return reasons.filter { !standing.released.contains($0) || $0.isAboutSums }
      .map { WorkItem($0, amount: advice.payment.amount, detail: $0.isAboutSums ? sum : "", subject: "advice") }
  }
}

extension HoldReason {
  /// Whether the advice's own sums are the reason; no person can release that.
  fileprivate var isAboutSums: Bool { self == .adviceOutOfBalance || self == .negativeNet }
}

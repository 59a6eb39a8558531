// Proof that every cent of an advice is somewhere.

import Ledger
import PaymentEvents

/// What became of an advice's payment. Booked and held together are always the payment.
package struct AdviceTieOut: Sendable, Equatable {
  /// Net debit of the advice's clearing account by its claims and provider-level adjustments.
  package var booked: Money
  /// What is held back: claims that are not posted, less provider-level adjustments that are not posted.
  package var held: Money
  /// BPR02, below zero for a debit advice.
  package var payment: Money

  /// Creates it.
  package init(booked: Money, held: Money, payment: Money) {
    self.booked = booked
    self.held = held
    self.payment = payment
  }

  /// Payment less booked less held: zero, or something was lost or posted twice. - Throws: `MoneyError`.
  package func difference() throws(MoneyError) -> Money { try payment - booked - held }
}

extension RuleBook {
  /// Ties an advice out: clearing debit + held = ΣCLP04 − ΣPLB = BPR02.
  /// - Parameters:
  ///   - advice: the advice.
  ///   - posted: CLP04 of the claims that are posted, reversals too.
  ///   - waiting: CLP04 of the claims that are held or ignored.
  ///   - adjustmentsPosted: whether the provider-level adjustments are posted.
  ///   - adjustmentsHeld: those of codes set to review (``ProviderAdjustmentPosting/held``).
  /// - Throws: `MoneyError` when a sum leaves the range of an amount.
  package func tieOut(
    _ advice: RemittanceReceived, posted: [Money], waiting: [Money], adjustmentsPosted: Bool,
    adjustmentsHeld: Money = .zero
  ) throws(MoneyError) -> AdviceTieOut {
    var adjustments = Money.zero
    for adjustment in advice.providerAdjustments { try adjustments += adjustment.amount }
    let unposted = adjustmentsPosted ? adjustmentsHeld : adjustments
    let paid = advice.payment.amount
    return AdviceTieOut(
      booked: try posted.total() - (adjustments - unposted), held: try waiting.total() - unposted,
      payment: advice.payment.direction == .debit ? paid.negated : paid)
  }

  /// Interest is booked from PLB L6, which should be what the claims state (AMT*I) with its sign turned.
  /// - Parameters:
  ///   - claims: the sum of ``PaymentEvents/Claim/interest()`` over all claims of the advice.
  ///   - adjustments: the advice's provider-level adjustments.
  /// - Returns: an item that tells of the difference; nil when there is none or no claim states interest.
  /// - Throws: `MoneyError` when a sum leaves the range of an amount.
  package func interestDifference(
    claims: Money, adjustments: [RemittanceReceived.ProviderAdjustment]
  ) throws(MoneyError) -> WorkItem? {
    var booked = Money.zero
    for adjustment in adjustments where adjustment.reason == "L6" { try booked += adjustment.amount.negated }
    guard !claims.isZero, claims != booked else { return nil }
    return WorkItem(
      .interestDiffers, amount: try (claims - booked).magnitude,
      detail: "The claims state \(claims), the provider-level adjustments \(booked).", subject: "interest")
  }
}

extension Claim {
  /// What the claim states as interest: the sum of AMT*I. - Throws: `MoneyError`.
  package func interest() throws(MoneyError) -> Money {
    var sum = Money.zero
    for amount in amounts ?? [] where amount.qualifier == "I" { try sum += amount.amount }
    return sum
  }
}

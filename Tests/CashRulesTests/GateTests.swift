// What holds a whole advice.

import CashRules
import PaymentEvents
import Testing

@Suite struct GateTests {
  private func holds(
    _ advice: RemittanceReceived, rules: RuleBook = RuleBook(), isFunded: Bool = true, hasTwin: Bool = false,
    released: Set<HoldReason> = []
  ) throws -> [HoldReason] {
    let reference = AdviceReference(EventID("a"), advice, directory: try directory())
    let standing = AdviceStanding(isFunded: isFunded, hasTwin: hasTwin, released: released)
    return try rules.adviceHolds(advice, reference, standing: standing).map(\.reason)
  }

  private func paying(_ amount: Int64) throws -> RemittanceReceived {
    try advice("T", amount: amount, claims: [claim("A", charge: 100, paid: 100)])
  }

  @Test func nothingStandsAgainstAFundedAdviceThatAddsUp() throws {
    #expect(try holds(paying(100)) == [])
  }

  @Test func anAdviceWaitsForItsMoneyUnlessThePayersSwitchSaysOtherwise() throws {
    #expect(try holds(paying(100), isFunded: false) == [.notFunded])
    var rules = RuleBook()
    rules.payers["p1"] = PayerPolicy(postsWhenFunded: false)
    #expect(try holds(paying(100), rules: rules, isFunded: false) == [])
  }

  @Test func anAdviceOfZeroNeedsNoMoney() throws {
    let zero = try advice("T", amount: 0, claims: [claim("A", charge: 100, paid: 0, [("PR-1", 100)])])
    #expect(try holds(zero, isFunded: false) == [])
  }

  @Test func anAdviceOutOfBalanceIsHeldEvenIfReleased() throws {
    #expect(try holds(paying(99)) == [.adviceOutOfBalance])
    let said = try advice("T", amount: 100, claims: [claim("A", charge: 100, paid: 100)], balanced: false)
    #expect(try holds(said, released: [.adviceOutOfBalance]) == [.adviceOutOfBalance])
  }

  @Test func theItemShowsBothSidesOfTheSum() throws {
    let advice = try advice(
      "T", amount: 99, claims: [claim("A", charge: 100, paid: 100)], adjustments: [plb("WO", 5, reference: "R")])
    let reference = AdviceReference(EventID("r"), advice, directory: try directory())
    let items = try RuleBook().adviceHolds(advice, reference, standing: AdviceStanding(isFunded: true))
    #expect(
      items.map(\.summary).first?.hasSuffix(
        "Its claims (1.00) less its provider-level adjustments (0.05) give 0.95; the payment is 0.99.") == true)
  }

  @Test func aNegativeNetIsHeld() throws {
    let negative = try advice("T", amount: 0, adjustments: [plb("WO", 500, reference: "R")])
    #expect(try holds(negative) == [.negativeNet, .adviceOutOfBalance])
  }

  @Test func aDebitATwinAndAReviewedPayerAreHeldUntilReleased() throws {
    let debit = try advice("T", amount: 100, claims: [claim("A", charge: 100, paid: 100)], direction: .debit)
    #expect(try holds(debit) == [.debitAdvice])
    #expect(try holds(paying(100), hasTwin: true) == [.adviceDuplicateSuspected])
    #expect(try holds(paying(100), hasTwin: true, released: [.adviceDuplicateSuspected]) == [])
    #expect(try holds(paying(100), isFunded: false, hasTwin: true) == [.adviceDuplicateSuspected])
    let released = try holds(paying(100), isFunded: false, hasTwin: true, released: [.adviceDuplicateSuspected])
    #expect(released == [.notFunded])
    var rules = RuleBook()
    rules.payers["p1"] = PayerPolicy(reviewsAll: true)
    #expect(try holds(paying(100), rules: rules) == [.payerReview])
    #expect(try holds(paying(100), rules: rules, released: [.payerReview]) == [])
  }

  @Test func equalAdvicesHaveEqualFingerprints() throws {
    let directory = try directory()
    func print(_ advice: RemittanceReceived) -> AdviceFingerprint {
      AdviceFingerprint(advice, AdviceReference(EventID("x"), advice, directory: directory))
    }
    var spaced = try paying(100)
    spaced.traceNumber = " T"
    #expect(try print(paying(100)) == print(spaced))
    #expect(try print(paying(100)) != print(paying(101)))
  }

  @Test(arguments: HoldReason.allCases)
  func everyReasonSaysWhatItIsAndWhoWorksOnIt(_ reason: HoldReason) {
    let policy = reason.policy
    let categories = [
      "matching", "balance", "denial", "adjustment", "duplicate", "reversal", "credit-balance", "approval",
      "variance", "erp", "document",
    ]
    #expect(categories.contains(policy.category))
    #expect((1...4).contains(policy.priority) && policy.days > 0 && !policy.queue.isEmpty)
    #expect(reason.sentence.hasSuffix("."))
    #expect(HoldReason.allCases.filter { $0.sentence == reason.sentence } == [reason])
  }

  @Test func itemsThatOnlyTellDoNotHold() {
    let telling = HoldReason.allCases.filter { !$0.policy.holds }
    #expect(
      telling == [
        .fundingWithdrawn, .depositWithoutAdvice, .adviceSuggested, .depositNotConfirmed, .creditBalance, .denied,
        .underpaid, .paidAboveContract, .underpaymentsAddUp, .contractNotCompared, .priorPayerDiffers, .interestDiffers,
        .contractualCapped, .providerAdjustmentReview, .takeBackUnmatched, .ledgerDiffers,
        .documentReview,
      ])
  }
}

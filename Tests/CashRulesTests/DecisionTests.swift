// What posts a claim and what holds it.

import CashRules
import PaymentEvents
import Testing

@Suite struct DecisionTests {
  let rules = RuleBook()

  private func decide(
    _ claim: Claim, charges: [Charge], posted: [PostedClaim] = [], advice: AdviceReference = reference("T")
  ) throws -> ClaimDecision {
    try rules.decide(claim, advice: advice, history: ClaimHistory(charges: charges, posted: posted))
  }

  private func paid(_ status: String = "1", sequence: Int = 1) throws -> Claim {
    try claim("A", status: status, charge: 100, paid: 100, sequence: sequence)
  }

  @Test(arguments: ["1", "2", "3", "19", "20", "21"])
  func processedClaimsPostAlike(_ status: String) throws {
    let posting = try decide(paid(status), charges: [charge("A", 100)]).posting
    #expect(posting.map { balances($0.booking.entries) } == [Accounts.clearing("T"): 100, AR.p1: -100])
  }

  @Test(arguments: [
    ("4", HoldReason.notRecognised), ("23", .notOurClaim), ("5", .statusNotKnown), ("", .statusNotKnown),
  ])
  func otherStatusesNeverPost(_ status: String, _ reason: HoldReason) throws {
    #expect(try decide(paid(status), charges: [charge("A", 100)]).reason == reason)
  }

  @Test func aPredeterminationIsIgnored() throws {
    let priced = try claim("A", status: "25", charge: 100, paid: 0)
    #expect(try decide(priced, charges: [charge("A", 100)]) == .ignore)
    #expect(try decide(paid("25"), charges: [charge("A", 100)]).reason == .claimOutOfBalance)
  }

  @Test func aClaimThatDoesNotAddUpIsHeldAlone() throws {
    let wrong = try claim("A", charge: 100, paid: 90, [("CO-45", 9)])
    #expect(try decide(wrong, charges: [charge("A", 100)]).reason == .claimOutOfBalance)
  }

  @Test func aClaimWithoutItsChargeWaits() throws {
    #expect(try decide(paid(), charges: []).reason == .claimNotFound)
    #expect(try decide(paid(), charges: [charge("B", 100)]).reason == .claimNotFound)
  }

  @Test func severalChargesAreToldApartByAmountThenByDates() throws {
    let march = DateRange(from: try date("2026-03-01"), to: try date("2026-03-02"))
    let april = DateRange(from: try date("2026-04-01"), to: try date("2026-04-02"))
    let charges = [
      try charge("A", 70, id: "other"), try charge("A", 100, id: "march", dates: march),
      try charge("A", 100, id: "april", dates: april),
    ]
    #expect(try decide(paid(), charges: charges).reason == .chargeAmbiguous)
    var dated = try paid()
    dated.dates = DateRange(from: march.to, to: march.to)
    #expect(try decide(dated, charges: charges).posting?.posted.charge == EventID("march"))
    #expect(try decide(claim("A", charge: 70, paid: 70), charges: charges).posting?.posted.charge == EventID("other"))
    // A claim split by the payer: one charge, another amount.
    #expect(try decide(claim("A", charge: 60, paid: 60), charges: [charges[0]]).posting != nil)
  }

  @Test func thePayersPlaceIsItsOwnElseTheStatusesUnlessBothAreKnown() throws {
    let both = try charge("A", 100, payers: ["p1", "p2"])
    #expect(rules.payerIndex(of: payer("p2"), status: .primary, on: both) == 1)
    #expect(rules.payerIndex(of: payer("p3"), status: .primary, on: both) == nil)
    let unlisted = Payer(key: "unlisted-7", isListed: false)
    #expect(rules.payerIndex(of: unlisted, status: .secondaryForwarded, on: both) == 1)
    #expect(rules.payerIndex(of: unlisted, status: .tertiary, on: both) == nil)
    // One insurer, two policies.
    let twice = try charge("A", 100, payers: ["p1", "p1"])
    #expect(rules.payerIndex(of: payer("p1"), status: .secondary, on: twice) == 1)
    #expect(rules.payerIndex(of: payer("p1"), status: .tertiary, on: twice) == 0)
    #expect(try decide(paid(), charges: [charge("A", 100, payers: ["p2"])]).reason == .payerNotOnClaim)
    #expect(try decide(paid(), charges: [charge("A", 100, payers: [])]).reason == .payerNotOnClaim)
  }

  @Test func theSecondPayerWaitsForTheFirstEvenIfThatPaidNothing() throws {
    let both = try charge("A", 100, payers: ["p1", "p2"])
    let second = try claim("A", status: "2", charge: 100, paid: 10, [("OA-23", 0), ("CO-45", 90)])
    let advice = reference("U", payer: "p2")
    #expect(try decide(second, charges: [both], advice: advice).reason == .priorPayerNotPosted)
    let denied = try decide(claim("A", charge: 100, paid: 0, [("CO-29", 100)]), charges: [both]).posting
    #expect(denied?.booking.entries == [])
    let first = try #require(denied?.posted)
    #expect(try decide(second, charges: [both], posted: [first], advice: advice).posting != nil)
  }

  @Test func whatEarlierPayersDidIsCompared() throws {
    let both = try charge("A", 100, payers: ["p1", "p2"])
    let first = try #require(
      try decide(claim("A", charge: 100, paid: 60, [("CO-45", 10), ("PR-1", 30)]), charges: [both]).posting?.posted)
    let advice = reference("U", payer: "p2")
    for (stated, expected) in [(70, []), (69, [HoldReason.priorPayerDiffers])] as [(Int64, [HoldReason])] {
      let second = try claim("A", status: "2", charge: 100, paid: 100 - stated, [("OA-23", stated)])
      let posting = try decide(second, charges: [both], posted: [first], advice: advice).posting
      #expect(posting?.booking.workItems.map(\.reason) == expected)
    }
  }

  @Test func aContractualAdjustmentIsCappedWhereThePayersSwitchSaysSo() throws {
    var rules = RuleBook()
    rules.payers["p2"] = PayerPolicy(capsContractual: true)
    let both = try charge("A", 100, payers: ["p1", "p2"])
    let first = try rules.bookClaim(
      claim("A", charge: 100, paid: 70, [("PR-1", 30)]), charge: both, payerIndex: 0, advice: reference("T"))
    let second = try claim("A", status: "2", charge: 100, paid: 20, [("CO-45", 75), ("PR-2", 5)])
    let posting = try rules.bookClaim(
      second, charge: both, payerIndex: 1, advice: reference("U", payer: "p2"), priors: [first.posted])
    #expect(balances(first.booking.entries + posting.booking.entries)[AR.p2] == nil)
    #expect(posting.posted.applied.contractual.cents == 5)
    #expect(posting.booking.workItems.map(\.reason) == [.contractualCapped])
    #expect(posting.booking.workItems.first?.amount.cents == 70)
  }

  @Test func aReversalNeedsItsMirrorImage() throws {
    let charges = [try charge("A", 100)]
    let original = try #require(
      try decide(claim("A", charge: 100, paid: 90, [("CO-45", 10)]), charges: charges).posting?.posted)
    let other = reference("U")
    for wrong in [
      try claim("A", status: "22", charge: -100, paid: -91, [("CO-45", -9)]),
      try claim("A", status: "22", charge: -100, paid: -90, [("CO-16", -10)]),
    ] {
      #expect(
        try decide(wrong, charges: charges, posted: [original], advice: other).reason == .reversalWithoutOriginal)
    }
    let right = try claim("A", status: "22", charge: -100, paid: -90, [("OA-45", -10)])
    #expect(try decide(right, charges: charges, advice: other).reason == .reversalWithoutOriginal)
    #expect(
      try decide(right, charges: charges, posted: [original], advice: reference("U", payer: "p2")).reason
        == .reversalWithoutOriginal)
    let reversal = try #require(
      try decide(right, charges: charges, posted: [original], advice: other).posting?.posted)
    // It reverses once.
    let again = try decide(right, charges: charges, posted: [original, reversal], advice: reference("V"))
    #expect(again.reason == .reversalWithoutOriginal)
  }

  @Test func theSamePaymentPostsOnceAndOnceMoreForEveryReversal() throws {
    let charges = [try charge("A", 100)]
    let first = try #require(try decide(paid(), charges: charges).posting?.posted)
    let later = reference("U")
    #expect(try decide(paid(), charges: charges, posted: [first], advice: later).reason == .duplicateSuspected)
    let reversal = try claim("A", status: "22", charge: -100, paid: -100)
    let reversed = try #require(
      try decide(reversal, charges: charges, posted: [first], advice: later).posting?.posted)
    let again = try decide(paid(sequence: 2), charges: charges, posted: [first, reversed], advice: later)
    let second = try #require(again.posting?.posted)
    #expect(
      try decide(paid(), charges: charges, posted: [first, reversed, second], advice: reference("V")).reason
        == .duplicateSuspected)
    // Another payer claim number or amount is another payment.
    let different = try claim("A", charge: 100, paid: 100, payerClaim: "PC-2")
    #expect(try decide(different, charges: charges, posted: [first], advice: later).posting != nil)
  }

  @Test func aPersonReleasesADuplicateAndAMissingEarlierPayer() throws {
    let charges = [try charge("A", 100, payers: ["p1", "p2"])]
    let first = try #require(try decide(paid(), charges: charges).posting?.posted)
    let history = ClaimHistory(charges: charges, posted: [first])
    let again = try rules.decide(
      paid(), advice: reference("U"), history: history, released: [.duplicateSuspected])
    #expect(again.posting != nil)
    let second = try rules.decide(
      paid("2"), advice: reference("U", payer: "p2"), history: ClaimHistory(charges: charges, posted: []),
      released: [.priorPayerNotPosted])
    #expect(second.posting != nil)
  }

  @Test func noSummaryNamesThePatient() throws {
    for status in ["1", "4", "23", "77"] {
      guard case .hold(let item) = try decide(claim("JANE-DOE-1", status: status, charge: 1, paid: 1), charges: [])
      else { continue }
      #expect(!item.summary.contains("JANE") && !item.references.values.joined().contains("JANE"))
      #expect(!item.subject.contains("JANE"))
    }
  }
}

@Suite struct ClaimBalanceTests {
  private func line(_ charge: Int64, _ paid: Int64, _ list: [(String, Int64)] = []) throws -> ServiceLine {
    ServiceLine(
      procedure: "HC:99213", charge: try cents(charge), paid: try cents(paid), adjustments: try adjustments(list))
  }

  @Test func addsUpAtBothLevels() throws {
    let lines = [try line(60, 40, [("CO-45", 20)]), try line(40, 40)]
    #expect(try claim("A", charge: 100, paid: 75, [("PR-1", 5)], services: lines).outOfBalance() == nil)
    #expect(try claim("A", charge: 100, paid: 75, [("PR-1", 25)]).outOfBalance() == nil)
  }

  @Test func namesTheLineThatDoesNot() throws {
    let lines = [try line(60, 60), try line(40, 39)]
    let text = try claim("A", charge: 100, paid: 100, services: lines).outOfBalance()
    #expect(text == "Service line 2: charge less adjustments are 0.40, paid 0.39.")
  }

  @Test func namesTheClaimThatDoesNot() throws {
    #expect(try claim("A", charge: 100, paid: 99).outOfBalance() == "Charge less all adjustments are 1.00, paid 0.99.")
  }

  @Test func linesAddUpToTheClaimsCharge() throws {
    let text = try claim("A", charge: 100, paid: 100, services: [line(99, 99)]).outOfBalance()
    #expect(text == "The service lines' charges add up to 0.99, the claim's charge is 1.00.")
  }

  @Test func reversalsAddUpWithTheirSignsTurned() throws {
    #expect(try claim("A", status: "22", charge: -100, paid: -60, [("CO-45", -40)]).outOfBalance() == nil)
    #expect(try claim("A", status: "22", charge: -100, paid: -60, [("CO-45", 40)]).outOfBalance() != nil)
  }
}

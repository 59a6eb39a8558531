// Every row of the journal table.

import CashRules
import Ledger
import PaymentEvents
import Testing

@Suite struct JournalTableTests {
  let rules = RuleBook()
  let clearing = Accounts.clearing("T")

  private func adjust(
    _ list: [RemittanceReceived.ProviderAdjustment], items: [OpenItemKey: OpenItemSums] = [:]
  ) throws -> ProviderAdjustmentPosting {
    try rules.bookProviderAdjustments(list, advice: reference("T"), items: items, evidence: "plb")
  }

  private func item(_ reference: String) -> OpenItemKey {
    OpenItemKey(payer: "p1", taxIdentifier: "990001", provider: "NPI-1", reference: reference)
  }

  @Test func chargeGoesToTheFirstPayerElseToThePatient() throws {
    let insured = try rules.bookCharge(charge("A", 500, payers: ["p2", "p1"]), evidence: "e")
    #expect(sides(insured.entries) == ["D \(AR.p2)": 500, "C \(Accounts.revenue)": 500])
    let selfPay = try rules.bookCharge(charge("A", 500, payers: []), evidence: "e")
    #expect(sides(selfPay.entries) == ["D \(AR.patient)": 500, "C \(Accounts.revenue)": 500])
    let takenBack = try rules.bookCharge(charge("A", -500), evidence: "e")
    #expect(sides(takenBack.entries) == ["D \(Accounts.revenue)": 500, "C \(AR.p1)": 500])
    #expect(try rules.bookCharge(charge("A", 0), evidence: "e").entries.isEmpty)
  }

  @Test func depositGoesToClearingOrToUnidentifiedReceipts() throws {
    let known = try rules.bookDeposit(deposit(900, trace: " T "), payer: payer("p1"))
    #expect(sides(known.entries) == ["D \(Accounts.cash)": 900, "C \(clearing)": 900])
    #expect(known.entries.allSatisfy { $0.evidence == "d2 records 3-4" })
    let unlisted = Payer(key: "unlisted-9", isListed: false)
    for (trace, who) in [("T", nil), ("T", unlisted), (nil, payer("p1")), (" ", payer("p1"))] as [(String?, Payer?)] {
      let booking = try rules.bookDeposit(deposit(900, trace: trace), payer: who)
      #expect(sides(booking.entries) == ["D \(Accounts.cash)": 900, "C \(Accounts.unidentified)": 900])
    }
    #expect(throws: BookingError.self) { try rules.bookDeposit(deposit(0, trace: "T"), payer: payer("p1")) }
  }

  @Test func identificationExcessAndLinkAreTransfers() throws {
    let identified = try rules.identify(cents(5), payer: payer("p1"), trace: "T", evidence: "e")
    #expect(sides(identified.entries) == ["D \(Accounts.unidentified)": 5, "C \(clearing)": 5])
    let excess = try rules.splitExcess(cents(5), payer: payer("p1"), trace: "T", evidence: "e")
    #expect(sides(excess.entries) == ["D \(clearing)": 5, "C \(Accounts.unidentified)": 5])
    let link = try rules.transferClearing(
      cents(5), from: (payer("p1"), "T"), to: (payer("p1"), "U"), evidence: "e")
    #expect(sides(link.entries) == ["D \(clearing)": 5, "C \(Accounts.clearing("U"))": 5])
  }

  @Test func claimPaymentDividesTheCharge() throws {
    let charge = try charge("A", 1_000, payers: ["p1", "p2"])
    let claim = try claim(
      "A", charge: 1_000, paid: 300,
      [
        ("CO-45", 200), ("CO-253", 10), ("CO-24", 90), ("PR-1", 100), ("PR-2", 50), ("PR-3", 50), ("CO-16", 150),
        ("PR-96", 50),
      ])
    let posting = try rules.bookClaim(claim, charge: charge, payerIndex: 0, advice: reference("T"))
    #expect(
      sides(posting.booking.entries) == [
        "D \(clearing)": 300, "D \(Accounts.allowance)": 210, "D income:capitation-allowance": 90, "D \(AR.p2)": 200,
        "C \(AR.p1)": 800,
      ])
    // One payment pays several facilities: clearing belongs to none of them.
    #expect(posting.booking.entries.allSatisfy { ($0.facility == nil) == ($0.account.path == clearing) })
    #expect(posting.booking.memos.map(\.code) == ["CO-16", "PR-96"])
    #expect(posting.booking.workItems.map(\.reason) == [.denied])
    #expect(posting.booking.workItems.first?.references["adjustments"] == "CO-16, PR-96")
    let applied = posting.posted.applied
    #expect(
      [applied.paid, applied.contractual, applied.transferred, applied.denied].map(\.cents) == [300, 300, 200, 200])
  }

  @Test func theLastPayersPatientResponsibilityGoesToThePatient() throws {
    let posting = try rules.bookClaim(
      claim("A", charge: 100, paid: 40, [("PR-2", 60)]), charge: charge("A", 100), payerIndex: 0, advice: reference("T")
    )
    #expect(sides(posting.booking.entries) == ["D \(clearing)": 40, "D \(AR.patient)": 60, "C \(AR.p1)": 100])
  }

  @Test func negativeAmountsSwapSides() throws {
    let posting = try rules.bookClaim(
      claim("A", charge: 100, paid: -20, [("CO-45", -30), ("PR-1", -50), ("CO-16", 200)]), charge: charge("A", 100),
      payerIndex: 0, advice: reference("T"))
    #expect(
      sides(posting.booking.entries) == [
        "C \(clearing)": 20, "C \(Accounts.allowance)": 30, "C \(AR.patient)": 50, "D \(AR.p1)": 100,
      ])
  }

  @Test func oa23AndInterestAreMemosAndOa209IsNeverThePatients() throws {
    var rules = RuleBook()
    rules.transfers.insert(AdjustmentCode("OA", "209"))
    var claim = try claim("A", status: "2", charge: 100, paid: 10, [("OA-23", 70), ("OA-209", 20)])
    claim.amounts = [QualifiedAmount(qualifier: "I", amount: try cents(3)), .init(qualifier: "AU", amount: .zero)]
    let posting = try rules.bookClaim(
      claim, charge: charge("A", 100, payers: ["p2", "p1"]), payerIndex: 1, advice: reference("T"))
    #expect(sides(posting.booking.entries) == ["D \(clearing)": 10, "C \(AR.p1)": 10])
    #expect(posting.booking.memos.map(\.kind) == [.earlierPayers, .denial, .interest])
  }

  @Test func reversalInvertsTheOriginalWithItsCashInThisAdvice() throws {
    let original = try rules.bookClaim(
      claim("A", charge: 100, paid: 40, [("CO-45", 10), ("PR-2", 50)]), charge: charge("A", 100), payerIndex: 0,
      advice: reference("T"))
    // 4010: group CR; CLP05 and the payer claim number are not compared.
    let reversal = try claim(
      "A", status: "22", charge: -100, paid: -40, [("CR-45", -10), ("CR-2", -50)], payerClaim: "PC-77")
    let posting = try rules.bookReversal(reversal, original: original.posted, advice: reference("U"))
    #expect(
      sides(posting.booking.entries) == [
        "D \(AR.p1)": 100, "C \(Accounts.clearing("U"))": 40, "C \(Accounts.allowance)": 10, "C \(AR.patient)": 50,
      ])
    #expect(posting.posted.reverses == original.posted.position)
    #expect(posting.posted.applied.transferred.cents == -50)
  }

  @Test(arguments: ["WO", "FB", "72"])
  func moneyLeftWithUsIsOwed(_ code: String) throws {
    let posting = try adjust([plb(code, -400, reference: "R")])
    #expect(sides(posting.booking.entries) == ["D \(clearing)": 400, "C \(Accounts.owed)": 400])
    #expect(posting.items == [item("R"): OpenItemSums(credits: try cents(400), debits: .zero)])
    #expect(posting.booking.entries.allSatisfy { $0.openItem == item("R") })
    #expect(posting.booking.workItems.isEmpty)
  }

  @Test func aForwardedBalanceWithoutAReferenceIsOfItsOwnTrace() throws {
    #expect(try adjust([plb("FB", -400)]).items.keys.first == item("T"))
    #expect(try adjust([plb("WO", -400)]).items.keys.first == item(""))
  }

  @Test(arguments: ["WO", "FB"])
  func aTakeBackUsesUpItsItem(_ code: String) throws {
    let open = [item("R"): OpenItemSums(credits: try cents(400), debits: .zero)]
    let posting = try adjust([plb(code, 400, reference: "R")], items: open)
    #expect(sides(posting.booking.entries) == ["D \(Accounts.owed)": 400, "C \(clearing)": 400])
    #expect(posting.booking.workItems.isEmpty)
  }

  @Test func aTakeBackWithoutItsItemGoesToSuspenseUntilTheItemArrives() throws {
    let first = try adjust([plb("FB", 400, reference: "R")])
    #expect(sides(first.booking.entries) == ["D \(Accounts.suspense)": 400, "C \(clearing)": 400])
    #expect(first.booking.workItems.map(\.reason) == [.takeBackUnmatched])
    #expect(first.booking.workItems.first?.amount.cents == 400)
    let second = try adjust([plb("FB", -400, reference: "R")], items: first.items)
    #expect(
      sides(second.booking.entries) == [
        "D \(clearing)": 400, "C \(Accounts.owed)": 400, "D \(Accounts.owed)": 400, "C \(Accounts.suspense)": 400,
      ])
    #expect(second.settled == [item("R")])
  }

  @Test func anItemOfTheSameAdviceSettlesItsTakeBackWithoutAWorkItem() throws {
    let posting = try adjust([plb("WO", 400, reference: "R"), plb("72", -400, reference: "R")])
    #expect(balances(posting.booking.entries).isEmpty)
    #expect(posting.booking.workItems.isEmpty && posting.settled.isEmpty)
  }

  @Test(
    arguments: [
      ("L6", -5, "income:interest", -5), ("L6", 5, "income:interest", 5), ("CT", -5, "income:capitation-revenue", -5),
      ("AP", -5, "liabilities:advances-payable", -5), ("AP", 5, "liabilities:advances-payable", 5),
      ("50", 5, "expenses:provider-adjustment:50", 5), ("51", 5, "expenses:provider-adjustment:51", 5),
      ("L3", 5, "expenses:provider-adjustment:L3", 5), ("LE", 5, "expenses:provider-adjustment:LE", 5),
      ("IR", 5, "expenses:provider-adjustment:IR", 5), ("E3", -5, "expenses:provider-adjustment:E3", -5),
      ("B2", 5, "assets:provider-adjustment-suspense", 5), ("ZZ", -5, "assets:provider-adjustment-suspense", -5),
      ("72", 5, "assets:provider-adjustment-suspense", 5),
    ] as [(String, Int64, String, Int64)])
  func everyOtherProviderAdjustmentHasItsAccount(
    _ code: String, _ amount: Int64, _ account: String, _ balance: Int64
  ) throws {
    let posting = try adjust([plb(code, amount, reference: "R")])
    #expect(balances(posting.booking.entries) == [account: balance, clearing: -balance])
    let isSuspense = account.hasSuffix("suspense")
    #expect(posting.booking.workItems.map(\.reason) == (isSuspense ? [.providerAdjustmentReview] : []))
  }

  @Test func aCodeSetToReviewStaysInClearing() throws {
    var rules = RuleBook()
    rules.reviewedProviderAdjustments = ["L6"]
    let posting = try rules.bookProviderAdjustments(
      [plb("L6", -50), plb("CT", -7)], advice: reference("T"), items: [:], evidence: "e")
    #expect(balances(posting.booking.entries) == ["income:capitation-revenue": -7, clearing: 7])
    #expect(posting.held.cents == -50)
    #expect(posting.booking.workItems.map(\.reason) == [.providerAdjustmentHeld])
  }

  @Test func anAcceptedOverpaymentIsOwedAndARefundPaysIt() throws {
    let accepted = try rules.acceptOverpayment(
      cents(300), claim: "A", item: item("PC-1"), before: .none, evidence: "letter")
    #expect(sides(accepted.booking.entries) == ["D \(AR.p1)": 300, "C \(Accounts.owed)": 300])
    #expect(accepted.booking.entries.allSatisfy { $0.claim == "A" })
    let paid = try rules.refundPayer(
      cents(300), item: item("PC-1"), before: accepted.sums, bankAccount: "001", evidence: "check")
    #expect(sides(paid.booking.entries) == ["D \(Accounts.owed)": 300, "C \(Accounts.cash)": 300])
    #expect(try paid.sums.owed().isZero)
  }

  @Test func aReturnedDepositIsTheInverseOfTheDeposit() throws {
    let returned = try rules.bookReturn(of: deposit(900, trace: "T"), payer: payer("p1"), evidence: "return")
    #expect(sides(returned.entries) == ["D \(clearing)": 900, "C \(Accounts.cash)": 900])
  }

  @Test func aVirtualCardBooksItsFee() throws {
    var net = try deposit(970, trace: "T")
    net.fee = try cents(30)
    let card = try rules.bookDeposit(net, payer: payer("p1"))
    #expect(sides(card.entries) == ["D \(Accounts.cash)": 970, "D expenses:card-fees": 30, "C \(clearing)": 1_000])
  }

  @Test func aFeeThatAPersonAddsIsTakenBackExactly() throws {
    let place = DepositPlace.clearing(payer: payer("p1"), trace: "T")
    let added = try rules.bookCardFee(cents(30), at: place, party: "p1", evidence: "e")
    #expect(sides(added.entries) == ["D expenses:card-fees": 30, "C \(clearing)": 30])
    let dropped = try rules.bookCardFee(cents(-30), at: place, party: "p1", evidence: "e")
    #expect(sides(dropped.entries) == ["D \(clearing)": 30, "C expenses:card-fees": 30])
  }

  @Test func aFacilitysPartMovesOnTheBankAccount() throws {
    let split = try rules.splitDeposit(cents(400), bankAccount: "001", facility: "WEST", evidence: "e").entries
    #expect(sides(split) == ["D \(Accounts.cash)": 400, "C \(Accounts.cash)": 400])
    #expect(split.map(\.facility) == ["WEST", nil])
  }

  @Test(arguments: [
    ("assets:receivable:payer:p1", Chart.Purpose.receivablePayer, true), ("assets:bank:001", .bank, false),
    ("liabilities:clearing:p1:T", .clearing, false), ("liabilities:patient-deposits", .patientDeposits, true),
    ("assets:take-back-suspense:p1", .takeBackSuspense, false),
    ("assets:provider-adjustment-suspense", .providerAdjustmentSuspense, true),
  ])
  func transfersTakeAccountsThatFollowFromNoDocument(_ path: String, _ purpose: Chart.Purpose, _ takes: Bool) throws {
    #expect(try rules.chart.purpose(of: Account(path)) == purpose)
    #expect(purpose.takesTransfers == takes)
    #expect(try rules.chart.purpose(of: Account("expenses:rent")) == nil)
  }

  @Test func patientsPayClaimsOrAhead() throws {
    let paid = try rules.bookPatientPayment(cents(30), bankAccount: "001", claim: "A", evidence: "e")
    #expect(sides(paid.entries) == ["D \(Accounts.cash)": 30, "C \(AR.patient)": 30])
    let ahead = try rules.bookPatientPayment(cents(30), bankAccount: "001", claim: nil, evidence: "e")
    #expect(sides(ahead.entries) == ["D \(Accounts.cash)": 30, "C liabilities:patient-deposits": 30])
  }

  @Test(arguments: [
    (WriteOff.badDebt, "expenses:bad-debt"), (.charity, "income:charity-care"),
    (.smallBalance, "expenses:small-balance"),
  ])
  func writeOffsHaveTheirOwnAccounts(_ reason: WriteOff, _ account: String) throws {
    let booking = try rules.bookWriteOff(cents(9), of: .patient, as: reason, claim: "A", evidence: "approval")
    #expect(sides(booking.entries) == ["D \(account)": 9, "C \(AR.patient)": 9])
  }

  @Test func aBookingThatDoesNotBalanceDoesNotExist() throws {
    var entries = try rules.bookCharge(charge("A", 500), evidence: "e").entries
    entries[0].debit = try cents(499)
    #expect(throws: BookingError.unbalanced(debits: try cents(499), credits: try cents(500))) {
      try Booking(entries: entries)
    }
    entries[0].credit = try cents(1)
    #expect(throws: BookingError.self) { try Booking(entries: entries) }
  }

  @Test func everyAccountOfTheChartIsValidAndConfigurable() throws {
    for purpose in Chart.Purpose.allCases { #expect(try Chart().account(purpose).path == purpose.builtIn) }
    var rules = RuleBook()
    rules.chart = Chart([.grossRevenue: try Account("income:4000")])
    let booking = try rules.bookCharge(charge("A", 5), evidence: "e")
    #expect(sides(booking.entries)["C income:4000"] == 5)
    #expect(
      try Chart().clearing(payer: "a:b", trace: " 00 1 ").path == "liabilities:clearing:a%3Ab:00%201")
  }
}

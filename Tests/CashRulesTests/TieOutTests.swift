// Booked and held are the payment; interest agrees; items become events.

import CashRules
import PaymentEvents
import Testing

@Suite struct TieOutTests {
  let rules = RuleBook()

  @Test func bookedAndHeldAreThePayment() throws {
    let claims = [try claim("A", charge: 900, paid: 900), try claim("B", charge: 300, paid: 300, sequence: 2)]
    let adjustments = [try plb("WO", 200, reference: "R"), try plb("CS", 50)]
    let advice = try advice("T", amount: 950, claims: claims, adjustments: adjustments)
    let before = try rules.tieOut(advice, posted: [], waiting: claims.map(\.paid), adjustmentsPosted: false)
    #expect(try before == AdviceTieOut(booked: .zero, held: cents(950), payment: cents(950)))
    let partly = try rules.tieOut(
      advice, posted: [claims[0].paid], waiting: [claims[1].paid], adjustmentsPosted: true, adjustmentsHeld: cents(50))
    #expect(try partly == AdviceTieOut(booked: cents(700), held: cents(250), payment: cents(950)))
    #expect(try partly.difference().isZero)
    let lost = try rules.tieOut(advice, posted: [claims[0].paid], waiting: [], adjustmentsPosted: true)
    #expect(try lost.difference().cents == 300)
  }

  @Test func tiesOutWithWhatIsBooked() throws {
    let claim = try claim("A", charge: 900, paid: 900)
    let list = [try plb("WO", 200, reference: "R"), try plb("L6", -7), try plb("ZZ", 3)]
    let advice = try advice("T", amount: 704, claims: [claim], adjustments: list)
    let entries =
      try rules.bookClaim(claim, charge: charge("A", 900), payerIndex: 0, advice: reference("T")).booking.entries
      + rules.bookProviderAdjustments(list, advice: reference("T"), items: [:], evidence: "e").booking.entries
    let tied = try rules.tieOut(advice, posted: [claim.paid], waiting: [], adjustmentsPosted: true)
    #expect(balances(entries)[Accounts.clearing("T")] == tied.booked.cents)
    #expect(try tied.difference().isZero)
  }

  @Test func interestOnClaimsIsThatOfTheAdjustments() throws {
    var claim = try claim("A", charge: 900, paid: 900)
    claim.amounts = [QualifiedAmount(qualifier: "I", amount: try cents(7)), .init(qualifier: "B6", amount: .zero)]
    let stated = try claim.interest()
    #expect(try rules.interestDifference(claims: stated, adjustments: [plb("L6", -7), plb("WO", 5)]) == nil)
    #expect(try rules.interestDifference(claims: .zero, adjustments: [plb("L6", -7)]) == nil)
    let item = try rules.interestDifference(claims: stated, adjustments: [plb("L6", -5)])
    #expect(item?.reason == .interestDiffers && item?.amount.cents == 2)
  }

  @Test func anItemBecomesAnEventWithItsReasonsPolicy() throws {
    let item = WorkItem(
      .denied, amount: try cents(150), detail: "Codes: CO-16.", subject: "claim 3", references: ["claimSequence": "3"])
    let event = try item.opened(
      id: EventID("w"), on: date("2026-03-02"), currency: "USD", context: ["remittance": "a", "claimSequence": "?"])
    #expect(event.reason == "denied" && event.category == "denial" && event.scope == "claim")
    #expect(event.queue == "denials" && event.priority == 2 && event.dueDate.iso == "2026-03-16")
    #expect(event.references == ["claimSequence": "3", "remittance": "a"])
    #expect(event.summary.hasSuffix("`tributary postings ask write-off`). Codes: CO-16."))
  }
}

// Journals for the general ledger.

import CashRules
import Ledger
import PaymentEvents
import Testing

@Suite struct SummaryTests {
  let rules = RuleBook()

  private func net(_ journals: [[JournalLine]]) -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for line in journals.joined() { sums[line.account, default: 0] += line.debit.cents - line.credit.cents }
    return sums.filter { $0.value != 0 }
  }

  private func isBalanced(_ journal: [JournalLine]) -> Bool {
    journal.reduce(0) { $0 + $1.debit.cents - $1.credit.cents } == 0
  }

  @Test func mergesLinesOfTheSameAccountAndSideOnly() throws {
    var entries: [Entry] = []
    for (pcn, amount) in [("A", 100), ("B", 50), ("C", -20)] as [(String, Int64)] {
      entries += try rules.bookCharge(charge(pcn, amount), evidence: "e").entries
    }
    let journals = try rules.summarise(entries, evidence: "charges, run 1")
    let lines = try #require(journals.first)
    #expect(
      lines.map { "\($0.account) \($0.debit.cents) \($0.credit.cents)" } == [
        "\(AR.p1) 150 0", "\(AR.p1) 0 20", "\(Accounts.revenue) 20 0", "\(Accounts.revenue) 0 150",
      ])
    #expect(lines.allSatisfy { $0.party == "p1" && $0.facility == "north" && $0.costCenter == "cc-7" })
    #expect(lines.allSatisfy { $0.evidence == "charges, run 1" })
  }

  @Test func partiesAndFacilitiesStayApart() throws {
    var other = try charge("B", 50)
    other.facility = nil
    let entries =
      try rules.bookCharge(charge("A", 50), evidence: "e").entries
      + rules.bookCharge(other, evidence: "e").entries
    #expect(try rules.summarise(entries, evidence: "x").first?.count == 4)
    #expect(try rules.summarise([], evidence: "x").isEmpty)
  }

  @Test func aLargeSummaryIsCutBetweenPairs() throws {
    var entries: [Entry] = []
    for number in 0..<1_500 {
      var one = try charge("A", 100)
      one.facility = "f\(number)"
      entries += try rules.bookCharge(one, evidence: "e").entries
    }
    let journals = try rules.summarise(entries, evidence: "x")
    #expect(journals.count == 4)
    #expect(journals.allSatisfy { $0.count <= JournalRequested.maximumLines && isBalanced($0) })
    #expect(net(journals) == balances(entries))
    #expect(!journals.joined().contains { $0.account == Chart.Purpose.journalClearing.builtIn })
  }

  @Test func entriesWithoutAPlaceToCutGoThroughTheClearingAccount() throws {
    var entries = try (0..<9).flatMap { number in
      var one = try charge("A", 100)
      one.facility = "f\(number)"
      return try rules.bookCharge(one, evidence: "e").entries
    }
    entries.sort { $0.debit > $1.debit }
    let journals = try rules.summarise(entries, evidence: "x", limit: 5)
    #expect(journals.count > 1)
    #expect(journals.allSatisfy { $0.count <= 5 && isBalanced($0) })
    #expect(net(journals) == balances(entries))
    #expect(journals.joined().contains { $0.account == Chart.Purpose.journalClearing.builtIn })
  }

  @Test func entriesThatDoNotBalanceAreRefused() throws {
    let entries = try rules.bookCharge(charge("A", 100), evidence: "e").entries
    #expect(throws: BookingError.self) { try rules.summarise([entries[0]], evidence: "x") }
  }

  @Test func periodsTakeEventDates() throws {
    let place = try Periods(closed: ["2026-03"]).place(date("2026-03-15"))
    #expect(LocalDate(place.postingDate)?.iso == "2026-04-01")
    #expect(LocalDate(place.originalDate)?.iso == "2026-03-15")
  }
}

// One payment in several deposits, one deposit for several advices, and where the money of a deposit stands.

import CashRules
import PaymentEvents
import Testing

@Suite struct LinkRuleTests {
  let rules = RuleBook()

  private func deposit(_ id: String, _ amount: Int64) throws -> DepositCandidate {
    DepositCandidate(
      id: EventID(id), trace: "T", payer: payer("p1"), amount: try cents(amount), valueDate: try date("2026-03-03"))
  }

  private func advice(_ id: String, _ amount: Int64, payer key: String = "p1") throws -> AdviceCandidate {
    AdviceCandidate(id: EventID(id), trace: "T", payer: payer(key), amount: try cents(amount), date: nil)
  }

  private func pairs(_ result: MatchResult) -> [String] {
    result.matches.map { "\($0.deposit) \($0.remittance) \($0.applied.cents) \($0.confidence)" }.sorted()
  }

  @Test func severalDepositsThatAreTheAdvice() throws {
    let deposits = try [deposit("d1", 60), deposit("d2", 40)]
    #expect(pairs(try rules.match(deposits: deposits, advices: [advice("a", 100)])) == ["d1 a 60 85", "d2 a 40 85"])
    #expect(pairs(try rules.match(deposits: deposits, advices: [advice("a", 101)])) == [])
    #expect(pairs(try rules.match(deposits: deposits, advices: [advice("a", 100, payer: "p2")])) == [])
  }

  @Test func severalAdvicesThatAreTheDeposit() throws {
    let advices = try [advice("a1", 60), advice("a2", 40)]
    #expect(pairs(try rules.match(deposits: [deposit("d", 100)], advices: advices)) == ["d a1 60 85", "d a2 40 85"])
    #expect(pairs(try rules.match(deposits: [deposit("d", 99)], advices: advices)) == [])
  }

  /// Two sums on both sides say nothing about which pays which.
  @Test func severalOnBothSidesAreForAPerson() throws {
    let result = try rules.match(
      deposits: [deposit("d1", 70), deposit("d2", 30)], advices: [advice("a1", 60), advice("a2", 40)])
    #expect(pairs(result) == [])
  }

  @Test func whatAPersonHasPartedIsNotJoinedAgain() throws {
    let parted: Set = [PartedPair(deposit: EventID("d"), remittance: EventID("a"))]
    let result = try rules.match(deposits: [deposit("d", 100)], advices: [advice("a", 100)], parted: parted)
    #expect(pairs(result) == [] && result.differences.isEmpty)
    let sums = try rules.match(
      deposits: [deposit("d", 60), deposit("e", 40)], advices: [advice("a", 100)], parted: parted)
    #expect(pairs(sums) == [])
  }

  // MARK: - Places

  private func share(_ trace: String, _ amount: Int64, payer key: String = "p1") throws -> DepositShare {
    DepositShare(payer: payer(key), trace: trace, amount: try cents(amount))
  }

  private func nets(_ booking: Booking) throws -> [String: Int64] {
    var sums: [String: Int64] = [:]
    for entry in booking.entries { sums[entry.account.path, default: 0] += entry.net.cents }
    return sums.filter { $0.value != 0 }
  }

  @Test func whatIsLeftStandsInUnidentifiedReceipts() throws {
    let own = (payer("p1"), "T")
    let whole = try rules.places(of: cents(100), own: own, shares: [])
    let linked = try rules.places(of: cents(100), own: own, shares: [share("T", 60)])
    let booking = try rules.moveDeposit(from: whole, to: linked, evidence: "e")
    #expect(try nets(booking) == [Accounts.clearing("T"): 40, Accounts.unidentified: -40])
  }

  /// Links made and undone in any order leave nothing behind: each step is the difference of two places.
  @Test func thereAndBackIsNothing() throws {
    let own = (payer("p1"), "T")
    let none = try rules.places(of: cents(100), own: own, shares: [])
    let first = try rules.places(of: cents(100), own: own, shares: [share("A", 30)])
    let both = try rules.places(of: cents(100), own: own, shares: [share("A", 30), share("B", 70, payer: "p2")])
    let second = try rules.places(of: cents(100), own: own, shares: [share("B", 70, payer: "p2")])
    var sums: [String: Int64] = [:]
    for (before, after) in [(none, first), (first, both), (both, second), (second, none)] {
      let booking = try rules.moveDeposit(from: before, to: after, evidence: "e")
      for (account, amount) in try nets(booking) { sums[account, default: 0] += amount }
    }
    #expect(sums.filter { $0.value != 0 }.isEmpty)
    let once = try rules.moveDeposit(from: none, to: both, evidence: "e")
    #expect(
      try nets(once) == [
        Accounts.clearing("T"): 100, Accounts.clearing("A"): -30, Accounts.clearing("B", "p2"): -70,
      ])
  }
}

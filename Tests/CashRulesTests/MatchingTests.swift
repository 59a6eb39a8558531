// Which deposit pays which advice; which payer a name stands for.

import CashRules
import PaymentEvents
import Testing

@Suite struct MatchingTests {
  let rules = RuleBook()

  private func deposit(
    _ id: String, _ amount: Int64, trace: String? = "T", payer key: String? = "p1", on day: String = "2026-03-03"
  ) throws -> DepositCandidate {
    DepositCandidate(
      id: EventID(id), trace: trace, payer: key.map(payer), amount: try cents(amount), valueDate: try date(day))
  }

  private func advice(
    _ id: String, _ amount: Int64, trace: String = "T", payer key: String = "p1", on day: String? = "2026-03-02"
  ) throws -> AdviceCandidate {
    AdviceCandidate(
      id: EventID(id), trace: trace, payer: payer(key), amount: try cents(amount), date: try day.map(date))
  }

  private func pairs(_ result: MatchResult) -> [String] {
    result.matches.map {
      "\($0.deposit) \($0.remittance) \($0.rule) \($0.confidence) \($0.applied.cents)+\($0.excess.cents)"
    }
  }

  @Test func traceAndPayerAndAmountAreSure() throws {
    let result = try rules.match(deposits: [deposit("d", 100, trace: " T ")], advices: [advice("a", 100)])
    #expect(pairs(result) == ["d a trace+payer+amount 100 100+0"])
    #expect(result.differences.isEmpty)
  }

  @Test func traceAndAmountDoWhenTheDepositSaysNoPayer() throws {
    let unlisted = DepositCandidate(
      id: EventID("d"), trace: "T", payer: Payer(key: "unlisted-7", isListed: false), amount: try cents(100),
      valueDate: try date("2026-03-03"))
    for candidate in [unlisted, try deposit("d", 100, payer: nil)] {
      let result = try rules.match(deposits: [candidate], advices: [advice("a", 100)])
      #expect(pairs(result) == ["d a trace+amount 90 100+0"])
    }
  }

  @Test func aLargerDepositLeavesAnExcessIfThePairIsTheOnlyOne() throws {
    let result = try rules.match(deposits: [deposit("d", 107)], advices: [advice("a", 100)])
    #expect(pairs(result) == ["d a trace+payer, deposit larger 80 100+7"])
    let two = try rules.match(deposits: [deposit("d", 107)], advices: [advice("a", 100), advice("b", 90)])
    #expect(two.matches.isEmpty && two.differences.count == 1)
  }

  @Test func aSmallerDepositIsADifference() throws {
    let result = try rules.match(deposits: [deposit("d", 93)], advices: [advice("a", 100)])
    #expect(result.matches.isEmpty)
    #expect(result.differences.map(\.difference.cents) == [-7])
    #expect(result.differences.first?.workItem.reason == .amountDiffers)
    let noPayer = try rules.match(deposits: [deposit("d", 107, payer: nil)], advices: [advice("a", 100)])
    #expect(noPayer.matches.isEmpty && noPayer.differences.map(\.difference.cents) == [7])
  }

  @Test func anotherPayerOrTraceOrNoTraceMatchesNothing() throws {
    for candidate in [
      try deposit("d", 100, payer: "p2"), try deposit("d", 100, trace: "0T"), try deposit("d", 100, trace: nil),
      try deposit("d", 100, trace: "t"), try deposit("d", 100, trace: ""),
    ] {
      let result = try rules.match(deposits: [candidate], advices: [advice("a", 100)])
      #expect(result.matches.isEmpty && result.differences.isEmpty)
    }
  }

  @Test func advicesOfZeroNeedNoDeposit() throws {
    let result = try rules.match(deposits: [deposit("d", 7)], advices: [advice("a", 0)])
    #expect(result.matches.isEmpty && result.differences.isEmpty)
  }

  @Test func nothingMatchesTwiceAndTheNearestDateGoesFirst() throws {
    let deposits = [
      try deposit("d1", 100, on: "2026-03-20"), try deposit("d2", 100, on: "2026-03-03"),
      try deposit("d3", 100, payer: nil),
    ]
    let advices = [try advice("a1", 100, on: "2026-03-19"), try advice("a2", 100, on: "2026-03-02")]
    let expected = ["d1 a1 trace+payer+amount 100 100+0", "d2 a2 trace+payer+amount 100 100+0"]
    #expect(pairs(try rules.match(deposits: deposits, advices: advices)) == expected)
    #expect(pairs(try rules.match(deposits: deposits.reversed(), advices: advices.reversed())) == expected)
  }

  @Test func tiesGoToTheLowerIds() throws {
    let result = try rules.match(
      deposits: [deposit("d2", 100), deposit("d1", 100)], advices: [advice("a2", 100), advice("a1", 100)])
    #expect(result.matches.map { "\($0.deposit) \($0.remittance)" } == ["d1 a1", "d2 a2"])
  }

  @Test func outsideTheDateWindowAMatchIsLessSure() throws {
    // Monday to Thursday is three business days, to Friday four.
    let inside = try rules.match(deposits: [deposit("d", 100, on: "2026-03-05")], advices: [advice("a", 100)])
    #expect(inside.matches.map(\.confidence) == [100])
    let outside = try rules.match(deposits: [deposit("d", 100, on: "2026-03-06")], advices: [advice("a", 100)])
    #expect(outside.matches.map(\.confidence) == [80])
    #expect(outside.matches.first?.rule == "trace+payer+amount, outside the date window")
    var rules = RuleBook()
    rules.holidays = [try date("2026-03-04")]
    let holiday = try rules.match(deposits: [deposit("d", 100, on: "2026-03-06")], advices: [advice("a", 100)])
    #expect(holiday.matches.map(\.confidence) == [100])
    let undated = try rules.match(
      deposits: [deposit("d", 100, on: "2026-09-06")], advices: [advice("a", 100, on: nil)])
    #expect(undated.matches.map(\.confidence) == [100])
  }

  @Test func businessDaysLeaveWeekendsOut() throws {
    let friday = try date("2026-03-06")
    #expect(BusinessDays.between(friday, friday) == 0)
    #expect(try BusinessDays.between(friday, date("2026-03-08")) == 0)
    #expect(try BusinessDays.between(date("2026-03-09"), friday) == 1)
    #expect(BusinessDays.between(friday, friday.adding(days: 366)) == 260)
    #expect(BusinessDays.between(friday, friday.adding(days: 367)) == 367)
  }
}

@Suite struct PayerDirectoryTests {
  @Test func findsPayersByIdentifierThenByName() throws {
    let directory = try directory()
    #expect(directory.resolve(identifiers: [nil, " 1111 "], name: "Second Mutual") == payer("p1"))
    #expect(directory.resolve(identifiers: ["9"], name: " second   MUTUAL ") == payer("p2"))
    #expect(directory.resolve(identifiers: ["p3"], name: nil) == payer("p3"))
    #expect(directory.resolve("First health") == payer("p1"))
  }

  @Test func makesAStableKeyForUnlistedPayers() throws {
    let directory = try directory()
    let unlisted = Payer(key: "unlisted-9", isListed: false)
    #expect(directory.resolve(identifiers: ["", "9", "8"], name: "Any") == unlisted)
    #expect(directory.resolve(identifiers: ["9"], name: nil) == unlisted)
    #expect(directory.resolve("9") == unlisted)
    #expect(directory.resolve(identifiers: [nil], name: " New  PAYER")?.key == "unlisted-new payer")
    #expect(directory.resolve(identifiers: [" "], name: " ") == nil)
  }

  @Test func refusesAListThatIsNotClear() {
    #expect(throws: PayerDirectoryError.shared("a b", "x", "y")) {
      try PayerDirectory([.init(key: "x", names: ["A  B"]), .init(key: "y", names: ["a b"])])
    }
    #expect(throws: PayerDirectoryError.shared("x", "x", "y")) {
      try PayerDirectory([.init(key: "x"), .init(key: "y", identifiers: ["x"])])
    }
    #expect(throws: PayerDirectoryError.key("unlisted-1")) { try PayerDirectory([.init(key: "unlisted-1")]) }
    #expect(throws: PayerDirectoryError.key("")) { try PayerDirectory([.init(key: "")]) }
  }
}

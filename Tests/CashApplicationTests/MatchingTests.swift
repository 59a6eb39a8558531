// Which money pays which advice, and what waits where it is not clear.

import CashRules
import PaymentEvents
import Testing

@Suite struct MatchingTests {
  @Test func theDepositFirst() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00), deposit(150_00))
      #expect(try await cash.open() == ["deposit-without-advice"])
      try await cash.receive(advice.events)
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
      #expect(try await cash.resolved() == ["deposit-without-advice"])
      let matched = try #require(try await cash.sent(RemittanceMatched.self).first?.data)
      #expect(matched.rule == "trace+payer+amount" && matched.confidence == 100 && matched.amount.cents == 150_00)
      let reconciled = try #require(try await cash.sent(DepositReconciled.self).first?.data)
      #expect(reconciled.applied.cents == 150_00 && reconciled.unidentified.isZero)
    }
  }

  @Test func theAdviceFirst() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00)] + advice.events)
      #expect(try await cash.open() == ["not-funded"])
      #expect(try await cash.reader.tieOut().unfundedAdvices == 150_00)
      try await cash.receive(deposit(150_00))
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
      #expect(try await cash.resolved() == ["not-funded"])
    }
  }

  @Test func aDepositOfAnUnknownPayerIsIdentifiedByItsAdvice() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00), deposit(150_00, payer: nil))
      #expect(try await cash.balances()["liabilities:unidentified-receipts"] == -150_00)
      try await cash.receive(advice.events)
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.sent(RemittanceMatched.self).first?.data.rule == "trace+amount")
    }
  }

  @Test func anAccountThatIsNotListedBooksNothing() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), deposit(150_00, account: "999")] + advice.events)
      #expect(try await cash.open() == ["bank-account-not-listed", "not-funded"])
      #expect(try await cash.balances()["assets:bank:999"] == nil)
      #expect(try await cash.reader.deposits().map(\.books) == [false])
      #expect(try await cash.reader.tieOut().bank == 0)
    }
  }

  @Test func theBanksOtherFormatOnlyTells() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), deposit("d-bai2", 150_00, format: "bai2")] + advice.events)
      #expect(try await cash.open() == ["not-funded"])
      try await cash.receive(deposit("d-nacha", 150_00))
      #expect(try await cash.balances() == Books.simple, "the same dollar is booked once")
      #expect(try await cash.reader.tieOut().bank == 150_00)
    }
  }

  @Test func whatADepositHasAboveItsAdviceIsSetAside() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), deposit(175_00)] + advice.events)
      var expected = Books.simple
      expected["assets:bank:001"] = 175_00
      expected["liabilities:unidentified-receipts"] = -25_00
      #expect(try await cash.balances() == expected)
      #expect(try await cash.reader.deposits().map(\.excess) == [25_00])
      #expect(try await cash.sent(DepositReconciled.self).first?.data.unidentified.cents == 25_00)
      #expect(try await cash.reader.tieOut().holds)
    }
  }

  /// The advice is over what the payer paid; the processor kept its fee of it.
  @Test func aCardPaymentPaysWithWhatTheProcessorKept() async throws {
    let advice = try Advice.simple()
    let card = DepositReceived(
      amount: try money(146_00), currency: "USD", valueDate: try day("2026-03-03"), account: "001", kind: .card,
      format: "nacha", traceNumber: "T1", payer: .init(name: nil, identifier: "1111"), fee: try money(4_00),
      source: .init(digest: "d2", recordRange: [3, 4]))
    for first in [true, false] {
      try await withCash { cash async throws in
        let (billed, paid) = (try charge("A", 200_00), try event("card", card))
        try await cash.receive(first ? [billed, paid] + advice.events : [billed] + advice.events + [paid])
        var expected = Books.simple
        (expected["assets:bank:001"], expected["expenses:card-fees"]) = (146_00, 4_00)
        #expect(try await cash.balances() == expected)
        #expect(try await cash.open() == [])
        let tieOut = try await cash.reader.tieOut()
        #expect(tieOut.holds && tieOut.bank == 146_00 && tieOut.cardFees == 4_00 && tieOut.applied == 150_00)
      }
    }
  }

  @Test func aSmallerDepositIsForAPerson() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), deposit(149_00)] + advice.events)
      #expect(try await cash.open() == ["amount-differs", "deposit-without-advice", "not-funded"])
      let item = try #require(try await cash.reader.workItems(state: "open").first { $0.reason == "amount-differs" })
      #expect(item.amount == 1_00 && item.trace == "T1")
      #expect(try await cash.sent(RemittanceMatched.self).isEmpty)
    }
  }

  @Test func aDepositWithoutATraceWaits() async throws {
    try await withCash { cash async throws in
      try await cash.receive(deposit(10_00, trace: nil), deposit("d2", 11_00, trace: "  "))
      #expect(try await cash.open() == ["deposit-without-advice", "deposit-without-advice"])
      #expect(try await cash.balances()["liabilities:unidentified-receipts"] == -21_00)
    }
  }

  @Test func anAdviceOfZeroNeedsNoMoney() async throws {
    let advice = Advice(amount: 0, pages: [[try claim("A", charge: 200_00, paid: 0, [("PR", "1", 200_00)])]])
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00)] + advice.events)
      #expect(try await cash.balances() == ["assets:receivable:patient": 200_00, "income:gross-revenue": -200_00])
      #expect(try await cash.open() == [])
      #expect(try await cash.reader.tieOut().holds)
    }
  }

  // MARK: - Twins

  /// Of two equal advices without money, the money goes to one, and the other is for a person.
  @Test(arguments: [["a-1", "a-2"], ["a-2", "a-1"]])
  func ofTwoEqualAdvicesOnePosts(_ ids: [String]) async throws {
    let advices = try ids.map { try Advice.simple(id: $0) }
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00)] + advices.flatMap { try $0.events } + [deposit(150_00)])
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.reader.advices().map(\.runs).sorted() == [0, 1])
      #expect(try await cash.open() == ["advice-duplicate-suspected"])
      #expect(try await cash.reader.tieOut().suspectedAdvices == 150_00)
    }
  }

  /// The one that has its money does not stand back for one that comes later and has none, whatever their ids.
  @Test(arguments: [("a-1", "a-2"), ("a-2", "a-1")])
  func moneyDecides(_ first: String, _ second: String) async throws {
    let posted = try Advice.simple(id: first)
    let late = try Advice.simple(id: second)
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00)] + posted.events + [deposit(150_00)] + late.events)
      #expect(try await cash.reader.advices().first { $0.id == first }?.runs == 1)
      #expect(try await cash.reader.advices().first { $0.id == second }?.runs == 0)
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open().contains("advice-duplicate-suspected"))
    }
  }

  // MARK: - Names that no account can hold

  @Test func anAdviceThatCannotBePostedWaitsForAPerson() async throws {
    let long = String(repeating: "9", count: 600)
    let advice = try Advice.simple(trace: long)
    try await withCash { cash async throws in
      try await cash.receive(advice.events)
      try await cash.receive(deposit("d1", 150_00, trace: long, payer: nil))
      // The next document must still be taken.
      try await cash.receive(charge("A", 200_00))
      #expect(try await cash.open().contains("not-postable"))
      #expect(try await cash.reader.charges().map(\.count) == [1])
      #expect(try await cash.balances()["liabilities:unidentified-receipts"] == -150_00)
    }
  }
}

// A bad file is withdrawn: the books end as if it had never come, and the corrected file then posts.

import CashRules
import PaymentEvents
import Testing

@Suite struct WithdrawalTests {
  @Test func aPostedAdviceIsReversedAndItsCorrectionPosts() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00), deposit(150_00))
      let before = try await cash.balances()
      try await cash.receive(of("a", Advice.simple().events))
      #expect(try await cash.balances() == Books.simple)
      try await cash.receive(withdrawal(of: "a"))
      #expect(try await cash.balances() == before)
      #expect(try await cash.open() == ["deposit-without-advice"])
      #expect(try await cash.isSound())
      #expect(try await cash.reader.advices().isEmpty)
      let withdrawn = try #require(try await cash.sent(FileWithdrawn.self).first?.data)
      #expect(withdrawn.advices == 1 && withdrawn.deposits == 0 && withdrawn.journals == 1 && withdrawn.number == 1)
      #expect(withdrawn.requestedBy == "ann" && withdrawn.request.text == "withdraw-a-1")
      var corrected = try Advice.simple(id: "corrected")
      corrected.pages[0][0].payerClaimNumber = "PC-2"
      try await cash.receive(of("b", corrected.events))
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
      #expect(try await cash.isSound())
    }
  }

  @Test func askedAgainNothingMoreHappens() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00), deposit(150_00))
      try await cash.receive(of("a", Advice.simple().events))
      try await cash.receive(withdrawal(of: "a"))
      let (books, journals) = (try await cash.books(), try await cash.sent(JournalRequested.self).count)
      try await cash.receive(withdrawal(of: "a"), withdrawal(of: "a", number: 2))
      #expect(try await cash.books() == books)
      #expect(try await cash.sent(JournalRequested.self).count == journals)
      #expect(try await cash.sent(FileWithdrawn.self).map(\.data.journals) == [1, 0])
    }
  }

  /// Everything of a file, in any order with its withdrawal, leaves what was there without it.
  @Test(arguments: [0, 1, 2, 3])
  func whatComesAfterItsWithdrawalHasNoEffect(_ before: Int) async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00))
      let books = try await cash.books()
      let file = try of("a", [deposit(150_00)] + Advice.simple().events)
      try await cash.receive(Array(file.prefix(before)) + [withdrawal(of: "a")] + file.dropFirst(before))
      #expect(try await cash.books() == books)
      #expect(try await cash.open() == [])
      #expect(try await cash.isSound())
      #expect(try await cash.failures() == [])
    }
  }

  @Test func anAdviceThatWaitedIsNeverMatched() async throws {
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00)] + of("a", Advice.simple().events))
      #expect(try await cash.open() == ["not-funded"])
      try await cash.receive(withdrawal(of: "a"), deposit(150_00))
      #expect(try await cash.open() == ["deposit-without-advice"])
      #expect(try await cash.sent(RemittanceMatched.self).isEmpty)
    }
  }

  @Test(arguments: [nil, "1111"])
  func theDepositOfAnotherFileIsFreeAgain(_ payer: String?) async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00), deposit(payer == nil ? 150_00 : 175_00, payer: payer))
      let books = try await cash.books()
      try await cash.receive(of("a", Advice.simple().events))
      #expect(try await cash.books() != books)
      try await cash.receive(withdrawal(of: "a"))
      #expect(try await cash.books() == books, "identification and excess are taken back")
      #expect(try await cash.reader.deposits().map(\.remittance) == [nil])
      try await cash.receive(of("b", Advice.simple(id: "corrected").events))
      #expect(try await cash.reader.deposits().map(\.remittance) == ["corrected"])
      #expect(try await cash.balances()["assets:receivable:payer:p1"] == nil)
      #expect(try await cash.isSound())
    }
  }

  @Test func aWithdrawnDepositLeavesItsPostedAdviceWithoutMoneyUntilTheBanksCorrection() async throws {
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00)] + of("a", deposit("d-1", 150_00, file: "x")))
      try await cash.receive(Advice.simple().events)
      try await cash.receive(withdrawal(of: "a"))
      #expect(try await cash.balances()["assets:bank:001"] == nil)
      #expect(try await cash.balances()["liabilities:clearing:p1:T1"] == 150_00)
      #expect(try await cash.open() == ["funding-withdrawn"])
      #expect(try await cash.reader.tieOut().postedWithoutMoney == 150_00)
      #expect(try await cash.isSound())
      try await cash.receive(of("b", deposit("d-2", 150_00, file: "y")))
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
      #expect(try await cash.isSound())
    }
  }

  @Test func anAdviceThatHasNotPostedWaitsForMoneyAgain() async throws {
    try await withCash { cash async throws in
      let advice = try Advice.simple()
      try await cash.receive([charge("A", 200_00)] + of("a", deposit(150_00)) + [advice.header])
      try await cash.receive(withdrawal(of: "a"), advice.page(1))
      #expect(try await cash.open() == ["not-funded"])
      #expect(try await cash.isSound())
    }
  }

  /// The correction may be quicker than the withdrawal: what it was held for as a duplicate then stands no longer.
  @Test func aCorrectionThatCameBeforeTheWithdrawalIsReleasedByIt() async throws {
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00)] + of("a", deposit("d-1", 150_00, file: "x")))
      try await cash.receive(of("b", Advice.simple().events))
      try await cash.receive(of("c", Advice.simple(id: "z-again").events) + of("d", deposit("d-2", 150_00, file: "y")))
      #expect(try await cash.open().contains("advice-duplicate-suspected"))
      #expect(try await cash.open().contains("deposit-duplicate-suspected"))
      try await cash.receive(withdrawal(of: "a"), withdrawal(of: "b"))
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
      #expect(try await cash.isSound())
    }
  }

  // MARK: - Open items with the payer

  /// A balance that the payer left and took back: withdrawing either file leaves the books of the other alone.
  @Test(arguments: ["a", "b"] as [Character], [false, true])
  func openItemsAreDividedAnew(_ withdrawn: Character, _ isReversed: Bool) async throws {
    let left = Advice(id: "left", trace: "T1", amount: 0, adjustments: [("FB", -40_00, "T1"), ("L6", 40_00, "")])
    let taken = Advice(id: "taken", trace: "T2", amount: 0, adjustments: [("FB", 40_00, "T1"), ("L6", -40_00, "")])
    let files = try [of("a", left.events), of("b", taken.events)]
    var books: [[String: Int64]] = []
    var reasons: [[String]] = []
    for isAlone in [true, false] {
      try await withCash { cash async throws in
        let kept = withdrawn == "a" ? files[1] : files[0]
        let both = isReversed ? files[1] + files[0] : files[0] + files[1]
        try await cash.receive(isAlone ? kept : both)
        if !isAlone { try await cash.receive(withdrawal(of: withdrawn)) }
        #expect(try await cash.isSound())
        books.append(try await cash.books())
        reasons.append(try await cash.open())
      }
    }
    #expect(books[0] == books[1] && !books[0].isEmpty)
    #expect(reasons[0] == reasons[1])
  }

  // MARK: - What stands against it

  @Test func aFileWhoseClaimWasReversedByAnotherIsWithdrawnAfterThatOne() async throws {
    try await withCash { cash async throws in
      let reversal = Advice(
        id: "reversal", trace: "T2", amount: 0,
        pages: [[
          try claim("A", status: "22", charge: -200_00, paid: -150_00, [("CO", "45", -30_00), ("PR", "1", -20_00)])
        ]], adjustments: [("FB", -150_00, "")])
      try await cash.receive(charge("A", 200_00), deposit(150_00))
      let before = try await cash.books()
      try await cash.receive(of("a", Advice.simple().events) + of("b", reversal.events))
      let books = try await cash.books()
      try await cash.receive(withdrawal(of: "a"))
      let refused = try #require(try await cash.sent(FileWithdrawalRefused.self).first?.data)
      #expect(refused.obstacles.count == 1 && refused.obstacles[0].hasSuffix(digest("b")), "\(refused.obstacles)")
      #expect(try await cash.books() == books)
      try await cash.receive(withdrawal(of: "b"), withdrawal(of: "a", number: 2))
      #expect(try await cash.books() == before)
      #expect(try await cash.sent(FileWithdrawn.self).count == 2)
      #expect(try await cash.isSound())
    }
  }

  @Test func aFileWithARefusedJournalStays() async throws {
    try await withCash { cash async throws in
      try await cash.receive(of("a", deposit(150_00)))
      let journal = try #require(try await cash.sent(JournalRequested.self).first).data.journal
      try await cash.receive(
        event("no", JournalRejected(journal: journal, target: "t", code: "period-closed", reason: "closed")))
      let forecast = try await cash.reader.withdrawal(ofFile: digest("a"))
      #expect(forecast.obstacles.count == 1 && forecast.deposits.count == 1 && forecast.events == 1)
      try await cash.receive(withdrawal(of: "a"))
      #expect(try await cash.sent(FileWithdrawn.self).isEmpty)
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
    }
  }
}

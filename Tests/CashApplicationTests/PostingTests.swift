// Claims that wait for something, and go on when it comes.

import CashRules
import PaymentEvents
import Testing

@Suite struct PostingTests {
  @Test func aChargeAfterItsAdvicePostsInASecondRun() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([deposit(150_00)] + advice.events)
      #expect(try await cash.open() == ["claim-not-found"])
      #expect(try await cash.reader.claimStates() == ["held claim-not-found": 1])
      #expect(try await cash.reader.tieOut().held == 150_00)
      try await cash.receive(charge("A", 200_00))
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
      #expect(try await cash.resolved().contains("claim-not-found"))
      #expect(try await cash.sent(ClaimPaymentsApplied.self).map(\.data.run) == [2])
      #expect(try await cash.reader.advices().map(\.runs) == [2])
      #expect(try await cash.reader.tieOut().holds)
    }
  }

  /// From the file, the whole story of a held claim can be followed: the item's beginning and its end name the advice.
  @Test func aWorkItemBelongsToTheFlowOfItsDocument() async throws {
    let advice = try Advice.simple()
    let id = try #require(advice.events.first).id
    try await withCash { cash async throws in
      try await cash.receive([deposit(150_00)] + advice.events)
      let held = try #require(try await cash.reader.workItems(state: "open").first)
      #expect(held.patientControlNumber == "A")
      try await cash.receive(charge("A", 200_00))
      let opened = try #require(
        try await cash.sent(WorkItemOpened.self).first { $0.data.reason == "claim-not-found" })
      let resolved = try #require(
        try await cash.sent(WorkItemResolved.self).first { $0.data.reason == "claim-not-found" })
      for context in [opened.context, resolved.context] {
        #expect(context.causationID == id)
        #expect(context.correlationID == "file of \(id)")
      }
    }
  }

  @Test func aReversalBeforeItsOriginal() async throws {
    let original = try Advice.simple()
    // The reversal and the corrected payment in one advice: -150 and +160.
    let correction = Advice(
      id: "correction", trace: "T2", amount: 10_00,
      pages: [
        [
          try claim("A", status: "22", charge: -200_00, paid: -150_00, [("CO", "45", -30_00), ("PR", "1", -20_00)]),
          try claim("A", charge: 200_00, paid: 160_00, [("CO", "45", 30_00), ("PR", "1", 10_00)], sequence: 2),
        ]
      ])
    var books: [[String: Int64]] = []
    let first = try [charge("A", 200_00), deposit(150_00)] + original.events
    let second = try [deposit("d2", 10_00, trace: "T2")] + correction.events
    for order in [first + second, second + first] {
      try await withCash { cash async throws in
        try await cash.receive(order)
        books.append(try await cash.balances())
        #expect(try await cash.reader.claimStates() == ["posted": 3])
        #expect(try await cash.reader.tieOut().holds)
        #expect(try await cash.open() == [])
      }
    }
    #expect(books[0] == books[1])
    #expect(books[0]["assets:receivable:patient"] == 10_00 && books[0]["assets:bank:001"] == 160_00)
  }

  @Test func aSecondaryPayerBeforeThePrimary() async throws {
    let primary = Advice(
      amount: 150_00,
      pages: [[try claim("A", charge: 200_00, paid: 150_00, [("CO", "45", 30_00), ("PR", "2", 20_00)])]])
    let secondary = Advice(
      id: "second", trace: "T2", payer: "2222", amount: 20_00,
      pages: [[try claim("A", status: "2", charge: 200_00, paid: 20_00, [("OA", "23", 180_00)])]])
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00, payers: ["1111", "2222"]))
      try await cash.receive([deposit("d2", 20_00, trace: "T2", payer: "2222")] + secondary.events)
      #expect(try await cash.open() == ["prior-payer-not-posted"])
      try await cash.receive([deposit(150_00)] + primary.events)
      #expect(try await cash.open() == [])
      #expect(
        try await cash.balances() == [
          "assets:bank:001": 170_00, "income:gross-revenue": -200_00, "income:contractual-allowance": 30_00,
        ])
      #expect(try await cash.reader.tieOut().holds)
    }
  }

  @Test func aTakeBackIsSettledWhenItsItemArrives() async throws {
    let takeBack = Advice(
      amount: 90_00, pages: [[try claim("A", charge: 100_00, paid: 100_00)]], adjustments: [("WO", 10_00, "ITEM-7")])
    let item = Advice(
      id: "later", trace: "T2", amount: 60_00, pages: [[try claim("B", charge: 50_00, paid: 50_00)]],
      adjustments: [("WO", -10_00, "ITEM-7")])
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 100_00), charge("B", 50_00), deposit(90_00))
      try await cash.receive(takeBack.events)
      #expect(try await cash.open() == ["take-back-unmatched"])
      #expect(try await cash.balances()["assets:take-back-suspense:p1"] == 10_00)
      try await cash.receive([deposit("d2", 60_00, trace: "T2")] + item.events)
      #expect(try await cash.open() == [])
      #expect(try await cash.resolved().contains("take-back-unmatched"))
      #expect(try await cash.balances() == ["assets:bank:001": 150_00, "income:gross-revenue": -150_00])
      #expect(try await cash.reader.openItems().values.map { $0 } == [[10_00, 10_00]])
      #expect(try await cash.reader.tieOut().holds)
    }
  }

  @Test func aDeniedPartStaysWithAPerson() async throws {
    let advice = Advice(
      amount: 150_00, pages: [[try claim("A", charge: 200_00, paid: 150_00, [("CO", "16", 50_00)])]])
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), deposit(150_00)] + advice.events)
      #expect(try await cash.open() == ["denied"])
      #expect(try await cash.balances()["assets:receivable:payer:p1"] == 50_00)
      #expect(try await cash.reader.tieOut().holds)
    }
  }

  // MARK: - Journals

  private func answer(_ cash: CashScene, _ verdicts: [(journal: EventID, reference: String?)]) async throws {
    for (number, verdict) in verdicts.enumerated() {
      if let reference = verdict.reference {
        try await cash.receive(
          event("p\(number)", JournalPosted(journal: verdict.journal, reference: reference, target: "erp")))
      } else {
        try await cash.receive(
          event(
            "r\(number)",
            JournalRejected(
              journal: verdict.journal, target: "erp", code: "period", reason: "closed")))
      }
    }
  }

  @Test func journalsBalanceAndSumUpTheEntries() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), deposit(150_00)] + advice.events)
      let journals = try await cash.sent(JournalRequested.self)
      #expect(journals.map(\.data.unit) == ["charge", "deposit", "remittance"])
      var sums: [String: Int64] = [:]
      for line in journals.flatMap(\.data.lines) {
        sums[line.account, default: 0] += line.debit.cents - line.credit.cents
      }
      #expect(sums.values.reduce(0, +) == 0)
      #expect(journals.allSatisfy { $0.context.correlationID.hasPrefix("file of ") })
      let text = try await cash.outbox().filter { $0.message.type == JournalRequested.type }
        .map { String(decoding: $0.message.body, as: UTF8.self) }.joined()
      #expect(!text.contains("patientControlNumber"))
      #expect(try await cash.reader.journalStates() == ["requested": 3])
    }
  }

  @Test func aRejectedJournalIsAPersonsAndAPostedOneResolvesIt() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00))
      let journal = try #require(try await cash.sent(JournalRequested.self).first).data.journal
      try await answer(cash, [(journal, nil)])
      #expect(try await cash.open() == ["journal-rejected"])
      #expect(try await cash.reader.journalStates() == ["rejected": 1])
      try await answer(cash, [(journal, nil), (journal, "GL-7")])
      #expect(try await cash.open() == [])
      #expect(try await cash.resolved() == ["journal-rejected"])
      #expect(try await cash.reader.journalStates() == ["posted": 1])
      #expect(try await cash.sent(WorkItemResolved.self).map(\.data.reason) == ["journal-rejected"])
    }
  }

  @Test func aRefusalAfterThePostingChangesNothing() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00))
      let journal = try #require(try await cash.sent(JournalRequested.self).first).data.journal
      try await answer(cash, [(journal, "GL-7"), (journal, nil), (EventID("unknown"), nil), (EventID("none"), "GL-8")])
      #expect(try await cash.open() == [])
      #expect(try await cash.reader.journalStates() == ["posted": 1])
      #expect(try await cash.reader.postedJournals().map(\.amount) == [200_00])
    }
  }

  /// A charge that is taken back is not posted twice: the report's sums are what is on the books.
  @Test func whatIsTakenBackCountsBelowZero() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00))
      try await cash.receive(charge("B", -50_00))
      let journals = try await cash.sent(JournalRequested.self).map(\.data.journal)
      try #require(journals.count == 2)
      try await answer(cash, [(journals[0], "GL-1"), (journals[1], "GL-2")])
      let posted = try await cash.reader.postedJournals()
      #expect(posted.map(\.amount) == [150_00] && posted.map(\.count) == [2] && posted.map(\.currency) == ["USD"])
      let charges = try await cash.reader.charges()
      #expect(charges.map(\.amount) == [150_00] && charges.map(\.currency) == ["USD"])
    }
  }

  @Test func anOpenItemIsNotOpenedAgain() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00))
      let journal = try #require(try await cash.sent(JournalRequested.self).first).data.journal
      try await answer(cash, [(journal, nil), (journal, nil)])
      let opened = try await cash.sent(WorkItemOpened.self)
      #expect(opened.count == 1, "open already")
      let due = try #require(opened.first).data.dueDate
      #expect(due.iso > "2026-03-03", "counted from the tenant's day")
    }
  }
}

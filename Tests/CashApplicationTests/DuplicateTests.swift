// The same money told of again: by another file of the bank, or by an advice under another date.

import CashApplication
import CashRules
import PaymentEvents
import TestSupport
import Testing

@Suite struct DuplicateTests {
  /// Which of the bank's files told of a deposit, in order of arrival.
  @Test(arguments: [["x", "y"], ["x", "x", "y", "y"], ["x", "y", "x", "y"], ["y", "x", "x", "y"]])
  func anotherFilesDepositCountsOnlyBeyondWhatIsBooked(_ files: [String]) async throws {
    try await withCash { cash in
      for (number, file) in files.enumerated() { try await cash.receive(deposit("d-\(number)", 150_00, file: file)) }
      let inOneFile = Int64(files.count / 2)
      #expect(try await cash.balances()["assets:bank:001"] == 150_00 * inOneFile)
      #expect(
        try await cash.open().filter { $0 == "deposit-duplicate-suspected" }.count == files.count / 2)
      #expect(try await cash.reader.tieOut().bank == 150_00 * inOneFile)
    }
  }

  @Test func aFileThatHoldsItselfTwiceIsBookedOnce() async throws {
    try await withCash { cash in
      try await cash.receive(deposit("a", 150_00), deposit("b", 150_00, fileNumber: 2))
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
      #expect(try await cash.open().contains("deposit-duplicate-suspected"))
      #expect(try await cash.reader.tieOut().depositsHeld == 150_00)
    }
  }

  @Test func whatDiffersIsNoDuplicate() async throws {
    try await withCash { cash in
      try await cash.receive(
        deposit("a", 150_00, file: "x"), deposit("b", 150_01, file: "y"), deposit("c", 150_00, trace: "T2", file: "z"))
      #expect(try await cash.balances()["assets:bank:001"] == 450_01)
      #expect(try await !cash.open().contains("deposit-duplicate-suspected"))
    }
  }

  @Test func anAdviceOfZeroUnderAnotherDateBooksNothingAgain() async throws {
    try await withCash { cash in
      let first = Advice(id: "first", amount: 0, adjustments: [("FB", -40_00, "T1"), ("L6", 40_00, "")])
      var again = first
      (again.id, again.date) = ("again", "2026-03-09")
      try await cash.receive(first.events)
      let balances = try await cash.balances()
      #expect(balances["liabilities:owed-to-payer:p1"] == -40_00)
      try await cash.receive(again.events)
      #expect(try await cash.balances() == balances)
      #expect(try await cash.open().contains("advice-duplicate-suspected"))
    }
  }

  @Test func anotherTenantsEventIsRefused() async throws {
    try await withCash { cash in
      var foreign = try charge("A", 200_00)
      let text = String(decoding: foreign.body, as: UTF8.self).replacing("\"clinic\"", with: "\"other\"")
      foreign.body = Array(text.utf8)
      try await cash.receive(foreign)
      #expect(try await cash.failures() == ["other-tenant"])
      #expect(try await cash.balances().isEmpty)
    }
  }

  /// The payer was not listed when the deposit came. It is released under the list of today: the cash stands where
  /// later steps look for it.
  @Test func whatIsReleasedKnowsThePayerOfToday() async throws {
    try await withTemporaryFolder { folder in
      var configuration = CashConfiguration(
        tenant: "clinic", payers: try PayerDirectory([]), bookingFormats: ["001": "nacha"])
      var scene = try CashScene(folder, configuration: configuration)
      try await scene.receive(deposit("one", 150_00, payer: "3333", file: "x"))
      try await scene.receive(deposit("two", 150_00, payer: "3333", file: "y"))
      try await scene.database.close()
      configuration.payers = try PayerDirectory([.init(key: "p3", identifiers: ["3333"])])
      scene = try CashScene(folder, configuration: configuration)
      var request = PostingActionRequested(
        action: .release, requestedBy: "ann", role: "finance", reasonCode: "R1", reason: "why")
      (request.deposit, request.subject, request.amount) = (
        "two", "deposit-duplicate-suspected", try money(150_00)
      )
      try await scene.receive(event("release", request))
      let clearing = "liabilities:clearing:p3:T1"
      #expect(try await scene.balances()[clearing] == -150_00)
      var advice = try Advice.simple()
      advice.payer = "3333"
      try await scene.receive([charge("A", 200_00, payers: ["3333"])] + advice.events)
      #expect(try await scene.balances()[clearing] == nil)
      #expect(try await scene.balances()["liabilities:unidentified-receipts"] == -150_00)
      #expect(try await scene.isSound())
      try await scene.database.close()
    }
  }

  /// The tie-out counts what was booked, and not what deposits say of themselves.
  @Test func cashThatWasNotBookedDoesNotTieOut() async throws {
    try await withCash { cash async throws in
      try await cash.receive(deposit("a", 150_00))
      #expect(try await cash.reader.tieOut().holds)
      let changed = try await cash.database.write {
        try $0.execute("DELETE FROM entries WHERE account LIKE 'assets:bank:%'")
      }
      #expect(changed == 1)
      #expect(try await !cash.reader.tieOut().holds)
    }
  }
}

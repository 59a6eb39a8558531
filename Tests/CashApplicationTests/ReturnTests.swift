// What the bank takes back, and what it tells of twice in reports of different kinds.

import CashRules
import PaymentEvents
import Testing

@Suite struct ReturnTests {
  private func returned(
    _ id: String = "return", _ amount: Int64 = 150_00, original: String? = "R1", trace: String? = nil,
    payer: String? = nil, file: String = "d3"
  ) throws -> EncodedEvent {
    try event(
      id,
      DepositReturned(
        kind: .return, amount: money(amount), currency: "USD", valueDate: day("2026-03-05"), account: "001",
        format: "nacha", originalReference: original, traceNumber: trace, payerIdentifier: payer,
        source: .init(digest: file, recordRange: [3, 4])))
  }

  @Test func aReturnUndoesItsDepositExactly() async throws {
    try await withCash { cash async throws in
      try await cash.receive(reported("d", reference: "R1"))
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
      try await cash.receive(returned())
      #expect(try await cash.balances().values.allSatisfy { $0 == 0 })
      #expect(try await cash.open() == [])
      #expect(try await cash.isSound())
      try await cash.receive(returned())
      try await cash.receive(returned("again", file: "d4"))
      #expect(try await cash.balances().values.allSatisfy { $0 == 0 }, "told of again, by whatever file")
      try await cash.receive(reported("d2", reference: "R1", file: "y"))
      #expect(try await cash.balances().values.allSatisfy { $0 == 0 }, "the deposit told of again is no news")
    }
  }

  @Test func theReturnMayComeFirst() async throws {
    try await withCash { cash async throws in
      try await cash.receive(returned())
      #expect(try await cash.open() == ["return-without-deposit"])
      #expect(try await cash.reader.tieOut().returnsHeld == 150_00)
      try await cash.receive(reported("d", reference: "R1"))
      #expect(try await cash.reader.tieOut().returnsHeld == 0)
      #expect(try await cash.balances().values.allSatisfy { $0 == 0 })
      #expect(try await cash.open() == [])
    }
  }

  @Test func aPostedAdviceKeepsItsClaimsAndWaitsForMoney() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00), reported("d", reference: "R1"))
      try await cash.receive(Advice.simple().events)
      let posted = try await cash.balances()
      #expect(posted == Books.simple)
      try await cash.receive(returned())
      let after = try await cash.balances()
      #expect((after["assets:bank:001"] ?? 0) == 0 && after.values.contains(150_00))
      #expect(try await cash.open() == ["funding-withdrawn"])
      #expect(try await cash.isSound())
    }
  }

  @Test(
    arguments: [
      (nil, "T1", nil, true), ("T1", nil, nil, true), (nil, nil, "1111", true), (nil, nil, nil, false),
      ("other", nil, nil, false),
    ] as [(String?, String?, String?, Bool)])
  func theDepositIsFoundLayerByLayer(original: String?, trace: String?, payer: String?, found: Bool) async throws {
    try await withCash { cash async throws in
      try await cash.receive(reported("d", reference: "R1"))
      try await cash.receive(returned(original: original, trace: trace, payer: payer))
      #expect(try await (cash.balances()["assets:bank:001"] ?? 0) == (found ? 0 : 150_00))
      #expect(try await cash.open().contains("return-without-deposit") != found)
    }
  }

  /// The deposit was found by nobody yet, and the file with the return turns out to be bad.
  @Test func aReturnOfAWithdrawnFileUndoesNothing() async throws {
    try await withCash { cash async throws in
      try await cash.receive(of("f", returned()))
      try await cash.receive(withdrawal(of: "f"))
      #expect(try await cash.open() == [])
      try await cash.receive(reported("d", reference: "R1"))
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
      var request = PostingActionRequested(
        action: .release, requestedBy: "ann", role: "finance", reasonCode: "R1", reason: "why")
      (request.deposit, request.subject, request.amount) = (
        "return", "return-duplicate-suspected", try money(150_00)
      )
      try await cash.receive(event("release", request))
      #expect(
        try await cash.sent(PostingActionDecided.self).map(\.data.obstacle)
          == ["the file that told of the return was withdrawn"])
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
      #expect(try await cash.isSound())
    }
  }

  /// Another file told of the same return, which did not count beside the first.
  @Test func theSameReturnInAnotherFileCountsThen() async throws {
    try await withCash { cash async throws in
      try await cash.receive(of("f", returned()) + [returned("again", file: "d4")])
      try await cash.receive(withdrawal(of: "f"))
      #expect(try await cash.open() == ["return-without-deposit"])
      try await cash.receive(reported("d", reference: "R1"))
      #expect(try await cash.balances().values.allSatisfy { $0 == 0 })
      #expect(try await cash.open() == [])
    }
  }

  /// What parts it from its advice stands under the day of the return, like the cash: the day of the deposit is past.
  @Test func allThatAReturnUndoesStandsUnderItsDay() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00), reported("d", reference: "R1", trace: "T9"))
      try await cash.receive(Advice.simple().events)
      var link = PostingActionRequested(
        action: .link, requestedBy: "ann", role: "biller", reasonCode: "R1", reason: "why")
      (link.deposit, link.remittance) = ("d", "advice")
      var fee = PostingActionRequested(
        action: .split, requestedBy: "ann", role: "finance", reasonCode: "R1", reason: "why")
      (fee.deposit, fee.amount, fee.facility) = ("d", try money(50_00), "WEST")
      try await cash.receive(event("link", link), event("split", fee))
      let before = try await cash.sent(JournalRequested.self).count
      try await cash.receive(returned())
      let journals = try await cash.sent(JournalRequested.self).dropFirst(before).map(\.data)
      #expect(Set(journals.map(\.unit)) == ["identification", "split", "deposit"])
      #expect(journals.allSatisfy { $0.valueDate.iso == "2026-03-05" })
    }
  }

  @Test func twoThatFitAreAQuestion() async throws {
    try await withCash { cash async throws in
      try await cash.receive(reported("a", reference: "R1"), reported("b", reference: "R2"))
      try await cash.receive(returned(original: nil, trace: "T1"))
      #expect(try await cash.open().contains("return-without-deposit"))
      #expect(try await cash.balances()["assets:bank:001"] == 300_00)
    }
  }
}

@Suite struct ReportTests {
  /// Files as lists of references; those in capitals' file `i…` are intraday. What must be on the books in the end.
  @Test(
    arguments: [
      ([("i", ["R1"]), ("p", ["R1"])], 1), ([("p", ["R1"]), ("i", ["R1"])], 1), ([("i", [""]), ("p", ["R1"])], 1),
      ([("i", ["R1"]), ("p", [""])], 1), ([("i", ["R1"]), ("i2", ["R1"]), ("p", ["R1"])], 1),
      ([("i", ["R1"]), ("i2", ["R1", "R2"]), ("p", ["R1", "R2"])], 2), ([("i", [""]), ("p", ["R2", ""])], 2),
      ([("i", [""]), ("p", ["", "R2"])], 2),
      ([("i", ["", ""]), ("p", ["", ""])], 2),
      ([("i", ["R1"]), ("p", ["R2", "R1"])], 2), ([("i", [""]), ("p", ["R1", "R2"])], 2),
    ] as [([(String, [String])], Int64)])
  func theSameMoneyIsBookedOnce(files: [(String, [String])], times: Int64) async throws {
    try await withCash { cash async throws in
      for (file, references) in files {
        for (number, reference) in references.enumerated() {
          try await cash.receive(
            reported("\(file)-\(number)", reference: reference, file: file, isIntraday: file.hasPrefix("i")))
        }
      }
      #expect(try await cash.balances()["assets:bank:001"] == 150_00 * times)
      #expect(try await !cash.open().contains("deposit-duplicate-suspected"), "nobody is asked about what was expected")
    }
  }

  /// Some banks give each report references of its own; then the payer's trace number says that it is the same money.
  @Test(arguments: [("T1", 1), ("T2", 2)] as [(String?, Int64)])
  func otherReferencesAreTheSameMoneyUnderTheSameTraceNumber(trace: String?, times: Int64) async throws {
    for isIntradayFirst in [true, false] {
      try await withCash { cash async throws in
        try await cash.receive(
          reported("a", reference: "R1", file: "a", isIntraday: isIntradayFirst),
          reported("b", reference: "R2", trace: trace, file: "b", isIntraday: !isIntradayFirst))
        #expect(try await cash.balances()["assets:bank:001"] == 150_00 * times)
      }
    }
  }

  @Test func whatStoodForAWithdrawnDepositIsNewsAgain() async throws {
    try await withCash { cash async throws in
      let intraday = try of("i", [reported("a", reference: "R1", file: "i", isIntraday: true)])
      try await cash.receive(intraday + [reported("b", reference: "R1", file: "p")])
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
      try await cash.receive(withdrawal(of: "i"))
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
      #expect(try await cash.isSound())
    }
  }

  @Test func twoFinalReportsStayASuspicion() async throws {
    try await withCash { cash async throws in
      try await cash.receive(reported("a", reference: "R1", file: "p"), reported("b", reference: "R1", file: "q"))
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
      #expect(try await cash.open().contains("deposit-duplicate-suspected"))
    }
  }
}

/// A deposit of 150.00 with the bank's own reference.
private func reported(
  _ id: String, reference: String, trace: String? = "T1", file: String = "x", isIntraday: Bool = false
) throws -> EncodedEvent {
  try event(
    id,
    DepositReceived(
      amount: money(150_00), currency: "USD", valueDate: day("2026-03-03"), account: "001", kind: .ach,
      format: "nacha", traceNumber: trace, payer: .init(name: nil, identifier: "1111"),
      reference: reference.isEmpty ? nil : reference, isIntraday: isIntraday ? true : nil,
      source: .init(digest: file, recordRange: [3, 4])))
}

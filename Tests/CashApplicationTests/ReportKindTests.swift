// Intraday and prior-day reports of a bank that gives each of them references of its own, or that takes back what it
// told of during the day: a person is asked, and nothing is booked twice.

import CashApplication
import CashRules
import PaymentEvents
import Testing

@Suite struct ReportKindTests {
  /// A deposit of 150.00 without a trace number.
  private func told(
    _ id: String, _ file: String, reference: String, on date: String = "2026-03-03", amount: Int64 = 150_00,
    trace: String? = nil
  ) throws -> EncodedEvent {
    try event(
      id,
      DepositReceived(
        amount: money(amount), currency: "USD", valueDate: day(date), account: "001", kind: .ach, format: "nacha",
        traceNumber: trace, payer: .init(name: nil, identifier: "1111"), reference: reference,
        isIntraday: file.hasPrefix("i") ? true : nil, source: .init(digest: file, recordRange: [3, 4])))
  }

  /// Trace numbers of the two tellings, and whether they may be the same money.
  @Test(
    arguments: [(nil, nil, true), ("T1", nil, true), (nil, "T1", true), ("T1", "T2", false)]
      as [(String?, String?, Bool)])
  func anotherReferenceIsAQuestion(first: String?, second: String?, isAsked: Bool) async throws {
    for files in [("i", "p"), ("p", "i")] {
      try await withCash { cash async throws in
        try await cash.receive(
          told("a", files.0, reference: "ZI-9", trace: first), told("b", files.1, reference: "ZP-9", trace: second))
        #expect(try await cash.balances()["assets:bank:001"] == (isAsked ? 150_00 : 300_00))
        #expect(try await cash.open().contains("deposit-duplicate-suspected") == isAsked)
        #expect(try await cash.isSound())
      }
    }
  }

  /// What the prior-day report has beyond the intraday one is news, in whatever order it tells of them.
  @Test(arguments: [["ZI-9", "NEW"], ["NEW", "ZI-9"]])
  func whatHasItsOwnReferenceAnswersTheQuestion(references: [String]) async throws {
    try await withCash { cash async throws in
      try await cash.receive(told("a", "i", reference: "ZI-9"))
      for (number, reference) in references.enumerated() {
        try await cash.receive(told("p\(number)", "p", reference: reference))
      }
      #expect(try await cash.balances()["assets:bank:001"] == 300_00)
      #expect(try await !cash.open().contains("deposit-duplicate-suspected"))
      #expect(try await cash.isSound())
    }
  }

  /// Each booked deposit puts one of the other report in question, and no more.
  @Test func eachPutsOneInQuestion() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        told("a", "i", reference: "ZI-9"), told("b", "p", reference: "ZP-1"), told("c", "p", reference: "ZP-2"))
      #expect(try await cash.balances()["assets:bank:001"] == 300_00)
      #expect(try await cash.open().filter { $0 == "deposit-duplicate-suspected" }.count == 1)
    }
  }

  @Test func whatThePriorDayReportLacksIsAsked() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        told("a", "i", reference: "ZI-9"), told("b", "i", reference: "ZI-8", amount: 32_23),
        told("c", "p", reference: "ZI-9"))
      #expect(try await !cash.open().contains("deposit-not-confirmed"), "the report may not be complete yet")
      try await cash.receive(told("d", "p2", reference: "N-1", on: "2026-03-04", amount: 1_00))
      let items = try await cash.reader.workItems(state: "open").filter { $0.reason == "deposit-not-confirmed" }
      #expect(items.map(\.amount) == [32_23] && items.map(\.unit) == ["b"])
      #expect(items.allSatisfy { $0.summary.contains("Account 001, value date 2026-03-03, ach") })
      try await cash.receive(told("e", "p3", reference: "ZI-8", amount: 32_23))
      #expect(try await !cash.open().contains("deposit-not-confirmed"))
      #expect(try await cash.balances()["assets:bank:001"] == 183_23)
      #expect(try await cash.isSound())
    }
  }

  @Test func aReturnNamesTheDepositsThatItMayTakeBack() async throws {
    try await withCash { cash async throws in
      try await cash.receive(told("a", "p", reference: "R1"), told("b", "p", reference: "R2"))
      let returned = DepositReturned(
        kind: .return, amount: try money(150_00), currency: "USD", valueDate: try day("2026-03-05"), account: "001",
        format: "nacha", reason: nil, originalReference: nil, traceNumber: nil, payerIdentifier: nil, reference: "X",
        typeCode: nil, text: nil, source: .init(digest: "r", recordRange: [1, 1]))
      try await cash.receive(event("r", returned))
      let item = try #require(
        try await cash.reader.workItems(state: "open").first { $0.reason == "return-without-deposit" })
      #expect(item.summary.contains("2, namely a, b."), "\(item.summary)")
    }
  }
}

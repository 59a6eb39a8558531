// The same money under another day: asked about, not booked twice.

import CashRules
import PaymentEvents
import Testing

@Suite struct RepeatTests {
  /// A deposit of 150.00 as a file for a day tells of it.
  private func told(
    _ id: String, on date: String, file: String, reference: String? = "BR7", trace: String? = "T1",
    amount: Int64 = 150_00, isIntraday: Bool = false
  ) throws -> EncodedEvent {
    try event(
      id,
      DepositReceived(
        amount: money(amount), currency: "USD", valueDate: day(date), account: "001", kind: .ach, format: "nacha",
        traceNumber: trace, payer: .init(name: nil, identifier: "1111"), reference: reference,
        isIntraday: isIntraday ? true : nil, source: .init(digest: file, recordRange: [3, 4])))
  }

  /// Reference and trace number of the second telling, and whether it is the same money.
  @Test(
    arguments: [
      ("BR7", "T1", true), (nil, "T1", true), ("BR8", "T1", false), ("BR7", "T2", false), ("BR7", nil, false),
    ] as [(String?, String?, Bool)])
  func aReportOfTheNextDayTellsOfItAgain(reference: String?, trace: String?, isSame: Bool) async throws {
    for days in [("2026-03-03", "2026-03-04"), ("2026-03-04", "2026-03-03")] {
      try await withCash { cash async throws in
        try await cash.receive(
          told("a", on: days.0, file: "x"), told("b", on: days.1, file: "y", reference: reference, trace: trace))
        #expect(try await cash.balances()["assets:bank:001"] == (isSame ? 150_00 : 300_00))
        #expect(try await cash.open().contains("deposit-duplicate-suspected") == isSame)
        #expect(try await cash.reader.tieOut().depositsHeld == (isSame ? 150_00 : 0))
        #expect(try await cash.isSound())
      }
    }
  }

  @Test(arguments: [("ACH0304-77", "ACH0304-77", 1), ("ACH0304-77", "ACH0305-12", 2), ("0001", "0001", 2)])
  func withoutATraceNumberTheReferenceMustTell(first: String, second: String, times: Int64) async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        told("a", on: "2026-03-03", file: "x", reference: first, trace: nil),
        told("b", on: "2026-03-04", file: "y", reference: second, trace: nil))
      #expect(try await cash.balances()["assets:bank:001"] == 150_00 * times)
    }
  }

  @Test func whatIsFarOrOfAnotherAmountIsPaidAnew() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        told("a", on: "2026-03-03", file: "x"), told("b", on: "2026-03-11", file: "y"),
        told("c", on: "2026-03-04", file: "z", amount: 150_01))
      #expect(try await cash.balances()["assets:bank:001"] == 450_01)
    }
  }

  /// Two equal deposits of one day that a report of the next day tells of again: both are known.
  @Test func eachStandsForOne() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        told("a", on: "2026-03-03", file: "x"), told("b", on: "2026-03-03", file: "x"),
        told("c", on: "2026-03-04", file: "y"), told("d", on: "2026-03-04", file: "y"),
        told("e", on: "2026-03-04", file: "y"))
      #expect(try await cash.balances()["assets:bank:001"] == 450_00)
      #expect(try await cash.open().filter { $0 == "deposit-duplicate-suspected" }.count == 2)
    }
  }

  @Test func whatWasHeldIsBookedWhenTheFirstFileIsWithdrawn() async throws {
    try await withCash { cash async throws in
      let first = try of("x", [told("a", on: "2026-03-03", file: "x")])
      try await cash.receive(first + [told("b", on: "2026-03-04", file: "y")])
      try await cash.receive(withdrawal(of: "x"))
      #expect(try await cash.balances()["assets:bank:001"] == 150_00)
      #expect(try await !cash.open().contains("deposit-duplicate-suspected"))
      #expect(try await cash.isSound())
    }
  }
}

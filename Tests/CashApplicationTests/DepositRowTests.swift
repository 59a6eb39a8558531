// The tie-out deposit by deposit adds up to the totals, and no currency is added to another.

import CashApplication
import CashRules
import PaymentEvents
import Testing

@Suite struct DepositRowTests {
  private func advice(_ id: String, _ trace: String, _ claims: [(String, Int64)]) throws -> Advice {
    var list: [Claim] = []
    for (index, (number, amount)) in claims.enumerated() {
      list.append(try claim(number, charge: amount, paid: amount, sequence: index + 1))
    }
    return Advice(id: id, trace: trace, amount: claims.map(\.1).reduce(0, +), pages: [list])
  }

  private func rows(_ cash: CashScene) async throws -> [CashReader.DepositRow] {
    try await cash.reader.depositRows(cash.reader.deposits(), cash.reader.advices())
  }

  @Test func oneDepositForTwoAdvicesAndTwoForOne() async throws {
    try await withCash { cash async throws in
      let charges = try [("A", 100_00), ("B", 150_00), ("C", 300_00), ("E", 200_00)].map { try charge($0.0, $0.1) }
      // Of the last advice's two claims one has no charge, and is held.
      let advices = try [
        advice("a1", "T1", [("A", 100_00)]), advice("a2", "T1", [("B", 150_00)]), advice("a3", "T2", [("C", 300_00)]),
        advice("a4", "T3", [("D", 100_00), ("E", 200_00)]),
      ].flatMap { try $0.events }
      try await cash.receive(charges + advices)
      try await cash.receive(
        deposit("d1", 250_00), deposit("d2", 120_00, trace: "T2"), deposit("d3", 180_00, trace: "T2", file: "d3"),
        deposit("d4", 120_00, trace: "T3", file: "d4"), deposit("d5", 180_00, trace: "T3", file: "d5"),
        deposit("d6", 9_00, trace: nil, payer: nil, file: "d6"))
      let pairs = [("d1", "a1"), ("d1", "a2"), ("d2", "a3"), ("d3", "a3"), ("d4", "a4"), ("d5", "a4")]
      for (deposit, remittance) in pairs {
        var link = PostingActionRequested(
          action: .link, requestedBy: "ann", role: "finance", reasonCode: "R1", reason: "why")
        (link.deposit, link.remittance) = (deposit, remittance)
        try await cash.receive(event("link \(deposit) \(remittance)", link))
      }
      let rows = try await rows(cash)
      let open = Dictionary(uniqueKeysWithValues: rows.map { ($0.deposit, [$0.bank, $0.advice, $0.posted, $0.open]) })
      #expect(open["d1"] == [250_00, 250_00, 250_00, 0])
      #expect(open["d2"] == [120_00, 120_00, 120_00, 0] && open["d3"] == [180_00, 180_00, 180_00, 0])
      #expect(open["d4"] == [120_00, 120_00, 120_00, 0] && open["d5"] == [180_00, 180_00, 80_00, 100_00])
      #expect(open["d6"] == [9_00, 0, 0, 9_00])
      #expect(rows.first { $0.deposit == "d1" }?.advices == ["T1", "T1"])
      let total = try await cash.reader.tieOut()
      #expect(total.holds && total.currency == "USD")
      #expect(rows.map(\.bank).reduce(0, +) == total.bank && rows.map(\.advice).reduce(0, +) == total.applied)
      #expect(rows.map(\.posted).reduce(0, +) == total.posted)
      #expect(rows.map(\.open).reduce(0, +) == total.held + total.withoutAdvice)
    }
  }

  @Test func currenciesAreNotAdded() async throws {
    let euro = try event(
      "euro",
      DepositReceived(
        amount: money(50_00), currency: "EUR", valueDate: day("2026-03-03"), account: "001", kind: .ach,
        format: "nacha", traceNumber: nil, payer: .init(name: nil, identifier: nil),
        source: .init(digest: "d9", fileNumber: nil, recordRange: [3, 4])))
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), deposit(150_00), euro] + Advice.simple().events)
      let tieOut = try await cash.reader.tieOut()
      #expect(tieOut.holds)
      #expect(tieOut.byCurrency.map(\.currency) == ["EUR", "USD"])
      #expect(tieOut.byCurrency.map(\.bank) == [50_00, 150_00])
      #expect(tieOut.byCurrency.map(\.withoutAdvice) == [50_00, 0] && tieOut.byCurrency.map(\.posted) == [0, 150_00])
      let report = try await DayEnd(cash.reader, on: day("2026-03-03"))
      let bank = report.lines.filter { $0.section == "tie-out" && $0.kind == "at the bank" }
      #expect(bank.map(\.currency) == ["EUR", "USD"] && bank.map(\.amount) == [50_00, 150_00])
    }
  }
}

// The day-end report: figures worked out by hand, and its pages.

import CashApplication
import CashRules
import Foundation
import PaymentEvents
import Testing

@Suite struct DayEndTests {
  /// On Tuesday 3 March: 240.00 of charges; deposits of 150.00 (pays T1), 70.00 (T2, no advice yet), 9.00 of unknown
  /// origin; T1 posts 140.00 with a denial of 60.00 and holds 10.00; T3 waits for its money.
  private func day(_ cash: CashScene) async throws {
    let advice = Advice(
      amount: 150_00,
      pages: [
        [
          try claim("A", charge: 200_00, paid: 140_00, [("CO", "197", 60_00)]),
          try claim("B", charge: 10_00, paid: 10_00, sequence: 2),
        ]
      ])
    let waiting = Advice(
      id: "waiting", trace: "T3", amount: 40_00, pages: [[try claim("C", charge: 40_00, paid: 40_00)]],
      date: "2026-01-02")
    try await cash.receive([charge("A", 200_00), charge("C", 40_00), deposit(150_00)] + advice.events)
    try await cash.receive(waiting.events)
    try await cash.receive(deposit("d2", 70_00, trace: "T2"), deposit("d3", 9_00, trace: nil, payer: nil))
  }

  private func figures(_ report: DayEnd, _ section: String) -> [String] {
    report.lines.filter { $0.section == section }.map { line in
      [line.kind, line.detail, String(line.count), String(line.amount), line.days.map { "\($0) days" }]
        .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  @Test func everyFigureIsThatOfTheDay() async throws {
    try await withCash { cash async throws in
      try await day(cash)
      let report = try await DayEnd(cash.reader, on: CashApplicationTests.day("2026-03-03"))
      #expect(report.tiesOut)
      #expect(figures(report, "received") == ["deposits 001 nacha 3 22900", "advices p1 2 19000", "charges 2 24000"])
      #expect(
        figures(report, "posted") == [
          "journals for charge requested 2 24000", "journals for deposit requested 3 22900",
          "journals for remittance requested 1 14000",
        ])
      #expect(figures(report, "held") == ["claims claim-not-found 1 1000", "advices not-funded 1 4000"])
      #expect(
        figures(report, "tie-out").prefix(3) == [
          "at the bank 0 22900", "pays advices 0 15000",
          "has no advice yet 0 7900",
        ])
      #expect(
        figures(report, "exceptions") == [
          "opened claim-not-found 1 1000", "opened denied 1 6000", "opened deposit-without-advice 3 22900",
          "opened not-funded 1 4000", "resolved deposit-without-advice 1 15000",
          "open queue cash 2 7900", "open queue denials 1 6000", "open queue posting 2 5000",
        ])
      #expect(figures(report, "denials") == ["authorization 1 6000"])
    }
  }

  @Test func moneyAgesFromItsOwnDay() async throws {
    try await withCash { cash async throws in
      try await day(cash)
      let report = try await DayEnd(cash.reader, on: CashApplicationTests.day("2026-03-23"))
      #expect(
        figures(report, "ageing") == [
          "advice-without-money 61 to 90 1 4000", "open-clearing 8 to 30 2 8000",
          "unidentified-receipt 8 to 30 1 900", "advice-without-money T3 1 4000 80 days",
          "open-clearing p1:T1 1 1000 21 days", "open-clearing p1:T2 1 7000 20 days",
          "unidentified-receipt d3 1 900 20 days",
        ])
      #expect(figures(report, "received").isEmpty && figures(report, "posted").isEmpty)
      #expect(figures(report, "exceptions").contains("overdue queue posting, for finance 2 5000"))
      // Open clearing and unidentified receipts are what the sub-ledger has on these accounts.
      let balances = try await cash.balances()
      let clearing = balances.filter { $0.key.hasPrefix("liabilities:clearing") }.values.reduce(0, +)
      #expect(clearing == -80_00 && balances["liabilities:unidentified-receipts"] == -9_00)
    }
  }

  @Test func pagesHoldEveryLineAndNoStrangersMarkup() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        deposit("d1", 5_00, trace: "=1+1\",<b>"), deposit("d2", 6_00, trace: nil, payer: nil))
      try await cash.receive(charge("A", 1_234_50))
      let report = try await DayEnd(cash.reader, on: CashApplicationTests.day("2026-03-03"))
      let records = try CSVText.records(report.csv)
      #expect(records.count == report.lines.count + 1)
      #expect(records.allSatisfy { $0.fields.count == 9 && ($0.fields[0] == "2026-03-03" || $0.line == 1) })
      #expect(records.contains { $0.fields == ["2026-03-03", "received", "charges", "", "1", "1234.50", "", "", ""] })
      #expect(!records.flatMap(\.fields).contains { $0.hasPrefix("=") })
      #expect(report.html.contains("1,234.50") && !report.html.contains("<b>") && !report.html.contains("<script"))
      for (_, title) in DayEnd.sections { #expect(report.html.contains("<h2>\(title)</h2>")) }
      #expect(report.html.components(separatedBy: "<tr>").count - 1 >= report.lines.count)
    }
  }
}

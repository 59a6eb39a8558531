// Opening balances from a table: read with all that is wrong named, loaded once.

import CashApplication
import CashRules
import Foundation
import PaymentEvents
import TestSupport
import Testing

@Suite struct OpeningBalanceTests {
  private func balances(_ lines: String...) throws -> [OpeningBalanceLoaded] {
    try OpeningBalanceTable.balances(lines.joined(separator: "\n"), digest: String(repeating: "a", count: 64))
  }

  private func findings(_ lines: String...) -> [String] {
    do throws(TableFindings) {
      _ = try OpeningBalanceTable.balances(lines.joined(separator: "\n"), digest: String(repeating: "a", count: 64))
      return []
    } catch { return error.findings.map(\.description) }
  }

  @Test func everythingThatIsWrongIsNamed() {
    let found = findings(
      "kind,date,amount,claim,payers,account,service_from", "receivable,03/01/2026,1.234,,p1,,",
      "cash,2026-03-01,-5,,,,2026-02-30", "debt,2026-03-01,5,,,,", "receivable,2026-03-01,5.5,A,p1,,",
      "receivable,2026-03-01,7,A,p2,,", "item,2026-03-01,0,A,,,")
    #expect(
      found == [
        "line 2, date: '03/01/2026'; write YYYY-MM-DD",
        "line 2, amount: '1.234'; write an amount with at most two decimals, without separators, as 95.00",
        "line 2, claim: ''; name the claim",
        "line 3, account: ''; name our account at the bank", "line 3, amount: '-5'; money at the bank is above zero",
        "line 3, service_from: '2026-02-30'; this kind has none; leave it empty",
        "line 4, kind: 'debt'; write one of receivable, cash, item",
        "line 6, the same receivable as in line 5; add them up, or tell them apart",
        "line 7, payer: ''; name the payer", "line 7, provider: ''; name the provider (PLB01)",
        "line 7, reference: ''; FB: the originating trace number; WO: the payer's claim number",
        "line 7, tax_id: ''; name the payee's tax id, as the payer's advices do",
        "line 7, amount: '0'; nothing is open; leave the line out",
        "line 7, claim: 'A'; this kind has none; leave it empty",
      ])
    #expect(findings("") == ["line 1, there is no header"])
    #expect(findings("kind,amount") == ["line 1, the column 'date' is missing"])
    #expect(findings("kind,date,amount,total").first?.hasPrefix("line 1, there is no column 'total'") == true)
  }

  @Test func aLineIsReadAsItStands() throws {
    let read = try balances(
      "Kind,Date,Amount,Claim,Charge,Patient_Amount,Payers,Service_From,Facility",
      "receivable,2026-03-01,-10.5,A,840,20.00,LRK01 | QSM,2026-01-12,MAIN")
    let balance = try #require(read.first)
    #expect(balance.amount.cents == -10_50 && balance.charge?.cents == 840_00 && balance.patientAmount?.cents == 20_00)
    #expect(balance.payers == ["LRK01", "QSM"] && balance.facility == "MAIN" && balance.source.line == 2)
    #expect(balance.serviceDates?.from == balance.serviceDates?.to)
  }

  private var sample: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("samples/opening-balances/2026-03-01.csv")
  }

  @Test func theSampleIsLoadedOnce() async throws {
    let events = try OpeningBalanceFile.events(of: sample, digest: digest("a"), tenant: "clinic", source: "/tests")
    try await withCash { cash async throws in
      try await cash.receive(events + events)
      let expected: [String: Int64] = [
        "assets:receivable:payer:unlisted-larkspur": 830_00, "assets:receivable:payer:unlisted-quillstone": 160_00,
        "assets:receivable:patient": 55_00, "liabilities:unidentified-receipts": -55_00,
        "liabilities:owed-to-payer:unlisted-larkspur": -40_00, "assets:take-back-suspense:unlisted-larkspur": 25_00,
        "equity:opening-balances": -975_00,
      ]
      #expect(try await cash.balances() == expected)
      #expect(try await cash.open() == ["credit-balance", "deposit-without-advice", "take-back-unmatched"])
      #expect(try await cash.isSound())
      let totals = try await cash.reader.openingTotals().map { "\($0.kind) \($0.balances) \($0.amount)" }
      #expect(totals == ["receivable 4 104500", "cash 1 5500", "item 2 1500"])
      #expect(try await cash.failures() == [])
    }
  }

  @Test func anotherAmountForTheSameBalanceIsRefused() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("again.csv")
      let text = try String(contentsOf: sample, encoding: .utf8).replacing("840.00,OB-1001", with: "841.00,OB-1001")
      try Data(text.utf8).write(to: file)
      let first = try OpeningBalanceFile.events(of: sample, digest: digest("a"), tenant: "clinic", source: "/tests")
      let second = try OpeningBalanceFile.events(of: file, digest: digest("b"), tenant: "clinic", source: "/tests")
      try await withCash { cash async throws in
        try await cash.receive(first)
        let before = try await cash.balances()
        try await cash.receive(second)
        #expect(try await cash.failures() == ["opening-balance-conflict"])
        #expect(try await cash.balances() == before)
      }
    }
  }

  /// Its bank's format is not known, so that what the bank still tells of the money could not be told to be the same.
  @Test func cashOnAnAccountThatIsNotListedIsRefused() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("unlisted.csv")
      try Data("kind,date,amount,account\ncash,2026-03-04,20.00,999\n".utf8).write(to: file)
      let events = try OpeningBalanceFile.events(of: file, digest: digest("a"), tenant: "clinic", source: "/tests")
      try await withCash { cash async throws in
        try await cash.receive(events)
        #expect(try await cash.failures() == ["not-applicable"])
        #expect(try await cash.balances() == [:])
      }
    }
  }
}

// Opening balances from a table: read with all that is wrong named, loaded once.

import CashApplication
import CashRules
import Foundation
import PaymentEvents
import TestSupport
import Testing

@Suite struct OpeningBalanceTests {
  private func balances(_ lines: String...) throws -> [OpeningBalanceLoaded] {
    try OpeningBalanceTable.balances(lines.joined(separator: "\n"), digest: digest("a"))
  }

  private func findings(_ lines: String..., payers: PayerDirectory? = nil) -> [String] {
    do throws(TableFindings) {
      _ = try OpeningBalanceTable.balances(lines.joined(separator: "\n"), digest: digest("a"), payers: payers)
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

  /// What would be read otherwise than it was meant: half a line, a column twice, amounts that cannot be, a slip in a
  /// payer's name.
  @Test func whatCouldBeMisreadIsNamed() throws {
    #expect(
      findings("kind,date,amount,claim,amount", "receivable,2026-03-01,5,A,6")
        == ["line 1, the column 'amount' stands there twice; leave it once"])
    let columns = "kind,date,amount,claim,charge,patient_amount,payers,earlier_payers"
    #expect(
      findings(
        columns, "receivable,2026-03-01,5,A", "receivable,2026-03-01,5,B,-5,,p1,", "receivable,2026-03-01,5,C,0,,p1,",
        "receivable,2026-03-01,5,D,9.99,5,p1,0", "receivable,2026-03-01,5,E,9,,p1,",
        "receivable,2026-03-01,5,F,9,,p1,x")
        == [
          "line 2, 4 fields under 8 columns", "line 3, charge: '-5'; the total charge is above zero",
          "line 4, charge: '0'; the total charge is above zero",
          "line 5, charge: '9.99'; more is open than was charged",
          "line 6, earlier_payers: ''; part of the charge is settled: write how many payers went before those in "
            + "payers, or 0",
          "line 7, earlier_payers: 'x'; write a number from 0 to 9",
        ])
    let payers = try PayerDirectory([.init(key: "p1", names: ["Payer One"])])
    let advice = "; the payer list does not have it: correct it, add it to config/payers.yaml, or say --unlisted"
    #expect(
      findings(
        "kind,date,amount,claim,payers,account,payer,provider,tax_id,reference",
        "receivable,2026-03-01,5,A,payer one|p2,,,,,", "cash,2026-03-01,5,,,001,p3,,,",
        "item,2026-03-01,5,,,,p4,N,T,R", "cash,2026-03-01,6,,,001,,,,", payers: payers)
        == ["line 2, payers: 'p2'", "line 3, payer: 'p3'", "line 4, payer: 'p4'"].map { $0 + advice })
  }

  @Test func aLineIsReadAsItStands() throws {
    let read = try balances(
      "Kind,Date,Amount,Claim,Charge,Patient_Amount,Payers,Earlier_Payers,Service_From,Facility",
      "receivable,2026-03-01,-10.5,A,840,20.00,LRK01 | QSM,2,2026-01-12,MAIN")
    let balance = try #require(read.first)
    #expect(balance.amount.cents == -10_50 && balance.charge?.cents == 840_00 && balance.patientAmount?.cents == 20_00)
    #expect(balance.earlierPayers == 2)
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
      let text = try String(contentsOf: sample, encoding: .utf8).replacing("840.00,OB-1001", with: "839.00,OB-1001")
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

  private func events(_ table: String, _ file: Character = "a") async throws -> [EncodedEvent] {
    try await withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("table.csv")
      try Data(table.utf8).write(to: url)
      return try OpeningBalanceFile.events(of: url, digest: digest(file), tenant: "clinic", source: "/tests")
    }
  }

  /// Its receivable is on the books already, and so is its revenue.
  @Test func theBalanceOfAClaimThatWasChargedHereIsRefused() async throws {
    let opening = try await events("kind,date,amount,claim,payers\nreceivable,2026-03-04,20.00,A,1111\n")
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 20_00)] + opening)
      #expect(try await cash.failures() == ["opening-balance-charged"])
      #expect(try await cash.balances() == ["assets:receivable:payer:p1": 20_00, "income:gross-revenue": -20_00])
    }
  }

  /// A further charge of an opened claim: for something else, as a person says.
  @Test func aChargeThatWasHeldIsReleased() async throws {
    let opening = try await events("kind,date,amount,claim,payers\nreceivable,2026-03-04,20.00,A,1111\n")
    try await withCash { cash async throws in
      var request = PostingActionRequested(
        action: .release, requestedBy: "ann", role: "biller", reasonCode: "R1", reason: "a late charge")
      (request.patientControlNumber, request.subject) = ("A", "charge-opened-already")
      try await cash.receive(opening + [charge("A", 5_00)])
      #expect(try await cash.open() == ["charge-opened-already"])
      try await cash.receive(event("release", request), event("again", request))
      let answers = try await cash.sent(PostingActionDecided.self).map(\.data.outcome)
      #expect(answers == [.applied, .refused])
      #expect(
        try await cash.balances() == [
          "assets:receivable:payer:p1": 25_00, "income:gross-revenue": -5_00, "equity:opening-balances": -20_00,
        ])
      #expect(try await cash.open() == [])
    }
  }

  /// The list has learned meanwhile who the payer is: the item is where it was booked.
  @Test func anItemIsWithdrawnUnderThePayerThatItWasBookedUnder() async throws {
    let opening = try await events(
      "kind,date,amount,payer,provider,tax_id,reference\nitem,2026-03-04,40.00,3333,N,T,R\n")
    try await withTemporaryFolder { folder in
      var configuration = CashConfiguration(tenant: "clinic", payers: try PayerDirectory([]), bookingFormats: [:])
      var scene = try CashScene(folder, configuration: configuration)
      try await scene.receive(opening)
      try await scene.database.close()
      configuration.payers = try PayerDirectory([.init(key: "p3", identifiers: ["3333"])])
      scene = try CashScene(folder, configuration: configuration)
      try await scene.receive(withdrawal(of: "a"))
      #expect(try await scene.balances() == [:])
      #expect(try await scene.reader.openItems().allSatisfy { $0.value == [0, 0] })
      try await scene.database.close()
    }
  }

  /// What would take the place of a balance cannot be booked any more: nothing is withdrawn, and the answer says why.
  @Test func aWithdrawalThatWouldLoseABalanceIsRefused() async throws {
    let table = "kind,date,amount,account,reference\ncash,2026-03-04,20.00,001,R1\n"
    let (first, second) = (try await events(table, "a"), try await events(table, "b"))
    try await withTemporaryFolder { folder in
      var configuration = CashConfiguration(
        tenant: "clinic", payers: try PayerDirectory([]), bookingFormats: ["001": "nacha"])
      var scene = try CashScene(folder, configuration: configuration)
      try await scene.receive(first + second)
      let before = try await scene.balances()
      try await scene.database.close()
      configuration.bookingFormats = [:]
      scene = try CashScene(folder, configuration: configuration)
      try await scene.receive(withdrawal(of: "a"))
      #expect(try await scene.sent(FileWithdrawalRefused.self).first?.data.obstacles.count == 1)
      #expect(try await scene.balances() == before && !before.isEmpty)
      try await scene.database.close()
    }
  }
}

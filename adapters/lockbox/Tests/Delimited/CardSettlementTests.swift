// A card processor's settlement report: what payers paid, what was kept of it, and what arrived.

import AdapterKit
import BankFiles
import Foundation
import LockboxAdapter
import PaymentEvents
import Testing

@Suite struct CardSettlementTests {
  static let report = """
    Payout Date,Payer,Gross,Fee,Net,Reference
    2026-03-02,LARKSPUR,"1,000.00",-25.50,974.50,P1
    2026-03-02,MERIDIAN,200.00,,200.00,P2
    2026-03-03,LARKSPUR,-40.00,0.10,-40.00,P3

    """

  private func map(_ columns: [ColumnMap.Field: String]) throws -> ColumnMap {
    var map = ColumnMap(
      name: "cards", begins: "Payout Date", columns: columns.mapValues { .named($0) },
      dates: try #require(DateFormat("YYYY-MM-DD")))
    map.account = "1020304050"
    return map
  }

  private static let all: [ColumnMap.Field: String] = [
    .date: "Payout Date", .payer: "Payer", .gross: "Gross", .fee: "Fee", .amount: "Net", .reference: "Reference",
  ]

  @Test(arguments: [ColumnMap.Field.gross, .amount, nil])
  func theFeeTravelsWithTheDeposit(left out: ColumnMap.Field?) throws {
    let columns = Self.all.filter { $0.key != out }
    let result = try translate(Array(Self.report.utf8), profiles: BankProfiles(downloads: [try map(columns)]))
    #expect(result.report.refusal == nil && result.report.keptCounts == [.debit: 1])
    let deposits = try result.deposits()
    #expect(deposits.map(\.amount.cents) == [97_450, 20_000] && deposits.map(\.fee?.cents) == [2_550, nil])
    #expect(deposits.map(\.kind) == [.card, .other])
    for event in result.events where event.type == DepositReceived.type {
      #expect(try Event<DepositReceived>(json: event.body).encoded().body == event.body, "keys stand in their order")
    }
  }

  @Test func grossFeeAndNetMustAgree() throws {
    let text = Self.report.replacing("974.50", with: "974.05")
    let result = try translate(Array(text.utf8), profiles: BankProfiles(downloads: [try map(Self.all)]))
    let finding = try #require(result.report.findings.listed.first)
    #expect(result.report.refusal != nil && finding.rule == .delimitedAmount && finding.record == 2)
    #expect(finding.field == "gross" && finding.expected.hasPrefix("999.55") && finding.found == "1000.00")
  }

  @Test func aGrossNeedsItsFee() throws {
    #expect(try map(Self.all.filter { $0.key != .fee }).problem?.contains("fee") == true)
    var columns = try map(Self.all)
    columns.sign = .columns
    #expect(columns.problem != nil)
  }

  @Test(arguments: [("Net", true), ("Balance", false)]) func aReportIsProposed(last: String, hasNet: Bool) throws {
    let text = Self.report.replacing("Net", with: last)
    let found = try #require(MapInference(Array(text.utf8), name: "cards"))
    #expect(found.map.columns[.fee] == .named("Fee") && found.map.columns[.gross] == .named("Gross"))
    #expect(found.map.columns[.amount] == (hasNet ? .named("Net") : nil))
    #expect(found.doubts.contains { $0.hasPrefix("what arrived") } && found.map.yaml.contains("gross: \"Gross\""))
  }
}

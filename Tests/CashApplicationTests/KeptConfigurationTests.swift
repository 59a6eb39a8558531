// Kept configurations are read for as long as inputs are kept, whatever fields come later.

import CashApplication
import CashRules
import Foundation
import Ledger
import PaymentEvents
import TestSupport
import Testing

@Suite struct KeptConfigurationTests {
  /// A document as it is kept today, with everything set. It must be readable for good: where this test fails, read
  /// what is missing as its default, and leave the document as it is.
  private static let document = """
    {"approvals":{"thresholds":{"biller":2500}},"bookingFormats":{"001":"nacha"},"digest":"frozen","entity":"north",
    "payers":{"byIdentifier":{"1111":"p1","p1":"p1"},"byName":{"payer one":"p1"}},"periods":{"closed":["2026-01"]},
    "rules":{"chart":{"accounts":["bank","assets:cash"]},"contractual":[{"group":"CO","reason":"97"},"allowance"],
    "dateWindow":4,"denialTable":{"pairs":{"16 M1":"eligibility"},"reasons":{"29":"timely-filing"},
    "remarks":{"N4":"bundling"}},"escalationDays":6,"holidays":["2026-07-03"],"payers":{"p1":{"capsContractual":true,
    "controlNumbers":{"length":8,"prefixes":["CLN"]},"holdsVariance":true,"postsWhenFunded":false,"reviewsAll":true}},
    "reviewedProviderAdjustments":["72"],"smallUnderpayments":40000,"transfers":[{"group":"PR","reason":"1"}],
    "varianceTolerance":{"amount":200,"basisPoints":5}},"tenant":"clinic","timeZone":"America/Chicago"}
    """

  private func read(_ text: String) throws -> CashConfiguration {
    try JSONDecoder().decode(CashConfiguration.self, from: Data(text.utf8))
  }

  @Test func aDocumentOfTodayIsRead() throws {
    let read = try read(Self.document)
    #expect(read.entity == "north" && read.timeZone == "America/Chicago" && read.digest == "frozen")
    #expect(read.approvals.thresholds == ["biller": 25_00] && read.periods.closed == ["2026-01"])
    #expect(read.payers.resolve("Payer One") == Payer(key: "p1", isListed: true))
    var rules = RuleBook()
    rules.chart = Chart([.bank: try Account("assets:cash")])
    rules.contractual = [AdjustmentCode("CO", "97"): .allowance]
    rules.transfers = [AdjustmentCode("PR", "1")]
    rules.reviewedProviderAdjustments = ["72"]
    rules.payers["p1"] = PayerPolicy(
      postsWhenFunded: false, reviewsAll: true, capsContractual: true, holdsVariance: true,
      controlNumbers: .init(prefixes: ["CLN"], length: 8))
    rules.holidays = [try day("2026-07-03")]
    (rules.dateWindow, rules.escalationDays) = (4, 6)
    rules.denialTable.reasons = ["29": .timelyFiling]
    rules.denialTable.remarks = ["N4": .bundling]
    rules.denialTable.pairs = ["16 M1": .eligibility]
    rules.varianceTolerance = .init(amount: try money(2_00), basisPoints: 5)
    rules.smallUnderpayments = try money(400_00)
    #expect(read.rules == rules)
    let again = try JSONDecoder().decode(CashConfiguration.self, from: JSONEncoder().encode(read))
    #expect(again.rules == rules && again.payers == read.payers && again.approvals == read.approvals)
  }

  /// Of a version that did not know a field, the field had the default.
  @Test func whatADocumentDoesNotHaveIsTheDefault() throws {
    let read = try read(
      """
      {"bookingFormats":{},"digest":"old","payers":{"byIdentifier":{},"byName":{}},
      "rules":{"dateWindow":4,"payers":{"p1":{"reviewsAll":true}}},"tenant":"clinic"}
      """)
    var rules = RuleBook()
    rules.dateWindow = 4
    rules.payers["p1"] = PayerPolicy(reviewsAll: true)
    #expect(read.rules == rules)
    #expect(read.entity == "main" && read.approvals == ApprovalRules())
  }

  /// A database that is older than the keeping of configurations: what came before was applied under the first one.
  @Test func whatCameBeforeTheFirstKeptOneIsUnderIt() async throws {
    try await withTemporaryFolder { folder in
      let payers = try PayerDirectory([.init(key: "p1", identifiers: ["1111"])])
      var configuration = CashConfiguration(tenant: "clinic", payers: payers, bookingFormats: ["001": "nacha"])
      let scene = try CashScene(folder, configuration: configuration)
      try await scene.receive(deposit("one", 150_00))
      try await scene.handler.review(scene.database)
      try await scene.receive(deposit("two", 20_00, trace: "T2"))
      let balances = try await scene.balances()
      try await scene.database.close()
      configuration.rules.chart = Chart([.bank: try Account("assets:other")])
      configuration.digest = "another"
      let scratch = folder.appendingPathComponent("scratch")
      _ = try await CashReplay(data: folder, configuration: configuration, underKept: true).run(into: scratch)
      let replayed = try CashReader(data: scratch, configuration: configuration)
      #expect(try await replayed.balances().filter { $0.value != 0 } == balances)
    }
  }
}

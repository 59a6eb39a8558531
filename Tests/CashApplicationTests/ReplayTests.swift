// The books can be worked out again from the inputs, to the byte; and other rules can be tried on them.

import CashApplication
import CashRules
import Foundation
import Ledger
import PaymentEvents
import TestSupport
import Testing

@Suite struct ReplayTests {
  private func configuration(_ rules: RuleBook = RuleBook()) throws -> CashConfiguration {
    let payers = try PayerDirectory([
      .init(key: "p1", identifiers: ["1111"]), .init(key: "p2", identifiers: ["2222"]),
    ])
    return CashConfiguration(tenant: "clinic", rules: rules, payers: payers, bookingFormats: ["001": "nacha"])
  }

  /// Documents that wait for each other, a withdrawal, and people's actions.
  private func live(_ scene: CashScene) async throws {
    let late = Advice(
      id: "late", trace: "T2", amount: 70_00,
      pages: [[try claim("B", charge: 100_00, paid: 70_00, [("CO", "97", 30_00)])]])
    try await scene.receive([deposit(150_00)] + Advice.simple().events + late.events)
    try await scene.receive(charge("A", 200_00), charge("B", 100_00), deposit("d2", 70_00, trace: "2T"))
    var link = PostingActionRequested(
      action: .link, requestedBy: "ann", role: "biller", reasonCode: "TRACE", reason: "mistyped")
    (link.deposit, link.remittance) = ("d2", "late")
    var unpost = PostingActionRequested(
      action: .unpost, requestedBy: "ann", role: "biller", reasonCode: "X", reason: "wrong")
    (unpost.amount, unpost.remittance, unpost.claimSequence) = (try money(150_00), "advice", 1)
    var approve = PostingActionRequested(
      action: .approve, requestedBy: "bob", role: "finance", reasonCode: "X", reason: "yes")
    approve.request = "unpost"
    try await scene.receive(event("link", link), event("unpost", unpost), event("approve", approve))
    try await scene.receive(of("f", deposit("d3", 9_00, trace: "T9")))
    try await scene.receive(withdrawal(of: "f"))
  }

  private func replayed(
    _ folder: URL, _ rules: RuleBook = RuleBook()
  ) async throws -> (scratch: URL, summary: CashReplay.Summary) {
    let scratch = folder.appendingPathComponent("scratch-\(UUID().uuidString)")
    let summary = try await CashReplay(data: folder, configuration: try configuration(rules)).run(into: scratch)
    return (scratch, summary)
  }

  private func export(_ data: URL) async throws -> String {
    let file = data.appendingPathComponent("books.txt")
    try await BooksExport(data: data).write(to: file)
    return try String(contentsOf: file, encoding: .utf8)
  }

  @Test func theBooksAreTheSameToTheByte() async throws {
    try await withTemporaryFolder { folder in
      let scene = try CashScene(folder, configuration: configuration())
      try await live(scene)
      let books = try await export(folder)
      let (scratch, summary) = try await replayed(folder)
      #expect(try await export(scratch) == books)
      #expect(summary.refused == 0 && summary.otherConfiguration == 0 && summary.inputs > 10)
      #expect(books.contains("unposted claim payment") && books.contains("'by hand'") && books.contains("withdrawn"))
      // A cent that somebody moved by hand is seen.
      let changed = try await scene.database.write {
        try $0.execute("UPDATE entries SET debit = debit + 1 WHERE sequence = (SELECT MIN(sequence) FROM entries)")
      }
      #expect(changed == 1)
      #expect(try await export(folder) != export(scratch))
      try await scene.database.close()
    }
  }

  /// Several events of one transaction post in one run: a replay keeps the batches.
  @Test func batchesAreKept() async throws {
    try await withTemporaryFolder { folder in
      let scene = try CashScene(folder, configuration: configuration())
      let events = try [deposit(150_00)] + Advice.simple().events + [charge("A", 200_00)]
      try await scene.receiver.run(scene.queue.stream(events.map { scene.queue.delivery(.routed($0)) }))
      let books = try await export(folder)
      let (scratch, _) = try await replayed(folder)
      #expect(try await export(scratch) == books)
      #expect(try await scene.reader.advices().map(\.runs) == [1])
      try await scene.database.close()
    }
  }

  /// The configuration changes twice: an account gets listed, whose deposit had waited for that; accounts are renamed.
  @Test func everyInputIsAppliedUnderWhatWasConfiguredThen() async throws {
    try await withTemporaryFolder { folder in
      var second = try configuration()
      (second.bookingFormats["777"], second.digest) = ("nacha", "second")
      var third = second
      third.rules.chart = Chart([.contractualAllowance: try Account("income:contractual-reserve")])
      (third.rules.contractual[AdjustmentCode("CO", "97")], third.digest) = (.allowance, "third")
      var scene = try CashScene(folder, configuration: configuration())
      try await scene.handler.review(scene.database)
      try await scene.receive(deposit("d9", 33_00, trace: "T9", account: "777"))
      try await live(scene)
      #expect(try await scene.open().contains("bank-account-not-listed"))
      let late = try Advice(
        id: "other", trace: "T5", amount: 70_00,
        pages: [[claim("C", charge: 100_00, paid: 70_00, [("CO", "97", 30_00)])]])
      for (configuration, events) in try [(second, [charge("C", 100_00)]), (third, late.events)] {
        try await scene.database.close()
        scene = try CashScene(folder, configuration: configuration)
        try await scene.handler.review(scene.database)
        try await scene.receive(events + [deposit("d-\(configuration.digest)", 70_00, trace: "T5")])
      }
      #expect(try await scene.balances()["assets:bank:777"] == 33_00)
      #expect(try await scene.balances()["income:contractual-reserve"] == 30_00)
      let books = try await export(folder)
      let scratch = folder.appendingPathComponent("scratch")
      let summary = try await CashReplay(data: folder, configuration: third, underKept: true).run(into: scratch)
      #expect(try await export(scratch) == books)
      #expect(summary.configurations == 3 && summary.otherConfiguration == 0 && summary.refused == 0)
      let others = folder.appendingPathComponent("others")
      _ = try await CashReplay(data: folder, configuration: third).run(into: others)
      #expect(try await export(others) != books, "under the last one alone the books are others")
      try await scene.database.close()
    }
  }

  @Test func otherRulesGiveOtherBooks() async throws {
    try await withTemporaryFolder { folder in
      let scene = try CashScene(folder, configuration: configuration())
      try await live(scene)
      var rules = RuleBook()
      rules.contractual[AdjustmentCode("CO", "97")] = .allowance
      let (scratch, _) = try await replayed(folder, rules)
      let tried = try CashReader(data: scratch, configuration: configuration(rules))
      let (now, then) = (try await scene.reader.balances(), try await tried.balances())
      #expect((then["income:contractual-allowance"] ?? 0) - (now["income:contractual-allowance"] ?? 0) == 30_00)
      #expect((then["assets:receivable:payer:p1"] ?? 0) - (now["assets:receivable:payer:p1"] ?? 0) == -30_00)
      #expect(try await scene.open().contains("denied"))
      #expect(try await !tried.workItems(state: "open").map(\.reason).contains("denied"))
      try await scene.database.close()
    }
  }
}

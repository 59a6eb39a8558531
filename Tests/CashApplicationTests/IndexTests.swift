// Every statement of the posting path finds its rows by an index, so matching costs the same however much is open.

import AdapterKit
import CashApplication
import CashRules
import Messaging
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct IndexTests {
  /// Tables that grow with the business. The others hold what is to be done next, or what people configure.
  private static let growing = [
    "charges", "deposits", "remittances", "pages", "claims", "entries", "links", "open_items", "journals", "work_items",
    "inputs", "receivables", "variances", "deposit_reports", "deposit_returns", "actions", "releases",
  ]

  /// A secondary claim, a reversal, a take-back, two deposits of one trace number, a contract, and what people do.
  private func events() throws -> [EncodedEvent] {
    let first = Advice(
      amount: 150_00,
      pages: [[try claim("A", charge: 200_00, paid: 150_00, [("CO", "45", 30_00), ("PR", "1", 20_00)])]],
      adjustments: [("WO", -5_00, "R1"), ("WO", 5_00, "R1")])
    let second = Advice(
      id: "second", trace: "T2", payer: "2222", amount: 20_00,
      pages: [[try claim("A", status: "2", charge: 200_00, paid: 20_00, [("OA", "23", 180_00)])]])
    let reversal = Advice(
      id: "third", trace: "T3", amount: 0,
      pages: [
        [
          try claim("A", status: "22", charge: -200_00, paid: -150_00, [("CO", "45", -30_00), ("PR", "1", -20_00)]),
          try claim("A", charge: 200_00, paid: 150_00, [("CO", "45", 30_00), ("PR", "1", 20_00)], sequence: 2),
          try claim("X", charge: 10_00, paid: 0, [("CO", "16", 10_00)], sequence: 3),
        ]
      ])
    let contract = ContractPublished(
      contract: "K", version: 1, payer: "1111", from: try day("2026-01-01"),
      terms: [.init(method: .fee, code: "1", amount: try money(1))])
    var link = PostingActionRequested(
      action: .link, requestedBy: "ann", role: "biller", reasonCode: "R", reason: "why")
    (link.deposit, link.remittance) = ("d3", "second")
    return try [event("contract", contract), charge("A", 200_00, payers: ["1111", "2222"]), deposit(150_00)]
      + second.events + first.events + reversal.events
      + [deposit("d2", 7_00, trace: "T2", payer: "2222"), deposit("d3", 13_00, trace: "T4", payer: nil)]
      + [event("link", link), charge("X", 10_00)]
  }

  @Test(.enabled(if: TestStore.chosen == .sqlite)) func nothingThatGrowsIsReadThrough() async throws {
    try await withTemporaryFolder { folder in
      let payers = try PayerDirectory([
        .init(key: "p1", identifiers: ["1111"]), .init(key: "p2", identifiers: ["2222"]),
      ])
      let configuration = CashConfiguration(tenant: "clinic", payers: payers, bookingFormats: ["001": "nacha"])
      let scene = try CashScene(folder, configuration: configuration)
      let time = try #require(BusinessTime(zone: "America/New_York"))
      let handler = CashHandler(
        configuration: configuration, clock: CashScene.clock, businessTime: time, committed: Signal())
      for event in try events() {
        let incoming = try IncomingEvent(.routed(event))
        let plans = try await scene.database.write { connection in
          let recorder = RecordingConnection(connection)
          try handler.handle(incoming, in: recorder)
          try handler.finishBatch(in: recorder)
          return try recorder.plans()
        }
        for plan in plans {
          for table in Self.growing where !plan.readsOneRow && plan.steps.contains(where: { $0.isScan(of: table) }) {
            Issue.record("\(table) is read through by: \(plan.sql)")
          }
        }
      }
      let states = try await scene.reader.claimStates()
      #expect(states["posted"] == 5, "all of it was posted, so all statements were seen: \(states)")
      try await scene.database.close()
    }
  }
}

extension String {
  /// `SCAN charges`, and not `SCAN charges USING INDEX …` of a partial index, nor another table that begins so.
  fileprivate func isScan(of table: String) -> Bool {
    let words = split(separator: " ")
    guard words.count >= 2, words[0] == "SCAN", words[1] == table else { return false }
    return !contains("USING INDEX") && !contains("USING COVERING INDEX")
  }
}

/// Passes statements on and remembers them.
private final class RecordingConnection: SQLConnection {
  private let connection: any SQLConnection
  private var statements: [String: [SQLValue]] = [:]

  init(_ connection: any SQLConnection) { self.connection = connection }

  func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    statements[sql] = arguments
    return try connection.execute(sql, arguments)
  }

  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    statements[sql] = arguments
    return try connection.query(sql, arguments)
  }

  func savepoint<T>(_ body: () throws -> T) throws -> T { try connection.savepoint(body) }

  struct Plan: Sendable {
    var sql: String
    var steps: [String]

    /// In the order of the table's own key, and no further than the first row.
    var readsOneRow: Bool { sql.contains("ORDER BY sequence DESC LIMIT 1") }
  }

  /// What SQLite would do for each statement (column `detail` of `EXPLAIN QUERY PLAN`).
  func plans() throws -> [Plan] {
    try statements.map { sql, arguments in
      Plan(sql: sql, steps: try connection.query("EXPLAIN QUERY PLAN \(sql)", arguments).map { $0.text(3) })
    }
  }
}

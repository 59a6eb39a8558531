// Random histories in which months are closed and reopened: the same balances, other dates, and a replay to the byte.

import AdapterKit
import CashApplication
import Foundation
import PaymentEvents
import SeededRandom
import TestSupport
import Testing
import Workload

@Suite struct PeriodHistoryTests {
  @Test("Closing moves dates and no money", arguments: Array<UInt64>(1...4))
  func closingMovesDatesOnly(seed: UInt64) async throws {
    let plain = HistoryGenerator.history(seed: seed, claims: 20)
    let inOrder = try await Self.run(plain)
    let closing = try await Self.run(Self.closed(plain, seed: seed))
    let wrong = closing.outcome.differences(from: inOrder.outcome, inOrder: false) + closing.problems
    #expect(wrong.isEmpty, "seed \(seed):\n\(wrong.joined(separator: "\n"))")
    #expect(closing.claims == inOrder.claims)
    #expect(inOrder.dates.allSatisfy { $0.posting == $0.original })
    let carried = closing.dates.filter { $0.posting != $0.original }
    #expect(carried.allSatisfy { $0.original.yearMonth == "2026-02" && $0.posting.iso == "2026-03-01" })
    #expect(!carried.isEmpty && closing.dates.contains { $0.posting.yearMonth == "2026-02" })
    #expect(closing.isReplayed && inOrder.isReplayed, "a replay makes other books")
  }

  /// A person asks, and another approves, at random places between the charges: closed, reopened, closed.
  private static func closed(_ scenario: Scenario, seed: UInt64) -> Scenario {
    var generator = SeededGenerator(seed: seed)
    var scenario = scenario
    let charges = scenario.steps.prefix { $0.verb == "charge" }.count
    let places = Set((0..<3).map { _ in Int.random(in: 1..<charges, using: &generator) }).sorted()
    for (number, place) in places.enumerated().reversed() {
      let action = number.isMultiple(of: 2) ? "close-period" : "reopen-period"
      let line = 10_000 + number * 2
      scenario.steps.insert(
        contentsOf: [
          ScenarioStep(
            line: line, verb: "ask", words: [action],
            options: ["by": "ann", "role": "finance", "subject": "2026-02", "as": "request \(number)"]),
          ScenarioStep(
            line: line + 1, verb: "ask", words: ["approve"],
            options: ["by": "bob", "role": "finance", "request": "request \(number)", "as": "answer \(number)"]),
        ], at: place)
    }
    return scenario
  }

  private struct Result {
    var outcome: Outcome
    var claims: [String: Int64]
    var dates: [(posting: LocalDate, original: LocalDate)]
    var problems: [String]
    var isReplayed: Bool
  }

  private static func run(_ scenario: Scenario) async throws -> Result {
    try await withTemporaryFolder { folder in
      let script = try ScenarioScript(scenario, in: folder)
      let stage = try ScenarioStage(scenario, names: script.names, in: folder)
      for step in script.steps { try await stage.apply(step) }
      let (outcome, claims) = (try await stage.outcome(), try await stage.claimBalances())
      let (dates, problems) = (try await stage.dates(), try await stage.faults())
      let scratch = folder.appendingPathComponent("scratch")
      let configuration = try ScenarioSettings.configuration(scenario)
      _ = try await CashReplay(data: folder, configuration: configuration).run(into: scratch)
      let exports = try await [folder, scratch].asyncMap { try await export($0) }
      try await stage.close()
      return Result(
        outcome: outcome, claims: claims, dates: dates, problems: problems, isReplayed: exports[0] == exports[1])
    }
  }

  private static func export(_ data: URL) async throws -> Data {
    let file = data.appendingPathComponent("books.txt")
    try await BooksExport(data: data).write(to: file)
    return try Data(contentsOf: file)
  }
}

extension Array {
  fileprivate func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await body(element)) }
    return values
  }
}

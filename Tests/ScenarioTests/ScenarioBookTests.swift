// The scenario book: every case in the order of the book, and in any other order with events that come twice.

import AdapterKit
import CashRules
import Foundation
import PaymentEvents
import SeededRandom
import TestSupport
import Testing
import Workload

@Suite struct ScenarioBookTests {
  @Test("As the book tells it", arguments: Book.cases)
  func inOrder(_ scenario: Scenario) async throws {
    try await withTemporaryFolder { folder in
      let script = try ScenarioScript(scenario, in: folder)
      let batches = script.steps.flatMap { $0 }.map { [$0] }
      let (outcome, faults) = try await Self.run(scenario, script, folder, batches: batches)
      let wrong = outcome.differences(from: scenario.expected, inOrder: true) + faults
      #expect(wrong.isEmpty, "\(scenario.place) \(scenario.name):\n\(wrong.joined(separator: "\n"))")
    }
  }

  /// Whatever comes first, in whatever batches, and however often: the same balances, open items and work items.
  @Test("In any order", arguments: Book.cases.filter { $0.orderMatters == nil }, [1, 2, 3] as [UInt64])
  func inAnyOrder(_ scenario: Scenario, seed: UInt64) async throws {
    try await withTemporaryFolder { folder in
      let script = try ScenarioScript(scenario, in: folder)
      let batches = Self.shuffled(script.steps.flatMap { $0 }, seed: Seed.asked &+ seed)
      let (outcome, faults) = try await Self.run(scenario, script, folder, batches: batches)
      let wrong = outcome.differences(from: scenario.expected, inOrder: false) + faults
      let order = batches.map { $0.map { script.names[$0.id] ?? $0.type } }
      #expect(wrong.isEmpty, "\(scenario.place) \(scenario.name), \(order):\n\(wrong.joined(separator: "\n"))")
    }
  }

  @Test func theBookCanBeReadAndIsLongEnough() throws {
    let cases = try Book.all()
    #expect(cases.count >= 60)
    #expect(Set(cases.map(\.name)).count == cases.count, "two cases have the same name")
    for scenario in cases { #expect(!scenario.text.isEmpty, "\(scenario.name) says what it shows") }
  }

  /// What is written by hand must be right in itself: the journals of a case add up to its balances.
  @Test("The case's own journals add up", arguments: Book.cases)
  func handWrittenJournalsAddUp(_ scenario: Scenario) {
    var sums: [String: Int64] = [:]
    for lines in scenario.expected.journals.values {
      for (key, amount) in lines {
        let account = String(key.dropFirst(2).prefix { $0 != "@" })
        sums[account, default: 0] += key.hasPrefix("D") ? amount : -amount
      }
    }
    #expect(sums.filter { $0.value != 0 } == scenario.expected.balances, "\(scenario.place) \(scenario.name)")
  }

  @Test func everyRuleHasItsCase() throws {
    let covered = Set(try Book.all().flatMap(\.covers))
    #expect(covered.subtracting(Rows.all) == [], "not a rule of the list")
    #expect(Set(Rows.all).subtracting(covered) == [], "no case covers it")
  }

  private static func run(
    _ scenario: Scenario, _ script: ScenarioScript, _ folder: URL, batches: [[EncodedEvent]]
  ) async throws -> (Outcome, [String]) {
    let stage = try ScenarioStage(scenario, names: script.names, in: folder)
    for batch in batches { try await stage.apply(batch) }
    let result = (try await stage.outcome(), try await stage.faults())
    try await stage.close()
    return result
  }

  /// Shuffled, one of four twice, in batches of one to six.
  private static func shuffled(_ events: [EncodedEvent], seed: UInt64) -> [[EncodedEvent]] {
    var generator = SeededGenerator(seed: seed)
    let again = events.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
    var waiting = (events + again).shuffled(using: &generator)
    var batches: [[EncodedEvent]] = []
    while !waiting.isEmpty {
      let size = min(Int.random(in: 1...6, using: &generator), waiting.count)
      batches.append(Array(waiting.prefix(size)))
      waiting.removeFirst(size)
    }
    return batches
  }
}

/// Other orders than the usual ones, if a person asks for them.
enum Seed {
  static let asked = ProcessInfo.processInfo.environment["TRIBUTARY_TEST_SEED"].flatMap { UInt64($0) } ?? 0
}

/// The rows of the journal table, and the rules around it, each of which has a case.
enum Rows {
  static let all = [
    "charge", "self-pay charge", "deposit known", "deposit not known", "identified later", "claim payment",
    "contractual", "capitation adjustment", "patient responsibility", "next payer", "denial", "earlier payers",
    "interest", "interest memo", "reversal", "WO left", "FB left", "72 left", "WO taken back", "FB taken back",
    "taken back without item", "item later", "capitation revenue", "PLB expense", "advance", "other PLB", "held PLB",
    "zero-pay", "post when funded", "closed period", "duplicate", "withdrawal", "one source of cash", "statuses",
    "balance", "excess", "returned deposit", "patient payment", "prepayment", "write-off", "credit balance", "refund",
    "overpayment letter", "refund to payer", "link by hand", "unlink", "release", "assign", "unpost", "two people",
    "worked example", "candidates", "period closed by people", "period reopened",
    "contract fee", "contract plan", "contract case rate", "contract per diem", "contract percentage",
    "lesser of charge",
    "contract version", "control number by rule", "payer claim number", "told by member",
    "opening receivable", "opening cash", "opening item", "opening withdrawn",
    "payer claim number learned", "contract after the claim",
    "release deposit", "confirm duplicate", "return told twice", "split deposit", "card fee", "transfer",
    "underpaid", "paid above contract", "small underpayments", "variance held",
  ]
}

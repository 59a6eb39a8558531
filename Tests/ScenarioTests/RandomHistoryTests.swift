// Random histories in random order with duplicates: the books end as those of the run in order, and no rule is broken.

import Foundation
import PaymentEvents
import SeededRandom
import TestSupport
import Testing
import Workload

@Suite struct RandomHistoryTests {
  private static let claims = 20

  @Test("Balances by account, claim and open item are those of the run in order", arguments: Array<UInt64>(1...8))
  func anyOrderEndsTheSame(seed: UInt64) async throws {
    let scenario = HistoryGenerator.history(seed: Seed.asked &+ seed, claims: Self.claims)
    let inOrder = try await Self.run(scenario, seed: nil)
    #expect(inOrder.problems.isEmpty, "seed \(seed), in order:\n\(inOrder.problems.joined(separator: "\n"))")
    for order in UInt64(1)...3 {
      let shuffled = try await Self.run(scenario, seed: seed &* 1_000 &+ order)
      let wrong = shuffled.outcome.differences(from: inOrder.outcome, inOrder: false) + shuffled.problems
      #expect(wrong.isEmpty, "seed \(seed), order \(order):\n\(wrong.joined(separator: "\n"))")
      #expect(shuffled.claims == inOrder.claims, "seed \(seed), order \(order): balances by claim")
    }
    #expect(inOrder.outcome.claims["posted", default: 0] > Self.claims, "the history is long enough to say something")
    #expect(inOrder.outcome.contracts["p1 K1"] != nil, "claims were compared with the contract")
  }

  private struct Result {
    var outcome: Outcome
    var claims: [String: Int64]
    var problems: [String]
  }

  private static func run(_ scenario: Scenario, seed: UInt64?) async throws -> Result {
    try await withTemporaryFolder { folder in
      let script = try ScenarioScript(scenario, in: folder)
      let stage = try ScenarioStage(scenario, names: script.names, in: folder)
      for batch in batches(script.steps.flatMap { $0 }, seed: seed) { try await stage.apply(batch) }
      let outcome = try await stage.outcome()
      let claims = try await stage.claimBalances()
      let problems = try await stage.faults() + silentCredits(claims, outcome)
      try await stage.close()
      return Result(outcome: outcome, claims: claims, problems: problems)
    }
  }

  /// No claim stands below zero without an item that says so.
  private static func silentCredits(_ claims: [String: Int64], _ outcome: Outcome) -> [String] {
    claims.compactMap { key, balance in
      let parts = key.split(separator: " ").map(String.init)
      guard balance < 0, parts.count == 2, parts[1].hasPrefix("assets:receivable") else { return nil }
      let item = "credit-balance \(-balance) - \(parts[0])"
      return outcome.items.contains(item) ? nil : "no item says \(item)"
    }
  }

  private static func batches(_ events: [EncodedEvent], seed: UInt64?) -> [[EncodedEvent]] {
    guard let seed else { return events.map { [$0] } }
    var generator = SeededGenerator(seed: seed)
    let again = events.filter { _ in Int.random(in: 0..<5, using: &generator) == 0 }
    var waiting = (events + again).shuffled(using: &generator)
    var batches: [[EncodedEvent]] = []
    while !waiting.isEmpty {
      let size = min(Int.random(in: 1...12, using: &generator), waiting.count)
      batches.append(Array(waiting.prefix(size)))
      waiting.removeFirst(size)
    }
    return batches
  }
}

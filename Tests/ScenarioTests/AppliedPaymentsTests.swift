// What patient accounting hears is what was booked: claim by claim, over random histories in random order.

import Foundation
import PaymentEvents
import SeededRandom
import TestSupport
import Testing
import Workload

@Suite struct AppliedPaymentsTests {
  /// Charges less what claim-payments.applied says was paid and written off by contract, less what patients paid, is
  /// what stands on the claim's receivables; what was moved to the next payer or the patient only moves between them.
  @Test("claim-payments.applied explains every receivable", arguments: Array<UInt64>(21...24))
  func whatIsToldIsWhatIsBooked(seed: UInt64) async throws {
    let scenario = HistoryGenerator.history(seed: seed, claims: 20)
    try await withTemporaryFolder { folder in
      let script = try ScenarioScript(scenario, in: folder)
      let stage = try ScenarioStage(scenario, names: script.names, in: folder)
      var generator = SeededGenerator(seed: seed)
      for event in script.steps.flatMap({ $0 }).shuffled(using: &generator) { try await stage.apply([event]) }
      var expected = try Self.charged(scenario)
      let applied = try await stage.applied()
      for claim in applied {
        expected[claim.patientControlNumber, default: 0] -= claim.paid.cents + claim.contractual.cents
      }
      var booked: [String: Int64] = [:]
      for (key, balance) in try await stage.claimBalances() {
        let parts = key.split(separator: " ").map(String.init)
        guard parts.count == 2, parts[1].hasPrefix("assets:receivable") else { continue }
        booked[parts[0], default: 0] += balance
      }
      #expect(booked.filter { $0.value != 0 } == expected.filter { $0.value != 0 }, "seed \(seed)")
      #expect(applied.count > 20 && applied.contains { $0.paid < .zero }, "reversals are told of, too")
      try await stage.close()
    }
  }

  /// Charges less what patients paid, by claim.
  private static func charged(_ scenario: Scenario) throws -> [String: Int64] {
    var open: [String: Int64] = [:]
    for step in scenario.steps {
      if step.verb == "charge" { open[try step.word(0), default: 0] += try ShortAccount.cents(step.word(1)) }
      if step.verb == "patient", let claim = step.options["claim"] {
        open[claim, default: 0] -= try ShortAccount.cents(step.word(0))
      }
    }
    return open
  }
}

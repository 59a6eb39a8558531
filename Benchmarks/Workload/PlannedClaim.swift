// One claim payment of the workload, and what comes after it.

import SeededRandom

/// The payers of the workload: two of the sample configuration's list.
package enum WorkloadPayer: Int, Sendable, CaseIterable {
  case larkspur, quillstone

  var identifier: String { self == .larkspur ? "LRK01" : "QSM22" }
  var name: String { self == .larkspur ? "LARKSPUR HEALTH PLAN" : "QUILLSTONE MUTUAL" }
  var originator: String { self == .larkspur ? "1894010017" : "1894020025" }
  var company: String { self == .larkspur ? "LARKSPUR HEALTH" : "QUILLSTONE MUT" }
  var other: WorkloadPayer { self == .larkspur ? .quillstone : .larkspur }
}

/// A service line: cents.
struct PlannedLine: Sendable, Equatable {
  var charge: Int
  var contractual: Int
  var patient: Int
  var denied = 0
  var earlier = 0
  var paid: Int { charge - contractual - patient - denied - earlier }
}

/// A claim payment.
package struct PlannedClaim: Sendable {
  enum Kind: Sendable { case first, secondary, reversal, correction }

  var number: Int
  package var payer: WorkloadPayer
  var kind: Kind
  var lines: [PlannedLine]
  var hasSecondPayer = false
  var isKnownToBilling = true
  var isReversedLater = false

  var controlNumber: String { "W\(number)" }
  var charge: Int { lines.map(\.charge).reduce(0, +) }
  var paid: Int { lines.map(\.paid).reduce(0, +) }
  var patient: Int { lines.map(\.patient).reduce(0, +) }

  static func first(
    _ number: Int, payer: WorkloadPayer, isVaried: Bool, _ generator: inout SeededGenerator
  ) -> PlannedClaim {
    var claim = PlannedClaim(
      number: number, payer: payer, kind: .first, lines: [line(&generator), line(&generator)])
    guard isVaried else { return claim }
    switch Int.random(in: 0..<20, using: &generator) {
    case 0: (claim.lines[1].denied, claim.lines[1].contractual) = (claim.lines[1].contractual, 0)
    case 1, 2: claim.hasSecondPayer = true
    case 3: claim.isReversedLater = true
    case 4: claim.isKnownToBilling = number % 5 != 0
    default: break
    }
    return claim
  }

  private static func line(_ generator: inout SeededGenerator) -> PlannedLine {
    let charge = Int.random(in: 40_00...400_00, using: &generator)
    return PlannedLine(
      charge: charge, contractual: charge * Int.random(in: 10...30, using: &generator) / 100,
      patient: charge * Int.random(in: 5...20, using: &generator) / 100)
  }

  /// The second payer's payment, or a reversal with its correction.
  func followUps(_ generator: inout SeededGenerator) -> [PlannedClaim] {
    if hasSecondPayer { return [secondary()] }
    guard isReversedLater else { return [] }
    var correction = self
    correction.kind = .correction
    correction.lines[0].contractual += Int.random(in: 100...500, using: &generator)
    return [reversal(), correction]
  }

  private func secondary() -> PlannedClaim {
    var claim = self
    claim.kind = .secondary
    claim.payer = payer.other
    claim.lines = lines.map { line in
      PlannedLine(charge: line.charge, contractual: 0, patient: line.patient / 4, earlier: line.charge - line.patient)
    }
    return claim
  }

  private func reversal() -> PlannedClaim {
    var claim = self
    claim.kind = .reversal
    claim.lines = lines.map {
      PlannedLine(charge: -$0.charge, contractual: -$0.contractual, patient: -$0.patient, denied: -$0.denied)
    }
    return claim
  }
}

/// An advice.
package struct PlannedAdvice: Sendable {
  /// Its number, from 1.
  package var number: Int
  /// Its claims.
  package var claims: [PlannedClaim] = []

  package init(number: Int) { self.number = number }

  /// Payers take turns.
  package var payer: WorkloadPayer { number % 2 == 1 ? .larkspur : .quillstone }
  /// TRN02.
  package var trace: String { "WL\(1_000_000 + number)" }
  /// BPR02, cents.
  package var amount: Int { claims.map(\.paid).reduce(0, +) }
}

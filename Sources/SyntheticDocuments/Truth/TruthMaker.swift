// Invents documents. No name, number or amount is anybody's.

import PaymentEvents

/// Makes up what documents say.
package struct TruthMaker {
  private var numbers: SeededNumbers

  package init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  /// A document for a layout.
  package mutating func document(_ layout: DocumentLayout) -> DocumentTruth {
    let date = LocalDate(daysSinceEpoch: 20_454).adding(days: Int32(numbers.number(0...300)))
    let count = layout.kind == .eob ? numbers.number(2...layout.mostClaims) : 1
    let claims = (0..<count).map { _ in claim(layout, before: date) }
    return DocumentTruth(
      kind: layout.kind, layout: layout.name, payer: layout.payer, traceNumber: trace(layout), date: date,
      claims: layout.kind == .eob || layout.kind == .check || claims.isEmpty ? paying(claims) : claims)
  }

  /// At least one claim of an advice or a check is paid.
  private func paying(_ claims: [TruthClaim]) -> [TruthClaim] {
    guard claims.allSatisfy({ $0.amounts.paid == 0 }), var first = claims.first else { return claims }
    first.lines[0].amounts.adjustment = 0
    first.lines[0].amounts.patientResponsibility = 0
    return [first] + claims.dropFirst()
  }

  private mutating func trace(_ layout: DocumentLayout) -> String { layout.tracePrefix + numbers.digits(9) }

  private mutating func claim(_ layout: DocumentLayout, before date: LocalDate) -> TruthClaim {
    let isDenied = layout.kind == .denialLetter || (layout.kind == .eob && numbers.chance(12))
    let service = date.adding(days: Int32(-numbers.number(14...75)))
    let lineCount = layout.arrangement == .blocks ? numbers.number(1...4) : 1
    let lines = (0..<lineCount).map { _ in line(service, isDenied: isDenied, kind: layout.kind) }
    return TruthClaim(
      patientControlNumber: numbers.pick(["PA", "AC", "BR", "MX"]) + numbers.digits(7),
      payerClaimNumber: "\(numbers.number(2025...2026))\(numbers.digits(9))",
      patientName: numbers.pick(Self.lastNames) + ", " + numbers.pick(Self.firstNames), lines: lines)
  }

  private mutating func line(_ date: LocalDate, isDenied: Bool, kind: DocumentTruth.Kind) -> TruthLine {
    let charge = Int64(numbers.number(45...1_900)) * 100 + Int64(numbers.pick([0, 0, 0, 50, 25, 75, 10, 99]))
    var amounts = TruthAmounts(charge: charge, adjustment: 0, patientResponsibility: 0)
    if isDenied {
      amounts.adjustment = charge
    } else {
      amounts.adjustment = charge * Int64(numbers.number(5...55)) / 100
      if numbers.chance(60) {
        amounts.patientResponsibility = min(amounts.allowed, Int64(numbers.number(5...60)) * 100)
      }
    }
    return TruthLine(
      procedure: numbers.pick(Self.procedures), serviceDate: date, amounts: amounts,
      reason: isDenied ? numbers.pick(["CO-29", "CO-16", "CO-197", "CO-50"]) : "CO-45")
  }

  private static let lastNames = [
    "AVERY", "BRANNIGAN", "CASTELLO", "DUNMORE", "ELLSWORTH", "FAIRBANKS", "GRANGER", "HOLLIS", "INGRAM", "JANSEN",
    "KETTERING", "LOCKHART", "MERIDEN", "NORTHCOTT", "OAKLEY", "PEMBROKE", "QUINLAN", "ROSEWOOD", "STERLING",
    "UNDERHILL",
  ]
  private static let firstNames = [
    "ADA", "BRUNO", "CLARA", "DEXTER", "EDITH", "FELIX", "GRETA", "HUGO", "IRIS", "JONAS", "KIRA", "LIONEL", "MABEL",
  ]
  private static let procedures = [
    "99213", "99214", "99203", "93000", "36415", "80053", "85025", "71046", "97110", "90834", "20610", "45378",
  ]
}

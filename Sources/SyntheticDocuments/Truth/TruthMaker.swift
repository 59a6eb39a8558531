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
    var truth = DocumentTruth(
      kind: layout.kind, layout: layout.name, payer: layout.payer, traceNumber: trace(layout), date: date,
      claims: layout.kind == .eob || layout.kind == .check || claims.isEmpty ? paying(claims) : claims)
    if layout.kind == .eob {
      takeBack(&truth)
      adjust(&truth, layout)
    }
    return truth
  }

  /// One claim in some documents takes back what was paid before, where enough is left of the payment.
  private mutating func takeBack(_ truth: inout DocumentTruth) {
    let index = numbers.number(0...(truth.claims.count - 1))
    let paid = truth.claims[index].amounts.paid
    guard numbers.chance(15), paid > 0, truth.amount > 2 * paid else { return }
    for line in truth.claims[index].lines.indices {
      let amounts = truth.claims[index].lines[line].amounts
      truth.claims[index].lines[line].amounts = -amounts
    }
  }

  /// A line beneath the claims of some documents, where the layout has such lines.
  private mutating func adjust(_ truth: inout DocumentTruth, _ layout: DocumentLayout) {
    guard !layout.adjustmentLines.isEmpty, numbers.chance(35) else { return }
    let line = numbers.pick(layout.adjustmentLines)
    let size = Int64(numbers.number(5...150)) * 100 + Int64(numbers.pick([0, 25, 37, 80]))
    guard line.isMore || truth.amount > size else { return }
    truth.providerAdjustments = [
      TruthAdjustment(code: line.code, reference: "2025" + numbers.digits(8), effect: line.isMore ? size : -size)
    ]
  }

  /// At least one claim of an advice or a check is paid.
  private func paying(_ claims: [TruthClaim]) -> [TruthClaim] {
    guard claims.allSatisfy({ $0.amounts.paid == 0 }), var first = claims.first else { return claims }
    first.lines[0].amounts.adjustment = 0
    first.lines[0].amounts.patientResponsibility = 0
    first.lines[0].amounts.coinsurance = nil
    first.lines[0].amounts.otherPayer = nil
    return [first] + claims.dropFirst()
  }

  private mutating func trace(_ layout: DocumentLayout) -> String { layout.tracePrefix + numbers.digits(9) }

  private mutating func claim(_ layout: DocumentLayout, before date: LocalDate) -> TruthClaim {
    let isDenied = layout.kind == .denialLetter || (layout.kind == .eob && numbers.chance(12))
    let service = date.adding(days: Int32(-numbers.number(14...75)))
    let lineCount = layout.arrangement == .blocks ? numbers.number(1...4) : 1
    let lines = (0..<lineCount).map { _ in line(service, isDenied: isDenied, layout) }
    return TruthClaim(
      patientControlNumber: numbers.pick(["PA", "AC", "BR", "MX"]) + numbers.digits(7),
      payerClaimNumber: "\(numbers.number(2025...2026))\(numbers.digits(9))",
      patientName: numbers.pick(Self.lastNames) + ", " + numbers.pick(Self.firstNames), lines: lines)
  }

  private mutating func line(_ date: LocalDate, isDenied: Bool, _ layout: DocumentLayout) -> TruthLine {
    let charge = Int64(numbers.number(45...1_900)) * 100 + Int64(numbers.pick([0, 0, 0, 50, 25, 75, 10, 99]))
    var amounts = TruthAmounts(charge: charge, adjustment: 0, patientResponsibility: 0)
    if isDenied {
      amounts.adjustment = charge
    } else {
      amounts.adjustment = charge * Int64(numbers.number(5...55)) / 100
      if numbers.chance(60) {
        amounts.patientResponsibility = min(amounts.allowed, Int64(numbers.number(5...60)) * 100)
      }
      if layout.has(.coinsurance) {
        amounts.coinsurance = amounts.patientResponsibility * Int64(numbers.pick([0, 20, 100])) / 100
      }
      if layout.has(.otherPayer), numbers.chance(40) {
        amounts.otherPayer = amounts.paid * Int64(numbers.number(10...80)) / 100
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

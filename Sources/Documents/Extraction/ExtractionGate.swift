// What may be posted without a person having looked: everything is sure enough, and the document proves itself.

/// Decides whether an extraction may go on by itself.
package struct ExtractionGate: Sendable {
  /// The least confidence of each amount: one that no sum confirms does not reach it.
  package var amountConfidence = 0.99
  /// The least confidence of trace number and day.
  package var headConfidence = 0.85
  /// The least confidence of the number by which a claim is found.
  package var claimNumberConfidence = 0.8

  package init() {}

  /// Why a person has to look; empty where the document may go on.
  package func reasons(_ extraction: Extraction) -> [String] {
    var reasons: [String] = []
    if extraction.kind != "eob" { reasons.append("it looks like no explanation of benefits: \(extraction.kind)") }
    if extraction.payer == nil { reasons.append("no known payer is named") }
    need(extraction.traceNumber, headConfidence, "the number of the payment", &reasons)
    need(extraction.date, headConfidence, "the day of the payment", &reasons)
    need(extraction.amount, amountConfidence, "the amount of the payment", &reasons)
    if extraction.claims.isEmpty { reasons.append("no claim was found") }
    for (index, claim) in extraction.claims.enumerated() { check(claim, "claim \(index + 1)", &reasons) }
    let failed = extraction.checks.filter { !$0.holds }
    if !failed.isEmpty { reasons.append("\(failed.count) of \(extraction.checks.count) sums do not come out") }
    if !extraction.checks.contains(where: { $0.name == Extraction.paymentCheck }) {
      reasons.append("the claims cannot be added up to the payment")
    }
    return reasons
  }

  private func check(_ claim: ExtractedClaim, _ name: String, _ reasons: inout [String]) {
    need(claim.patientControlNumber, claimNumberConfidence, "the number of \(name)", &reasons)
    for kind in [AmountKind.charge, .paid] where claim.amounts[kind] == nil {
      reasons.append("\(name) has no amount: \(kind.rawValue)")
    }
    for kind in AmountKind.allCases {
      guard let amount = claim.amounts[kind] else { continue }
      need(amount, amountConfidence, "\(kind.rawValue) of \(name)", &reasons)
    }
  }

  private func need<Value>(
    _ field: ExtractedField<Value>?, _ least: Double, _ name: String, _ reasons: inout [String]
  ) {
    guard let field else { return reasons.append("\(name) was not found") }
    if field.confidence < least { reasons.append("\(name) is not sure enough") }
  }
}

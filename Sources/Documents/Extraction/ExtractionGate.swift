// What may be posted without a person having looked: everything is sure enough, the document proves itself, and what
// reduces each charge is said or follows.

import PaymentEvents

/// Decides whether an extraction may go on by itself.
package struct ExtractionGate: Sendable {
  /// How many years back a document's day may lie, and how many days ahead: checks are dated forward by a few.
  private static let (mostYears, mostDaysAhead): (Int32, Int32) = (6, 31)

  /// The day on which it is decided; nil where days are not looked at.
  package var asOf: LocalDate?

  package init(asOf: LocalDate? = nil) { self.asOf = asOf }

  /// Why a person has to look; empty where the document may go on. Without patient data.
  package func reasons(_ extraction: Extraction) -> [String] {
    let least = extraction.thresholds
    var reasons: [String] = []
    if extraction.kind != "eob" { reasons.append("it looks like no explanation of benefits: \(extraction.kind)") }
    if extraction.payer == nil { reasons.append("no known payer is named") }
    need(extraction.traceNumber, least.head, "the number of the payment", &reasons)
    need(extraction.date, least.head, "the day of the payment", &reasons)
    need(extraction.amount, least.amount, "the amount of the payment", &reasons)
    if extraction.claims.isEmpty { reasons.append("no claim was found") }
    for (index, claim) in extraction.claims.enumerated() { check(claim, "claim \(index + 1)", least, &reasons) }
    let failed = extraction.checks.filter { !$0.holds }
    if !failed.isEmpty { reasons.append("\(failed.count) of \(extraction.checks.count) sums do not come out") }
    if !extraction.checks.contains(where: { $0.name == Extraction.paymentCheck }) {
      reasons.append("the claims cannot be added up to the payment")
    }
    checkDays(extraction, &reasons)
    return reasons + AdviceDraft(extraction).problems
  }

  private func check(
    _ claim: ExtractedClaim, _ name: String, _ least: Thresholds, _ reasons: inout [String]
  ) {
    need(claim.patientControlNumber, least.claim, "the number of \(name)", &reasons)
    for kind in [AmountKind.charge, .paid] where claim.amounts[kind] == nil {
      reasons.append("\(name) has no amount: \(kind.rawValue)")
    }
    for kind in AmountKind.allCases {
      guard let amount = claim.amounts[kind] else { continue }
      need(amount, least.amount, "\(kind.rawValue) of \(name)", &reasons)
    }
  }

  private func checkDays(_ extraction: Extraction, _ reasons: inout [String]) {
    guard let paid = extraction.date?.value else { return }
    if let asOf, paid > asOf.adding(days: Self.mostDaysAhead) || paid < asOf.adding(days: -Self.mostYears * 366) {
      reasons.append("the day of the payment, \(paid.iso), is not plausible")
    }
    for (index, claim) in extraction.claims.enumerated() {
      guard let served = claim.serviceDate?.value, served > paid else { continue }
      reasons.append("the service of claim \(index + 1) is later than its payment")
    }
  }

  private func need<Value>(
    _ field: ExtractedField<Value>?, _ least: Double, _ name: String, _ reasons: inout [String]
  ) {
    guard let field else { return reasons.append("\(name) was not found") }
    if field.confidence < least { reasons.append("\(name) is not sure enough") }
  }
}

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
    if extraction.payer == nil { reasons.append("no known payer is named") }
    need(extraction.date, least.head, "the day of the document", &reasons)
    switch extraction.kind {
    case "eob":
      need(extraction.traceNumber, least.head, "the number of the payment", &reasons)
      need(extraction.amount, least.amount, "the amount of the payment", &reasons)
      checkSums(extraction, &reasons)
    case Extraction.denialLetter:
      need(extraction.traceNumber, least.head, "the number of the letter", &reasons)
      need(extraction.amount, least.amount, "the amount of the letter", &reasons)
    case Extraction.refundRequest:
      reasons.append("it asks for money back: a person decides")
      return reasons
    default:
      reasons.append("it looks like nothing that is posted: \(extraction.kind)")
    }
    if extraction.claims.isEmpty { reasons.append("no claim was found") }
    for (index, claim) in extraction.claims.enumerated() {
      check(claim, "claim \(index + 1)", extraction, &reasons)
    }
    checkDays(extraction, &reasons)
    return reasons + extraction.disagreements + AdviceDraft(extraction).problems
  }

  private func checkSums(_ extraction: Extraction, _ reasons: inout [String]) {
    check(extraction.providerAdjustments, extraction, &reasons)
    let failed = extraction.checks.filter { !$0.holds }
    if !failed.isEmpty { reasons.append("\(failed.count) of \(extraction.checks.count) sums do not come out") }
    if !extraction.checks.contains(where: { $0.name == Extraction.paymentCheck }) {
      reasons.append("the claims cannot be added up to the payment")
    }
  }

  private func check(
    _ claim: ExtractedClaim, _ name: String, _ extraction: Extraction, _ reasons: inout [String]
  ) {
    let least = extraction.thresholds
    need(claim.patientControlNumber, least.claim, "the number of \(name)", &reasons)
    let needed: [AmountKind] = extraction.kind == "eob" ? [.charge, .paid] : [.charge]
    for kind in needed where claim.amounts[kind] == nil {
      reasons.append("\(name) has no amount: \(kind.rawValue)")
    }
    for kind in AmountKind.allCases {
      guard let amount = claim.amounts[kind] else { continue }
      // Where the whole share is stated, its parts say only more of it.
      guard claim.amounts[.patientResponsibility] == nil || !AmountKind.shares.contains(kind) else { continue }
      need(amount, least.amount, "\(kind.rawValue) of \(name)", &reasons)
    }
  }

  private func check(
    _ adjustments: [ExtractedAdjustment], _ extraction: Extraction, _ reasons: inout [String]
  ) {
    guard !adjustments.isEmpty else { return }
    let least = extraction.thresholds
    need(extraction.provider, least.head, "the provider (NPI) whose payment is adjusted", &reasons)
    for adjustment in adjustments {
      need(adjustment.effect, least.amount, "the amount of the provider-level adjustment \(adjustment.code)", &reasons)
      guard let reference = adjustment.reference else { continue }
      need(reference, least.claim, "the reference of the provider-level adjustment \(adjustment.code)", &reasons)
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

// From an extraction to the claims of an advice. Nothing is guessed: an amount that the document does not state is
// worked out only where the others leave one answer, and a code that it does not state only where its template says
// what the column stands for, which is said in what is published.

import PaymentEvents

/// The claims of an advice, and what keeps them from being published.
package struct AdviceDraft: Sendable, Equatable {
  /// In the document's order; of no use while there are problems.
  package private(set) var claims: [Claim] = []
  /// Why it is no advice; without patient data.
  package private(set) var problems: [String] = []

  package init(_ extraction: Extraction) {
    guard extraction.kind != Extraction.denialLetter else {
      do throws(DraftProblem) {
        claims = [try Denial.claim(extraction)]
      } catch {
        problems = [error.text]
      }
      return
    }
    for (index, claim) in extraction.claims.enumerated() {
      switch Self.claim(claim, sequence: index + 1, least: extraction.thresholds) {
      case .success(let claim): claims.append(claim)
      case .failure(let problem): problems.append("claim \(index + 1): \(problem.text)")
      }
    }
  }

  /// Sums over all claims. - Throws: `MoneyError`.
  package func totals() throws(MoneyError) -> RemittanceReceived.Totals {
    var totals = RemittanceReceived.Totals(charge: .zero, paid: .zero, patientResponsibility: .zero, adjustments: [:])
    for claim in claims {
      try totals.charge += claim.charge
      try totals.paid += claim.paid
      try totals.patientResponsibility += claim.patientResponsibility
      for adjustment in claim.adjustments + claim.services.flatMap(\.adjustments) {
        totals.adjustments[adjustment.group] =
          try (totals.adjustments[adjustment.group] ?? .zero) + adjustment.amount
      }
    }
    return totals
  }

  private static func claim(
    _ found: ExtractedClaim, sequence: Int, least: Thresholds
  ) -> Result<Claim, DraftProblem> {
    guard let number = found.patientControlNumber?.value, let amounts = ChargeParts(found.amounts) else {
      return .failure(DraftProblem(text: "its number, charge or payment is missing"))
    }
    let codes = PartCodes(stated: found.codes, byColumn: found.columnCodes)
    do throws(DraftProblem) {
      let parts = try amounts.completed()
      let services = Self.services(found, parts, least)
      let page = max(found.amounts[.paid]?.page ?? 1, 1)
      let payerNumber = found.payerClaimNumber.flatMap { $0.confidence >= least.claim ? $0.value : nil }
      return .success(
        Claim(
          sequence: sequence, patientControlNumber: number, payerClaimNumber: payerNumber, status: parts.status,
          charge: parts.charge, paid: parts.paid, patientResponsibility: parts.share,
          dates: found.serviceDate.map { DateRange(from: $0.value, to: $0.value) },
          adjustments: services == nil ? try codes.adjustments(parts) : [], services: services ?? [],
          segmentRange: [page, page]))
    } catch {
      return .failure(error)
    }
  }

  /// The service lines, where each is sure, adds up, and has its procedure, and together they are the claim; else nil:
  /// then the claim's own amounts are all that is published.
  private static func services(
    _ found: ExtractedClaim, _ claim: CompleteCharge, _ least: Thresholds
  ) -> [ServiceLine]? {
    var (lines, charge, paid, share) = ([ServiceLine](), Int64(0), Int64(0), Int64(0))
    for line in found.lines {
      guard line.amounts.values.allSatisfy({ $0.confidence >= least.amount }), let procedure = line.procedure,
        procedure.confidence >= least.claim, procedure.value.count == 5,
        procedure.value.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }),
        let parts = try? ChargeParts(line.amounts)?.completed(),
        let adjustments = try? PartCodes(stated: line.codes, byColumn: found.columnCodes).adjustments(parts)
      else { return nil }
      (charge, paid) = (charge + parts.charge.cents, paid + parts.paid.cents)
      share += parts.share.cents
      lines.append(
        ServiceLine(
          procedure: "HC:\(procedure.value)", charge: parts.charge, paid: parts.paid,
          dates: line.serviceDate.map { DateRange(from: $0.value, to: $0.value) }, adjustments: adjustments))
    }
    guard !lines.isEmpty, charge == claim.charge.cents, paid == claim.paid.cents, share == claim.share.cents
    else { return nil }
    return lines
  }
}

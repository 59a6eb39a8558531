// Letters about one claim: what a payer denies, or asks back.

import PaymentEvents

extension Extraction {
  /// A letter that says that a claim is not paid.
  package static let denialLetter = "denial-letter"
  /// A letter that asks for money back.
  package static let refundRequest = "refund-request"

  /// Takes the values of a letter from where letters have them: they have no table, and other words for their head.
  mutating func readLetter(_ template: ExtractionTemplate, _ lines: [PageLine]) {
    guard [Self.denialLetter, Self.refundRequest].contains(kind) else { return }
    let finder = FieldFinder(lines: lines)
    traceNumber = finder.find(template.letter.reference, FieldFinder.identifier) ?? traceNumber
    date = finder.find(template.letter.date, FieldFinder.date) ?? date
    amount = finder.find(template.letter.amount, FieldFinder.money) ?? amount
    guard claims.allSatisfy({ $0.amounts.isEmpty }) else { return }
    func number(_ column: ColumnField) -> ExtractedField<String>? {
      let labels = template.claim[column] ?? []
      return finder.find(ExtractionTemplate.Field(labels: labels, pattern: nil), FieldFinder.identifier)
    }
    var claim = ExtractedClaim(patientControlNumber: number(.claim), payerClaimNumber: number(.payerClaim))
    claim.serviceDate = finder.find(template.letter.service, FieldFinder.date)
    claim.amounts[.charge] = amount
    for code in lines.flatMap(ReasonCode.codes) where !claim.codes.contains(code) { claim.codes.append(code) }
    claims = claim.patientControlNumber == nil && claim.payerClaimNumber == nil ? [] : [claim]
  }

  /// What the document pays: a denial pays nothing, whatever it is about.
  package var paid: Money? { kind == Self.denialLetter ? .zero : amount?.value }
}

/// The claim of a denial as an advice of zero has it: the whole charge under the code that the letter gives.
struct Denial {
  /// Codes that reduce a charge by agreement, or say what others did: with these a letter says something else than that
  /// it denies the claim.
  private static let noDenials: Set<String> = ["CO-45", "CO-253", "CO-24", "OA-23", "OA-94", "OA-209"]

  static func claim(_ letter: Extraction) throws(DraftProblem) -> Claim {
    guard letter.claims.count == 1, let found = letter.claims.first, let number = found.patientControlNumber?.value,
      let charge = found.amounts[.charge]?.value
    else { throw DraftProblem(text: "it does not name one claim of ours with what was charged") }
    guard charge == letter.amount?.value, charge > .zero else {
      throw DraftProblem(text: "what was charged and what the letter is about are not the same")
    }
    guard found.codes.count == 1, let code = found.codes.first else {
      throw DraftProblem(text: "it gives \(found.codes.count) reason codes; one is needed, as CO-29")
    }
    let pieces = code.split(separator: "-").map(String.init)
    guard ["CO", "OA", "PI"].contains(pieces[0]), !Self.noDenials.contains(code) else {
      throw DraftProblem(text: "\(code) is no denial: whoever owes the rest has to be told by a person")
    }
    let page = max(found.amounts[.charge]?.page ?? 1, 1)
    let least = letter.thresholds.claim
    let payerNumber = found.payerClaimNumber.flatMap { $0.confidence >= least ? $0.value : nil }
    return Claim(
      sequence: 1, patientControlNumber: number, payerClaimNumber: payerNumber, status: "1", charge: charge,
      paid: .zero, patientResponsibility: .zero,
      dates: found.serviceDate.map { DateRange(from: $0.value, to: $0.value) },
      adjustments: [Adjustment(group: pieces[0], reason: pieces[1], amount: charge)], services: [],
      segmentRange: [page, page])
  }
}

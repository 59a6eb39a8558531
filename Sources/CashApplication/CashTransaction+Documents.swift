// Documents on paper that wait for a person: an item for each, until it is confirmed or corrected.

import CashRules
import PaymentEvents

extension CashTransaction {
  /// The longest list of reasons in an item.
  private static let longestDetail = 1_200

  func receive(document event: Event<DocumentExtracted>) throws {
    let document = event.data
    let unit = UnitContext(
      id: document.digest, kind: "document", date: asOf, currency: document.currency,
      correlationID: event.context.correlationID)
    guard document.outcome != .published else {
      return try resolveAll(unit: unit, resolution: "A person confirmed what the document says.", except: [])
    }
    let reasons = document.reasons.joined(separator: "; ")
    var references = ["document": document.digest, "documentKind": document.kind]
    references["pageImages"] = document.pageImages.isEmpty ? nil : document.pageImages.prefix(3).joined(separator: ",")
    references["traceNumber"] = document.traceNumber
    if document.kind == "refund-request" { Self.describe(document, in: &references) }
    try open(
      WorkItem(
        .documentReview, amount: document.amount ?? .zero,
        detail: "\(String(reasons.prefix(Self.longestDetail))).\(Self.nextStep(document))",
        subject: "document", references: references),
      unit: unit)
  }

  /// What a letter that asks for money back is about, for whoever accepts it.
  private static func describe(_ letter: DocumentExtracted, in references: inout [String: String]) {
    references["payer"] = letter.payer
    for field in letter.fields where field.claim == 1 && field.line == nil {
      if ["patientControlNumber", "payerClaimNumber"].contains(field.name) { references[field.name] = field.value }
    }
  }

  private static func nextStep(_ document: DocumentExtracted) -> String {
    guard document.kind == "refund-request" else { return "" }
    return " If it is right, accept it: tributary postings ask accept-overpayment, with the values of the letter; the"
      + " payer's take-back of the same reference then settles it. If not, answer the payer. Then close this item."
  }
}

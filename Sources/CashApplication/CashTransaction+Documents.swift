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
    try open(
      WorkItem(
        .documentReview, amount: document.amount ?? .zero, detail: "\(String(reasons.prefix(Self.longestDetail))).",
        subject: "document", references: references),
      unit: unit)
  }
}

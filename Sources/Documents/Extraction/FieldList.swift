// The values of an extraction one by one, under the names by which people correct them.

import PaymentEvents

/// A value of an extraction.
package struct ListedField: Sendable, Equatable {
  /// For instance `traceNumber`, or `paid` of a claim.
  package var name: String
  /// The claim, from 1; nil for the document's own values.
  package var claim: Int?
  /// The service line, from 1.
  package var line: Int?
  /// As text: days as ISO 8601, amounts as `1,234.56`.
  package var value: String
  /// Of an amount.
  package var amount: Money?
  package var text: String
  package var page: Int
  package var box: Box
  package var confidence: Double
}

extension Extraction {
  /// All values but patients' names: the document's, then those of each claim and its lines, then the totals.
  package var fields: [ListedField] {
    var list = FieldList()
    list.add("payer", payer)
    list.add("traceNumber", traceNumber)
    list.add("date", date) { $0.iso }
    list.add("amount", amount)
    for (index, claim) in claims.enumerated() {
      list.claim = index + 1
      list.add("patientControlNumber", claim.patientControlNumber)
      list.add("payerClaimNumber", claim.payerClaimNumber)
      list.add("serviceDate", claim.serviceDate) { $0.iso }
      list.add(claim.amounts)
      for (number, line) in claim.lines.enumerated() {
        list.line = number + 1
        list.add("procedure", line.procedure)
        list.add("serviceDate", line.serviceDate) { $0.iso }
        list.add(line.amounts)
      }
      list.line = nil
    }
    list.claim = nil
    for kind in AmountKind.allCases { list.add("total-\(kind.rawValue)", totals[kind]) }
    if !providerAdjustments.isEmpty { list.add("provider", provider) }
    for adjustment in providerAdjustments {
      list.add("providerAdjustment-\(adjustment.code)", adjustment.effect)
      list.add("providerAdjustment-\(adjustment.code)-reference", adjustment.reference)
    }
    return list.fields
  }

  /// The confidence of the least sure value that is published with an advice; 0 where there is none.
  package var leastConfidence: Double {
    let names: Set<String> = ["payer", "procedure", "serviceDate", "payerClaimNumber"]
    return fields.filter { !names.contains($0.name) && !$0.name.hasPrefix("total-") && $0.line == nil }
      .map(\.confidence).min() ?? 0
  }
}

private struct FieldList {
  var fields: [ListedField] = []
  var claim: Int?
  var line: Int?

  mutating func add<Value>(
    _ name: String, _ field: ExtractedField<Value>?, _ text: (Value) -> String = { "\($0)" }
  ) {
    guard let field else { return }
    fields.append(
      ListedField(
        name: name, claim: claim, line: line, value: text(field.value), amount: field.value as? Money,
        text: field.text, page: field.page, box: field.box, confidence: field.confidence))
  }

  mutating func add(_ amounts: ExtractedAmounts) {
    for kind in AmountKind.allCases { add(kind.rawValue, amounts[kind]) }
  }
}

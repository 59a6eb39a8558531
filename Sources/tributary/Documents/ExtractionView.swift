// An extraction as people and programs see it: every value with its text, place and confidence.

import Documents
import PaymentEvents
import TerminalText

struct ExtractionView: Encodable {
  struct Value: Encodable {
    let name: String
    /// The claim, from 1; nil for values of the document's head and totals.
    let claim: Int?
    let value: String
    let text: String
    let page: Int
    let box: Box
    let confidence: Double
  }

  struct Check: Encodable {
    let name: String
    let claim: Int?
    let expected: Money
    let found: Money
    let holds: Bool
  }

  let template: String
  let kind: String
  /// How sure the model is of the likeliest kind, and what spoke for it.
  let kindConfidence: Double?
  let kindWords: [String]
  let pages: Int
  let values: [Value]
  let checks: [Check]
  /// Why a person has to look; empty where nobody needs to.
  let reasons: [String]

  init(_ extraction: Extraction?, pages: [Page]) {
    self.pages = pages.count
    template = extraction?.template ?? ""
    kind = extraction?.kind ?? "other"
    kindConfidence = extraction?.kindConfidence
    kindWords = extraction?.kindWords ?? []
    reasons = extraction.map(ExtractionGate().reasons) ?? ["no template fits"]
    checks = (extraction?.checks ?? []).map {
      Check(name: $0.name, claim: $0.claim.map { $0 + 1 }, expected: $0.expected, found: $0.found, holds: $0.holds)
    }
    var list = ValueList()
    if let extraction { list.add(extraction) }
    values = list.values
  }

  /// For the terminal.
  var text: String {
    var table = TextTable([
      ("claim", .right), ("field", .left), ("value", .right), ("read as", .left), ("page", .right), ("sure", .right),
    ])
    for value in values {
      table.add([
        value.claim.map(String.init) ?? "", value.name, value.value, value.text, "\(value.page)",
        Self.percent(value.confidence),
      ])
    }
    let failed = checks.filter { !$0.holds }
    let sums = failed.map { check in
      let place = check.claim.map { "claim \($0), " } ?? ""
      return "  \(place)\(check.name): \(check.expected) expected, \(check.found) found"
    }
    var lines = ["\(kind), \(pages) pages, template \(template)"]
    if let kindConfidence {
      lines.append("kind told with \(Self.percent(kindConfidence)) % by \(kindWords.joined(separator: ", "))")
    }
    lines += [table.text(), ""]
    lines.append("\(checks.count - failed.count) of \(checks.count) sums come out.")
    lines += sums
    lines.append(
      reasons.isEmpty ? "Everything is sure enough, and the document balances." : "A person has to look:")
    lines += reasons.map { "  \($0)" }
    return lines.joined(separator: "\n")
  }

  /// In per cent, cut and not rounded, so that only what is certain is 100.0.
  static func percent(_ share: Double) -> String {
    let thousandths = Int(share * 1_000)
    return "\(thousandths / 10).\(thousandths % 10)"
  }
}

/// Gathers the values of an extraction.
private struct ValueList {
  var values: [ExtractionView.Value] = []

  mutating func add(_ extraction: Extraction) {
    add("payer", extraction.payer)
    add("trace number", extraction.traceNumber)
    add("date", extraction.date) { $0.iso }
    add("payment", extraction.amount)
    for (index, claim) in extraction.claims.enumerated() { add(claim, index + 1) }
    add(extraction.totals, prefix: "total ", nil)
    if !extraction.providerAdjustments.isEmpty { add("provider", extraction.provider) }
    for adjustment in extraction.providerAdjustments {
      add("adds to the payment (\(adjustment.code))", adjustment.effect)
      add("reference of \(adjustment.code)", adjustment.reference)
    }
  }

  private mutating func add(_ claim: ExtractedClaim, _ number: Int) {
    add("claim number", claim.patientControlNumber, number)
    add("payer's claim number", claim.payerClaimNumber, number)
    add("patient", claim.patientName, number)
    add("date of service", claim.serviceDate, number) { $0.iso }
    add(claim.amounts, prefix: "", number)
    for (index, line) in claim.lines.enumerated() { add(line.amounts, prefix: "line \(index + 1) ", number) }
  }

  private mutating func add(_ amounts: ExtractedAmounts, prefix: String, _ claim: Int?) {
    for kind in AmountKind.allCases {
      add(prefix + (kind == .patientResponsibility ? "patient's share" : kind.rawValue), amounts[kind], claim)
    }
  }

  private mutating func add<Value>(
    _ name: String, _ field: ExtractedField<Value>?, _ claim: Int? = nil, _ text: (Value) -> String = { "\($0)" }
  ) {
    guard let field else { return }
    values.append(
      ExtractionView.Value(
        name: name, claim: claim, value: text(field.value), text: field.text, page: field.page, box: field.box,
        confidence: field.confidence))
  }
}

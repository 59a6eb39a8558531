// What has been made of a document: values with where they stand, how they were read, and how sure they are.

import PaymentEvents

/// A value taken from a page.
package struct ExtractedField<Value: Sendable & Equatable>: Sendable, Equatable {
  package var value: Value
  /// As it stands on the page.
  package var text: String
  /// From 1.
  package var page: Int
  package var box: Box
  /// How sure the reader was of the letters, and the parser of their meaning: 0 to 1.
  package var readingConfidence: Double
  /// How many sums it takes part in that come out right, and wrong.
  package var confirmations = 0
  package var contradictions = 0

  package init(_ value: Value, text: String, page: Int, box: Box, readingConfidence: Double) {
    (self.value, self.text, self.page, self.box) = (value, text, page, box)
    self.readingConfidence = readingConfidence
  }

  /// How sure the value is, from 0 to 1. Each sum that comes out right leaves a fiftieth of the doubt, as a wrong digit
  /// would have to be made good by another; one that does not leaves a fifth of the confidence.
  package var confidence: Double {
    if contradictions > 0 { return readingConfidence * 0.2 }
    return 1 - (1 - readingConfidence) * (confirmations == 0 ? 1 : confirmations == 1 ? 0.02 : 0.0004)
  }
}

extension ExtractedField: Codable where Value: Codable {}

/// The amounts of a claim, a service line or a document's totals.
package enum AmountKind: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
  case charge
  case allowed
  case adjustment
  case patientResponsibility
  case paid
}

package typealias ExtractedAmounts = [AmountKind: ExtractedField<Money>]

/// A service line.
package struct ExtractedLine: Sendable, Equatable, Codable {
  package var procedure: ExtractedField<String>?
  package var serviceDate: ExtractedField<LocalDate>?
  package var amounts: ExtractedAmounts
  /// Group and reason codes that stand in the line, for instance `CO-45`.
  package var codes: [String] = []

  package init(
    procedure: ExtractedField<String>?, serviceDate: ExtractedField<LocalDate>?, amounts: ExtractedAmounts,
    codes: [String] = []
  ) {
    (self.procedure, self.serviceDate, self.amounts, self.codes) = (procedure, serviceDate, amounts, codes)
  }
}

/// A claim.
package struct ExtractedClaim: Sendable, Equatable, Codable {
  package var patientControlNumber: ExtractedField<String>?
  package var payerClaimNumber: ExtractedField<String>?
  package var patientName: ExtractedField<String>?
  package var serviceDate: ExtractedField<LocalDate>?
  package var amounts: ExtractedAmounts = [:]
  package var lines: [ExtractedLine] = []
  /// Whether the amounts are sums of the lines' because the document states none for the claim.
  package var isSumOfLines = false
  /// Group and reason codes that stand with the claim, for instance `CO-45`.
  package var codes: [String] = []
  /// The codes that the titles of the columns stand for by the template, where the document states none.
  package var columnCodes: [AmountKind: String] = [:]

  package init(
    patientControlNumber: ExtractedField<String>?, payerClaimNumber: ExtractedField<String>? = nil,
    patientName: ExtractedField<String>? = nil
  ) {
    (self.patientControlNumber, self.payerClaimNumber) = (patientControlNumber, payerClaimNumber)
    self.patientName = patientName
  }
}

/// One sum of a document.
package struct CrossCheck: Sendable, Equatable, Codable {
  /// What was compared, for people.
  package var name: String
  /// The claim, from 0; nil where it concerns the document.
  package var claim: Int?
  package var expected: Money
  package var found: Money

  package var holds: Bool { expected == found }
}

/// A document as extracted.
package struct Extraction: Sendable, Equatable, Codable {
  /// The template's name and version, for instance `generic 1`.
  package var template: String
  /// What kind of document it looks like; `other` where no word tells.
  package var kind: String
  /// How sure the model is of the likeliest kind; nil where none told it.
  package var kindConfidence: Double?
  /// What spoke for that kind most: words, phrases of templates (`~eob`), signs of the layout (`#table`).
  package var kindWords: [String] = []
  /// The key of the payer whose name it bears.
  package var payer: ExtractedField<String>?
  package var traceNumber: ExtractedField<String>?
  package var date: ExtractedField<LocalDate>?
  package var amount: ExtractedField<Money>?
  package var claims: [ExtractedClaim] = []
  package var totals: ExtractedAmounts = [:]
  package var checks: [CrossCheck] = []
  /// How sure values must be to go on without a person, by the template.
  package var thresholds = Thresholds()

  package init(
    template: String, kind: String, payer: ExtractedField<String>? = nil, traceNumber: ExtractedField<String>? = nil,
    date: ExtractedField<LocalDate>? = nil, amount: ExtractedField<Money>? = nil, claims: [ExtractedClaim] = [],
    totals: ExtractedAmounts = [:]
  ) {
    (self.template, self.kind, self.payer, self.traceNumber) = (template, kind, payer, traceNumber)
    (self.date, self.amount, self.claims, self.totals) = (date, amount, claims, totals)
  }
}

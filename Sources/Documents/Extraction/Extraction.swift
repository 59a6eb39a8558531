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
  /// What a second reading of the same place made of it, where that is otherwise: sums may prove it right.
  package var alternative: Alternative?
  /// How many sums it takes part in that come out right, and wrong.
  package var confirmations = 0
  package var contradictions = 0

  /// Another reading of the same place.
  package struct Alternative: Sendable, Equatable {
    package var value: Value
    package var text: String
    package var confidence: Double
  }

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
extension ExtractedField.Alternative: Codable where Value: Codable {}

/// The amounts of a claim, a service line or a document's totals.
package enum AmountKind: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
  case charge
  case allowed
  case adjustment
  /// Parts of the patient's share, where they have columns of their own.
  case deductible
  case coinsurance
  case copay
  case patientResponsibility
  /// What an earlier payer paid.
  case otherPayer
  case paid

  /// The parts of the patient's share.
  static let shares: [AmountKind] = [.deductible, .coinsurance, .copay]
}

package typealias ExtractedAmounts = [AmountKind: ExtractedField<Money>]

extension ExtractedAmounts {
  /// What states the patient's share: its own column, else the columns of its parts.
  package var shareKinds: [AmountKind] {
    self[.patientResponsibility] != nil ? [.patientResponsibility] : AmountKind.shares.filter { self[$0] != nil }
  }

  /// The patient's share, in cents; nil where it is not stated.
  package var shareCents: Int64? {
    let stated = shareKinds.compactMap { self[$0]?.value.cents }
    return stated.isEmpty ? nil : stated.reduce(0, +)
  }
}

/// What changes the payment and belongs to no claim: a take-back, a balance brought forward, interest.
package struct ExtractedAdjustment: Sendable, Equatable, Codable {
  /// PLB03-1 (ASC X12 005010X221A1).
  package var code: String
  /// PLB03-2: the claim or the payment that it is about.
  package var reference: ExtractedField<String>?
  /// What it adds to the payment: below zero for what is taken back. The opposite of PLB04.
  package var effect: ExtractedField<Money>

  package init(code: String, reference: ExtractedField<String>? = nil, effect: ExtractedField<Money>) {
    (self.code, self.reference, self.effect) = (code, reference, effect)
  }
}

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

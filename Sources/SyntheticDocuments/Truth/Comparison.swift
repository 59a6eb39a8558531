// An extraction beside what the document says in truth.

import Documents
import PaymentEvents

/// How fields came out.
package struct Comparison: Sendable {
  /// A field: whether it was found, whether it is right, and how sure the extraction was. What was not found is not
  /// right, and has no confidence.
  package struct Outcome: Sendable {
    package var field: String
    package var isAmount: Bool
    package var isFound: Bool
    package var isRight: Bool
    package var confidence: Double
  }

  package private(set) var outcomes: [Outcome] = []

  /// Compares. Claims are told by their place where there are as many as there should be, else by their number.
  package init(_ extraction: Extraction?, _ truth: DocumentTruth) {
    note("traceNumber", extraction?.traceNumber, truth.traceNumber)
    note("date", extraction?.date, truth.date)
    note("amount", extraction?.amount, truth.amount)
    guard truth.kind == .eob else { return }
    let found = extraction?.claims ?? []
    for (index, claim) in truth.claims.enumerated() {
      let match =
        found.count == truth.claims.count
        ? found[index] : found.first { $0.patientControlNumber?.value == claim.patientControlNumber }
      note("claim number", match?.patientControlNumber, claim.patientControlNumber)
      note("charge", match?.amounts[.charge], claim.amounts.charge)
      note("adjustment", match?.amounts[.adjustment], claim.amounts.adjustment)
      note(share: match, claim)
      if let other = claim.amounts.otherPayer { note("other payer", match?.amounts[.otherPayer], other) }
      note("paid", match?.amounts[.paid], claim.amounts.paid)
    }
    for (index, adjustment) in (truth.providerAdjustments ?? []).enumerated() {
      let found = extraction?.providerAdjustments ?? []
      let match = found.indices.contains(index) && found[index].code == adjustment.code ? found[index] : nil
      note("provider adjustment", match?.effect, adjustment.effect)
      note("adjustment's reference", match?.reference, adjustment.reference)
    }
    // A claim that is not there is as wrong as one that is not so.
    for _ in truth.claims.count..<max(truth.claims.count, found.count) {
      note("claim number", found.first?.payerClaimNumber, "")
    }
  }

  /// The patient's share is right where its column is, or those of its parts together.
  private mutating func note(share claim: ExtractedClaim?, _ truth: TruthClaim) {
    let kinds = claim?.amounts.shareKinds ?? []
    outcomes.append(
      Outcome(
        field: "patient responsibility", isAmount: true, isFound: !kinds.isEmpty,
        isRight: !kinds.isEmpty && claim?.amounts.shareCents == truth.amounts.patientResponsibility,
        confidence: kinds.compactMap { claim?.amounts[$0]?.confidence }.min() ?? 0))
  }

  private mutating func note<Value>(_ name: String, _ field: ExtractedField<Value>?, _ truth: Value) {
    outcomes.append(
      Outcome(
        field: name, isAmount: false, isFound: field != nil, isRight: field?.value == truth,
        confidence: field?.confidence ?? 0))
  }

  private mutating func note(_ name: String, _ field: ExtractedField<Money>?, _ cents: Int64) {
    outcomes.append(
      Outcome(
        field: name, isAmount: true, isFound: field != nil, isRight: field?.value.cents == cents,
        confidence: field?.confidence ?? 0))
  }
}

/// Outcomes of many documents.
package struct AccuracyTally: Sendable {
  package private(set) var documents = 0
  package private(set) var outcomes: [Comparison.Outcome] = []
  /// Documents that passed the gate, the amounts that were wrong in them, and the other fields.
  package private(set) var passed = 0
  package private(set) var wrongAmountsPassed = 0
  package private(set) var wrongOthersPassed = 0
  /// Values that the document states and that were not found, in documents that passed.
  package private(set) var missingPassed = 0

  package init() {}

  package mutating func add(_ comparison: Comparison, passes: Bool) {
    documents += 1
    outcomes += comparison.outcomes
    guard passes else { return }
    passed += 1
    let wrong = comparison.outcomes.filter { !$0.isRight }
    wrongAmountsPassed += wrong.count { $0.isAmount && $0.isFound }
    wrongOthersPassed += wrong.count { !$0.isAmount && $0.isFound }
    missingPassed += wrong.count { !$0.isFound }
  }

  package mutating func add(_ other: AccuracyTally) {
    documents += other.documents
    outcomes += other.outcomes
    passed += other.passed
    wrongAmountsPassed += other.wrongAmountsPassed
    wrongOthersPassed += other.wrongOthersPassed
    missingPassed += other.missingPassed
  }

  /// The share of right fields, from 0 to 1; nil for none. - Parameter amounts: amounts only.
  package func accuracy(amounts: Bool) -> Double? {
    let counted = outcomes.filter { $0.isAmount || !amounts }
    return counted.isEmpty ? nil : Double(counted.count(where: \.isRight)) / Double(counted.count)
  }

  /// The expected calibration error over ten bins of equal width: how far confidence and accuracy are apart on average
  /// (Naeini, Cooper and Hauskrecht, 2015).
  package var calibrationError: Double {
    guard !outcomes.isEmpty else { return 0 }
    let bins = Dictionary(grouping: outcomes) { min(Int($0.confidence * 10), 9) }
    return bins.values.reduce(0) { sum, bin in
      let right = Double(bin.count(where: \.isRight))
      let confidence = bin.reduce(0) { $0 + $1.confidence }
      return sum + abs(right - confidence) / Double(outcomes.count)
    }
  }
}

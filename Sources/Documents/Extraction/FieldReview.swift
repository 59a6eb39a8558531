// What was read of a document beside what a person says is true: the measure of how well fields are read, and how well
// confidence tells it.

import PaymentEvents

/// How one field came out.
package struct FieldReview: Sendable, Equatable {
  package var field: String
  /// Whether anything was read.
  package var isFound: Bool
  package var isRight: Bool
  /// 0 for what was not found.
  package var confidence: Double

  package init(field: String, isFound: Bool, isRight: Bool, confidence: Double) {
    (self.field, self.isFound, self.isRight, self.confidence) = (field, isFound, isRight, confidence)
  }
}

extension Extraction {
  /// Compares with what a person confirmed. Claims are told by their number, else by their place where there are as
  /// many.
  package func reviewed(against truth: Extraction) -> [FieldReview] {
    var reviews = Self.review(head, truth.head)
    var seen: Set<Int> = []
    for (index, claim) in truth.claims.enumerated() {
      let number = claim.patientControlNumber?.value
      let same = claims.firstIndex { $0.patientControlNumber?.value == number }
      let match = same ?? (claims.count == truth.claims.count ? index : nil)
      if let match { seen.insert(match) }
      reviews += Self.review(match.map { claims[$0].own } ?? [], claim.own)
    }
    // A claim that is not there is as wrong as one that is not so.
    for index in claims.indices where !seen.contains(index) { reviews += Self.review(claims[index].own, []) }
    return reviews
  }

  private var head: [ListedField] {
    fields.filter { $0.claim == nil && !$0.name.hasPrefix("total-") }
  }

  private static func review(_ read: [ListedField], _ truth: [ListedField]) -> [FieldReview] {
    truth.map { field in
      let found = read.first { $0.name == field.name }
      return FieldReview(
        field: field.name, isFound: found != nil, isRight: found?.value == field.value,
        confidence: found?.confidence ?? 0)
    }
      + read.filter { field in !truth.contains { $0.name == field.name } }
      .map { FieldReview(field: $0.name, isFound: true, isRight: false, confidence: $0.confidence) }
  }
}

extension ExtractedClaim {
  /// Its own fields, without those of its lines.
  fileprivate var own: [ListedField] {
    Extraction(template: "", kind: "", claims: [self]).fields.filter { $0.line == nil && $0.claim != nil }
  }
}

/// Reviews put together.
package struct ReviewTally: Sendable {
  package private(set) var reviews: [FieldReview] = []

  package init(_ reviews: [FieldReview] = []) { self.reviews = reviews }

  package mutating func add(_ more: [FieldReview]) { reviews += more }

  /// The share of right fields; what was not found is not right.
  package var accuracy: Double {
    reviews.isEmpty ? 0 : Double(reviews.count(where: \.isRight)) / Double(reviews.count)
  }

  package var meanConfidence: Double {
    reviews.isEmpty ? 0 : reviews.reduce(0) { $0 + $1.confidence } / Double(reviews.count)
  }

  /// How many were wrong although their confidence reached a threshold: what the gate would not have seen.
  package func wrong(above threshold: Double) -> Int { reviews.count { !$0.isRight && $0.confidence >= threshold } }

  /// The expected calibration error over ten bins of equal width (Naeini, Cooper and Hauskrecht, 2015).
  package var calibrationError: Double {
    guard !reviews.isEmpty else { return 0 }
    let bins = Dictionary(grouping: reviews) { min(Int($0.confidence * 10), 9) }
    return bins.values.reduce(0) { sum, bin in
      let (right, sure) = (Double(bin.count(where: \.isRight)), bin.reduce(0) { $0 + $1.confidence })
      return sum + abs(right - sure) / Double(reviews.count)
    }
  }
}

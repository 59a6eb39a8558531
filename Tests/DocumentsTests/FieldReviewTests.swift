// What was read beside what a person says is true.

import Documents
import PaymentEvents
import Testing

@Suite struct FieldReviewTests {
  private static func field<Value>(_ value: Value, _ confidence: Double) -> ExtractedField<Value> {
    ExtractedField(
      value, text: "\(value)", page: 1, box: Box(left: 0, top: 0, width: 1, height: 1), readingConfidence: confidence)
  }

  private static func claim(_ number: String, paid: Int64, _ confidence: Double) throws -> ExtractedClaim {
    var claim = ExtractedClaim(patientControlNumber: field(number, confidence))
    claim.amounts = [.paid: field(try Money(cents: paid), confidence)]
    return claim
  }

  @Test func fieldsAreRightWrongOrMissing() throws {
    var read = Extraction(template: "t 1", kind: "eob", traceNumber: Self.field("T1", 0.9))
    read.claims = [try Self.claim("A1", paid: 100, 0.8), try Self.claim("B1", paid: 5, 0.6)]
    var truth = Extraction(
      template: "t 1", kind: "eob", traceNumber: Self.field("T1", 1), amount: Self.field(try Money(cents: 90), 1))
    truth.claims = [try Self.claim("A1", paid: 90, 1)]
    let tally = ReviewTally(read.reviewed(against: truth))
    let said = tally.reviews.map { "\($0.field) \($0.isFound) \($0.isRight)" }
    // The second claim does not stand on the document: both its fields are wrong.
    #expect(
      said == [
        "traceNumber true true", "amount false false", "patientControlNumber true true", "paid true false",
        "patientControlNumber true false", "paid true false",
      ])
    #expect(tally.accuracy == 2.0 / 6 && tally.wrong(above: 0.7) == 1)
    #expect(abs(tally.meanConfidence - 3.7 / 6) < 1e-9)
    // Bins 0, 0.6, 0.8 and 0.9: 0 + |0 - 1.2| + |1 - 1.6| + |1 - 0.9|, over six.
    #expect(abs(tally.calibrationError - 1.9 / 6) < 1e-9)
  }
}

// Sums raise and lower confidence, and the gate lets nothing through that is not proven.

import Documents
import PaymentEvents
import Testing

@Suite struct CrossCheckTests {
  private static func amount(_ cents: Int64, _ confidence: Double = 0.95) throws -> ExtractedField<Money> {
    ExtractedField(
      try Money(cents: cents), text: "", page: 1, box: Box(left: 0, top: 0, width: 1, height: 1),
      readingConfidence: confidence)
  }

  private static func text(_ value: String) -> ExtractedField<String> {
    ExtractedField(value, text: value, page: 1, box: Box(left: 0, top: 0, width: 1, height: 1), readingConfidence: 0.95)
  }

  /// Two claims, 60.00 and 25.00, of a payment of 85.00.
  private static func extraction() throws -> Extraction {
    var extraction = Extraction(
      template: "t 1", kind: "eob", payer: text("larkspur"), traceNumber: text("LMI123456789"),
      amount: try amount(8_500))
    extraction.date = LocalDate(iso: "2026-03-05").map {
      ExtractedField($0, text: "", page: 1, box: Box(left: 0, top: 0, width: 1, height: 1), readingConfidence: 0.95)
    }
    for (number, charge, adjustment, patient, paid) in [
      ("A1001", 10_000, 3_000, 1_000, 6_000), ("A1002", 5_000, 2_500, 0, 2_500),
    ] as [(String, Int64, Int64, Int64, Int64)] {
      var claim = ExtractedClaim(patientControlNumber: text(number))
      claim.amounts = [
        .charge: try amount(charge), .adjustment: try amount(adjustment), .patientResponsibility: try amount(patient),
        .paid: try amount(paid),
      ]
      claim.columnCodes = [.adjustment: "CO-45", .patientResponsibility: "PR-2"]
      extraction.claims.append(claim)
    }
    return extraction
  }

  @Test func whatAddsUpPasses() throws {
    var extraction = try Self.extraction()
    extraction.crossCheck()
    #expect(extraction.checks.count == 3)
    #expect(extraction.checks.allSatisfy { $0.holds })
    #expect((extraction.amount?.confidence ?? 0) > 0.99)
    #expect(ExtractionGate().reasons(extraction).isEmpty)
  }

  @Test func withoutSumsNothingPasses() throws {
    let extraction = try Self.extraction()
    #expect(ExtractionGate().reasons(extraction).contains("the claims cannot be added up to the payment"))
    #expect(ExtractionGate().reasons(extraction).contains("paid of claim 1 is not sure enough"))
  }

  @Test(arguments: [AmountKind.charge, .adjustment, .patientResponsibility, .otherPayer, .paid])
  func oneWrongDigitStopsTheDocument(_ kind: AmountKind) throws {
    var extraction = try Self.extraction()
    extraction.claims[1].amounts[kind] = try Self.amount(1_234, 1)
    extraction.crossCheck()
    #expect((extraction.claims[1].amounts[kind]?.confidence ?? 1) < 0.5)
    #expect(!ExtractionGate().reasons(extraction).isEmpty)
  }

  @Test func aMissingClaimOrPayerStopsTheDocument() throws {
    var extraction = try Self.extraction()
    extraction.claims.removeLast()
    extraction.crossCheck()
    #expect(ExtractionGate().reasons(extraction).contains("1 of 2 sums do not come out"))
    var unknown = try Self.extraction()
    unknown.payer = nil
    unknown.crossCheck()
    #expect(ExtractionGate().reasons(unknown) == ["no known payer is named"])
  }
}

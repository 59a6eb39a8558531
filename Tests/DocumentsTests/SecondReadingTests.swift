// Two readings of one place: agreement is worth something, and of two that differ the sums take the right one.

import AdapterKit
import Documents
import JSONRules
import PaymentEvents
import Testing

@Suite struct SecondReadingTests {
  private static let box = Box(left: 300, top: 100, width: 30, height: 9)

  /// A page with a table of one claim, each word read once with the same confidence.
  private static func page(_ cells: [String], _ confidence: Double = 0.9) -> Page {
    let titles = ["Account", "Billed", "Discount", "Allowed", "Paid"]
    var words: [Word] = []
    for (row, texts) in [titles, cells].enumerated() {
      for (column, text) in texts.enumerated() {
        let place = Box(left: 40 + Double(column) * 100, top: 100 + Double(row) * 20, width: 60, height: 9)
        words.append(Word(text, place, confidence: confidence))
      }
    }
    return Page(number: 1, width: 612, height: 792, words: words, source: .recognition)
  }

  private static func extract(_ page: Page) throws -> Extraction {
    let template = try ExtractionTemplate(RuleFile.read(TemplateTests.text, as: "short.yaml"))
    var wide = template
    wide.columns[.adjustment] = [Label("discount")]
    wide.columns[.allowed] = [Label("allowed")]
    return try #require(Extractor(templates: [wide], payers: []).extract([page]))
  }

  private static func noted(_ text: String, at column: Int, _ page: Page, confidence: Double = 0.95) -> Page {
    var page = page
    let index = 5 + column
    page.note(Word.Reading(text, confidence: confidence), at: page.words[index].box)
    return page
  }

  @Test func whatBothSayIsSurer() throws {
    let once = Self.page(["AC1001", "100.00", "40.00", "60.00", "60.00"])
    let twice = Self.noted("100.00", at: 1, once)
    let (before, after) = (try Self.extract(once), try Self.extract(twice))
    #expect(before.claims[0].amounts[.charge]?.readingConfidence == 0.9)
    #expect(try #require(after.claims[0].amounts[.charge]?.readingConfidence) > 0.95)
  }

  @Test func theSumsChooseBetweenTwoReadings() throws {
    let wrong = Self.page(["AC1001", "180.00", "40.00", "60.00", "60.00"])
    #expect(try Self.extract(wrong).checks.contains { !$0.holds })
    let right = try Self.extract(Self.noted("100.00", at: 1, wrong, confidence: 0.5))
    #expect(right.claims[0].amounts[.charge]?.value.cents == 10_000)
    #expect(right.claims[0].amounts[.charge]?.text == "100.00")
    #expect(right.checks.allSatisfy { $0.holds } && !right.checks.isEmpty)
  }

  @Test func whatNoSumTellsApartIsLessSureThanEither() throws {
    let page = Self.page(["AC1001", "100.00", "40.00", "60.00", "60.00"])
    let number = try Self.extract(Self.noted("AC1007", at: 0, page)).claims[0].patientControlNumber
    #expect(number?.value == "AC1007" && number?.alternative?.value == "AC1001")
    #expect(try #require(number?.confidence) < 0.6)
  }

  @Test func whatCannotBeMadeOutIsReadAgain() throws {
    let page = Self.page(["AC1001", "1O0:0O", "40.00", "60.00", "60.00"])
    let doubts = try Self.extract(page).doubts
    #expect(doubts.contains { $0.letters == .amount && $0.box == page.words[6].box })
    let again = try Self.extract(Self.noted("100.00", at: 1, page))
    #expect(again.claims[0].amounts[.charge]?.value.cents == 10_000)
  }

  @Test func aClaimWhoseNumberCannotBeReadIsNotAddedToTheOneAbove() throws {
    var page = Self.page(["AC1001", "100.00", "40.00", "60.00", "60.00"])
    let texts = ["?", "50.00", "20.00", "30.00", "30.00"]
    for (column, text) in texts.enumerated() {
      page.words.append(
        Word(text, Box(left: 40 + Double(column) * 100, top: 140, width: 60, height: 9), confidence: 0.9))
    }
    let claims = try Self.extract(page).claims
    #expect(claims.map { $0.amounts[.paid]?.value.cents } == [6_000, 3_000])
    #expect(claims.map { $0.patientControlNumber?.value } == ["AC1001", nil])
  }

  @Test func cellsAreCutOutAndFoundAgain() {
    var picture = GrayImage(width: 600, height: 400)
    for place in 0..<20 { picture.pixels[100 * 600 + 200 + place] = 0 }
    let boxes = [Box(left: 45, top: 20, width: 10, height: 8), Box(left: 10, top: 60, width: 10, height: 8)]
    let sheet = CellSheet(picture, boxes, resolution: 300, target: 450)
    #expect(sheet.image.pixels.contains { $0 < 128 })
    let tops: [Double] = [30, 117]
    let words = zip(["a", "b"], tops).map { Word($0, Box(left: 30, top: $1, width: 9, height: 20), confidence: 0.5) }
    #expect(sheet.readings(words).map { $0?.text } == ["a", "b"])
    #expect(sheet.readings([]).allSatisfy { $0 == nil })
  }

  @Test func npisAreToldByTheirCheckDigit() {
    #expect(ValueText.nationalProvider("1999999984") == "1999999984")
    #expect(ValueText.nationalProvider("1234567893") == "1234567893", "the standard's own example")
    #expect(ValueText.nationalProvider("1234567890") == nil && ValueText.nationalProvider("123456789") == nil)
  }

  @Test func aBanksIndexAgreesOrIsSaid() throws {
    let page = Self.page(["AC1001", "100.00", "40.00", "60.00", "60.00"])
    var extraction = try Self.extract(page)
    extraction.amount = ExtractedField(
      try Money(cents: 6_000), text: "60.00", page: 1, box: Self.box, readingConfidence: 0.7)
    extraction.traceNumber = ExtractedField("0012345", text: "0012345", page: 1, box: Self.box, readingConfidence: 0.7)
    var agreed = extraction
    agreed.compare(with: BankIndex(traceNumber: "12345", amount: try Money(cents: 6_000)))
    #expect(agreed.disagreements.isEmpty)
    #expect(try #require(agreed.amount?.confidence) > 0.99 && #require(agreed.traceNumber?.confidence) > 0.99)
    extraction.compare(with: BankIndex(traceNumber: "12346", amount: try Money(cents: 6_100)))
    #expect(
      extraction.disagreements == [
        "the bank's index says 61.00, the document 60.00",
        "the bank's index says check number 12346, the document 0012345",
      ])
    #expect(ExtractionGate().reasons(extraction).contains("the bank's index says 61.00, the document 60.00"))
  }
}

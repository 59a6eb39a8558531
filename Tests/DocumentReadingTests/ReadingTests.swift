// Ordinary documents, in every form they come in.

import DocumentReading
import Documents
import Foundation
import SyntheticDocuments
import Testing

@Suite struct ReadingTests {
  /// A short advice and its page drawn, made once.
  private static let sample = SyntheticDocument(LayoutBook.known[0], seed: 11)
  private static let drawn: GrayImage? = try? OpenDocument(sample.pdf).picture(1).image

  /// How many of the words that the document says can be found on the page.
  private func share(_ page: Page) throws -> Double {
    let words = Set(page.words.map(\.text))
    let said = try OpenDocument(Self.sample.pdf).page(1).words.map(\.text).filter { $0.count > 3 }
    return Double(said.filter(words.contains).count) / Double(said.count)
  }

  @Test func textOfAPDFIsTakenAsItIs() throws {
    let document = try OpenDocument(Self.sample.pdf)
    let page = try document.page(1)
    #expect(document.format == .pdf)
    #expect(page.source == .text)
    #expect((page.width, page.height) == (612, 792))
    let trace = try #require(page.words.first { $0.text == Self.sample.truth.traceNumber })
    #expect(trace.box.right < 300 && trace.confidence == 1)
  }

  @Test(.timeLimit(.minutes(1))) func aScanIsRecognised() throws {
    let page = SyntheticDocument.scans([try #require(Self.drawn)], quality: .skewed, seed: 2)
    let document = try OpenDocument(PDFWriter.file(page, resolution: 300))
    let read = try document.page(1)
    #expect(read.source == .recognition)
    #expect(abs(read.turnedDegrees) > 0.5 && abs(read.turnedDegrees) < 3.5)
    #expect(try share(read) > 0.9)
    #expect(abs(read.width - 612) < 1)
  }

  @Test(.timeLimit(.minutes(1))) func aFaxOfTwoPagesOneOnItsHead() throws {
    let picture = try #require(Self.drawn)
    let file = TIFFWriter.file(
      [picture, picture.turned(quarters: 2)].map { ScanQuality.clean.scanned($0) }, resolution: 300)
    let document = try OpenDocument(file)
    #expect(document.pageCount == 2)
    #expect(try share(document.page(1)) > 0.9)
    let second = try document.page(2)
    #expect(abs(abs(second.turnedDegrees) - 180) < 0.2)
    #expect(try share(second) > 0.9)
  }

  @Test func aPageThatIsNotThere() throws {
    let document = try OpenDocument(Self.sample.pdf)
    #expect(throws: DocumentRefusal.self) { try document.page(0) }
    #expect(throws: DocumentRefusal.self) { try document.page(document.pageCount + 1) }
  }

  @Test func theSameSeedMakesTheSameDocument() {
    for layout in LayoutBook.all {
      let document = SyntheticDocument(layout, seed: 9)
      #expect(document.pdf == SyntheticDocument(layout, seed: 9).pdf)
      #expect(document.truth != SyntheticDocument(layout, seed: 10).truth)
      #expect(
        document.truth.claims.allSatisfy { claim in
          let signs = [claim.amounts.adjustment, claim.amounts.paid].filter { $0 != 0 }.map { $0 > 0 }
          return claim.amounts.charge != 0 && signs.allSatisfy { $0 == (claim.amounts.charge > 0) }
        })
      #expect(document.truth.amount > 0)
    }
  }

  @Test(arguments: LayoutBook.all.indices) func everyLayoutShowsWhatItsTruthSays(_ index: Int) throws {
    let made = SyntheticDocument(LayoutBook.all[index], seed: 21)
    let document = try OpenDocument(made.pdf)
    var words: Set<Substring> = []
    for page in 1...document.pageCount {
      for word in try document.page(page).words { words.formUnion([word.text[...], word.text.dropLast()]) }
    }
    #expect(words.contains(made.truth.traceNumber[...]))
    for claim in made.truth.claims where [.eob, .denialLetter, .refundRequest].contains(made.truth.kind) {
      #expect(words.contains(claim.patientControlNumber[...]), "\(made.truth.layout)")
    }
  }
}

extension ScanQuality {
  func scanned(_ page: GrayImage) -> GrayImage {
    var numbers = SeededNumbers(seed: 1)
    return scan(page, numbers: &numbers)
  }
}

// Made-up advices through reading and extraction with the generic template. The large measurement is
// `tributary documents accuracy`; here stands what must never break.

import AdapterKit
import DocumentReading
import Documents
import Foundation
import JSONRules
import SyntheticDocuments
import Testing

@Suite struct ExtractionTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("config/documents")

  private func extractor() throws -> Extractor {
    func read(_ name: String) throws -> RuleNode {
      try RuleFile.read(Self.folder.appendingPathComponent(name), as: name)
    }
    let generic = try read("generic.yaml")
    let own = try ["castlegate", "halcyon", "pinecrest"].map {
      try ExtractionTemplate(read("\($0).yaml").over(generic))
    }
    return Extractor(
      templates: own + [try ExtractionTemplate(generic)],
      payers: LayoutBook.all.map { Extractor.Payer(key: $0.name, names: [$0.payer]) },
      model: KindModel(text: try String(contentsOf: Self.folder.appendingPathComponent("kinds.model"), encoding: .utf8))
    )
  }

  private func pages(_ bytes: [UInt8]) throws -> [Page] {
    let document = try OpenDocument(bytes)
    return try (1...document.pageCount).map { try document.page($0) }
  }

  @Test(arguments: LayoutBook.known.indices)
  func everyFieldOfAKnownLayoutIsRightInText(_ index: Int) throws {
    let layout = LayoutBook.known[index]
    for seed in UInt64(1)...4 {
      let made = SyntheticDocument(layout, seed: seed, isStamped: seed == 4)
      let extraction = try #require(try extractor().extract(pages(made.pdf)))
      let wrong = Comparison(extraction, made.truth).outcomes.filter { !$0.isRight }
      let reasons = ExtractionGate().reasons(extraction)
      // A stamp may stand in the middle of a label.
      guard seed != 4 || reasons.isEmpty else { continue }
      #expect(wrong.isEmpty, "\(layout.name) \(seed): \(wrong.map(\.field))")
      #expect(reasons == [], "\(layout.name) \(seed)")
    }
  }

  @Test(arguments: LayoutBook.unknown.indices)
  func whatPassesOfALayoutNeverSeenIsRight(_ index: Int) throws {
    let layout = LayoutBook.unknown[index]
    for seed in UInt64(1)...3 {
      let made = SyntheticDocument(layout, seed: seed)
      guard let extraction = try extractor().extract(pages(made.pdf)), ExtractionGate().reasons(extraction).isEmpty
      else { continue }
      #expect(Comparison(extraction, made.truth).outcomes.allSatisfy { $0.isRight || !$0.isAmount || !$0.isFound })
    }
  }

  @Test(.timeLimit(.minutes(1))) func aCleanScanIsExtracted() throws {
    let made = SyntheticDocument(LayoutBook.known[0], seed: 11)
    let source = try OpenDocument(made.pdf)
    let pictures = try (1...source.pageCount).map { try source.picture($0).image }
    let scans = SyntheticDocument.scans(pictures, quality: .clean, seed: 5)
    let extraction = try #require(try extractor().extract(pages(TIFFWriter.file(scans, resolution: 300))))
    let amounts = Comparison(extraction, made.truth).outcomes.filter(\.isAmount)
    #expect(amounts.count(where: \.isRight) * 100 >= amounts.count * 97)
    let paid = try #require(extraction.claims.first?.amounts[.paid])
    #expect(paid.page == 1 && paid.box.right > 540 && paid.box.right < 580)
  }

  @Test func ofLettersOnlyDenialsPassTheGate() throws {
    for layout in LayoutBook.letters {
      let made = SyntheticDocument(layout, seed: 2)
      let extraction = try #require(try extractor().extract(pages(made.pdf)))
      #expect(extraction.kind == layout.kind.rawValue, "\(layout.name)")
      #expect(ExtractionGate().reasons(extraction).isEmpty == (layout.kind == .denialLetter), "\(layout.name)")
    }
  }
}

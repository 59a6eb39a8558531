// Made-up documents through reading and extraction, several at a time.

import DocumentExtractionAdapter
import DocumentReading
import Documents
import Foundation
import SyntheticDocuments

struct AccuracyRun: Sendable {
  let extractor: Extractor
  let seed: UInt64
  let isVerbose: Bool

  /// The pages of a PDF as pictures.
  static func pictures(_ pdf: [UInt8]) throws(DocumentRefusal) -> [GrayImage] {
    let document = try OpenDocument(pdf)
    var pictures: [GrayImage] = []
    for page in 1...document.pageCount { pictures.append(try document.picture(page).image) }
    return pictures
  }

  /// Documents of each layout, as text or scanned. Every third one is stamped.
  func tally(_ layouts: [DocumentLayout], quality: ScanQuality?, count: Int) async throws -> AccuracyTally {
    try await withThrowingTaskGroup(of: AccuracyTally.self) { group in
      for layout in layouts {
        group.addTask {
          var tally = AccuracyTally()
          for number in 0..<UInt64(max(count, 0)) {
            try one(layout, seed: seed &+ number, quality: quality, isStamped: number % 3 == 2, &tally)
          }
          return tally
        }
      }
      var all = AccuracyTally()
      for try await tally in group { all.add(tally) }
      return all
    }
  }

  private func one(
    _ layout: DocumentLayout, seed: UInt64, quality: ScanQuality?, isStamped: Bool, _ tally: inout AccuracyTally
  ) throws {
    let made = SyntheticDocument(layout, seed: seed, isStamped: isStamped)
    var bytes = made.pdf
    if let quality {
      let scans = SyntheticDocument.scans(try Self.pictures(bytes), quality: quality, seed: seed)
      bytes = PDFWriter.file(scans, resolution: quality.resolution)
    }
    let extraction = try ExtractionSetup.read(try OpenDocument(bytes), extractor).extraction
    let comparison = Comparison(extraction, made.truth)
    let reasons = extraction.map(ExtractionGate().reasons) ?? ["no template fits"]
    tally.add(comparison, passes: reasons.isEmpty)
    let wrong = comparison.outcomes.filter { !$0.isRight }.map { $0.isFound ? $0.field : "no \($0.field)" }
    if isVerbose, !wrong.isEmpty || !reasons.isEmpty {
      let form = quality?.rawValue ?? "text"
      printError(
        "\(layout.name) \(seed) \(form): \(wrong.count) wrong [\(Set(wrong).sorted().joined(separator: ", "))]; "
          + reasons.prefix(3).joined(separator: "; "))
    }
  }
}

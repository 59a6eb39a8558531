// The table of words that both Poppler (`pdftotext -tsv`) and Tesseract (`tesseract … tsv`) write: level, page, block,
// paragraph, line, word, left, top, width, height, confidence, text, parted by tabs. Level 1 is a page, level 5 a word.
// Poppler counts in points, Tesseract in pixels.

/// Reads such tables.
package enum WordTable {
  /// The most words that a page may have; a full page of small print has some 2,000.
  package static let maximumWords = 20_000

  /// The pages of a table.
  /// - Parameters:
  ///   - pointsPerUnit: 1 for Poppler; 72 divided by the resolution for Tesseract.
  ///   - firstPage: the number of the first page in the table.
  /// - Throws: ``DocumentRefusal`` for a table with more words than a page can have. Lines that are no row are passed
  ///   over, as both programs write none.
  package static func pages(
    _ text: String, pointsPerUnit: Double, firstPage: Int = 1, source: PageSource
  ) throws(DocumentRefusal) -> [Page] {
    var pages: [Page] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let fields = line.split(separator: "\t", maxSplits: 11, omittingEmptySubsequences: false)
      guard fields.count == 12, let level = Int(fields[0]),
        let box = box(fields[6...9].map(String.init), pointsPerUnit)
      else { continue }
      if level == 1 {
        pages.append(
          Page(number: firstPage + pages.count, width: box.width, height: box.height, words: [], source: source))
      } else if level == 5, !pages.isEmpty, let confidence = Double(fields[10]) {
        let word = fields[11].trimmingWhitespace
        guard !word.isEmpty, box.width > 0, box.height > 0 else { continue }
        guard pages[pages.count - 1].words.count < maximumWords else {
          throw DocumentRefusal(
            .tooLarge, "page \(firstPage + pages.count - 1) has more than \(maximumWords) words; split the document")
        }
        pages[pages.count - 1].words.append(
          Word(String(word), box, confidence: source == .text ? 1 : min(max(confidence / 100, 0), 1)))
      }
    }
    return pages
  }

  private static func box(_ fields: [String], _ unit: Double) -> Box? {
    let numbers = fields.compactMap(Double.init).filter { $0.isFinite && abs($0) < 1e7 }
    guard numbers.count == 4 else { return nil }
    return Box(left: numbers[0] * unit, top: numbers[1] * unit, width: numbers[2] * unit, height: numbers[3] * unit)
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  package var trimmingWhitespace: SubSequence {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
    else { return self[startIndex..<startIndex] }
    return self[first...last]
  }
}

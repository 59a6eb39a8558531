// Plain text as pages: every letter as wide as the others, so that columns written with blanks stand in line.

package enum TextPages {
  /// What a text file's kind of document is called.
  package static let mediaType = "text/plain"

  private static let (letterWidth, lineHeight, linesOfPage) = (6.0, 12.0, 66)
  private static let tabWidth = 8

  /// The pages of a text.
  /// - Throws: ``DocumentRefusal`` for more pages, or words on one, than allowed.
  package static func pages(_ bytes: [UInt8], mostPages: Int) throws(DocumentRefusal) -> [Page] {
    let lines = String(decoding: bytes, as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard lines.count <= mostPages * linesOfPage else {
      throw DocumentRefusal(.tooLarge, "more than \(mostPages) pages of text; split it")
    }
    var pages: [Page] = []
    for start in stride(from: 0, to: lines.count, by: linesOfPage) {
      let own = lines[start..<min(start + linesOfPage, lines.count)]
      let words = own.enumerated().flatMap { Self.words(of: $0.element, top: Double($0.offset + 1) * lineHeight) }
      guard words.count <= WordTable.maximumWords else {
        throw DocumentRefusal(.tooLarge, "more than \(WordTable.maximumWords) words on a page")
      }
      let width = max(612, (words.map(\.box.right).max() ?? 0) + letterWidth)
      pages.append(
        Page(
          number: pages.count + 1, width: width, height: Double(linesOfPage + 2) * lineHeight, words: words,
          source: .text))
    }
    return pages
  }

  private static func words(of line: Substring, top: Double) -> [Word] {
    var (words, text, start, column) = ([Word](), "", 0, 0)
    func word() -> Word {
      Word(
        text,
        Box(
          left: Double(start) * letterWidth, top: top, width: Double(text.count) * letterWidth,
          height: lineHeight - 2))
    }
    for character in line {
      if character.isWhitespace {
        if !text.isEmpty { words.append(word()) }
        text = ""
        column = character == "\t" ? (column / tabWidth + 1) * tabWidth : column + 1
      } else {
        if text.isEmpty { start = column }
        text.append(character)
        column += 1
      }
    }
    if !text.isEmpty { words.append(word()) }
    return words
  }
}

// Lines of words, and words as they are compared: with neither case nor punctuation.

/// Words that stand beside each other.
package struct PageLine: Sendable, Equatable {
  package var page: Int
  /// From left to right.
  package var words: [Word]
  package var box: Box
  /// The widest gap between words that belong together, in heights of their boxes.
  private var widestGap = 1.0

  /// Words that are so much taller than the page's words in general are a heading or a stamp. Recognition draws some
  /// boxes half as high again as the letters are, and then a sum's label would not stand in the line of its amounts.
  private static func tallFactor(_ source: PageSource) -> Double { source == .text ? 1.45 : 2.1 }

  /// The lines of a page from top to bottom. A word belongs to a line when it shares half of the lower one's height
  /// with the line's words. Tall words make lines of their own: a stamp across a page would else tie lines together.
  package static func lines(_ page: Page) -> [PageLine] {
    let heights = page.words.map(\.box.height).sorted()
    guard !heights.isEmpty else { return [] }
    let tall = heights[heights.count / 2] * tallFactor(page.source)
    let lines =
      lines(page.words.filter { $0.box.height <= tall }, page.number)
      + lines(page.words.filter { $0.box.height > tall }, page.number)
    let widest = page.source == .text ? 1 : 1.5
    return lines.sorted { $0.box.top < $1.box.top }.map { line in
      var line = line
      line.widestGap = widest
      return line
    }
  }

  private init(page: Int, word: Word) { (self.page, words, box) = (page, [word], word.box) }

  private static func lines(_ words: [Word], _ page: Int) -> [PageLine] {
    var lines: [PageLine] = []
    for word in words.sorted(by: { $0.box.middle < $1.box.middle }) {
      let index = lines.indices.suffix(4).last { index in
        // Against the last word that came: a line's box would grow where the page is a little askew.
        let other = lines[index].words[lines[index].words.count - 1].box
        return other.verticalOverlap(word.box) > 0.5 * min(other.height, word.box.height)
      }
      if let index {
        lines[index].words.append(word)
        lines[index].box = lines[index].box.union(word.box)
      } else {
        lines.append(PageLine(page: page, word: word))
      }
    }
    return lines.map { line in
      var line = line
      line.words.sort { $0.box.left < $1.box.left }
      return line
    }
  }

  /// Whether a label stands in the line.
  package func holds(_ label: Label) -> Bool { range(of: label) != nil }

  /// Whether a phrase stands in the line. A single word has to be read right: one letter parts `dental` from `denial`.
  package func says(_ phrase: Label) -> Bool {
    phrase.tokens.count > 1 ? holds(phrase) : words.contains { Label.token($0.text) == phrase.tokens[0] }
  }

  /// Where a label stands in the line, as indices of its words: the first place at or behind `start`.
  func range(of label: Label, from start: Int = 0) -> Range<Int>? {
    guard words.count >= label.tokens.count, !label.tokens.isEmpty else { return nil }
    return (start..<max(start, words.count - label.tokens.count + 1)).lazy
      .map { $0..<($0 + label.tokens.count) }
      .first { range in
        zip(range, label.tokens).allSatisfy { Label.matches(words[$0].text, $1) }
          && range.dropFirst().allSatisfy { words[$0].box.left - words[$0 - 1].box.right < gap($0) }
      }
  }

  /// The widest gap to the word before that still belongs together. Boxes of recognised words are as high as their
  /// letters, and typewriter faces leave more than that between words.
  func gap(_ index: Int) -> Double { gap(words[index - 1].box, words[index].box) }

  func gap(_ left: Box, _ right: Box) -> Double { max(8, widestGap * max(left.height, right.height)) }
}

/// Words that name a value on a page, for instance `Check Number`.
package struct Label: Sendable, Hashable {
  package let tokens: [String]

  package init(_ text: String) { tokens = text.split(separator: " ").map(Label.token).filter { !$0.isEmpty } }

  /// A word in small letters, of which only letters, digits and `#` count.
  static func token(_ word: some StringProtocol) -> String {
    String(
      word.lowercased().unicodeScalars.filter { $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "#" })
  }

  /// Whether a word on the page is a label's word. In words of five letters and more one may be misread.
  static func matches(_ word: String, _ expected: String) -> Bool {
    let token = Self.token(word)
    if token == expected { return true }
    guard expected.count >= 5, abs(token.count - expected.count) <= 1 else { return false }
    return differsOnce(Array(token.utf8), Array(expected.utf8))
  }

  /// Whether one letter was put in, left out or replaced.
  private static func differsOnce(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    let start = zip(left, right).prefix { $0 == $1 }.count
    let end = zip(left.dropFirst(start).reversed(), right.dropFirst(start).reversed()).prefix { $0 == $1 }.count
    return max(left.count, right.count) - start - end <= 1
  }
}

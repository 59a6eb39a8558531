// What has been read from a document, whatever read it: words with places and confidences, page by page.

/// A word as read.
package struct Word: Sendable, Hashable, Codable {
  package var text: String
  package var box: Box
  /// How sure the reader is, from 0 to 1. Text that a PDF holds as text is 1.
  package var confidence: Double
  /// What a second reading made of it. One of several words that were read again as one carries the
  /// whole text, the others an empty one.
  package var again: Reading?

  /// A text and how sure the reader was of it.
  package struct Reading: Sendable, Hashable, Codable {
    package var text: String
    package var confidence: Double

    package init(_ text: String, confidence: Double) { (self.text, self.confidence) = (text, confidence) }
  }

  package init(_ text: String, _ box: Box, confidence: Double = 1) {
    (self.text, self.box, self.confidence) = (text, box, confidence)
  }
}

/// Where a page's words come from.
package enum PageSource: String, Sendable, Codable {
  /// The document holds them as text.
  case text
  /// They were recognised in an image.
  case recognition
}

/// A page.
package struct Page: Sendable, Equatable, Codable {
  /// From 1.
  package var number: Int
  /// In points.
  package var width: Double
  package var height: Double
  package var words: [Word]
  package var source: PageSource
  /// By how much the page was turned, clockwise in degrees, before it was read. Boxes are those of the turned page.
  package var turnedDegrees: Double

  package init(
    number: Int, width: Double, height: Double, words: [Word], source: PageSource, turnedDegrees: Double = 0
  ) {
    (self.number, self.width, self.height) = (number, width, height)
    (self.words, self.source, self.turnedDegrees) = (words, source, turnedDegrees)
  }

  /// The mean confidence of its words, each weighing as much as it has letters; 0 for an empty page.
  package var meanConfidence: Double {
    let letters = words.reduce(0) { $0 + $1.text.count }
    guard letters > 0 else { return 0 }
    return words.reduce(0) { $0 + $1.confidence * Double($1.text.count) } / Double(letters)
  }
}

extension Page {
  /// Whether places of it were read a second time.
  package var wasReadAgain: Bool { words.contains { $0.again != nil } }

  /// Notes what a second reading made of a place.
  package mutating func note(_ reading: Word.Reading, at box: Box) {
    var isFirst = true
    for index in words.indices where box.holds(words[index].box) {
      words[index].again = isFirst ? reading : Word.Reading("", confidence: reading.confidence)
      isFirst = false
    }
  }
}

/// A document that will not be read, or not further, and why.
package struct DocumentRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  /// What kind of reason it is.
  package enum Code: String, Sendable, CaseIterable, Codable {
    /// No byte is in it.
    case empty
    /// The bytes are of no known kind of document.
    case unknownFormat = "unknown-format"
    /// It cannot be opened without a password.
    case encrypted
    /// It carries programs (JavaScript): what such a page shows may differ from what is printed.
    case activeContent = "active-content"
    /// More bytes, pages or pixels than the limits allow.
    case tooLarge = "too-large"
    /// A reader could not make sense of it.
    case unreadable
    /// A reader went beyond its memory, time or file size and was ended.
    case exhausted
    /// What reads documents is not installed or cannot be confined on this machine. Trying again elsewhere may help.
    case unavailable
  }

  package var code: Code
  package var reason: String

  package init(_ code: Code, _ reason: String) { (self.code, self.reason) = (code, reason) }

  package var description: String { reason }
}

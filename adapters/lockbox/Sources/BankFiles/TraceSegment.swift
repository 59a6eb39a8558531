// The reassociation trace, an X12 TRN segment, wherever a bank puts it: in ACH addenda or in the text of a BAI2 item.

/// `TRN*1*trace*originator*supplement`: what ties a payment to its remittance advice.
///
/// Health care EFT (CAQH CORE operating rule 370) asks for it in the CCD+ addenda, ended by `\` or `~`.
package struct TraceSegment: Sendable, Equatable {
  /// TRN02, the trace number of the advice.
  package var number: String
  /// TRN03, the payer's identifier: a digit 1 and a tax identifier.
  package var originator: String?
  /// TRN04, a further number of the payer.
  package var supplement: String?
  /// Whether a terminator followed, so that nothing can be missing at the end.
  package var isTerminated: Bool

  /// The longest trace number that X12 allows (data element 127).
  static let longestNumber = 50
  /// The longest identifier that is taken for one; X12 allows ten characters (data element 509), banks pad it.
  static let longestIdentifier = 30

  /// The first TRN segment of trace type 1 in a text, or nil.
  package init?(in text: String) {
    var text = text
    guard let found = text.withUTF8(Self.first) else { return nil }
    self = found
  }

  /// The trace in text that came in several lines: a line that holds all of it, else the lines put together.
  package init?(lines: [String]) {
    let single = lines.lazy.compactMap { TraceSegment(in: $0) }.first
    if let single, single.isTerminated || (single.originator?.count ?? 0) >= 10 {
      self = single
    } else if let joined = TraceSegment(in: lines.joined()), joined.isTerminated || single == nil {
      self = joined
    } else if let single {
      self = single
    } else {
      return nil
    }
  }

  init(number: String, originator: String?, supplement: String?, isTerminated: Bool) {
    self.number = number
    self.originator = originator
    self.supplement = supplement
    self.isTerminated = isTerminated
  }

  /// Looks byte by byte: an advice's trace is ASCII, and most texts hold none.
  private static func first(in text: UnsafeBufferPointer<UInt8>) -> TraceSegment? {
    var index = 0
    while index + 4 <= text.count {
      if text[index] == UInt8(ascii: "T"), isStart(text, index), let found = read(text[(index + 3)...]) { return found }
      index += 1
    }
    return nil
  }

  /// The segment's name stands alone and a separator follows it. What is not ASCII is taken for a letter.
  private static func isStart(_ text: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    guard text[index + 1] == UInt8(ascii: "R"), text[index + 2] == UInt8(ascii: "N"), isSeparator(text[index + 3])
    else { return false }
    guard index > 0 else { return true }
    let before = text[index - 1]
    let isLetter = (before | 0x20) &- 0x61 < 26 || before >= 0x80
    return !isLetter && !(before &- 0x30 < 10)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "|") || byte == UInt8(ascii: "^")
  }

  private static func isTerminator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "~") || byte == 0x0A || byte == 0x0D
  }

  /// Reads what follows the name: separator, trace type, number, originator, supplement.
  private static func read(_ tail: Slice<UnsafeBufferPointer<UInt8>>) -> TraceSegment? {
    let end = tail.firstIndex(where: isTerminator)
    let elements = tail[(tail.startIndex + 1)..<(end ?? tail.endIndex)]
      .split(separator: tail[tail.startIndex], maxSplits: 4, omittingEmptySubsequences: false).map(word)
    guard elements.count >= 2, elements[0].elementsEqual(CollectionOfOne(UInt8(ascii: "1"))),
      (1...longestNumber).contains(elements[1].count)
    else { return nil }
    return TraceSegment(
      number: String(decoding: elements[1], as: UTF8.self), originator: element(2, of: elements),
      supplement: element(3, of: elements), isTerminated: end != nil)
  }

  private static func element(_ index: Int, of elements: [Slice<UnsafeBufferPointer<UInt8>>]) -> String? {
    guard index < elements.count, (1...longestIdentifier).contains(elements[index].count) else { return nil }
    return String(decoding: elements[index], as: UTF8.self)
  }

  /// An element up to the first space: the bank's own text may follow an unterminated segment.
  private static func word(_ element: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
    element.drop { $0 == 0x20 }.prefix { $0 != 0x20 }
  }
}

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
  static let separators: Set<Character> = ["*", "|", "^"]
  static let terminators: Set<Character> = ["\\", "~", "\n", "\r"]

  /// The first TRN segment of trace type 1 in a text, or nil.
  package init?(in text: String) {
    let characters = Array(text)
    for start in characters.indices where Self.isStart(of: "TRN", in: characters, at: start) {
      if let found = Self.read(characters[(start + 3)...]) {
        self = found
        return
      }
    }
    return nil
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

  /// The segment's name stands alone and a separator follows it.
  private static func isStart(of name: String, in text: [Character], at index: Int) -> Bool {
    guard index + name.count < text.count, text[index..<(index + name.count)].elementsEqual(name) else { return false }
    let standsAlone = index == 0 || !(text[index - 1].isLetter || text[index - 1].isNumber)
    return standsAlone && separators.contains(text[index + name.count])
  }

  /// Reads what follows the name: separator, trace type, number, originator, supplement.
  private static func read(_ tail: ArraySlice<Character>) -> TraceSegment? {
    guard let separator = tail.first else { return nil }
    let end = tail.firstIndex(where: terminators.contains)
    let elements = tail[tail.startIndex..<(end ?? tail.endIndex)].dropFirst()
      .split(separator: separator, omittingEmptySubsequences: false).map(word)
    guard elements.count >= 2, elements[0] == "1", !elements[1].isEmpty, elements[1].count <= longestNumber else {
      return nil
    }
    return TraceSegment(
      number: elements[1], originator: element(2, of: elements), supplement: element(3, of: elements),
      isTerminated: end != nil)
  }

  private static func element(_ index: Int, of elements: [String]) -> String? {
    guard index < elements.count, (1...longestIdentifier).contains(elements[index].count) else { return nil }
    return elements[index]
  }

  /// An element up to the first space: the bank's own text may follow an unterminated segment.
  private static func word(_ element: ArraySlice<Character>) -> String {
    String(element.drop { $0 == " " }.prefix { $0 != " " })
  }
}

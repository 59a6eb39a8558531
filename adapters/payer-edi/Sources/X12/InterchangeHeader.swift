// The ISA segment's first job: to say which bytes separate what follows.

/// The separators as an ISA declares them (X12.5, ISA: bytes 4, ISA11, ISA16 and the byte after it).
///
/// The standard's ISA has 106 bytes; senders trim its padding, wrap it at 80 columns or pad it too far. So it is cut at
/// its separators, not by columns.
package struct InterchangeHeader {
  /// What can be wrong with an ISA.
  package enum Problem: Sendable, Equatable {
    /// Not 106 bytes long.
    case length
    /// ISA16 is missing; the usual component separator is assumed.
    case componentMissing
    /// The separators cannot be told apart, or the ISA does not end.
    case unusable
  }

  /// Nil where they are no use.
  package private(set) var delimiters: Delimiters?
  package private(set) var problems: [Problem] = []

  /// Nil where the bytes do not begin with an ISA.
  package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count >= 4, bytes[0] == UInt8(ascii: "I"), bytes[1] == UInt8(ascii: "S"),
      bytes[2] == UInt8(ascii: "A"), !ASCII.isAlphanumeric(bytes[3])
    else { return nil }
    guard let found = InterchangeHeader.locate(bytes) else {
      problems = [.unusable]
      return
    }
    var delimiters = Delimiters(
      element: bytes[3], component: found.component, repetition: nil, segment: found.terminator)
    if let repetition = found.repetition, !ASCII.isAlphanumeric(repetition), repetition != ASCII.space {
      delimiters.repetition = repetition
    }
    delimiters.dropAmbiguousRepetition()
    if found.length != 106 { problems.append(.length) }
    if found.isComponentMissing { problems.append(.componentMissing) }
    if delimiters.areUsable { self.delimiters = delimiters } else { problems.append(.unusable) }
  }

  private struct Located {
    var component: UInt8
    var terminator: UInt8
    var repetition: UInt8?
    var length: Int
    var isComponentMissing = false
  }

  /// Walks over the sixteen elements. Line ends inside do not count.
  private static func locate(_ bytes: UnsafeBufferPointer<UInt8>) -> Located? {
    var elements = 0
    var index = 3
    var length = 3
    var repetition: UInt8?
    var repetitionLength = 0
    while index < bytes.count, elements < 16 {
      let byte = bytes[index]
      index += 1
      if ASCII.isLineEnd(byte) { continue }
      length += 1
      if byte == bytes[3] {
        elements += 1
      } else if elements == 11 {
        repetition = byte
        repetitionLength += 1
      }
    }
    while index < bytes.count, ASCII.isLineEnd(bytes[index]) { index += 1 }
    guard elements == 16, index < bytes.count else { return nil }
    if repetitionLength != 1 { repetition = nil }
    return end(bytes, at: index, length: length, repetition: repetition)
  }

  /// Reads ISA16 at `index` and the terminator behind it.
  private static func end(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, length: Int, repetition: UInt8?
  ) -> Located? {
    let component = bytes[index]
    guard index + 1 < bytes.count else { return nil }
    let next = bytes[index + 1]
    if ASCII.isAlphanumeric(next) || (ASCII.isLineEnd(next) && component == 0x7E) {
      // A letter cannot end the segment: ISA16 was left out, and what stands in its place is the terminator.
      return Located(
        component: Delimiters.usual.component, terminator: component, repetition: repetition, length: length + 1,
        isComponentMissing: true)
    }
    var terminator = next
    if ASCII.isLineEnd(next) {
      // Either the terminator is a line end, or the line was wrapped just here and the terminator follows.
      var after = index + 1
      while after < bytes.count, ASCII.isLineEnd(bytes[after]) { after += 1 }
      if after < bytes.count, !ASCII.isAlphanumeric(bytes[after]), bytes[after] != ASCII.space {
        terminator = bytes[after]
      }
    }
    return Located(component: component, terminator: terminator, repetition: repetition, length: length + 2)
  }
}

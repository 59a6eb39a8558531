// Eight bytes at a time: which of them need a look. Most bytes of a document are plain text and are stepped over.

/// Finds the bytes that ``ByteClass`` may not call plain: separators, control characters, non-ASCII, and what JSON
/// escapes. It may mark a plain byte (a control character that is a separator inside elements), never miss another.
struct ByteMarks {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080
  private static let lows = ~highs

  private let element: UInt64
  private let terminator: UInt64

  init(_ delimiters: Delimiters) {
    element = UInt64(delimiters.element) &* ByteMarks.ones
    terminator = UInt64(delimiters.segment) &* ByteMarks.ones
  }

  /// The high bit of each byte that is marked; the first byte in memory is the lowest.
  ///
  /// A sum of seven bits each and a constant never carries into the next byte, so each high bit is exact.
  @inline(__always)
  func marks(_ word: UInt64) -> UInt64 {
    let low = word & ByteMarks.lows
    let isPrintable = low &+ 0x6060_6060_6060_6060  // 0x20 and more
    let isDelete = low &+ ByteMarks.ones  // 0x7F
    let isPlain =
      isPrintable & differs(word, element) & differs(word, terminator) & differs(word, 0x22 &* ByteMarks.ones)
      & differs(word, 0x5C &* ByteMarks.ones)
    return (word | isDelete | ~isPlain) & ByteMarks.highs
  }

  /// The high bit of each byte in which the words differ.
  @inline(__always)
  private func differs(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let difference = left ^ right
    return ((difference & ByteMarks.lows) &+ ByteMarks.lows) | difference
  }
}

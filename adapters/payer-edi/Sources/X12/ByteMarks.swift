// Sixteen bytes at a time: which of them need a look. Most bytes of a document are plain text and are stepped over.

/// Finds the bytes that ``ByteClass`` may not call plain: separators, control characters, non-ASCII, and what JSON
/// escapes. It may mark a plain byte (a control character that is a separator inside elements), never miss another.
struct ByteMarks {
  /// How many bytes are looked at together.
  static let width = 16
  private typealias Bytes = SIMD16<UInt8>
  private typealias Signed = SIMD16<Int8>

  // Whole vectors: the compiler compares a vector with a number lane by lane.
  private static var quotationMark: Bytes { Bytes(repeating: 0x22) }
  private static var backslash: Bytes { Bytes(repeating: 0x5C) }
  private static var delete: Bytes { Bytes(repeating: 0x7F) }
  private static var space: Signed { Signed(repeating: 0x20) }

  private let element: Bytes
  private let terminator: Bytes

  init(_ delimiters: Delimiters) {
    element = Bytes(repeating: delimiters.element)
    terminator = Bytes(repeating: delimiters.segment)
  }

  /// The high bit of each byte that is marked, eight bytes in each half; the first byte in memory is the lowest.
  @inline(__always)
  func marks(_ bytes: UnsafePointer<UInt8>) -> SIMD2<UInt64> {
    let bytes = UnsafeRawPointer(bytes).loadUnaligned(as: Bytes.self)
    let isSeparator = (bytes .== element) .| (bytes .== terminator)
    let isEscaped = (bytes .== ByteMarks.quotationMark) .| (bytes .== ByteMarks.backslash)
    // As signed numbers, everything beyond ASCII is below the space.
    let isSpecial = (unsafeBitCast(bytes, to: Signed.self) .< ByteMarks.space) .| (bytes .== ByteMarks.delete)
    let marked = isSeparator .| isEscaped .| isSpecial
    return unsafeBitCast(marked, to: SIMD2<UInt64>.self) & 0x8080_8080_8080_8080
  }
}

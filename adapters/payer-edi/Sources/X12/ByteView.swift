// A run of bytes inside the reader's buffer, and the few questions that are asked of it.

/// A view of bytes that the reader owns: no copy, no allocation.
///
/// It is valid only until the reader moves to the next segment; what must live longer is copied out as text or bytes.
/// Public, like the segment, because the compiler inlines no declaration of package access into another module.
@frozen public struct ByteView {
  /// How many bytes behind an element may be read, whatever they are: so that a short value can be copied by a copy of
  /// fixed length.
  public static let readableBeyond = 16

  /// The first byte. Never read when ``count`` is 0.
  public let base: UnsafePointer<UInt8>
  /// How many bytes.
  public let count: Int

  @inlinable public init(base: UnsafePointer<UInt8>, count: Int) {
    self.base = base
    self.count = count
  }

  @inlinable @inline(__always) public var isEmpty: Bool { count == 0 }

  /// The byte at `index`, or 0 where there is none.
  @inlinable @inline(__always) public subscript(index: Int) -> UInt8 { index >= 0 && index < count ? base[index] : 0 }

  /// The same without spaces at the end, which X12 does not count as part of a value.
  @inlinable @inline(__always) public var trimmed: ByteView {
    var length = count
    while length > 0, base[length - 1] == 0x20 { length -= 1 }
    return ByteView(base: base, count: length)
  }

  /// The same without spaces at either end, for numbers and dates.
  @inlinable @inline(__always) public var stripped: ByteView {
    var skipped = 0
    while skipped < count, base[skipped] == 0x20 { skipped += 1 }
    return ByteView(base: base + skipped, count: count - skipped).trimmed
  }

  /// Up to eight bytes packed big-endian into one number, to compare codes without text; nil if there are more.
  @inlinable public var packed: UInt64? {
    guard count <= 8 else { return nil }
    var value: UInt64 = 0
    for index in 0..<count { value = value << 8 | UInt64(base[index]) }
    return value
  }

  /// Whether the bytes are exactly this ASCII text.
  @inlinable @inline(__always) public func equals(_ text: StaticString) -> Bool {
    guard text.utf8CodeUnitCount == count else { return false }
    for index in 0..<count where text.utf8Start[index] != base[index] { return false }
    return true
  }

  /// Whether all bytes are ASCII letters or digits.
  public var isAlphanumeric: Bool {
    for index in 0..<count where !ASCII.isAlphanumeric(base[index]) { return false }
    return true
  }

  /// The part numbered `index` (from 0) when cut at `separator`; empty where there is none.
  @inlinable public func component(_ index: Int, separator: UInt8) -> ByteView {
    var part = 0
    var start = 0
    var position = 0
    while position <= count {
      if position == count || base[position] == separator {
        if part == index { return ByteView(base: base + start, count: position - start) }
        part += 1
        start = position + 1
      }
      position += 1
    }
    return ByteView(base: base, count: 0)
  }

  /// The bytes as text: UTF-8 where they are valid UTF-8, else each byte as its ISO-8859-1 character.
  public var text: String {
    let buffer = UnsafeBufferPointer(start: base, count: count)
    if let valid = String(validating: buffer, as: UTF8.self) { return valid }
    var scalars = String.UnicodeScalarView()
    for byte in buffer { scalars.append(Unicode.Scalar(byte)) }
    return String(scalars)
  }

  /// Whether the bytes are valid UTF-8.
  public var isUTF8: Bool {
    String(validating: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) != nil
  }
}

/// Byte classes of ASCII.
public enum ASCII {
  /// LF.
  public static let lineFeed: UInt8 = 0x0A
  /// CR.
  public static let carriageReturn: UInt8 = 0x0D
  /// The space.
  public static let space: UInt8 = 0x20

  @inlinable public static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inlinable public static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- 0x61 < 26
  }

  @inlinable public static func isLineEnd(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
}

extension ByteView {
  /// Whether it is what the events' schemas take as a number: an optional minus, up to 15 digits on either side of a
  /// point.
  public var isPlainDecimal: Bool {
    var digits = (before: 0, after: 0)
    var hasPoint = false
    for index in 0..<count {
      let byte = self[index]
      if byte == UInt8(ascii: "-"), index == 0 { continue }
      if byte == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else if ASCII.isDigit(byte) {
        if hasPoint { digits.after += 1 } else { digits.before += 1 }
      } else {
        return false
      }
    }
    return digits.before + digits.after > 0 && digits.before <= 15 && digits.after <= 15
  }
}

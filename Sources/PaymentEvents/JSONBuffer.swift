// A growing run of bytes that JSON is written into: for events that come by the million.

/// Writes canonical JSON (RFC 8785) piece by piece. Keys are the caller's business: it writes them in sorted order.
///
/// A class around plain memory: the same few buffers serve a whole file, and appending never allocates twice. Public,
/// since the compiler inlines no declaration of package access into another module.
public final class JSONBuffer {
  // Checking each access at run time would cost a quarter of all; none of them calls back in between.
  @exclusivity(unchecked) @usableFromInline var length = 0
  @exclusivity(unchecked) @usableFromInline var capacity: Int
  @exclusivity(unchecked) @usableFromInline var memory: UnsafeMutablePointer<UInt8>
  /// How many bytes can always be read and written behind the content.
  @usableFromInline static let short = 16

  /// - Parameter capacity: how many bytes there is room for at first.
  public init(capacity: Int = 4096) {
    self.capacity = max(64, capacity)
    memory = .allocate(capacity: self.capacity + JSONBuffer.short)
  }

  deinit { memory.deallocate() }

  /// How many bytes were written.
  @inlinable public var count: Int { length }

  /// Whether nothing was written.
  @inlinable public var isEmpty: Bool { length == 0 }

  /// What was written; valid until the next append.
  @inlinable public var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory, count: length) }

  /// Forgets the content and keeps the memory.
  @inlinable public func clear() { length = 0 }

  /// Forgets the first `count` bytes.
  public func removeFirst(_ count: Int) {
    guard count > 0, count <= length else { return }
    memory.update(from: memory + count, count: length - count)
    length -= count
  }

  @inlinable @inline(__always)
  func reserve(_ more: Int) {
    if capacity - length < more { grow(more) }
  }

  @usableFromInline @inline(never)
  func grow(_ more: Int) {
    capacity = max(capacity * 2, length + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + JSONBuffer.short)
    larger.update(from: memory, count: length)
    memory.deallocate()
    memory = larger
  }
}

// MARK: - Raw pieces

extension JSONBuffer {
  /// One byte as it is.
  @inlinable @inline(__always)
  public func append(_ byte: UInt8) {
    reserve(1)
    memory[length] = byte
    length += 1
  }

  /// Text of the program as it is.
  @inlinable @inline(__always)
  public func append(_ text: StaticString) { append(text.utf8Start, text.utf8CodeUnitCount) }

  /// All of another buffer.
  @inlinable @inline(__always)
  public func append(_ other: JSONBuffer) { append(UnsafePointer(other.memory), other.length) }

  /// A part of another buffer.
  @inlinable
  public func append(_ other: JSONBuffer, _ range: Range<Int>) {
    guard range.lowerBound >= 0, range.upperBound <= other.length else { return }
    append(short: UnsafePointer(other.memory) + range.lowerBound, range.count)
  }

  /// Bytes as they are.
  @inlinable @inline(__always)
  public func append(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    reserve(count)
    (memory + length).update(from: bytes, count: count)
    length += count
  }

  /// Bytes that are mostly few, behind which 16 more can be read. A copy of fixed length is two instructions, one of
  /// any length is a call.
  @inlinable @inline(__always)
  public func append(short bytes: UnsafePointer<UInt8>, _ count: Int) {
    reserve(count)
    let target = memory + length
    if count <= JSONBuffer.short {
      let value = UnsafeRawPointer(bytes).loadUnaligned(as: SIMD16<UInt8>.self)
      UnsafeMutableRawPointer(target).storeBytes(of: value, as: SIMD16<UInt8>.self)
    } else {
      target.update(from: bytes, count: count)
    }
    length += count
  }

  /// Bytes as they are.
  @inlinable
  public func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { part in
      if let base = part.baseAddress { append(base, part.count) }
    }
  }

  /// A comma, unless nothing was written yet.
  @inlinable @inline(__always)
  public func separate() { if length > 0 { append(UInt8(ascii: ",")) } }
}

// MARK: - Values

extension JSONBuffer {
  /// A whole number.
  public func append(number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    let (rest, last) = number.magnitude.quotientAndRemainder(dividingBy: 100_000_000)
    if rest == 0 {
      let digits = EightDigits(last)
      append(digits.word, digits.leadingZeros)
    } else {
      append(number: Int64(rest))
      append(EightDigits(last).word, 0)
    }
  }

  /// A date as `"YYYY-MM-DD"`.
  /// - Parameter day: year, month and day as one number, for instance 20260302.
  public func append(day: Int) {
    let digits = EightDigits(UInt64(day)).word
    reserve(12)
    let place = UnsafeMutableRawPointer(memory + length)
    place.storeBytes(of: UInt8(ascii: "\""), as: UInt8.self)
    place.storeBytes(of: UInt32(truncatingIfNeeded: digits).littleEndian, toByteOffset: 1, as: UInt32.self)
    place.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 5, as: UInt8.self)
    place.storeBytes(of: UInt16(truncatingIfNeeded: digits &>> 32).littleEndian, toByteOffset: 6, as: UInt16.self)
    place.storeBytes(of: UInt8(ascii: "-"), toByteOffset: 8, as: UInt8.self)
    place.storeBytes(of: UInt16(truncatingIfNeeded: digits &>> 48).littleEndian, toByteOffset: 9, as: UInt16.self)
    place.storeBytes(of: UInt8(ascii: "\""), toByteOffset: 11, as: UInt8.self)
    length += 12
  }

  /// Eight digits without the first `skipped` of them.
  @inline(__always)
  private func append(_ digits: UInt64, _ skipped: Int) {
    reserve(8)
    let kept = digits &>> UInt64(truncatingIfNeeded: skipped &* 8)
    UnsafeMutableRawPointer(memory + length).storeBytes(of: kept.littleEndian, as: UInt64.self)
    length += 8 - skipped
  }

  /// A date as `"YYYY-MM-DD"`.
  public func append(date: LocalDate) {
    let (year, month, day) = date.components
    append(day: year * 10_000 + month * 100 + day)
  }

  /// Bytes as lower-case hexadecimal digits, without quotes.
  public func append(hexadecimal bytes: some Sequence<UInt8>) {
    for byte in bytes {
      append(Hexadecimal.digit(byte >> 4))
      append(Hexadecimal.digit(byte & 15))
    }
  }

  /// A string.
  public func append(string: String) {
    append(UInt8(ascii: "\""))
    append(text: string)
    append(UInt8(ascii: "\""))
  }

  /// The inside of a string.
  public func append(text: String) {
    var text = text
    text.withUTF8 { append(utf8: $0) }
  }

  /// The inside of a string, of bytes from outside: UTF-8 where they are valid UTF-8, else each byte is its ISO-8859-1
  /// character.
  public func append(text bytes: UnsafeBufferPointer<UInt8>) {
    if String(validating: bytes, as: UTF8.self) != nil { return append(utf8: bytes) }
    for byte in bytes {
      if byte >= 0x80 {
        // ISO-8859-1 is the first 256 code points: two bytes in UTF-8.
        append(0xC0 | byte >> 6)
        append(0x80 | byte & 0x3F)
      } else {
        append(escaping: byte)
      }
    }
  }

  /// Valid UTF-8: runs without anything to escape are copied as they are.
  private func append(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    var start = 0
    for index in 0..<bytes.count {
      let byte = base[index]
      if byte >= 0x20, byte != 0x22, byte != 0x5C { continue }
      append(base + start, index - start)
      append(escaping: byte)
      start = index + 1
    }
    append(base + start, bytes.count - start)
  }

  /// One byte of a string by RFC 8785, section 3.2.2.2.
  private func append(escaping byte: UInt8) {
    switch byte {
    case 0x22: append("\\\"")
    case 0x5C: append("\\\\")
    case 0x08: append("\\b")
    case 0x09: append("\\t")
    case 0x0A: append("\\n")
    case 0x0C: append("\\f")
    case 0x0D: append("\\r")
    case 0..<0x20:
      append("\\u00")
      append(byte < 0x10 ? 0x30 : 0x31)
      append(Hexadecimal.digit(byte & 0x0F))
    default: append(byte)
    }
  }
}

// A growing run of bytes that JSON is written into, straight from the bytes of the document.

import X12

/// Writes canonical JSON (RFC 8785) piece by piece. Keys are the caller's business: it writes them in sorted order.
///
/// A class around plain memory: the same few buffers serve a whole file, and appending never allocates twice.
final class JSONBuffer {
  /// How many bytes can always be read and written behind the content.
  private static let short = ByteView.readableBeyond
  private(set) var count = 0
  private var capacity: Int
  private var memory: UnsafeMutablePointer<UInt8>

  init(capacity: Int = 4096) {
    self.capacity = max(64, capacity)
    memory = .allocate(capacity: self.capacity + JSONBuffer.short)
  }

  deinit { memory.deallocate() }

  var isEmpty: Bool { count == 0 }

  /// What was written; valid until the next append.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory, count: count) }

  /// The content with a part of another in the middle.
  func bytes(with other: JSONBuffer, _ range: Range<Int>, insertedAt middle: Int) -> [UInt8] {
    let head = UnsafeBufferPointer(start: memory, count: middle)
    let tail = UnsafeBufferPointer(start: memory + middle, count: count - middle)
    let inner = UnsafeBufferPointer(rebasing: other.bytes[range])
    return [UInt8](unsafeUninitializedCapacity: count + inner.count) { target, length in
      for part in [head, inner, tail] {
        _ = UnsafeMutableBufferPointer(rebasing: target[length...]).initialize(from: part)
        length += part.count
      }
    }
  }

  /// Forgets the content and keeps the memory.
  func clear() { count = 0 }

  /// Forgets the first `length` bytes.
  func removeFirst(_ length: Int) {
    guard length > 0, length <= count else { return }
    memory.update(from: memory + length, count: count - length)
    count -= length
  }

  @inline(__always)
  func reserve(_ more: Int) {
    if capacity - count < more { grow(more) }
  }

  @inline(never)
  private func grow(_ more: Int) {
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + JSONBuffer.short)
    larger.update(from: memory, count: count)
    memory.deallocate()
    memory = larger
  }
}

// MARK: - Raw pieces

extension JSONBuffer {
  @inline(__always)
  func append(_ byte: UInt8) {
    reserve(1)
    memory[count] = byte
    count += 1
  }

  @inline(__always)
  func append(_ text: StaticString) { append(text.utf8Start, text.utf8CodeUnitCount) }

  @inline(__always)
  func append(_ other: JSONBuffer) { append(UnsafePointer(other.memory), other.count) }

  func append(_ other: JSONBuffer, _ range: Range<Int>) {
    guard range.lowerBound >= 0, range.upperBound <= other.count else { return }
    append(short: UnsafePointer(other.memory) + range.lowerBound, range.count)
  }

  @inline(__always)
  func append(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
    reserve(length)
    (memory + count).update(from: bytes, count: length)
    count += length
  }

  /// Bytes that are mostly few, behind which ``short`` more can be read. A copy of fixed length is two instructions,
  /// one of any length is a call.
  @inline(__always)
  private func append(short bytes: UnsafePointer<UInt8>, _ length: Int) {
    reserve(length)
    let target = memory + count
    if length <= JSONBuffer.short {
      let value = UnsafeRawPointer(bytes).loadUnaligned(as: SIMD16<UInt8>.self)
      UnsafeMutableRawPointer(target).storeBytes(of: value, as: SIMD16<UInt8>.self)
    } else {
      target.update(from: bytes, count: length)
    }
    count += length
  }

  /// A comma, unless nothing was written yet.
  @inline(__always)
  func separate() { if count > 0 { append(UInt8(ascii: ",")) } }
}

// MARK: - Values

extension JSONBuffer {
  /// A whole number.
  func append(number: Int64) {
    reserve(20)
    if number < 0 { append(UInt8(ascii: "-")) }
    var rest = number.magnitude
    var digits = 1
    var bound: UInt64 = 10
    while digits < 19, rest >= bound {
      digits += 1
      bound *= 10
    }
    var place = count + digits
    while rest >= 100 {
      place -= 2
      let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
      write(pair: Int(truncatingIfNeeded: pair), at: place)
      rest = quotient
    }
    if rest >= 10 {
      write(pair: Int(truncatingIfNeeded: rest), at: place - 2)
    } else {
      memory[place - 1] = UInt8(truncatingIfNeeded: rest) + 0x30
    }
    count += digits
  }

  /// Two digits; the place must be reserved.
  @inline(__always)
  private func write(pair: Int, at place: Int) {
    let tens = pair / 10
    memory[place] = UInt8(truncatingIfNeeded: tens) + 0x30
    memory[place + 1] = UInt8(truncatingIfNeeded: pair - tens * 10) + 0x30
  }

  /// A date as `"YYYY-MM-DD"`.
  func append(date: X12Date) {
    reserve(12)
    let number = Int(date.number)
    let (year, month) = (number / 10_000, number / 100)
    memory[count] = UInt8(ascii: "\"")
    write(pair: year / 100, at: count + 1)
    write(pair: year % 100, at: count + 3)
    memory[count + 5] = UInt8(ascii: "-")
    write(pair: month % 100, at: count + 6)
    memory[count + 8] = UInt8(ascii: "-")
    write(pair: number - month * 100, at: count + 9)
    memory[count + 11] = UInt8(ascii: "\"")
    count += 12
  }

  /// A string. Bytes that need no care are copied as they are.
  @inline(__always)
  func append(string: ByteView, isPlain: Bool) {
    append(UInt8(ascii: "\""))
    append(text: string, isPlain: isPlain)
    append(UInt8(ascii: "\""))
  }

  /// The inside of a string. Where it is plain it must be an element's.
  @inline(__always)
  func append(text: ByteView, isPlain: Bool) {
    if isPlain { append(short: text.base, text.count) } else { appendEscaped(text) }
  }

  /// A string of our own.
  func append(string: String) {
    var string = string
    string.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return append("\"\"") }
      append(string: ByteView(base: base, count: bytes.count), isPlain: false)
    }
  }

  private func appendEscaped(_ text: ByteView) {
    let isUTF8 = text.isUTF8
    for index in 0..<text.count {
      let byte = text.base[index]
      if byte >= 0x80, !isUTF8 {
        // ISO-8859-1 is the first 256 code points: two bytes in UTF-8.
        append(0xC0 | byte >> 6)
        append(0x80 | byte & 0x3F)
      } else {
        append(escaping: byte)
      }
    }
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
      let low = byte & 0x0F
      append(low < 10 ? 0x30 + low : 0x57 + low)
    default: append(byte)
    }
  }
}

// JSON straight from the bytes of the document.

import PaymentEvents
import X12

extension JSONBuffer {
  /// A date as `"YYYY-MM-DD"`.
  func append(date: X12Date) { append(day: Int(date.number)) }

  /// A string. Bytes that need no care are copied as they are.
  @inline(__always)
  func append(string: ByteView, isPlain: Bool) {
    append(UInt8(ascii: "\""))
    append(text: string, isPlain: isPlain)
    append(UInt8(ascii: "\""))
  }

  /// The inside of a string. Where it is plain it must be an element's, behind which more can be read.
  @inline(__always)
  func append(text: ByteView, isPlain: Bool) {
    if isPlain {
      append(short: text.base, text.count)
    } else {
      append(text: UnsafeBufferPointer(start: text.base, count: text.count))
    }
  }
}

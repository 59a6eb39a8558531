// Whole minor units from digits, and sums that notice when they leave the range of exact amounts.

/// Arithmetic on amounts in minor units (cents), never past what every JSON reader keeps exact.
package enum ExactAmount {
  /// The largest absolute amount: 2^53 - 1.
  package static let limit: Int64 = 9_007_199_254_740_991

  /// Reads digits with an optional leading sign. Nil if it is anything else, empty, or beyond the limit.
  package static func parse(_ bytes: some Sequence<UInt8>) -> Int64? {
    var value: Int64 = 0
    var digits = 0
    var sign: UInt8?
    for byte in bytes {
      if digits == 0, sign == nil, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
        sign = byte
      } else {
        guard (48...57).contains(byte), value <= limit / 10 else { return nil }
        value = value * 10 + Int64(byte - 48)
        digits += 1
      }
    }
    guard digits > 0, value <= limit else { return nil }
    return sign == UInt8(ascii: "-") ? -value : value
  }

  /// The sum, or nil if it is beyond the limit.
  package static func sum(_ left: Int64, _ right: Int64) -> Int64? {
    let (value, overflow) = left.addingReportingOverflow(right)
    return overflow || value > limit || value < -limit ? nil : value
  }
}

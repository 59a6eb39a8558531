// Decimal text to whole cents, exactly. Never by way of floating point.

/// An amount as an element says it.
package enum Cents: Equatable, Sendable {
  /// Whole cents.
  case value(Int64)
  /// The element is empty or absent.
  case missing
  /// Not a decimal number.
  case notNumeric
  /// More than two decimals that are not zeros.
  case tooPrecise
  /// Beyond ±(2^53 − 1) cents.
  case tooLarge

  /// Reads X12's decimal type (X12.6, R): an optional sign, digits, at most one point. Spaces around it do not count.
  package init(_ bytes: ByteView) {
    let text = bytes.stripped
    guard text.count > 0 else {
      self = .missing
      return
    }
    if let cents = Cents.usual(text) {
      self = .value(cents)
      return
    }
    var index = 0
    let isNegative = text.base[0] == UInt8(ascii: "-")
    if isNegative || text.base[0] == UInt8(ascii: "+") { index = 1 }
    var number = DecimalDigits()
    while index < text.count {
      guard number.take(text.base[index]) else {
        self = .notNumeric
        return
      }
      index += 1
    }
    self = number.cents(isNegative: isNegative)
  }
}

extension Cents {
  /// An amount as nearly all are: at most 15 bytes, no plus, no more than two decimals. Nil for any other, which is not
  /// to say that it cannot be read.
  @inline(__always)
  private static func usual(_ text: ByteView) -> Int64? {
    guard text.count <= 15 else { return nil }
    let isNegative = text.base[0] == UInt8(ascii: "-")
    let start = isNegative ? 1 : 0
    var value: Int64 = 0
    var point = text.count
    for index in start..<text.count {
      let digit = text.base[index] &- 0x30
      if digit < 10 {
        value = value &* 10 &+ Int64(digit)
      } else if digit == 0xFE, point == text.count {  // a point
        point = index
      } else {
        return nil
      }
    }
    let decimals = max(0, text.count - point - 1)
    guard decimals <= 2, text.count - start > (point < text.count ? 1 : 0) else { return nil }
    let cents = value &* (decimals == 0 ? 100 : decimals == 1 ? 10 : 1)  // at most 17 digits
    guard cents <= X12Limits.cents else { return nil }
    return isNegative ? -cents : cents
  }
}

/// Digits taken one by one, as hundredths.
private struct DecimalDigits {
  private var value: Int64 = 0
  private var decimals = -1
  private var digits = 0
  private var isTooLarge = false
  private var isTooPrecise = false

  /// False where the byte cannot stand there.
  mutating func take(_ byte: UInt8) -> Bool {
    if byte == UInt8(ascii: ".") {
      guard decimals < 0 else { return false }
      decimals = 0
      return true
    }
    let digit = byte &- 0x30
    guard digit < 10 else { return false }
    digits += 1
    if decimals >= 0 { decimals += 1 }
    if decimals > 2 {
      if digit != 0 { isTooPrecise = true }
      return true
    }
    value = value &* 10 &+ Int64(digit)
    // Stays far from overflow: another digit is taken only while the value is within the limit.
    if value > X12Limits.cents {
      isTooLarge = true
      value = X12Limits.cents
    }
    return true
  }

  func cents(isNegative: Bool) -> Cents {
    guard digits > 0 else { return .notNumeric }
    if isTooPrecise { return .tooPrecise }
    let missing: Int64 = decimals <= 0 ? 100 : decimals == 1 ? 10 : 1
    guard !isTooLarge, value <= X12Limits.cents / missing else { return .tooLarge }
    return .value(isNegative ? -value * missing : value * missing)
  }
}

extension Int64 {
  /// Adds, or says that the sum is beyond ±(2^53 − 1).
  package mutating func addCents(_ other: Int64) -> Bool {
    let (sum, overflow) = addingReportingOverflow(other)
    guard !overflow, sum.magnitude <= UInt64(X12Limits.cents) else { return false }
    self = sum
    return true
  }
}

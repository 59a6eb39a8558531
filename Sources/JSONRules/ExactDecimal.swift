// Decimal numbers, exactly as written: for amounts and their comparison. No floating point.

/// A decimal number: `mantissa` divided by ten to the power of `scale`.
public struct ExactDecimal: Sendable {
  /// The most significant digits, zeros at the ends not counted.
  public static let maximumDigits = 30
  /// The largest exponent, either way.
  public static let maximumExponent = 30

  let mantissa: Int128
  let scale: Int

  /// Reads a JSON number, also one with an exponent; nil for anything else or beyond the limits.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
    guard let head = parts.first else { return nil }
    var exponent = 0
    if parts.count == 2 {
      guard let given = Int(parts[1]), abs(given) <= ExactDecimal.maximumExponent else { return nil }
      exponent = given
    }
    let isNegative = head.hasPrefix("-")
    let halves = head.dropFirst(isNegative ? 1 : 0).split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = halves.count == 2 ? halves[1] : ""
    guard let whole = halves.first, !whole.isEmpty, halves.count == 1 || !fraction.isEmpty else { return nil }
    self.init(whole: whole, fraction: fraction, isNegative: isNegative, exponent: exponent)
  }

  /// From the digits before and after the point; nil where there are others or too many.
  public init?(whole: some StringProtocol, fraction: some StringProtocol, isNegative: Bool, exponent: Int = 0) {
    var digits = Array(whole.utf8) + Array(fraction.utf8)
    guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    var scale = fraction.utf8.count - exponent
    while digits.last == 48, scale > 0 {
      digits.removeLast()
      scale -= 1
    }
    let significant = digits.drop { $0 == 48 }
    guard significant.count <= ExactDecimal.maximumDigits, abs(scale) <= 2 * ExactDecimal.maximumExponent else {
      return nil
    }
    let magnitude = significant.reduce(Int128(0)) { $0 * 10 + Int128($1 - 48) }
    mantissa = isNegative ? -magnitude : magnitude
    self.scale = magnitude == 0 ? 0 : scale
  }

  /// The number times ten to the power of `places`; nil where that is no whole number of 64 bits.
  public func units(places: Int) -> Int64? {
    let shift = places - scale
    guard shift >= 0, let value = ExactDecimal.shifted(mantissa, by: shift) else { return nil }
    return Int64(exactly: value)
  }

  /// Whether it is at least as large as another one.
  public func isAtLeast(_ other: ExactDecimal) -> Bool {
    let common = max(scale, other.scale)
    guard let left = ExactDecimal.shifted(mantissa, by: common - scale),
      let right = ExactDecimal.shifted(other.mantissa, by: common - other.scale)
    else {
      // Only one of them can be too large for 128 bits, and it is the one that is further from zero.
      let isOursLarger = mantissa != 0 && (common - scale) >= (common - other.scale)
      return isOursLarger ? mantissa > 0 : other.mantissa < 0
    }
    return left >= right
  }

  private static func shifted(_ number: Int128, by places: Int) -> Int128? {
    var value = number
    for _ in 0..<places {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    return value
  }
}

// Money as people write it, to whole minor units, exactly.

/// How amounts are written.
package struct MoneyFormat: Sendable, Equatable {
  /// What stands before the decimals.
  package var decimal: Character
  /// What stands between thousands; nil: nothing.
  package var grouping: Character?

  package init(decimal: Character = ".", grouping: Character? = ",") {
    self.decimal = decimal
    self.grouping = grouping
  }

  /// Minor units, above zero, as people write them, without separators of thousands.
  func text(_ cents: Int64) -> String { "\(cents / 100)\(decimal)\(cents / 10 % 10)\(cents % 10)" }

  /// Minor units of a currency with two decimals; nil for what is no amount, or has more decimals.
  ///
  /// A currency sign or code may stand at either end; parentheses, or a minus at either end, mean below zero.
  package func cents(_ text: String) -> Int64? { plainCents(text) ?? generalCents(text) }

  /// What most amounts are: digits, with a minus before them and two decimals or none. Nil of any other.
  private func plainCents(_ text: String) -> Int64? {
    guard let point = decimal.asciiValue else { return nil }
    var (value, digits, decimals) = (Int64(0), 0, -1)
    var isFirst = true
    for byte in text.utf8 {
      defer { isFirst = false }
      if byte == UInt8(ascii: "-"), isFirst { continue }
      if byte == point, decimals < 0, digits > 0 {
        decimals = 0
        continue
      }
      guard byte &- 0x30 < 10, digits < 15 else { return nil }
      value = value * 10 + Int64(byte - 0x30)
      digits += 1
      if decimals >= 0 { decimals += 1 }
    }
    guard digits > 0, decimals < 0 || decimals == 2 else { return nil }
    // Fifteen digits are within the exact range; without decimals two more are to come.
    guard decimals == 2 || digits <= 13 else { return nil }
    let cents = decimals == 2 ? value : value * 100
    return text.utf8.first == UInt8(ascii: "-") ? -cents : cents
  }

  private func generalCents(_ text: String) -> Int64? {
    var rest = text.filter { $0 != " " && $0 != "\u{A0}" }[...]
    var isNegative = false
    if rest.hasPrefix("("), rest.hasSuffix(")") {
      isNegative = true
      rest = rest.dropFirst().dropLast()
    }
    trimSigns(&rest, &isNegative)
    trimCurrency(&rest)
    trimSigns(&rest, &isNegative)
    let parts = rest.split(separator: decimal, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = digits(parts[0]) else { return nil }
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    guard decimals.count <= 2, decimals.allSatisfy({ $0.isASCII && $0.isNumber }), !(whole + decimals).isEmpty else {
      return nil
    }
    let padded = decimals + String(repeating: "0", count: 2 - decimals.count)
    return ExactAmount.parse(Array((whole + padded).utf8)).map { isNegative ? -$0 : $0 }
  }

  private func trimSigns(_ text: inout Substring, _ isNegative: inout Bool) {
    for sign in ["-", "+"] {
      if text.hasPrefix(sign) {
        text = text.dropFirst()
      } else if text.hasSuffix(sign) {
        text = text.dropLast()
      } else {
        continue
      }
      isNegative = isNegative != (sign == "-")
      return
    }
  }

  private func trimCurrency(_ text: inout Substring) {
    for code in ["$", "€", "£", "USD", "CAD", "EUR", "GBP"] {
      if text.hasPrefix(code) { text = text.dropFirst(code.count) }
      if text.hasSuffix(code) { text = text.dropLast(code.count) }
    }
  }

  /// The digits without separators of thousands, which must stand every three digits.
  private func digits(_ text: Substring) -> String? {
    guard let grouping, text.contains(grouping) else {
      return text.allSatisfy { $0.isASCII && $0.isNumber } ? String(text) : nil
    }
    let groups = text.split(separator: grouping, omittingEmptySubsequences: false)
    guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
    let joined = groups.joined()
    return joined.allSatisfy { $0.isASCII && $0.isNumber } ? joined : nil
  }
}

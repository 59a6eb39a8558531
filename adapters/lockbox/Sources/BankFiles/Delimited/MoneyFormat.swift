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
  /// A currency sign or code may stand at either end, if it is the currency's; parentheses, or a minus or plus at one
  /// end, say the sign, once: who writes two may mean either.
  /// - Parameter currency: ISO 4217; nil where it is not known yet, and any sign or code will do.
  package func cents(_ text: String, currency: String? = nil) -> Int64? {
    plainCents(text) ?? generalCents(text, currency)
  }

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

  private func generalCents(_ text: String, _ currency: String?) -> Int64? {
    var rest = Self.trimmed(text[...])
    var signs: [Character] = []
    if rest.hasPrefix("("), rest.hasSuffix(")") {
      signs.append("-")
      rest = Self.trimmed(rest.dropFirst().dropLast())
    }
    Self.takeSign(&rest, &signs)
    guard Self.takeCurrency(&rest, currency) else { return nil }
    Self.takeSign(&rest, &signs)
    guard signs.count <= 1 else { return nil }
    let parts = rest.split(separator: decimal, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = digits(parts[0]) else { return nil }
    let decimals = parts.count == 2 ? String(parts[1]) : ""
    guard decimals.count <= 2, decimals.allSatisfy({ $0.isASCII && $0.isNumber }), !(whole + decimals).isEmpty else {
      return nil
    }
    let padded = decimals + String(repeating: "0", count: 2 - decimals.count)
    return ExactAmount.parse(Array((whole + padded).utf8)).map { signs == ["-"] ? -$0 : $0 }
  }

  /// Blanks stand at the ends, or between the number and what stands beside it; within it they are of the format.
  private static func trimmed(_ text: Substring) -> Substring {
    var rest = text
    while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return rest
  }

  private static func isBlank(_ character: Character) -> Bool { character == " " || character == "\u{A0}" }

  private static func takeSign(_ text: inout Substring, _ signs: inout [Character]) {
    for sign in ["-", "+"] as [Character] {
      if text.first == sign {
        text = trimmed(text.dropFirst())
      } else if text.last == sign {
        text = trimmed(text.dropLast())
      } else {
        continue
      }
      signs.append(sign)
      return
    }
  }

  /// What names a currency, and which it may be.
  private static let currencies: [(sign: String, of: Set<String>)] = [
    ("US$", ["USD"]), ("CA$", ["CAD"]), ("USD", ["USD"]), ("CAD", ["CAD"]), ("EUR", ["EUR"]), ("GBP", ["GBP"]),
    ("CHF", ["CHF"]), ("€", ["EUR"]), ("£", ["GBP"]), ("$", ["USD", "CAD", "AUD", "NZD", "SGD", "HKD"]),
  ]

  /// False where another currency stands at an end.
  private static func takeCurrency(_ text: inout Substring, _ currency: String?) -> Bool {
    for known in currencies {
      let (begins, ends) = (text.hasPrefix(known.sign), text.hasSuffix(known.sign))
      guard begins || ends else { continue }
      if let currency, !known.of.contains(currency.uppercased()) { return false }
      if begins { text = trimmed(text.dropFirst(known.sign.count)) }
      if ends, text.hasSuffix(known.sign) { text = trimmed(text.dropLast(known.sign.count)) }
    }
    return true
  }

  /// The digits without separators of thousands, which must stand every three digits.
  private func digits(_ written: Substring) -> String? {
    let text = grouping == " " ? Substring(written.replacing("\u{A0}", with: " ")) : written
    guard let grouping, text.contains(grouping) else {
      return text.allSatisfy { $0.isASCII && $0.isNumber } ? String(text) : nil
    }
    let groups = text.split(separator: grouping, omittingEmptySubsequences: false)
    guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) else { return nil }
    let joined = groups.joined()
    return joined.allSatisfy { $0.isASCII && $0.isNumber } ? joined : nil
  }
}

// Amounts in another system's form, to whole cents: exactly, or not at all.

import JSONRules
import PaymentEvents

/// How a system writes amounts.
struct MoneyRule: Sendable {
  /// Decimal places that the amount is multiplied by: 2 for dollars, 0 for cents.
  let places: Int
  let decimalMark: Character
  let groupMark: Character?
  /// Whether `(12.50)` is negative.
  let allowsParentheses: Bool
  /// Whether `12.50-` is negative.
  let allowsTrailingSign: Bool
  /// What may stand before or after the digits, for instance `$`.
  let symbol: String?

  private static let standardMark: Character = "."

  /// `major` (dollars) or `minor` (cents), or a section with `unit` and the marks.
  init(_ node: RuleNode) throws(RuleError) {
    var section: [String: RuleNode] = ["unit": node]
    if case .map = node.content {
      section = try node.section(["unit", "decimalMark", "groupMark", "parentheses", "trailingSign", "symbol"])
    }
    guard let unit = section["unit"], let places = ["major": 2, "minor": 0][try unit.text()] else {
      throw (section["unit"] ?? node).error("the unit is major (dollars) or minor (cents)")
    }
    self.places = places
    decimalMark = try MoneyRule.mark(section["decimalMark"]) ?? MoneyRule.standardMark
    groupMark = try MoneyRule.mark(section["groupMark"])
    allowsParentheses = try section["parentheses"]?.boolean() ?? false
    allowsTrailingSign = try section["trailingSign"]?.boolean() ?? false
    symbol = try section["symbol"]?.text()
    guard decimalMark != groupMark else { throw node.error("decimalMark and groupMark are the same") }
  }

  private static func mark(_ node: RuleNode?) throws(RuleError) -> Character? {
    guard let node else { return nil }
    let text = try node.text()
    guard let mark = text.first, text.count == 1, !mark.isNumber, !"+-()".contains(mark) else {
      throw node.error("expected one character that is no digit and no sign")
    }
    return mark
  }

  /// The amount in cents.
  func cents(_ given: String) throws(ConversionFault) -> Int64 {
    var text = given.trimmed
    var isNegative = false
    if allowsParentheses, text.hasPrefix("("), text.hasSuffix(")") {
      text = String(text.dropFirst().dropLast()).trimmed
      isNegative = true
    }
    if !isNegative, allowsTrailingSign, let last = text.last, last == "-" || last == "+" {
      text = String(text.dropLast()).trimmed
      isNegative = last == "-"
    } else if !isNegative, let first = text.first, first == "-" || first == "+" {
      text = String(text.dropFirst()).trimmed
      isNegative = first == "-"
    }
    guard let number = decimal(withoutSymbol(text), isNegative) else {
      throw ConversionFault("not-money", "the value is no amount in the form that the rule describes")
    }
    guard let cents = number.units(places: places), abs(cents) <= Money.limit else {
      throw ConversionFault(
        "not-money", "the amount has fractions of a cent, or is beyond what an event carries; it is never rounded")
    }
    return cents
  }

  private func withoutSymbol(_ text: String) -> String {
    guard let symbol, !symbol.isEmpty else { return text }
    if text.hasPrefix(symbol) { return String(text.dropFirst(symbol.count)).trimmed }
    if text.hasSuffix(symbol) { return String(text.dropLast(symbol.count)).trimmed }
    return text
  }

  private func decimal(_ text: String, _ isNegative: Bool) -> ExactDecimal? {
    if text.contains(where: { $0 == "e" || $0 == "E" }) {  // a JSON number, which knows one form only
      return ExactDecimal((isNegative ? "-" : "") + text)
    }
    let halves = text.split(separator: decimalMark, maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = halves.count == 2 ? halves[1] : ""
    guard let first = halves.first, let whole = ungrouped(first), !(whole.isEmpty && fraction.isEmpty) else {
      return nil
    }
    return ExactDecimal(whole: whole, fraction: fraction, isNegative: isNegative)
  }

  /// The digits without group marks, which must stand before three digits each.
  private func ungrouped(_ digits: Substring) -> String? {
    guard let groupMark, digits.contains(groupMark) else { return String(digits) }
    let groups = digits.split(separator: groupMark, omittingEmptySubsequences: false)
    guard let first = groups.first, (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return nil }
    return groups.joined()
  }
}

// Amounts, days and numbers as documents write them and as recognition misreads them. What had to be put right is less
// sure. Amounts are whole cents from the digits; nothing passes through floating point.

import PaymentEvents

/// Values from texts.
package enum ValueText {
  /// What reading a value with a repair leaves of the confidence.
  static let repairFactor = 0.6

  /// An amount with two decimals: `1,234.56`, `$1,234.56`, `(12.00)`, `-12.00`, `12.00-`, `12.00CR`.
  package static func money(_ text: String) -> (value: Money, factor: Double)? {
    var body = text.filter { !$0.isWhitespace && $0 != "$" && $0 != "|" && $0 != "_" }
    var isNegative = false
    if body.hasPrefix("("), body.hasSuffix(")") {
      (isNegative, body) = (true, String(body.dropFirst().dropLast()))
    } else if body.uppercased().hasSuffix("CR") {
      (isNegative, body) = (true, String(body.dropLast(2)))
    } else if body.hasSuffix("-") {
      (isNegative, body) = (true, String(body.dropLast()))
    } else if body.hasPrefix("-") {
      (isNegative, body) = (true, String(body.dropFirst()))
    }
    let (repaired, wasRepaired) = digits(body)
    guard let cents = cents(repaired), let money = try? Money(cents: isNegative ? -cents : cents) else { return nil }
    return (money, wasRepaired ? repairFactor : 1)
  }

  /// Letters that recognition takes for digits, in a text that is a number but for them.
  private static func digits(_ text: String) -> (String, Bool) {
    let count = text.count { $0.isASCII && $0.isNumber }
    guard count * 2 > text.count else { return (text, false) }
    let repaired = String(text.map { confused[$0] ?? $0 })
    return (repaired, repaired != text)
  }

  private static let confused: [Character: Character] = [
    "O": "0", "o": "0", "l": "1", "I": "1", "S": "5", "B": "8", "Z": "2", "’": ",", "'": ",",
  ]

  private static func cents(_ text: String) -> Int64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, parts[1].allSatisfy(\.isDigit), !parts[0].isEmpty, text.count <= 18
    else { return nil }
    let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
    guard let first = groups.first, !first.isEmpty, first.allSatisfy(\.isDigit),
      groups.count == 1 || first.count <= 3,
      groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(\.isDigit) })
    else { return nil }
    return Int64(groups.joined() + parts[1])
  }

  /// A day: `03/05/2026`, `03/05/26`, `03-05-2026`, `2026-03-05`, `March 5, 2026`, `Mar 5 2026`. Month before day, as
  /// in the United States.
  package static func date(_ text: String) -> LocalDate? {
    let parts = text.split { " /-,.".contains($0) }
    guard parts.count == 3 else { return nil }
    if let month = months.firstIndex(where: { parts[0].count >= 3 && $0.hasPrefix(parts[0].lowercased()) }),
      let day = number(parts[1], 1...2), let year = number(parts[2], 4...4)
    {
      return LocalDate(year: year, month: month + 1, day: day)
    }
    if let year = number(parts[0], 4...4), let month = number(parts[1], 2...2), let day = number(parts[2], 2...2) {
      return LocalDate(year: year, month: month, day: day)
    }
    guard let month = number(parts[0], 1...2), let day = number(parts[1], 1...2) else { return nil }
    if let year = number(parts[2], 4...4) { return LocalDate(year: year, month: month, day: day) }
    return number(parts[2], 2...2).flatMap { LocalDate(year: 2_000 + $0, month: month, day: day) }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  private static func number(_ text: Substring, _ lengths: ClosedRange<Int>) -> Int? {
    lengths.contains(text.count) && text.allSatisfy(\.isDigit) ? Int(text) : nil
  }

  /// A National Provider Identifier: ten digits, the last one the check digit of the others behind 80840
  /// (45 CFR 162.406; ISO/IEC 7812-1, annex B).
  package static func nationalProvider(_ text: String) -> String? {
    let digits = text.compactMap(\.wholeNumberValue)
    guard digits.count == 10, text.count == 10, text.allSatisfy(\.isDigit) else { return nil }
    // 24 is what 80840 adds to the sum.
    let sum = digits.reversed().enumerated().reduce(24) { sum, digit in
      guard digit.offset % 2 == 1 else { return sum + digit.element }
      return sum + (digit.element > 4 ? digit.element * 2 - 9 : digit.element * 2)
    }
    return sum % 10 == 0 ? text : nil
  }

  /// A number of a claim, an account or a payment: letters, digits and hyphens, at least four, three of them digits.
  package static func identifier(_ text: String) -> String? {
    let body = text.drop { !$0.isLetter && !$0.isNumber }.reversed().drop { !$0.isLetter && !$0.isNumber }.reversed()
    guard (4...38).contains(body.count), body.count(where: \.isDigit) >= 3,
      body.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    else { return nil }
    return String(body)
  }
}

extension Character {
  /// Whether it is one of 0 to 9.
  var isDigit: Bool { ("0"..."9").contains(self) }
}

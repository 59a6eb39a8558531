// Dates as people write them: a pattern of YYYY or YY, MM or M, DD or D, and what stands between.

/// A date's pattern, for instance `MM/DD/YYYY` or `DD.MM.YY`.
package struct DateFormat: Sendable, Equatable {
  package let pattern: String
  private let parts: [Part]

  private enum Part: Sendable, Equatable {
    case year(digits: Int)
    case month(isPadded: Bool)
    case day(isPadded: Bool)
    case literal(UInt8)
  }

  /// `MM/DD/YYYY`, which most portals of American banks write.
  package static let american = DateFormat(
    "MM/DD/YYYY",
    [
      .month(isPadded: true), .literal(UInt8(ascii: "/")), .day(isPadded: true), .literal(UInt8(ascii: "/")),
      .year(digits: 4),
    ])

  private init(_ pattern: String, _ parts: [Part]) {
    self.pattern = pattern
    self.parts = parts
  }

  /// Reads a pattern; nil unless it has a year, a month and a day, each once.
  package init?(_ pattern: String) {
    var parts: [Part] = []
    var rest = pattern[...]
    let tokens: [(String, Part)] = [
      ("YYYY", .year(digits: 4)), ("YY", .year(digits: 2)), ("MM", .month(isPadded: true)),
      ("M", .month(isPadded: false)), ("DD", .day(isPadded: true)), ("D", .day(isPadded: false)),
    ]
    while let first = rest.first {
      if let (text, part) = tokens.first(where: { rest.hasPrefix($0.0) }) {
        parts.append(part)
        rest = rest.dropFirst(text.count)
      } else {
        parts += String(first).utf8.map(Part.literal)
        rest = rest.dropFirst()
      }
    }
    let kinds = parts.compactMap { part in
      switch part {
      case .year: "year"
      case .month: "month"
      case .day: "day"
      case .literal: nil
      }
    }
    guard kinds.count == 3, Set(kinds).count == 3 else { return nil }
    self.pattern = pattern
    self.parts = parts
  }

  /// The day that a text means; what follows the pattern after a blank, a time for instance, does not count.
  package func day(_ text: String) -> CalendarDay? {
    var rest = text.utf8[...]
    var (year, month, day) = (0, 0, 0)
    for part in parts {
      switch part {
      case .literal(let byte):
        guard rest.popFirst() == byte else { return nil }
      case .year(let digits):
        guard let number = Self.number(&rest, from: digits, to: digits) else { return nil }
        year = digits == 4 ? number : number + (number >= CalendarDay.pivot ? 1900 : 2000)
      case .month(let isPadded):
        guard let number = Self.number(&rest, from: isPadded ? 2 : 1, to: 2) else { return nil }
        month = number
      case .day(let isPadded):
        guard let number = Self.number(&rest, from: isPadded ? 2 : 1, to: 2) else { return nil }
        day = number
      }
    }
    guard rest.isEmpty || rest.first == UInt8(ascii: " ") || rest.first == UInt8(ascii: "T") else { return nil }
    return CalendarDay(year: year, month: month, day: day)
  }

  private static func number(_ text: inout Substring.UTF8View, from least: Int, to most: Int) -> Int? {
    var (number, digits) = (0, 0)
    while digits < most, let byte = text.first, byte &- 0x30 < 10 {
      number = number * 10 + Int(byte - 0x30)
      digits += 1
      text.removeFirst()
    }
    return digits >= least ? number : nil
  }
}

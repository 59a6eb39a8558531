// A day on the calendar.

/// A calendar day (ISO 8601, `YYYY-MM-DD`), years 1 to 9999.
package struct Day: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  /// 1 to 9999.
  package let year: Int
  /// 1 to 12.
  package let month: Int
  /// 1 to 31.
  package let day: Int

  /// Creates it, or nil where there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(of: month, in: year)
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `YYYY-MM-DD`. - Throws: ``LedgerError/day(_:)`` for anything else.
  package init(iso text: String) throws(LedgerError) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
      let value = Day(year: year, month: month, day: day)
    else { throw .day(text) }
    self = value
  }

  /// `YYYY-MM`: the calendar month.
  package var yearMonth: String { "\(Day.padded(year, 4))-\(Day.padded(month, 2))" }

  /// `YYYY-MM-DD`.
  package var description: String { "\(yearMonth)-\(Day.padded(day, 2))" }

  package static func < (left: Day, right: Day) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  /// The first day of the next month; nil after the year 9999.
  package var firstOfNextMonth: Day? {
    month == 12 ? Day(year: year + 1, month: 1, day: 1) : Day(year: year, month: month + 1, day: 1)
  }

  package init(from decoder: any Decoder) throws {
    try self.init(iso: decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  private static func length(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

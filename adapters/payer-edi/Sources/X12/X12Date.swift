// Dates as X12 writes them.

/// A calendar day as the number YYYYMMDD: compares as a date, prints without arithmetic.
@frozen package struct X12Date: Comparable, Sendable, Hashable {
  /// For instance 20260131.
  package let number: Int32

  /// Reads `YYYYMMDD`, or `YYMMDD` (taken as 20YY), of a day that exists; nil for anything else.
  package init?(_ bytes: ByteView) {
    let text = bytes.stripped
    guard text.count == 8 || text.count == 6 else { return nil }
    var value: Int32 = text.count == 6 ? 20 : 0
    for index in 0..<text.count {
      guard ASCII.isDigit(text.base[index]) else { return nil }
      value = value * 10 + Int32(text.base[index] &- 0x30)
    }
    self.init(number: value)
  }

  /// From the number YYYYMMDD; nil where there is no such day in the years 1000 to 2999.
  package init?(number: Int32) {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100)
    guard year >= 1000, year <= 2999, month >= 1, month <= 12, day >= 1, day <= X12Date.days(in: month, of: year)
    else { return nil }
    self.number = number
  }

  private static func days(in month: Int32, of year: Int32) -> Int32 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  package static func < (left: X12Date, right: X12Date) -> Bool { left.number < right.number }
}

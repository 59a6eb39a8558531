// A day as bank files write it: six digits, no century.

/// A day of the Gregorian calendar.
package struct CalendarDay: Sendable, Equatable, Hashable {
  package let year: Int
  package let month: Int
  package let day: Int

  /// Years 70 to 99 are of the twentieth century, all others of this one.
  static let pivot = 70

  /// A day that exists, or nil.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `YYMMDD`.
  package init?(yymmdd bytes: some Collection<UInt8>) {
    guard bytes.count == 6, let number = Self.number(bytes) else { return nil }
    let year = number / 10_000
    self.init(
      year: year + (year >= Self.pivot ? 1900 : 2000), month: number / 100 % 100, day: number % 100)
  }

  /// The day with this number (1 to 366) in a year.
  package init?(ordinal: Int, of year: Int) {
    var left = ordinal
    for month in 1...12 {
      let days = Self.days(in: month, of: year)
      if left <= days {
        self.init(year: year, month: month, day: left)
        return
      }
      left -= days
    }
    return nil
  }

  /// `YYYY-MM-DD`.
  package var iso: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }

  /// `YYMMDD`; nil for a year that two digits cannot say.
  package var yymmdd: String? {
    guard (1900 + Self.pivot..<2000 + Self.pivot).contains(year) else { return nil }
    return Self.two(year % 100) + Self.two(month) + Self.two(day)
  }

  /// The month's length.
  private static func days(in month: Int, of year: Int) -> Int {
    let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    switch month {
    case 2: return isLeap ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }

  /// The number that a few digits are; nil where there is anything else.
  static func number(_ bytes: some Collection<UInt8>) -> Int? {
    var number = 0
    for byte in bytes {
      guard byte &- 0x30 < 10 else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }

  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A time of day in hours and minutes.
package struct ClockTime: Sendable, Equatable {
  package let hour: Int
  package let minute: Int

  /// Midnight.
  package static let midnight = ClockTime(hour: 0, minute: 0)

  package init(hour: Int, minute: Int) {
    self.hour = hour
    self.minute = minute
  }

  /// Reads `HHMM`, and `HH:MM:SS` by its first two parts. 2400 and 9999, "end of day", are 23:59.
  package init?(_ bytes: some Collection<UInt8>) {
    let plain = bytes.lazy.filter { $0 != UInt8(ascii: ":") }.prefix(4)
    guard plain.count == 4, let number = CalendarDay.number(plain) else { return nil }
    let (hour, minute) = (number / 100, number % 100)
    if (hour == 24 && minute == 0) || (hour == 99 && minute == 99) {
      self.init(hour: 23, minute: 59)
    } else {
      guard hour < 24, minute < 60 else { return nil }
      self.init(hour: hour, minute: minute)
    }
  }

  /// `HHMM`.
  package var hhmm: String { CalendarDay.two(hour) + CalendarDay.two(minute) }

  /// `HH:MM:00`.
  package var iso: String { "\(CalendarDay.two(hour)):\(CalendarDay.two(minute)):00" }
}

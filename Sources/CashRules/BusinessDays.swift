// Counting business days.

import PaymentEvents

/// Days that are neither Saturday nor Sunday nor a holiday.
package enum BusinessDays {
  /// The most calendar days that are counted one by one; beyond it the calendar days themselves are the answer.
  package static let limit = 366

  /// The day that is so many business days later; the same day for 0. Beyond ``limit`` calendar days every day counts.
  package static func adding(_ count: Int, to day: LocalDate, holidays: Set<LocalDate> = []) -> LocalDate {
    var (left, current) = (count, day)
    var passed = 0
    while left > 0 {
      current = current.adding(days: 1)
      passed += 1
      if passed > limit || (current.weekday < 5 && !holidays.contains(current)) { left -= 1 }
    }
    return current
  }

  /// How many business days lie between two days: 0 for the same day, 1 from Friday to Monday. Either may be first.
  package static func between(_ left: LocalDate, _ right: LocalDate, holidays: Set<LocalDate> = []) -> Int {
    let first = min(left, right)
    let distance = Int(max(left, right).daysSinceEpoch) - Int(first.daysSinceEpoch)
    guard distance <= limit, distance > 0 else { return distance }
    return (1...distance).count { offset in
      let day = first.adding(days: Int32(offset))
      return day.weekday < 5 && !holidays.contains(day)
    }
  }
}

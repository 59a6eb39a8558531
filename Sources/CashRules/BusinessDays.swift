// Counting business days.

import PaymentEvents

/// Days that are neither Saturday nor Sunday nor a holiday.
package enum BusinessDays {
  /// The most calendar days that are counted one by one; beyond it the calendar days themselves are the answer.
  package static let limit = 366

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

// Days on the calendar: leap years, limits, arithmetic and the one way to write them.

import Foundation
import PaymentEvents
import Testing

@Suite struct LocalDateTests {
  @Test(arguments: [
    ("2024-02-29", 19_782), ("2000-02-29", 11_016), ("1970-01-01", 0), ("1969-12-31", -1), ("1900-02-28", -25_509),
    ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
  ])
  func knownDays(_ text: String, _ days: Int32) throws {
    let date = try #require(LocalDate(iso: text))
    #expect(date.daysSinceEpoch == days)
    #expect(date.iso == text && LocalDate(daysSinceEpoch: days) == date)
  }

  @Test(arguments: [
    "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-01-00", "0000-01-01", "10000-01-01",
    "2026-1-1", "26-01-01", "2026/01/01", " 2026-01-01", "2026-01-01 ", "2026-01-+1", "٢٠٢٦-01-01", "", "2026-01",
    "2026-01-01-01",
  ])
  func whatIsNoDayIsRefused(_ text: String) {
    #expect(LocalDate(iso: text) == nil)
  }

  @Test func everyDayOfFourCenturiesComesBack() {
    var days: Int32 = -25_567  // 1900-01-01
    var previous = LocalDate(daysSinceEpoch: days - 1)
    while days < 120_530 {
      let date = LocalDate(daysSinceEpoch: days)
      let (year, month, day) = date.components
      guard LocalDate(year: year, month: month, day: day) == date, LocalDate(iso: date.iso) == date, previous < date
      else {
        Issue.record("day \(days) does not come back")
        return
      }
      previous = date
      days += 1
    }
    #expect(LocalDate(daysSinceEpoch: days).iso == "2300-01-01")
  }

  @Test func weekdaysAndArithmetic() throws {
    let sunday = try #require(LocalDate(iso: "2026-03-01"))
    #expect(sunday.weekday == 6 && sunday.adding(days: 1).weekday == 0)
    #expect(sunday.adding(days: -1).iso == "2026-02-28")
    #expect(LocalDate(daysSinceEpoch: -4).weekday == 6)
    #expect(sunday.yearMonth == "2026-03")
  }

  @Test func aDateThatIsNoneDoesNotDecode() throws {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([LocalDate].self, from: Data(#"["2026-02-30"]"#.utf8))
    }
    let date = try JSONDecoder().decode([LocalDate].self, from: Data(#"["2026-02-28"]"#.utf8))
    #expect(String(decoding: try JSONEncoder().encode(date), as: UTF8.self) == #"["2026-02-28"]"#)
  }
}

// Points in time: RFC 3339 in UTC, to the millisecond.

import PaymentEvents
import Testing

@Suite struct InstantTests {
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2026-03-01T09:30:00Z", 1_772_357_400_000),
    ("2026-03-01T09:30:00.120Z", 1_772_357_400_120),
    ("1969-12-31T23:59:59.999Z", -1),
  ])
  func knownTimes(_ text: String, _ milliseconds: Int64) throws {
    #expect(try #require(Instant(rfc3339: text)).milliseconds == milliseconds)
    #expect(Instant(milliseconds: milliseconds).rfc3339 == text)
  }

  @Test(arguments: [
    ("2026-03-01T09:30:00.1Z", 100), ("2026-03-01T09:30:00.12Z", 120), ("2026-03-01T09:30:00.1239Z", 123),
    ("2026-03-01T09:30:00.000000000Z", 0),
  ])
  func fractionsOfAnyLengthAreCutToMilliseconds(_ text: String, _ fraction: Int64) throws {
    #expect(try #require(Instant(rfc3339: text)).milliseconds == 1_772_357_400_000 + fraction)
  }

  @Test(arguments: [
    "2026-03-01T09:30:00", "2026-03-01T09:30:00+01:00", "2026-03-01 09:30:00Z", "2026-03-01T24:00:00Z",
    "2026-03-01T09:60:00Z", "2026-03-01T09:30:61Z", "2026-03-01T9:30:00Z", "2026-02-30T09:30:00Z", "2026-03-01T09:30Z",
    "2026-03-01T09:30:00.Z", "2026-03-01T09:30:00.-1Z", "2026-03-01T+9:30:00Z", "2026-03-01T-0:30:00Z", "", "T", "TZ",
  ])
  func whatIsNotUTCIsRefused(_ text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test func theDayIsThatOfUTC() throws {
    #expect(try #require(Instant(rfc3339: "2026-03-01T23:59:59Z")).utcDate.iso == "2026-03-01")
    #expect(Instant(milliseconds: -1).utcDate.iso == "1969-12-31")
    let date = try #require(LocalDate(iso: "2026-03-01"))
    #expect(Instant(startOf: date).rfc3339 == "2026-03-01T00:00:00Z")
  }

  @Test func theEndsOfTheRangeDoNotCrash() {
    for milliseconds in [Int64.min, Int64.max] {
      #expect(!Instant(milliseconds: milliseconds).utcDate.iso.isEmpty)
      #expect(!Instant(milliseconds: milliseconds).rfc3339.isEmpty)
    }
  }
}

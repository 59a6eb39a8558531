// The reassociation trace, in all the ways that banks write it; amounts and dates from digits.

import BankFiles
import Testing

@Suite struct TraceSegmentTests {
  @Test(arguments: [
    ("TRN*1*12345*1512345678\\", "12345", "1512345678", nil),
    ("TRN*1*12345*1512345678~", "12345", "1512345678", nil),
    ("TRN*1*12345*1512345678*999999999\\", "12345", "1512345678", "999999999"),
    ("TRN*1*12345*1512345678", "12345", "1512345678", nil),
    ("TRN*1*12345\\", "12345", nil, nil),
    ("TRN|1|12345|1512345678\\", "12345", "1512345678", nil),
    ("HCCLAIMPMT TRN*1*A-77*1512345678 REF 9", "A-77", "1512345678", nil),
    ("RMR*IV*1\\TRN*2*NO*1~TRN*1*YES*1512345678\\", "YES", "1512345678", nil),
  ] as [(String, String, String?, String?)])
  func isRead(text: String, number: String, originator: String?, supplement: String?) throws {
    let trace = try #require(TraceSegment(in: text))
    #expect(trace.number == number && trace.originator == originator && trace.supplement == supplement)
  }

  @Test(arguments: [
    "", "TRN", "TRN*", "TRN*1", "TRN*1*", "TRN*1**1512345678\\", "TRN*2*5*6\\", "XTRN*1*5*6\\", "TRN 1 5",
    "TRN*1*" + String(repeating: "9", count: 51),
  ])
  func isNotThere(text: String) {
    #expect(TraceSegment(in: text) == nil)
  }

  @Test func isPutTogetherFromLines() {
    #expect(TraceSegment(lines: ["OBI:=TRN*1*123", "45*1512345678\\", "REC:=X"])?.number == "12345")
    #expect(TraceSegment(lines: ["TRN*1*123*1512345678", "REC FI:=BANK"])?.originator == "1512345678")
    #expect(TraceSegment(lines: ["NOTHING", "HERE"]) == nil)
  }

  @Test func amountsAreExact() {
    #expect(ExactAmount.parse("+007".utf8) == 7 && ExactAmount.parse("-12".utf8) == -12)
    #expect(ExactAmount.parse("9007199254740991".utf8) == ExactAmount.limit)
    for text in ["", "-", "+-1", "1.0", "1 ", "9007199254740992", "99999999999999999999999999"] {
      #expect(ExactAmount.parse(text.utf8) == nil)
    }
    #expect(ExactAmount.sum(ExactAmount.limit, 1) == nil && ExactAmount.sum(ExactAmount.limit, -1) != nil)
  }

  @Test func daysAndTimes() {
    #expect(CalendarDay(yymmdd: "240229".utf8)?.iso == "2024-02-29")
    #expect(CalendarDay(yymmdd: "230229".utf8) == nil && CalendarDay(yymmdd: "      ".utf8) == nil)
    #expect(CalendarDay(ordinal: 366, of: 2024)?.iso == "2024-12-31" && CalendarDay(ordinal: 366, of: 2023) == nil)
    #expect(ClockTime("14:59:35".utf8)?.iso == "14:59:00" && ClockTime("2400".utf8)?.iso == "23:59:00")
    #expect(ClockTime("2460".utf8) == nil)
  }

  @Test func findingsShowNothingThatCouldIdentifyAnyone() {
    #expect(TextBytes.shown("JANE DOE".utf8) == "8 bytes of something else")
    #expect(TextBytes.shown("123456789".utf8) == "a number of 9 characters")
    #expect(TextBytes.shown("269999".utf8) == "269999" && TextBytes.shown("XYZ".utf8) == "XYZ")
  }

  @Test func textIsAlwaysUnicode() {
    #expect(TextBytes.decode([0x41, 0xC5, 0xBC]) == "Aż")
    #expect(TextBytes.decode([0x41, 0xE9, 0x00, 0x42, 0x20]) == "Aé B")
  }
}

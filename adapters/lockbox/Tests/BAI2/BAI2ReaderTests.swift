// Reading BAI2: records, continuations, funds types, text.

import BankFiles
import Testing

@Suite struct BAI2ReaderTests {
  @Test func theSampleIsInOrder() throws {
    let (elements, findings) = try readBAI2(BAI2Sample.text)
    #expect(findings.map(\.rule) == [.bai2BlankTotal])
    #expect(elements.accounts.map(\.number) == ["1234567890", "555", "777"])
    #expect(elements.accounts.map(\.currency) == ["USD", "USD", "CAD"])
    #expect(elements.details.map(\.code.text) == ["142", "115", "475", "195", "257", "399", "123"])
  }

  @Test func anAccountHoldsSeveralTypeCodesOverContinuations() throws {
    let account = try #require(try readBAI2(BAI2Sample.text).elements.accounts.first)
    #expect(account.statuses.map(\.code.text) == ["010", "040", "072", "074", "100"])
    #expect(account.statuses.map(\.amount) == [4_350_000, 2_830_000, 1_020_000, -500_000, 222_500])
    #expect(account.statuses.last?.itemCount == 3)
    #expect(account.statuses.last?.funds == .split(immediate: 100_000, oneDay: 100_000, later: 22_500))
    #expect(account.total == 7_922_500)
  }

  @Test func fundsTypesTakeTheirOwnFields() throws {
    let details = try readBAI2(BAI2Sample.text).elements.details
    #expect(details[0].funds == .valueDated(CalendarDay(year: 2026, month: 3, day: 3), nil))
    #expect(details[1].funds == .split(immediate: 50_000, oneDay: 20_000, later: 0))
    #expect(details[2].funds == .unknown)
    #expect(details[3].funds == .distributed([.init(days: 0, amount: 1_000), .init(days: 1, amount: 1_500)]))
    #expect(details[4].funds == .days(0))
    #expect(details[0].bankReference == "BR77" && details[0].customerReference == "CR88")
    #expect(details[3].bankReference == "WIRE1" && details[3].text == ["ORG:=PAYER"])
  }

  @Test func textKeepsCommasAndSlashes() throws {
    let details = try readBAI2(BAI2Sample.text).elements.details
    #expect(details[1].text == ["LOCKBOX 4711, NORTH / SOUTH", "/SECOND LINE"])
    #expect(details[1].lastRecord == 9)
    #expect(details[0].trace == TraceSegment(in: "TRN*1*0012345*1512345678\\"))
  }

  @Test func aValueSplitByALineWithoutSlashIsJoined() throws {
    let split = BAI2Sample.with("010,+4350000,,,040,2830000,,/\n88,072", "010,+43500\n88,00,,,040,2830000,,/\n88,072")
      .replacing("49,8205000,11/", with: "49,8205000,12/").replacing("98,8205000,2,15/", with: "98,8205000,2,16/")
      .replacing("99,8205900,2,23/", with: "99,8205900,2,24/")
    let (elements, findings) = try readBAI2(split)
    #expect(findings.map(\.rule) == [.bai2MissingSlash, .bai2BlankTotal])
    #expect(elements.accounts.first?.statuses.first?.amount == 4_350_000)
  }

  @Test func aMissingSlashAloneChangesNothing() throws {
    let (elements, findings) = try readBAI2(BAI2Sample.text.replacing("/\n", with: "\n"))
    #expect(Set(findings.map(\.rule)) == [.bai2MissingSlash, .bai2BlankTotal])
    #expect(elements.accounts.map(\.total) == (try readBAI2(BAI2Sample.text)).elements.accounts.map(\.total))
  }

  @Test(arguments: ["\r\n", "\r", "\n\n", "  \n", "\n\u{1A}\n"]) func lineEndsDoNotMatter(end: String) throws {
    let plain = try readBAI2(BAI2Sample.text)
    let other = try readBAI2(BAI2Sample.text.replacing("\n", with: end))
    #expect(other.elements.details.map(\.amount) == plain.elements.details.map(\.amount))
    #expect(other.findings.map(\.rule) == plain.findings.map(\.rule))
  }

  @Test(arguments: [1, 2, 13, 100_000]) func piecesDoNotMatter(size: Int) throws {
    #expect(try readBAI2(BAI2Sample.text, piece: size).elements == readBAI2(BAI2Sample.text).elements)
  }

  @Test func aRecordWithoutReferencesGoesOnInText() throws {
    let text = BAI2Sample.with("16,399,900,1,,,MISC", "16,399,900/\n88,TFR XYZ, 12")
      .replacing("49,900,4/", with: "49,900,5/").replacing("98,900,1,6/", with: "98,900,1,7/")
      .replacing("99,8205900,2,23/", with: "99,8205900,2,24/")
    let (elements, findings) = try readBAI2(text)
    #expect(findings.map(\.rule) == [.bai2BlankTotal])
    #expect(elements.details[5].text == ["TFR XYZ, 12"])
  }

  @Test(arguments: [
    (99, BAI2TypeCode.Direction.none, false), (100, .credit, true), (115, .credit, false), (399, .credit, false),
    (400, .debit, false), (699, .debit, false), (700, .none, false), (890, .none, false), (920, .credit, false),
    (959, .credit, false), (960, .debit, false), (999, .debit, false), (237, .credit, false), (250, .credit, true),
  ])
  func directionsGoByRange(code: Int, direction: BAI2TypeCode.Direction, isSummary: Bool) {
    #expect(BAI2TypeCode(code).direction == direction)
    #expect(BAI2TypeCode(code).isSummary == isSummary)
  }

  @Test func twoFilesInOneAreRead() throws {
    let (elements, findings) = try readBAI2(BAI2Sample.text + BAI2Sample.text)
    #expect(elements.accounts.count == 6)
    #expect(findings.map(\.rule) == [.bai2BlankTotal, .severalFiles, .bai2BlankTotal])
  }
}

// Every rule of BAI2 refuses what breaks it, and says where.

import BankFiles
import LockboxAdapter
import Testing

@Suite struct BAI2RuleTests {
  /// What to replace in the sample, by what, and the errors that must come of it.
  static let faults: [(String, String, [FindingRule])] = [
    ("49,8205000,11/", "49,8205001,11/", [.bai2AccountTotal, .bai2GroupTotal]),
    ("49,8205000,11/", "49,,11/", [.bai2AccountTotal]),
    ("49,8205000,11/", "49,8205000,10/", [.bai2AccountRecords]),
    ("98,8205000,2,15/", "98,8205000,3,15/", [.bai2GroupAccounts]),
    ("98,8205000,2,15/", "98,8205000,2,14/", [.bai2GroupRecords]),
    ("98,8205000,2,15/", "98,-8205000,2,15/", [.bai2GroupTotal, .bai2FileTotal]),
    ("99,8205900,2,23/", "99,8205901,2,23/", [.bai2FileTotal]),
    ("99,8205900,2,23/", "99,8205900,1,23/", [.bai2FileGroups]),
    ("99,8205900,2,23/", "99,8205900,2,22/", [.bai2FileRecords]),
    ("99,8205900,2,23/", "99,8205900,2,/", [.bai2FileRecords]),
    ("99,8205900,2,23/", "99,82059.00,2,23/", [.bai2Field]),
    ("99,8205900,2,23/\n", "", [.bai2TrailerMissing]),
    ("98,900,1,6/\n99", "99", [.bai2TrailerMissing, .bai2FileTotal, .bai2FileRecords]),
    ("49,900,4/\n98", "98", [.bai2TrailerMissing, .bai2GroupTotal, .bai2GroupRecords, .bai2FileRecords]),
    ("16,475,60000,Z", "16,475,60001,Z", [.bai2AccountTotal]),
    ("16,475,60000,Z", "16,475,600.00,Z", [.bai2Field, .amountLimit]),
    ("16,475,60000,Z", "16,475,60000,X", [.bai2Field, .amountLimit]),
    ("16,475,60000,Z", "16,47,60000,Z", [.bai2Field, .amountLimit]),
    ("16,475,60000,Z", "16,475,9007199254740992,Z", [.bai2Field, .amountLimit]),
    ("16,475,60000,Z", "16,475,9007199254740991,Z", [.amountLimit]),
    ("010,+4350000", "1O,+4350000", [.bai2Field, .amountLimit]),
    ("D,2,0,1000,1,1500", "D,1001,0,1000,1,1500", [.bai2Field, .amountLimit]),
    ("1,260301,2400,USD", "7,260301,2400,USD", [.bai2Field]),
    ("1,260301,2400,USD", "1,260301,2400,usd", [.bai2Field]),
    ("16,475,60000", "17,475,60000", [.bai2RecordCode, .bai2AccountTotal]),
    ("80,,2/", "80,,1/", [.bai2Version]),
    ("03,555,/", "03,,/", [.bai2Field, .amountLimit, .amountLimit]),
    (
      "02,TRIBUTARY,121140399,1,260301,2400,USD,2/\n", "",
      [.bai2Order, .bai2Order, .bai2Order, .bai2FileGroups, .bai2FileRecords]
    ),
    ("01,121140399,TRIBUTARY,260302,0715,7,80,,2/\n", "", [.bai2Order, .bai2Order, .bai2Order, .emptyFile]),
  ]

  @Test(arguments: faults.indices) func aFaultIsFound(index: Int) throws {
    let (old, new, expected) = Self.faults[index]
    #expect(BAI2Sample.text.contains(old))
    let findings = try readBAI2(BAI2Sample.with(old, new)).findings
    #expect(findings.filter { $0.severity == .error }.map(\.rule) == expected)
  }

  @Test func aFindingSaysWhere() throws {
    let text = BAI2Sample.with("99,8205900,2,23/", "99,8205901,2,23/")
    let finding = try #require(try readBAI2(text).findings.last)
    let offset = try #require(text.range(of: "99,8205901")).lowerBound.utf16Offset(in: text)
    #expect(finding.record == 23 && finding.offset == offset)
    #expect(finding.expected == "8205900" && finding.found == "8205901")
    #expect(finding.field == "file control total")
  }

  @Test func aFindingInAContinuationNamesTheContinuation() throws {
    let findings = try readBAI2(BAI2Sample.with("88,,,100,222500", "88,,,1X0,222500")).findings
    #expect(findings.first?.rule == .bai2Field && findings.first?.record == 5)
  }

  @Test func datesThatCannotBeReadAreWarnings() throws {
    let findings = try readBAI2(BAI2Sample.with("1,260301,2400,USD", "1,260231,2400,USD")).findings
    #expect(findings.map(\.rule) == [.bai2Date, .bai2BlankTotal])
    let ofItem = try readBAI2(BAI2Sample.with("V,260303", "V,269903")).findings
    #expect(ofItem.map(\.rule) == [.bai2Date, .bai2BlankTotal] && ofItem.first?.field == "value date")
  }

  @Test func creditsThatAreNotListedAreNoticed() throws {
    let text = BAI2Sample.with("100,222500,3,S,100000,100000,22500", "105,222500,3,S,100000,100000,22501")
    #expect(try readBAI2(text).findings.map(\.rule) == [.bai2FundsSum, .bai2BlankTotal])
    let stated = BAI2Sample.with("16,195,2500,D", "16,495,2500,D")
    #expect(try readBAI2(stated).findings.map(\.rule) == [.bai2CreditsNotDetailed, .bai2BlankTotal])
  }

  @Test func lengthsAndContinuationsHaveLimits() throws {
    let most = BAI2Reader.maximumLine - "88,".utf8.count
    for (length, isFine) in [(most, true), (most + 1, false)] {
      let rules = try readBAI2("01,/\n88," + String(repeating: "*", count: length), piece: 4_096).findings.map(\.rule)
      #expect(rules.contains(.recordTooLong) == !isFine)
    }
    for (count, isFine) in [(BAI2Reader.maximumContinuations, true), (BAI2Reader.maximumContinuations + 1, false)] {
      let text = "01,/\n" + String(repeating: "88,1/\n", count: count)
      #expect(try readBAI2(text, piece: 4_096).findings.map(\.rule).contains(.tooManyContinuations) == !isFine)
    }
  }

  @Test func findingsAreCountedBeyondTheLimit() throws {
    var list = FindingList()
    for _ in 0..<(FindingList.limit + 5) {
      list.add(Finding(.bai2Field, at: .file, field: "f", expected: "a", found: "b"))
    }
    list.add(Finding(.bai2Date, at: .file, field: "f", expected: "a", found: "b"))
    #expect(list.listed.count == FindingList.limit + 1 && list.count == FindingList.limit + 6)
  }

  /// Nothing of a group that corrects is booked, and an amount under a code that moves nothing is nobody's: both are
  /// said, and what stays without an event is counted and summed.
  @Test(
    arguments: [
      ("02,TRIBUTARY,121140399,1,260301,2400", "02,TRIBUTARY,121140399,3,260301,2400", FindingRule.bai2GroupStatus),
      ("16,115,70000,S", "16,915,70000,S", .bai2TypeCode), ("16,195,2500,D", "16,777,2500,D", .bai2TypeCode),
    ])
  func moneyThatIsNotBookedIsSaid(old: String, new: String, rule: FindingRule) throws {
    try #require(BAI2Sample.text.contains(old))
    let (before, after) = (try translate(BAI2Sample.text), try translate(BAI2Sample.with(old, new)))
    #expect(!before.rules.contains(rule) && after.rules.contains(rule) && after.report.refusal == nil)
    let kept = { (report: TranslationReport) in report.keptTotals.values.reduce(0) { $0 + $1.total.cents } }
    let lost = before.report.deposits.total.cents - after.report.deposits.total.cents
    #expect(lost > 0 && kept(after.report) - kept(before.report) == lost, "every cent is explained")
  }
}

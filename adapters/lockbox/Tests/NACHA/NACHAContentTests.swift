// Addenda by their types and classes, returns and what is said of them, and what a bank may do otherwise.

import BankFiles
import Testing

@Suite struct NACHAContentTests {
  private func entry(_ entryClass: String, _ addenda: [String], code: String = "22", amount: Int64 = 100) throws
    -> (entry: NACHAEntry, rules: [FindingRule])
  {
    var sample = SampleNACHA(entries: [SampleEntry(code: code, amount: amount, addenda: addenda)])
    sample.entryClass = entryClass
    sample.serviceClass = "200"
    let (elements, findings) = try readNACHA(Array(sample.text.utf8))
    return (try #require(elements.entries.first), findings.map(\.rule))
  }

  @Test(
    arguments: [
      ("CCD", "05TRN*1*1*1512345678\\", nil), ("POS", "02REF1", nil), ("POS", "05TEXT", FindingRule.nachaAddendaType),
      ("ARC", "05TEXT", .nachaAddendaType), ("CCD", "03TEXT", .nachaAddendaType), ("ZZZ", "05TEXT", .nachaEntryClass),
    ] as [(String, String, FindingRule?)])
  func addendaBelongToTheirClass(entryClass: String, addenda: String, rule: FindingRule?) throws {
    let rules = try entry(entryClass, [addenda]).rules.filter { $0 != .nachaFieldContent }
    #expect(rule.map { rules.contains($0) } ?? rules.isEmpty, "\(rules)")
  }

  /// One digit of the code: the money would be gone, and all totals right.
  @Test(
    arguments: [
      ("22", 100, false), ("23", 100, true), ("24", 100, true), ("33", 100, true), ("34", 100, true), ("21", 100, true),
      ("23", 0, false), ("24", 0, false), ("26", 100, true),
    ] as [(String, Int64, Bool)])
  func moneyUnderACodeThatMovesNoneRefusesTheFile(code: String, amount: Int64, isFound: Bool) throws {
    let rules = try entry("CCD", ["05TEXT"], code: code, amount: amount).rules
    #expect(rules.contains(.nachaCodeWithMoney) == isFound, "\(rules)")
    #expect(FindingRule.nachaCodeWithMoney.severity == .error)
    let returned = try entry("PPD", ["99R01091000012000001      09100001NO FUNDS"], code: "26", amount: amount).rules
    #expect(!returned.contains(.nachaCodeWithMoney), "the addenda say that it is a return")
  }

  @Test func aSecondAddendaOfAClassThatHasOneIsNoticed() throws {
    #expect(try entry("PPD", ["05ONE", "05TWO"]).rules.contains(.nachaAddendaCount))
    #expect(try !entry("CTX", ["05ONE", "05TWO"]).rules.contains(.nachaAddendaCount))
  }

  @Test func anIATEntryHasItsSevenAddenda() throws {
    let rules = try entry("IAT", ["10ANN"]).rules
    #expect(rules.count { $0 == .nachaAddendaCount } >= 6)
  }

  @Test func returnsSayWhatTheyReturn() throws {
    let plain = try entry("PPD", ["99R01091000012000001      09100001INSUFFICIENT"], code: "26").entry
    #expect(plain.isReturn && plain.reason == "R01" && plain.originalTraceNumber == "091000012000001")
    #expect(!plain.isDishonoredOrContested)
    #expect(plain.addenda[0].field("return information") == "INSUFFICIENT")
    let dishonored = try entry("PPD", ["99R69091000012000001      09100001   12104288000000106201"], code: "26").entry
    #expect(dishonored.isDishonoredOrContested && dishonored.addenda[0].field("return code") == "01")
    #expect(dishonored.addenda[0].field("return trace number") == "121042880000001")
    let contested = try entry("PPD", ["99R7409100001200000126022509100001055"], code: "26").entry
    #expect(contested.isDishonoredOrContested && contested.addenda[0].field("original entry returned") == "260225")
    let change = try entry("COR", ["98C01091000012000001      091000011918171614"], code: "21", amount: 0).entry
    #expect(change.isNotificationOfChange && change.addenda[0].field("corrected data") == "1918171614")
    let refused = try entry("COR", ["98C63091000012000001      091000011918171614" + pad("", 19) + "C01"], code: "21")
    #expect(refused.entry.addenda[0].field("change code") == "C01")
  }

  @Test func aWrongCheckDigitIsNoticed() throws {
    let text = SampleNACHA.claimPayment.text
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("6") })
    let changed = text.replacing(line.prefix(12), with: line.prefix(11) + "7")
    let findings = try readNACHA(Array(changed.utf8)).findings
    #expect(findings.map(\.rule) == [.nachaCheckDigit] && findings[0].expected == "0" && findings[0].found == "7")
  }

  @Test(arguments: [
    (Relaxation.nachaEntryHash, 11...20, FindingRule.nachaBatchHash), (.nachaEntryCounts, 5...10, .nachaBatchCount),
  ])
  func aRelaxationHoldsForItsBankOnly(relaxation: Relaxation, columns: ClosedRange<Int>, rule: FindingRule) throws {
    var records = SampleNACHA.claimPayment.records
    let control = try #require(records.firstIndex { $0.hasPrefix("8") })
    var characters = Array(records[control])
    for column in columns { characters[column - 1] = "0" }
    records[control] = String(characters)
    let bytes = Array(records.joined(separator: "\n").utf8)
    for (origin, isFine) in [("1210428822", true), ("1210428823", false)] {
      var reader = NACHAReader(relaxations: Relaxations([origin: [relaxation]]))
      try bytes.withUnsafeBytes { try reader.feed($0) { _ in } }
      try reader.finish { _ in }
      let found = try #require(reader.findings.listed.first { $0.rule == rule })
      #expect((found.severity == .warning) == isFine && reader.findings.hasErrors != isFine)
    }
  }

  @Test func noRelaxationTouchesTotalsOfMoney() {
    let money: Set<FindingRule> = [
      .bai2AccountTotal, .bai2GroupTotal, .bai2FileTotal, .nachaBatchDebits, .nachaBatchCredits, .nachaFileDebits,
      .nachaFileCredits, .lockboxBatchTotal, .lockboxTotal, .lockboxUncontrolled, .amountLimit,
    ]
    for relaxation in Relaxation.allCases { #expect(relaxation.rules.isDisjoint(with: money)) }
  }
}

// Reading NACHA: records of 94 columns in every wrapping, entries with addenda, controls.

import BankFiles
import Testing

@Suite struct NACHAReaderTests {
  let sample = SampleNACHA.claimPayment

  @Test func aClaimPaymentIsRead() throws {
    let (elements, findings) = try readNACHA(Array(sample.text.utf8))
    #expect(findings.isEmpty)
    let entry = try #require(elements.entries.first)
    #expect(entry.amount == 123_456 && entry.account == "987654321" && entry.traceNumber == "121042880000001")
    #expect(entry.trace?.number == "0012345" && entry.trace?.originator == "1512345678")
    #expect(entry.place.record == 3 && entry.lastRecord == 4)
    guard case .batch(let batch) = elements[1] else { return #expect(Bool(false), "a batch comes second") }
    #expect(batch.isHealthCareClaimPayment && batch.companyName == "HEALTH PAYER")
    #expect(batch.effectiveDate?.iso == "2026-03-03" && batch.settlementDay == nil)
  }

  @Test(arguments: ["\n", "\r\n", "\r", "", "   \n", "\n\n"]) func wrappingDoesNotMatter(separator: String) throws {
    let plain = try readNACHA(Array(sample.text.utf8))
    let other = try readNACHA(Array(sample.records.joined(separator: separator).utf8))
    #expect(other.findings == plain.findings)
    #expect(other.elements.entries.map(\.amount) == plain.elements.entries.map(\.amount))
    #expect(other.elements.entries.map(\.lastRecord) == plain.elements.entries.map(\.lastRecord))
  }

  @Test(arguments: [1, 5, 95, 10_000]) func piecesDoNotMatter(size: Int) throws {
    for bytes in [Array(sample.text.utf8), Array(sample.records.joined().utf8)] {
      #expect(try readNACHA(bytes, piece: size).elements == readNACHA(bytes).elements)
    }
  }

  @Test func paddingAndTrailingBlanksMayBeMissing() throws {
    let trimmed = sample.records.prefix { !$0.hasPrefix("99") }.map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
    let (elements, findings) = try readNACHA(Array(trimmed.joined(separator: "\n").utf8))
    #expect(elements.entries.first?.trace?.number == "0012345")
    #expect(Set(findings.map(\.rule)) == [.nachaShortRecord])
  }

  @Test func charactersCountWhereBytesAreTooMany() throws {
    var file = sample
    file.entries[0].name = "Distracted Aużtin"
    #expect(try readNACHA(Array(file.text.utf8)).elements.entries.first?.traceNumber == "121042880000001")
    let latin = file.text.replacing("ż", with: "#").utf8.map { $0 == UInt8(ascii: "#") ? 0xE9 : $0 }
    #expect(try readNACHA(latin).findings.isEmpty)
  }

  @Test func aTraceMaySpanAddenda() throws {
    var file = sample
    file.entryClass = "CTX"
    let stream = String(repeating: "X", count: 70) + "\\TRN*1*0012345*1512345678\\"
    file.entries[0].addenda = ["05" + stream.prefix(80), "05" + stream.dropFirst(80)]
    #expect(try readNACHA(Array(file.text.utf8)).elements.entries.first?.trace?.number == "0012345")
  }

  @Test func returnsAndChangesAreRecognised() throws {
    var file = sample
    file.entries = [SampleEntry(code: "21", addenda: ["99R01"]), SampleEntry(code: "21", addenda: ["98C01"])]
    let entries = try readNACHA(Array(file.text.utf8)).elements.entries
    #expect(entries.map(\.isReturn) == [true, false] && entries.map(\.isNotificationOfChange) == [false, true])
    #expect(entries.map(\.reason) == ["R01", "C01"])
  }

  @Test func hashesKeepTenDigits() throws {
    var file = sample
    file.entries = (1...150).map { SampleEntry(bank: 99_999_999, trace: $0) }
    #expect(try readNACHA(Array(file.text.utf8), piece: 1_000).findings.isEmpty)
  }

  @Test func addendaHaveALimit() throws {
    for (count, isFine) in [(NACHAReader.maximumAddenda, true), (NACHAReader.maximumAddenda + 1, false)] {
      var file = sample
      file.entries[0].addenda = Array(repeating: "05A", count: count)
      let (elements, findings) = try readNACHA(Array(file.text.utf8), piece: 65_536)
      #expect(elements.entries.first?.addenda.count == NACHAReader.maximumAddenda)
      #expect(findings.contains { $0.rule == .tooManyContinuations } == !isFine)
    }
  }

  @Test(arguments: [
    (22, "credit", "payment"), (23, "credit", "prenote"), (24, "credit", "zeroDollar"),
    (21, "credit", "returnOrChange"), (27, "debit", "payment"), (38, "debit", "prenote"), (42, "credit", "payment"),
    (52, "credit", "payment"), (55, "debit", "payment"), (56, "debit", "returnOrChange"), (81, "credit", "advice"),
    (82, "debit", "advice"),
  ])
  func transactionCodes(number: Int64, direction: String, purpose: String) throws {
    let code = try #require(NACHATransactionCode(number))
    #expect("\(code.direction)" == direction && "\(code.purpose)" == purpose)
  }

  @Test(arguments: [0, 10, 20, 25, 57, 60, 80, 89, 90] as [Int64]) func unknownTransactionCodes(number: Int64) {
    #expect(NACHATransactionCode(number) == nil)
  }
}

@Suite struct NACHARuleTests {
  static let sample = SampleNACHA.claimPayment.text

  /// Replaces columns of the first record of a type.
  static func with(_ type: Character, _ column: Int, _ new: String) -> [UInt8] {
    var lines = sample.split(separator: "\n").map(Array.init)
    if let index = lines.firstIndex(where: { $0.first == type }) {
      lines[index].replaceSubrange((column - 1)..<(column - 1 + new.count), with: Array(new))
    }
    return Array(lines.map { String($0) }.joined(separator: "\n").utf8)
  }

  /// Record type, column, what is written there, and the rules that must report it.
  static let faults: [(Character, Int, String, [FindingRule])] = [
    ("8", 5, "000003", [.nachaBatchCount, .nachaFileCount]),
    ("8", 11, "0012345679", [.nachaBatchHash, .nachaFileHash]),
    ("8", 21, "000000000001", [.nachaBatchDebits, .nachaFileDebits]),
    ("8", 33, "000000123457", [.nachaBatchCredits, .nachaFileCredits]),
    ("8", 33, "           X", [.nachaField, .nachaFileCredits]),
    ("9", 2, "000002", [.nachaFileBatches]),
    ("9", 14, "00000003", [.nachaFileCount]),
    ("9", 22, "0012345679", [.nachaFileHash]),
    ("9", 32, "000000000001", [.nachaFileDebits]),
    ("9", 44, "000000123457", [.nachaFileCredits]),
    ("6", 30, "0000123457", [.nachaBatchCredits]),
    ("6", 30, "00001234.6", [.nachaField, .nachaBatchCredits]),
    ("6", 4, "12345679", [.nachaBatchHash]),
    ("6", 2, "25", [.nachaField, .nachaBatchDebits, .nachaBatchCredits]),
    ("6", 2, "27", [.nachaBatchDebits, .nachaBatchCredits]),
    ("7", 1, "X", [.nachaRecordType, .nachaBatchCount]),
    ("1", 35, "095", [.nachaField]), ("6", 13, "                 ", [.nachaField]),
    ("5", 1, "5", []),
  ]

  @Test(arguments: faults.indices) func aFaultIsFound(index: Int) throws {
    let (type, column, new, expected) = Self.faults[index]
    let findings = try readNACHA(Self.with(type, column, new)).findings
    #expect(findings.filter { $0.severity == .error }.map(\.rule) == expected)
  }

  static let warnings: [(Character, Int, String, FindingRule)] = [
    ("9", 8, "000009", .nachaBlockCount), ("8", 45, "1999999999", .nachaControlMismatch),
    ("8", 88, "0000002", .nachaControlMismatch), ("6", 79, "0", .nachaAddendaIndicator),
    ("7", 84, "0002", .nachaAddendaSequence), ("5", 70, "      ", .nachaDate), ("1", 24, "269999", .nachaDate),
  ]

  @Test(arguments: warnings.indices) func aDeviationIsAWarning(index: Int) throws {
    let (type, column, new, expected) = Self.warnings[index]
    #expect(try readNACHA(Self.with(type, column, new)).findings.map(\.rule) == [expected])
  }

  @Test func aDebitInABatchOfCreditsIsAWarning() throws {
    var file = SampleNACHA.claimPayment
    file.entries.append(SampleEntry(code: "27"))
    #expect(try readNACHA(Array(file.text.utf8)).findings.map(\.rule) == [.nachaServiceClass])
  }

  @Test(arguments: [("1", FindingRule.nachaOrder), ("5", .nachaOrder), ("8", .nachaControlMissing),
    ("9", .nachaControlMissing)])
  func aMissingRecordIsFound(type: String, rule: FindingRule) throws {
    var lines = Self.sample.split(separator: "\n").filter { !$0.hasPrefix("99999") }
    lines.removeAll { $0.hasPrefix(type) }
    #expect(try readNACHA(Array(lines.joined(separator: "\n").utf8)).findings.contains { $0.rule == rule })
  }

  @Test func aLongLineIsAnError() throws {
    let text = Self.sample.replacing("\n62", with: "XYZ\n62")
    let finding = try #require(try readNACHA(Array(text.utf8)).findings.first)
    #expect(finding.rule == .nachaRecordLength && finding.record == 2 && finding.offset == 95)
  }
}

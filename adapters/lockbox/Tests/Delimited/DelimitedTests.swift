// Portal downloads: rows, dates, money and signs as declared; what cannot be read is found, all of it.

import AdapterKit
import BankFiles
import Foundation
import LockboxAdapter
import SeededRandom
import Testing

@Suite struct DelimitedTests {
  static let sample = """
    Date,Description,Reference,Amount,Type
    03/02/2026,"LOCKBOX, NORTH
    SECOND LINE",BR1,"1,250.00",CR
    03/02/2026,CHECK 77,BR2,60.5,DR

    3/2/2026,TRN*1*77*1512345678\\,BR3,$900.07,CR
    03/03/2026,Opening balance,,10.00,CR

    """

  static var map: ColumnMap {
    get throws {
      var map = ColumnMap(
        name: "pinefall", begins: "Date,Description",
        columns: [
          .date: .named("date"), .amount: .named("Amount"), .indicator: .number(5), .text: .named("Description"),
          .reference: .named("Reference"),
        ], dates: try #require(DateFormat("M/D/YYYY")))
      map.sign = .indicator(credits: ["cr"])
      map.skips = [.init(column: .named("Description"), value: "opening balance")]
      map.account = "1020304050"
      return map
    }
  }

  private func read(_ text: String, _ map: ColumnMap, piece: Int = 5) throws
    -> (items: [DelimitedItem], findings: [Finding])
  {
    var reader = DelimitedReader(map: map)
    var items: [DelimitedItem] = []
    try inPieces(Array(text.utf8), of: piece) { try reader.feed($0) { items.append($0) } }
    try reader.finish { items.append($0) }
    return (items, reader.findings.listed)
  }

  @Test(arguments: [1, 5, 100_000]) func rowsAreReadAsDeclared(piece: Int) throws {
    let (items, findings) = try read(Self.sample, Self.map, piece: piece)
    #expect(findings == [] && items.map(\.amount) == [125_000, -6_050, 90_007])
    #expect(items.map(\.date?.iso) == ["2026-03-02", "2026-03-02", "2026-03-02"])
    #expect(items.map(\.reference) == ["BR1", "BR2", "BR3"] && items[0].text == "LOCKBOX, NORTH SECOND LINE")
    #expect(items.map(\.place.record) == [2, 3, 4])
  }

  @Test func everyFaultIsFoundWithRowFieldAndValue() throws {
    let text = Self.sample.replacing("1,250.00", with: "1,25.00").replacing("03/02/2026,CHECK", with: "13/32/26,CHECK")
      .replacing("900.07,CR", with: "900.075,")
    let (items, findings) = try read(text, Self.map)
    #expect(items == [])
    #expect(findings.map(\.rule) == [.delimitedAmount, .delimitedDate, .delimitedField])
    #expect(findings.map(\.record) == [2, 3, 4] && findings.map(\.field) == ["amount", "date", "indicator"])
  }

  @Test func aHeaderWithoutTheColumnsIsRefused() throws {
    let findings = try read(Self.sample.replacing("Reference", with: "Ref"), Self.map).findings
    #expect(
      findings.first?.rule == .delimitedHeader && findings.first?.expected == "one column 'Reference' for reference")
    #expect(try read("", Self.map).findings.map(\.rule) == [.delimitedHeader])
    #expect(try read(Self.sample + "\"open", Self.map).findings.map(\.rule) == [.delimitedRow])
  }

  @Test(
    arguments: [
      ("1,234.50", 123_450), ("$1,234.5", 123_450), ("(12.00)", -1_200), ("12.00-", -1_200), ("-$5", -500), ("+.07", 7),
      ("1234", 123_400), ("USD 9.99", 999), ("1,23.00", nil), ("1.234", nil), ("12.00.00", nil), ("", nil), (".", nil),
      ("12a", nil), ("99999999999999999", nil), ("$-3.00", -300), ("($12.34)", -1_234), ("5.00 USD", 500),
      ("--5", nil), ("(-5)", nil), ("-5-", nil), ("+-5", nil), ("1 000", nil), ("5 5.00", nil),
    ] as [(String, Int64?)])
  func moneyIsExact(text: String, cents: Int64?) {
    #expect(MoneyFormat().cents(text) == cents)
  }

  /// A sign of another currency is no ornament: what it stands beside is other money.
  @Test(
    arguments: [
      ("USD 5", "USD", 500), ("$5", "USD", 500), ("$5", "CAD", 500), ("5 EUR", "EUR", 500), ("US$5", "USD", 500),
      ("EUR 5", "USD", nil), ("5 EUR", "USD", nil), ("€5", "USD", nil), ("£5", "USD", nil), ("$5", "EUR", nil),
      ("US$5", "CAD", nil), ("$5 EUR", "USD", nil),
    ] as [(String, String, Int64?)])
  func anAmountIsInTheMapsCurrency(text: String, currency: String, cents: Int64?) {
    #expect(MoneyFormat().cents(text, currency: currency) == cents)
  }

  @Test func aBlankMayStandBetweenThousandsWhereTheMapSaysSo() {
    let format = MoneyFormat(decimal: ",", grouping: " ")
    #expect(format.cents("1 234,50 €") == 123_450 && format.cents("1\u{A0}234,50") == 123_450)
    #expect(format.cents("12 34,50") == nil)
  }

  @Test(arguments: ["--5.00", "(-5.00)", "EUR 5.00", "1 000.00", "5.00\u{0}"])
  func aRowWhoseAmountCanBeReadInTwoWaysRefusesTheFile(cell: String) throws {
    let row = "1,250.00"
    try #require(Self.sample.contains(row))
    let text = Self.sample.replacing(row, with: cell)
    let result = try translate(Array(text.utf8), profiles: BankProfiles(downloads: [try Self.map]))
    #expect(result.events.isEmpty && result.errors.contains(cell.contains("\u{0}") ? .nul : .delimitedAmount))
  }

  @Test(
    arguments: [
      ("DD.MM.YYYY", "01.02.2026", "2026-02-01"), ("M/D/YY", "2/9/26", "2026-02-09"),
      ("YYYYMMDD", "20260209", "2026-02-09"),
      ("YYYY-MM-DD", "2026-02-09T08:00", "2026-02-09"), ("MM/DD/YYYY", "2/9/2026", nil),
      ("MM/DD/YYYY", "02/30/2026", nil),
      ("MM/DD/YYYY", "02/09/2026x", nil),
    ] as [(String, String, String?)])
  func datesKeepToTheirPattern(pattern: String, text: String, day: String?) throws {
    #expect(try #require(DateFormat(pattern)).day(text)?.iso == day)
  }

  @Test(arguments: ["MM/DD", "YYYY-MM-MM", "", "DD.MM.YY.YY"]) func aPatternNamesYearMonthAndDayOnce(pattern: String) {
    #expect(DateFormat(pattern) == nil)
  }

  @Test func deposits() throws {
    let profiles = BankProfiles(downloads: [try Self.map])
    let result = try translate(Array(Self.sample.utf8), profiles: profiles)
    #expect(result.report.format == .delimited && result.report.refusal == nil)
    let deposits = try result.deposits()
    #expect(deposits.map(\.amount.cents) == [125_000, 90_007] && deposits.allSatisfy { $0.account == "1020304050" })
    #expect(deposits[1].traceNumber == "77" && deposits[1].receipt == .payer && deposits[0].format == "delimited")
    #expect(result.report.keptCounts == [.debit: 1])
    #expect(try translate(Self.sample).report.format == .unknown, "nothing is read by a guess")
  }

  /// What is proposed for generated files is what they were made by, and its text is a configuration that reads them.
  @Test(arguments: 0..<48) func aMapIsProposedAndReadsTheFile(seed: Int) throws {
    let file = GeneratedDownload(seed: seed)
    var inference = try #require(MapInference(file.bytes, name: "proposed"))
    inference.map.account = "1020304050"
    let yaml =
      "banks:\n  - name: pinefall\n    downloads:\n"
      + inference.map.yaml.split(separator: "\n").map { "      \($0)\n" }.joined()
    let path = FileManager.default.temporaryDirectory.appending(path: "map-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(yaml.utf8).write(to: path)
    let profiles = try BankProfiles(Configuration(file: path, keys: BankProfiles.keys))
    #expect(profiles.downloads == [inference.map])
    let result = try translate(file.bytes, profiles: profiles)
    #expect(result.report.refusal == nil)
    #expect(result.report.deposits.total.cents == file.credits && result.report.debits.total.cents == -file.debits)
  }

  @Test func whatIsDoubtfulIsSaid() throws {
    let text = "Date;Betrag;Text\n02.03.2026;1.250,00;A\n03.04.2026;-5,00;B\n"
    let inference = try #require(MapInference(Array(text.utf8), name: "x"))
    #expect(inference.map.separator == UInt8(ascii: ";") && inference.map.money.decimal == ",")
    #expect(inference.map.dates.pattern == "DD.MM.YYYY" && inference.map.sign == .signed)
    #expect(
      inference.doubts.contains { $0.contains("account") } && inference.doubts.contains { $0.contains("below zero") })
    let american = try #require(MapInference(Array("Date,Amount\n03/02/2026,1.00\n".utf8), name: "x"))
    #expect(american.doubts.contains { $0.contains("DD/MM/YYYY") })
    #expect(american.map.currency == "USD" && american.doubts.contains { $0.contains("no more than a guess") })
    #expect(MapInference(Array("just text\nof no use\n".utf8), name: "x") == nil)
  }
}

@Suite struct MapInferenceTests {
  private func infer(_ text: String) throws -> MapInference {
    try #require(MapInference(Array(text.utf8), name: "x"))
  }

  @Test(
    arguments: [
      ("Date;Betrag\n02.03.2026;1.250,00 €\n", "EUR"), ("Date;Amount (GBP)\n02.03.2026;1.250,00\n", "GBP"),
      ("Date,Amount\n2026-03-02,CAD 5.00\n", "CAD"), ("Date,Amount\n2026-03-02,$5.00\n", "USD"),
    ])
  func theCurrencyThatTheFileNamesIsProposed(text: String, currency: String) throws {
    let inference = try infer(text)
    #expect(inference.map.currency == currency && inference.map.yaml.contains("currency: \(currency)"))
    #expect(inference.doubts.contains { $0.contains("taken for \(currency)") })
  }

  @Test func severalCurrenciesAreDoubtful() throws {
    let inference = try infer("Date,Amount\n2026-03-02,€5.00\n2026-03-03,£6.00\n")
    #expect(inference.doubts.contains { $0.contains("EUR, GBP") })
    let column = try infer("Date,Amount,Currency\n2026-03-02,5.00,EUR\n")
    #expect(column.map.columns[.currency] == .named("Currency") && !column.doubts.contains { $0.contains("guess") })
  }

  @Test(arguments: [("1.234", true), ("1,234", true), ("12.345,60", false), ("1,234.50", false), ("5.25", false)])
  func threeDigitsBehindALoneSeparatorAreDoubtful(amount: String, isDoubtful: Bool) throws {
    let inference = try infer("Date;Amount\n2026-03-02;\(amount)\n")
    #expect(inference.doubts.contains { $0.contains("are read as thousands") } == isDoubtful)
  }
}

/// A download made from a seed, and what it adds up to.
struct GeneratedDownload {
  private(set) var bytes: [UInt8] = []
  private(set) var credits: Int64 = 0
  private(set) var debits: Int64 = 0

  init(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed) &* 6_364_136_223)
    let separator = [",", ";", "\t", "|"][seed % 4]
    let style = seed / 4 % 3
    let header = [["Amount"], ["Amount", "CR/DR"], ["Debit", "Credit"]][style]
    var lines = [(["Posting Date", "Description", "Bank Ref"] + header).joined(separator: separator)]
    for row in 0..<(3 + random.below(20)) {
      let cents = Int64(1 + random.below(9_000_000))
      let isCredit = row % 3 != 1
      if isCredit { credits += cents } else { debits += cents }
      let day = row < 2 ? 13 + row : 1 + random.below(28)
      let amount = Self.money(cents)
      let money = [
        [(isCredit ? "" : "-") + amount], [amount, isCredit ? "CR" : "DR"],
        isCredit ? ["", amount] : [amount, ""],
      ][style]
      let date = "03/\(day < 10 ? "0" : "")\(day)/2026"
      let text = "\"ITEM \(row) \(separator) SAID \"\"SO\"\"\""
      lines.append(([date, text, "BR\(row)"] + money.map { "\"\($0)\"" }).joined(separator: separator))
    }
    bytes = Array((lines.joined(separator: seed % 2 == 0 ? "\n" : "\r\n") + "\n").utf8)
  }

  private static func money(_ cents: Int64) -> String {
    let whole = String(cents / 100)
    let grouped = whole.count > 3 ? "\(whole.dropLast(3)),\(whole.suffix(3))" : whole
    return "\(grouped).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
  }
}

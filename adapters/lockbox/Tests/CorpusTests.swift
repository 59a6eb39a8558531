// Sample files of other projects, with totals worked out by hand, or the reason why they must be refused.

import BankFiles
import Foundation
import LockboxAdapter
import Testing

@Suite(.enabled(if: Corpus.isPresent)) struct CorpusTests {
  /// A file and what must come of it: deposits and their cents, debits and their cents.
  struct Readable: Sendable, CustomTestStringConvertible {
    var file: String
    var deposits: Int
    var credits: Int64
    var debits: Int
    var debited: Int64
    var testDescription: String { file }

    init(_ file: String, _ deposits: Int, _ credits: Int64, _ debits: Int, _ debited: Int64) {
      (self.file, self.deposits, self.credits) = (file, deposits, credits)
      (self.debits, self.debited) = (debits, debited)
    }
  }

  static let readable: [Readable] = [
    .init("bai2/bai2__test__data__daily_with_summary.bai2", 1, 25_001, 0, 0),
    .init("bai2/bai2__test__data__eod_with_slash_in_text.bai2", 1, 8_325_982, 0, 0),
    .init("bai2/bai2__test__data__eod_without_as_of_time.bai2", 1, 8_325_982, 0, 0),
    .init("bai2/bai2__test__testdata__sample1.txt", 5, 320_000, 12, 320_000),
    .init("bai2/bai2__tests__data__nwb_example.bai2", 1, 89, 4, 2_765),
    .init("bai2/bai2__tests__data__account_trailer_amount_blank_example.bai2", 0, 0, 0, 0),
    .init("ach/ach__cmd__readACH__201805101354.ach", 5_000, 500_000_000, 0, 0),
    .init("ach/ach__examples__testdata__ppd-credit.ach", 1, 100_000_000, 0, 0),
    .init("ach/ach__examples__testdata__segmentFile-ppd-credit.ach", 2, 200_000_000, 0, 0),
    .init("ach/ach__examples__testdata__cie-credit.ach", 1, 100_000_000, 0, 0),
    .init("ach/ach__examples__testdata__rck-debit.ach", 0, 0, 1, 2_400),
    .init("ach/ach__examples__testdata__atx-read.ach", 0, 0, 0, 0),
    .init("ach/ach__examples__testdata__cor-read.ach", 0, 0, 0, 0),
    .init("ach/ach__examples__testdata__contested-return.ach", 0, 0, 0, 0),
    .init("ach/ach__examples__testdata__dishonored-return.ach", 0, 0, 2, 48_000),
    .init("ach/ach__examples__testdata__adv-read.ach", 0, 0, 1, 250_000),
    .init("ach/ach__test__issues__testdata__issue1378__employers_test.txt", 11, 12_706_891, 4, 12_706_891),
    .init("ach/ach__test__issues__testdata__issue1595.ach", 1, 10_000, 0, 0),
    .init("ach/ach__test__issues__testdata__issue1600__2lCompanyNameAllZeros.txt", 2, 6_125, 2, 6_125),
    .init("ach/ach__test__testdata__20180713-IAT.ach", 1, 100_000, 1, 2_000),
    .init("ach/ach__test__testdata__FISERV-ZEROFILE-PIMRET825324_032720_110221.ach", 0, 0, 0, 0),
    .init("ach/ach__test__testdata__extended-ascii.ach", 4, 120, 2, 120),
    .init("ach/ach__test__testdata__two-micro-deposits.ach", 4, 120, 2, 120),
    .init("ach/ach__test__testdata__flattenBatchesMultipleBatchHeaders.ach", 12, 1_200_000, 0, 0),
    .init("ach/ach__test__testdata__long-line.ach", 0, 0, 1, 100_000_000),
    .init("ach/ach__test__testdata__web-debit.ach", 5, 26_820, 1, 15_000),
    .init("ach/achgateway__internal__incoming__odfi__testdata__prenote-ppd-debit.ach", 0, 0, 1, 0),
  ]

  /// A file and a rule that must be among the errors.
  static let refused: [(String, FindingRule)] = [
    ("bai2/BankFileParsers__BankFileParsers.Example__BAI-sample.txt", .bai2Field),
    ("bai2/bai2__test__testdata__errors__sample-parseError.txt", .unknownFormat),
    ("bai2/bai2__test__testdata__sample4-continuations-newline-delimited.txt", .bai2AccountTotal),
    ("ach/ach__test__issues__testdata__issue1600__1k8RecordFollowing9Record.txt", .nachaOrder),
    ("ach/ach__test__testdata__adv-invalidBatchEntries.ach", .nachaOrder),
    ("ach/ach__test__testdata__crashers__d8f3557bf70ce706c9efbfcfd8143f131a2eef20", .nachaBatchCredits),
    ("ach/ach__test__testdata__file_parsing_missing_file_control.txt", .nachaControlMissing),
    ("ach/ach__test__testdata__flattenADVBatchesMultipleBatchHeaders.ach", .nachaFileCredits),
    ("ach/ach__test__testdata__iat-invalidEntryDetail.ach", .nachaField),
    ("ach/ach__test__testdata__invalid-two-micro-deposits.ach", .nachaField),
    ("ach/ach__test__testdata__moov-ids.ach", .nachaFileHash),
  ]

  @Test(arguments: readable) func totalsAreRight(sample: Readable) throws {
    try compare(try translate(Self.bytes(sample.file)), sample)
  }

  @Test(arguments: readable) func totalsAreRightWithOtherLineEnds(sample: Readable) throws {
    let bytes = try Self.bytes(sample.file).filter { $0 != 0x0D }
    try compare(try translate(bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }), sample)
    let lines = bytes.split(separator: 0x0A)
    guard sample.file.hasPrefix("ach"), lines.allSatisfy({ $0.count == 94 }) else { return }
    try compare(try translate(Array(lines.joined())), sample)
  }

  @Test(arguments: refused.indices) func whatIsWrongIsRefused(index: Int) throws {
    let result = try translate(Self.bytes(Self.refused[index].0))
    #expect(result.errors.contains(Self.refused[index].1))
    #expect(result.events.isEmpty && result.report.refusal != nil)
  }

  @Test(arguments: ["bai2", "ach"]) func everyFileIsReadOrRefused(folder: String) throws {
    for file in Corpus.files(folder) {
      let result = try translate(Array(Data(contentsOf: file)))
      for event in result.events { #expect(String(validating: event.body, as: UTF8.self) != nil) }
      #expect(result.report.refusal == nil || result.events.isEmpty)
      #expect(result.events.count == result.report.deposits.count + result.report.returned.count)
    }
  }

  @Test func whatIsTakenBackIsAnEvent() throws {
    let result = try translate(Self.bytes("ach/ach__test__testdata__return-WEB.ach"))
    let returned = try #require(try result.returns().first)
    #expect(returned.amount.cents == 12_354 && returned.kind == .return && result.report.returned.count == 1)
    #expect(returned.reason?.hasPrefix("R") == true && returned.originalReference?.count == 15)
  }

  /// A published sample whose one malformed record is put right; then all four groups add up.
  @Test func theSampleOfTheSpecificationAddsUp() throws {
    let bytes = try Self.bytes("bai2/BankFileParsers__BankFileParsers.Example__BAI-sample.txt")
    let text = String(decoding: bytes, as: UTF8.self)
    let result = try translate(text.replacing("16,,115,", with: "16,115,"))
    #expect(result.report.refusal == nil)
    #expect(try result.deposits().map(\.amount.cents) == [450_000, 500_000, 20_000_000, 10_000_000])
    #expect(try result.deposits().map(\.valueDate.iso) == ["2004-06-20", "2004-06-20", "2004-06-22", "2004-06-20"])
  }

  private func compare(_ result: Translated, _ sample: Readable) throws {
    #expect(result.report.refusal == nil)
    #expect(result.report.deposits.count == sample.deposits && result.report.deposits.total.cents == sample.credits)
    #expect(result.report.debits.count == sample.debits && result.report.debits.total.cents == sample.debited)
    #expect(try result.deposits().reduce(0) { $0 + $1.amount.cents } == sample.credits)
  }

  private static func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Corpus.root.appendingPathComponent(file)))
  }
}

@Suite struct DocumentationTests {
  @Test func theReadmeExplainsEveryRuleAndReason() throws {
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    for rule in FindingRule.allCases { #expect(text.contains("`\(rule.rawValue)`"), "\(rule.rawValue)") }
    for relaxation in Relaxation.allCases { #expect(text.contains("`\(relaxation.rawValue)`")) }
    for reason in KeptItem.Reason.allCases { #expect(text.contains("`\(reason.rawValue)`"), "\(reason.rawValue)") }
  }
}

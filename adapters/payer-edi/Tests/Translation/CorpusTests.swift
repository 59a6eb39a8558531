// Real 835 files of open projects: right totals, or a clear refusal. Skipped where the corpus is not present.

import Foundation
import PayerEDIAdapter
import Testing
import X12

private let corpus = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../../../../../shared/corpus").standardizedFileURL

private func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: corpus.appending(path: path))) }

private let isPresent = FileManager.default.fileExists(atPath: corpus.appending(path: "835").path)

@Suite(.enabled(if: isPresent))
struct CorpusTests {
  @Test(arguments: [
    ("835/edi-835-parser__tests__test_edi_835_files__emedny_sample.txt", Int64(45_75), Int64(102_50), 3, 0),
    ("835/x12-parser__test__test-files__835__multi-line-not-delimited.edi", 45_75, 102_50, 3, 0),
    ("835/x12__examples__example_5010_835__sample2.txt", 4000_00, 4199_68, 1, 1),
    ("835/x12__src__tests__resources__835_005010X221A1__managed-care.835", 945_00, 2000_00, 2, 0),
  ])
  func `Reads with the right totals`(path: String, paid: Int64, charge: Int64, claims: Int, imbalances: Int) throws {
    let translated = try Translated(try read(path))
    let header = try #require(try translated.headers().first)
    #expect(header.totals.paid.cents == paid)
    #expect(header.totals.charge.cents == charge)
    #expect(header.claimCount == claims)
    #expect(header.balance.balanced)
    #expect(header.balance.findingCount == imbalances)
    #expect(try translated.claims().count == claims)
  }

  @Test func `Refuses by name what cannot be read`() throws {
    let words = try Translated(
      try read("835/x12-parser__src__examples__java__org__pb__x12__example__example835SpecialCharsOne.txt"))
    #expect(words.events.isEmpty)
    #expect(words.rules.contains("money-not-numeric"))
    let fragment = try Translated(
      try read("835-fragment/edi-835-parser__tests__test_edi_835_files__blue_cross_nc_sample.txt"))
    #expect(fragment.events.isEmpty)
    #expect(fragment.report.findings.listed.map(\.rule.code) == ["isa-missing"])
    #expect(
      fragment.summaries.first?.findings.listed.contains { $0.rule.code == "money-missing" && $0.element == 2 } == true)
  }

  /// Every line of the table in CORPUS.md: so many events, and these rules and no others; of a set that is refused, its
  /// errors.
  @Test(.timeLimit(.minutes(1))) func `What the documentation says of each file is true`() throws {
    let table = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../CORPUS.md")
      .standardizedFileURL
    let lines = try String(contentsOf: table, encoding: .utf8).split(separator: "\n")
    let rows = lines.map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
      .filter { $0.count == 4 && $0[1].contains(": ") }
    #expect(rows.count > 60)
    for row in rows {
      let place = row[1].split(separator: ": ", maxSplits: 1).map(String.init)
      let project = place[0].split(separator: "/").last.map(String.init) ?? ""
      let bytes = try read("\(row[0])/\(project)__\(place[1].replacing("/", with: "__"))")
      var (events, rules) = (0, Set<String>())
      let report = try RemittanceTranslator(tenant: "test", checksGuides: true).translate(
        MemoryBytes(bytes), digest: String(repeating: "0", count: 64), emit: { _ in events += 1 })
      rules.formUnion(report.findings.listed.map(\.rule.code))
      for set in report.sets {
        let isRefused = set.outcome == .rejected
        let said = set.findings.listed.filter { !isRefused || $0.rule.severity == .error }
        rules.formUnion(said.map(\.rule.code))
      }
      let named = row[3].split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      #expect(rules == Set(named), "\(row[1])")
      #expect(row[2].split(separator: " ").compactMap { Int($0) }.reduce(0, +) == events, "\(row[1])")
    }
  }

  @Test(arguments: [("valid", false), ("invalid", true)])
  func `Attachments are read by their length`(kind: String, isWrong: Bool) throws {
    let name = "275/staedi__src__test__resources__x12__sample275_with_HL7_\(kind)_BIN01.edi"
    let rules = try Translated(try read(name)).rules
    #expect(rules.contains("binary-length") == isWrong)
  }

  @Test func `Every other kind of file is read, kept or refused by name`() throws {
    for folder in try FileManager.default.contentsOfDirectory(atPath: corpus.path) where !folder.hasPrefix("835") {
      let directory = corpus.appending(path: folder)
      for name in (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [] {
        let translated = try Translated(try read("\(folder)/\(name)"))
        let report = translated.report
        #expect(report.findings.count + report.setCount + report.acknowledgementCount > 0, "\(folder)/\(name)")
        let isBank = ["ach", "bai2", "lockbox"].contains(folder)
        #expect(!isBank || (translated.events.isEmpty && !report.isX12), "\(folder)/\(name)")
        let isExplained = translated.summaries.allSatisfy { $0.outcome != .rejected || $0.findings.isRejected }
        #expect(isExplained, "\(folder)/\(name)")
      }
    }
  }
}

// The exports, and the real hledger reading one.

import Foundation
import Ledger
import Testing

@Suite struct ExportTests {
  private func sample() throws -> [Journal] {
    let odd = try Account("liabilities:clearing").appending("A;B  (C):x").appending("[2026-01-01] \"q\"")
    let lines = [
      try line("assets:bank:12-34", debit: 1_234_567, party: "acme, [2026-01-01]; x:y"),
      JournalEntryLine(account: odd, credit: 1_234_567, facility: "north", evidence: "run 1"),
    ]
    return [
      try journal(lines, id: "j (2)", date: "2026-03-03", description: "a; b | c\n  assets:bank  5 USD \"x\""),
      try journal([line("assets:a", debit: 5), line("assets:b", credit: 5)], id: "j-1"),
    ]
  }

  @Test func writesHledgerInAFixedOrder() throws {
    let text = try Export.hledger([journal([line("assets:a", debit: 5), line("income:b", credit: 5)])])
    #expect(
      text == """
        commodity 1,000.00 USD
        account assets:a
        account income:b

        2026-03-02 (j-1) posting run 1
            ; valuedate:2026-03-02, originaldate:2026-03-02, period:2026-03
            ; entity:clinic
            assets:a  0.05 USD  ; evidence:advice 1
            income:b  -0.05 USD  ; evidence:advice 1

        """)
    let journals = try sample()
    #expect(Export.hledger(journals) == Export.hledger(journals.reversed()))
  }

  @Test func writesBeancount() throws {
    let text = try Export.beancount([journal([line("assets:a", debit: 5), line("income:b", credit: 5)])])
    #expect(text.hasPrefix("2026-03-02 open Assets:A\n2026-03-02 open Income:B\n\n2026-03-02 * \"posting run 1\"\n"))
    #expect(text.contains("\n  Income:B  -0.05 USD\n    evidence: \"advice 1\"\n"))
  }

  @Test func writesJSONLinesThatCanBeReadBack() throws {
    struct Read: Decodable {
      struct Line: Decodable {
        var account: String
        var debit: Int64
        var credit: Int64
      }
      var journal: String
      var description: String
      var lines: [Line]
    }
    let lines = try Export.jsonLines(sample()).split(separator: "\n")
    let read = try lines.map { try JSONDecoder().decode(Read.self, from: Data($0.utf8)) }
    #expect(read.map(\.journal) == ["j-1", "j (2)"])
    #expect(read[1].description == "a; b | c\n  assets:bank  5 USD \"x\"")
    #expect(read[1].lines.map(\.debit) == [1_234_567, 0])
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: Hledger.path)))
  func hledgerAcceptsTheExport() throws {
    let text = try Export.hledger(sample())
    #expect(try Hledger.run(text, ["check", "--strict"]) == "")
    let balance = try Hledger.run(text, ["balance", "--flat", "--output-format=csv", "assets:bank"])
    #expect(balance.contains("\"assets:bank:12-34\",\"12345.67 USD\""))
    // A date in brackets inside a party's name must not become the posting's date.
    #expect(try Hledger.run(text, ["register", "--end", "2026-03-01"]) == "")
    let accounts = try Hledger.run(text, ["accounts", "--used"]).split(separator: "\n")
    #expect(accounts.contains("liabilities:clearing:A%3BB%20%20%28C%29%3Ax:%5B2026-01-01%5D%20%22q%22"))
  }
}

/// Runs the real program.
enum Hledger {
  static let path = "/usr/bin/hledger"

  /// What it prints, standard error behind standard output; the text is its journal.
  static func run(_ journal: String, _ arguments: [String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "export.journal")
    try Data(journal.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["-f", file.path] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}

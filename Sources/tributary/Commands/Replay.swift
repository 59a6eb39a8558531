// tributary replay: the books worked out again from what was kept, to prove them, or to see what other rules would do.

import AdapterKit
import ArgumentParser
import CashApplication
import Foundation
import PayerEDIAdapter
import TerminalText

struct Replay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Works all books out again from the inputs that were kept.",
    discussion: """
      --verify applies each input under what was configured when it came, and compares line by line with the books that
      stand. --rules takes another folder with
      cash-application.yaml and payers.yaml, and reports what would differ: balances, claims, work items and journals.
      Nothing of the data folder is changed. Best done while cash application stands still, since what it takes in
      meanwhile is in its books and not in the replay.
      """)

  @Flag(help: "Compare with the books that stand; status 70 where they differ.")
  var verify = false

  @Option(help: "A folder with the cash-application.yaml and payers.yaml to try.")
  var rules: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func validate() throws {
    guard verify != (rules != nil) else { throw ValidationError("give --verify, or --rules with a folder") }
  }

  func run() async throws {
    try await reporting {
      try options.requireDatabase(of: "cash-application")
      let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("replay-\(UUID().uuidString)")
      try FileManager.default.createDirectory(
        at: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      defer { try? FileManager.default.removeItem(at: scratch) }
      if let rules { try await compare(rules, scratch) } else { try await prove(scratch) }
    }
  }

  private func replay(
    _ configuration: CashConfiguration, _ scratch: URL, underKept: Bool
  ) async throws -> CashReplay.Summary {
    let progress = Progress()
    let summary = try await CashReplay(
      data: options.dataFolder, configuration: configuration, underKept: underKept
    ).run(into: scratch) { progress.show("\($0) inputs applied again") }
    progress.clear()
    return summary
  }

  // MARK: - Proof

  private func prove(_ scratch: URL) async throws {
    let standing = scratch.appendingPathComponent("standing.txt")
    let again = scratch.appendingPathComponent("again.txt")
    let summary = try await replay(try options.cashConfiguration(), scratch, underKept: true)
    try await BooksExport(data: options.dataFolder).write(to: standing)
    try await BooksExport(data: scratch).write(to: again)
    let proof = Proof(
      summary: summary, standing: try FileDigest.sha256(of: standing), again: try FileDigest.sha256(of: again),
      differing: try Proof.differing(standing, again))
    if json { try printJSON(proof) } else { print(proof.text) }
    guard proof.isIdentical else {
      throw CommandFailure(.internalError, "the books that stand are not those that the inputs make")
    }
  }

  // MARK: - What if

  private func compare(_ folder: String, _ scratch: URL) async throws {
    let tried = try options.cashConfiguration(rules: URL(fileURLWithPath: folder))
    let summary = try await replay(tried, scratch, underKept: false)
    let before = try await BooksSummary(options.cashReader())
    let after = try await BooksSummary(CashReader(data: scratch, configuration: tried))
    let difference = RuleDifference(summary: summary, lines: after.differences(from: before))
    if json { try printJSON(difference) } else { print(difference.text) }
  }
}

/// What `--verify` found.
struct Proof: Encodable {
  let summary: CashReplay.Summary
  /// SHA-256 of the exported books.
  let standing: String
  let again: String
  /// Kinds of lines that only one of the exports has, with their numbers.
  let differing: [String: Int]

  var isIdentical: Bool { standing == again }

  var text: String {
    var lines = [
      "\(summary.inputs) inputs applied again", "books that stand   \(standing)", "books worked out   \(again)",
      isIdentical ? "Byte for byte the same." : "NOT THE SAME",
    ]
    lines += differing.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value) lines differ" }
    if summary.configurations > 1 {
      lines.append("\(summary.configurations) configurations were in force, one after the other.")
    }
    if summary.otherConfiguration > 0 {
      lines.append(
        "\(summary.otherConfiguration) inputs were applied under a configuration that was not kept; "
          + "ports and folders count, too.")
    }
    return lines.joined(separator: "\n")
  }

  static func differing(_ left: URL, _ right: URL) throws -> [String: Int] {
    guard try FileDigest.sha256(of: left) != FileDigest.sha256(of: right) else { return [:] }
    let lines = try [left, right].map { file in
      Set(String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n"))
    }
    return Dictionary(grouping: lines[0].symmetricDifference(lines[1])) { String($0.prefix { $0 != " " }) }
      .mapValues(\.count)
  }
}

/// The books in sums.
struct BooksSummary {
  var values: [String: Int64] = [:]

  init(_ reader: CashReader) async throws {
    for (account, balance) in try await reader.balances() { values["balance \(account)"] = balance }
    for (state, count) in try await reader.claimStates() { values["claims \(state)"] = Int64(count) }
    for item in try await reader.workItems(state: "open") {
      values["work items \(item.reason)", default: 0] += 1
      values["work items \(item.reason), amount", default: 0] += item.amount
    }
    values["journals"] = Int64(try await reader.journalStates().values.reduce(0, +))
  }

  func differences(from other: BooksSummary) -> [RuleDifference.Line] {
    Set(values.keys).union(other.values.keys).sorted().compactMap { name in
      let (before, after) = (other.values[name] ?? 0, values[name] ?? 0)
      return before == after ? nil : RuleDifference.Line(name: name, before: before, after: after)
    }
  }
}

/// What other rules would do.
struct RuleDifference: Encodable {
  let summary: CashReplay.Summary
  let lines: [Line]

  struct Line: Encodable {
    let name: String
    let before: Int64
    let after: Int64

    /// Whether it is cents; else a number.
    var isMoney: Bool { name.hasPrefix("balance") || name.hasSuffix("amount") }
  }

  var text: String {
    guard !lines.isEmpty else { return "\(summary.inputs) inputs: these rules make the same books." }
    var table = TextTable([("", .left), ("now", .right), ("with these rules", .right), ("difference", .right)])
    for line in lines {
      let show = { (value: Int64) in line.isMoney ? money(value) : String(value) }
      table.add([line.name, show(line.before), show(line.after), show(line.after - line.before)])
    }
    return "\(summary.inputs) inputs applied with these rules; \(summary.refused) of them refused.\n\n\(table.text())"
  }
}

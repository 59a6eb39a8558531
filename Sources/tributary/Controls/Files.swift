// tributary files: what came in, and taking a bad file back with all that came from it.

import AdapterKit
import ArgumentParser
import CashApplication
import Foundation
import Operations
import Storage
import TerminalText

struct Files: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Files that came in, and taking a bad one back.",
    discussion: """
      A withdrawn file's advices and deposits no longer count: what was posted of them is reversed on the accounts of
      the original, what was not is never posted, its work items are closed and its dead letters discarded. Its bytes
      stay known, so they have no effect if they come again; a corrected file has other bytes and is a new file. Begin
      with --dry-run. A file is named by its SHA-256, by the beginning of it, or by the name under which it came.
      """, subcommands: [List.self, Withdraw.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Files that came in, and which were withdrawn.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let files = try await KnownFile.all(options)
        if json { return try printJSON(files) }
        var table = TextTable([
          ("file", .left), ("adapter", .left), ("SHA-256", .left), ("events", .right), ("state", .left),
        ])
        for file in files {
          table.add([file.name, file.adapter, String(file.digest.prefix(16)), String(file.events), file.state])
        }
        print(table.isEmpty ? "No file has come in." : table.text())
      }
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes back all that came from a file; --dry-run says first what would happen.")

    @Argument(help: "The file: its SHA-256, the beginning of it, or its name.")
    var file: String

    @Option(help: "Why, for whoever reads this next year; without patient data.")
    var reason: String?

    @Flag(help: "Only say what would happen.")
    var dryRun = false

    @OptionGroup var controls: ControlOptions

    func run() async throws {
      try await reporting {
        let known = try await KnownFile.find(file, controls.options)
        if dryRun { return try await forecast(known) }
        guard let reason else {
          throw CommandFailure(.validationFailure, "say why, with --reason; or ask first what would happen: --dry-run")
        }
        try await controls.ask(.withdraw, .file, known, reason: reason)
      }
    }

    private func forecast(_ digest: String) async throws {
      let withdrawal = try await controls.options.cashReader().withdrawal(ofFile: digest)
      let letters = try await OperationsReader(data: controls.options.dataFolder).openLetters(ofFile: digest)
      if controls.json {
        try printJSON(WithdrawalForecast(withdrawal: withdrawal, deadLetters: letters))
      } else {
        print(WithdrawalForecast(withdrawal: withdrawal, deadLetters: letters).text)
      }
      if !withdrawal.obstacles.isEmpty { throw ExitCode.badData }
    }
  }
}

/// What a withdrawal would do.
struct WithdrawalForecast: Encodable {
  let withdrawal: FileWithdrawal
  let deadLetters: Int

  var text: String {
    var lines = ["file \(withdrawal.digest)"]
    if withdrawal.isWithdrawn { lines.append("is withdrawn already; nothing more would happen") }
    var table = TextTable([
      ("document", .left), ("trace", .left), ("payer", .left), ("amount", .right), ("would be", .left),
    ])
    for advice in withdrawal.advices {
      let deposit = advice.deposit == nil ? "" : ", parted from its deposit"
      table.add([
        "advice", advice.trace, advice.payer, money(advice.amount),
        (advice.runs > 0 ? "reversed (\(advice.runs) posting runs)" : "held for good") + deposit,
      ])
    }
    for deposit in withdrawal.deposits {
      let advice = deposit.remittance == nil ? "" : ", parted from its advice"
      table.add([
        "deposit", deposit.trace ?? "—", "—", money(deposit.amount),
        (deposit.books ? "reversed" : "ignored (it books no cash)") + advice,
      ])
    }
    if !table.isEmpty { lines.append(table.text()) }
    if withdrawal.openings > 0 { lines.append("\(withdrawal.openings) opening balances would be reversed") }
    lines.append(
      "\(withdrawal.events) of its events have been applied; \(withdrawal.workItems) work items would be closed, "
        + "\(deadLetters) dead letters discarded; what still comes of it would have no effect")
    lines += withdrawal.obstacles.map { "It would be refused: \($0)." }
    return lines.joined(separator: "\n")
  }
}

/// A file as its adapter knows it.
struct KnownFile: Encodable {
  let name: String
  let adapter: String
  let digest: String
  let events: Int
  let state: String

  /// All files, by adapter and name.
  static func all(_ options: DataOptions) async throws -> [KnownFile] {
    var withdrawn: [String: String] = [:]
    if try DataFolder.store(of: "operations", in: options.dataFolder).exists() {
      let controls = try await OperationsReader(data: options.dataFolder).controls(.file)
      withdrawn = Dictionary(controls.map { ($0.name, $0.state) }, uniquingKeysWith: { first, _ in first })
    }
    var files: [KnownFile] = []
    for adapter in FileAdapters.all {
      let store = try DataFolder.store(of: adapter.name, in: options.dataFolder)
      guard try store.exists() else { continue }
      files += try await store.reader().read { try IntakeLog.entries(in: $0) }.map {
        KnownFile(
          name: $0.name, adapter: adapter.name, digest: $0.digest, events: $0.emitted,
          state: withdrawn[$0.digest] ?? $0.state.rawValue)
      }
    }
    return files
  }

  /// The digest of the one file that is meant. - Throws: ``CommandFailure`` where it is none, or several.
  static func find(_ key: String, _ options: DataOptions) async throws -> String {
    let lower = key.lowercased()
    let found = try await all(options).filter { $0.name == key || (lower.count >= 8 && $0.digest.hasPrefix(lower)) }
    let digests = Set(found.map(\.digest))
    if let digest = digests.first, digests.count == 1 { return digest }
    if digests.isEmpty, lower.count == 64, lower.allSatisfy(\.isHexDigit) { return lower }
    let names = found.map { "\($0.name) (\($0.digest.prefix(16)))" }.joined(separator: ", ")
    throw CommandFailure(
      .validationFailure,
      digests.isEmpty
        ? "no file '\(key)' has come in; see `tributary files list`"
        : "'\(key)' may be \(names); give more of the SHA-256")
  }
}

// tributary audit: who did what, whether the record is whole, and all of it for others.

import ArgumentParser
import Foundation
import Operations
import TerminalText

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Who did what, when and why; and whether the record of it is whole.",
    subcommands: [List.self, Verify.self, Export.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Who did what, the newest first.")

    @Option(help: "How many, up to 1,000.")
    var limit = 50

    @Option(help: "Where to go on: the number of the last entry.")
    var before: Int64?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let entries = try await DeadLetters.reader(options).audit(limit: limit, before: before)
        if json { return try printJSON(entries) }
        var table = TextTable([
          ("no", .right), ("at", .left), ("who", .left), ("did", .left), ("to", .left), ("before", .left),
          ("after", .left), ("detail", .left),
        ])
        for entry in entries {
          let about = [entry.subject, entry.letter.map { "letter \($0)" }, entry.job.map { "work \($0)" }]
          table.add([
            String(entry.number), entry.at, entry.actor, entry.action,
            about.compactMap(\.self).joined(separator: ", "), entry.was ?? "", entry.became ?? "", entry.detail,
          ])
        }
        print(table.isEmpty ? "Nothing was done yet." : table.text())
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tells of any entry that was removed, changed or cut off.",
      discussion: """
        Each entry's digest covers the one before; signed checkpoints in a file apart from the database say how far it \
        went. Status 65: something is wrong.
        """)

    @Option(help: "The file of checkpoints; by default as config/operations.yaml says.")
    var checkpoints: String?

    @Option(help: "The public key; by default secrets/audit.ed25519.pub of the data folder.")
    var key: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let reader = try DeadLetters.reader(options)
        let place = try AuditPlace(options, checkpoints: checkpoints, key: key)
        let report = try await place.verify(reader)
        if json {
          try printJSON(report)
        } else {
          for fault in report.faults { print("✗ \(fault)") }
          print(
            "\(report.entries) entries, up to \(report.signed) signed by \(report.checkpoints) checkpoints; newest "
              + "digest \(report.digest)")
          print(report.faults.isEmpty ? "The audit is whole." : "THE AUDIT IS NOT WHOLE.")
        }
        if !report.faults.isEmpty { throw ExitCode.badData }
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "All entries as JSON Lines, oldest first, with their digests.")

    @Option(help: "Only entries with numbers above this one.")
    var after: Int64 = 0

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let reader = try DeadLetters.reader(options)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var place = after
        while true {
          let page = try await reader.auditEntries(after: place)
          guard let last = page.last else { break }
          for entry in page { FileHandle.standardOutput.write(try encoder.encode(entry) + Data("\n".utf8)) }
          place = last.number
        }
      }
    }
  }
}

/// Where what an audit is compared with lies.
private struct AuditPlace {
  let verifier: AuditVerifier
  let file: AuditCheckpointFile

  init(_ options: DataOptions, checkpoints: String?, key: String?) throws {
    let configuration = try options.operationsConfiguration()
    let data = options.dataFolder
    let keyFile = key.map { URL(fileURLWithPath: $0) } ?? AuditSettings.publicKey(in: data)
    verifier = try AuditVerifier(tenant: try options.tenant(), keyFile: keyFile)
    file = AuditCheckpointFile(
      checkpoints.map { URL(fileURLWithPath: $0) } ?? AuditSettings.checkpoints(configuration, data: data))
  }

  /// Checkpoints are read before entries: what comes in between is not taken for cut off.
  func verify(_ reader: OperationsReader) async throws -> AuditReport {
    do {
      return try await verifier.verify(try file.read()) { try await reader.auditEntries(after: $0) }
    } catch let fault as AuditFault {
      throw CommandFailure(.badData, "\(fault)")
    }
  }
}

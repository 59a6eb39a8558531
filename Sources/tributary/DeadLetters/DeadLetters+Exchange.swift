// tributary dead-letters edit, approve, reject, export, import, audit.

import ArgumentParser
import Foundation
import Operations
import TerminalText

extension DeadLetters {
  struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Proposes a corrected message; somebody else approves it.",
      discussion: """
        Without --file your editor (EDITOR) opens. Amounts, trace, payer and identity are locked: correct those at their
        source and publish anew. The corrected message is checked against its schema at once. It gets an id of its own;
        the original is kept, and whoever has applied the original refuses the correction.
        """)

    @Argument(help: "The letter's number.")
    var number: Int64

    @Option(help: "The whole corrected event as JSON; - for standard input.", completion: .file())
    var file: String?

    @Option(help: "What is corrected, and why. Without patient data.")
    var reason = ""

    @Flag(help: "Only check the correction.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions
    @OptionGroup var api: APIOptions

    func run() async throws {
      try await reporting {
        let client = try api.client(options)
        let body = try await corrected(client)
        let request = CorrectionRequest(
          body: body.base64EncodedString(), reason: reason, dryRun: dryRun)
        let answer: CorrectionAnswer = try await client.post("dead-letters/\(number)/correction", request)
        if json { return try printJSON(answer) }
        let changes = answer.changes.joined(separator: ", ")
        print(
          dryRun
            ? "the correction could be proposed; it changes \(changes)"
            : "proposed as \(answer.newID), changes \(changes); somebody else approves it with "
              + "`tributary dead-letters approve \(number)`")
      }
    }

    private func corrected(_ client: OperationsClient) async throws -> Data {
      if file == "-" { return FileHandle.standardInput.readDataToEndOfFile() }
      if let file {
        guard let data = FileManager.default.contents(atPath: file) else {
          throw CommandFailure(.badData, "\(file) cannot be read")
        }
        return data
      }
      return try EditedFile.edit(try await client.get("dead-letters/\(number)/body"))
    }
  }

  struct Approve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Approves the correction of a letter that somebody else proposed; it is published at once.")

    @Argument(help: "The letter's number.")
    var number: Int64

    @Option(help: "A remark for the audit.")
    var reason = ""

    @OptionGroup var options: DataOptions
    @OptionGroup var api: APIOptions

    func run() async throws {
      try await reporting {
        try await DeadLetters.decide(number, approve: true, reason, api.client(options))
        print("approved; `tributary dead-letters show \(number)` says under which id it was published")
      }
    }
  }

  struct Reject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Rejects the correction of a letter (also one's own); the letter is open again.")

    @Argument(help: "The letter's number.")
    var number: Int64

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var options: DataOptions
    @OptionGroup var api: APIOptions

    func run() async throws {
      try await reporting {
        try await DeadLetters.decide(number, approve: false, reason, api.client(options))
        print("rejected; letter \(number) is open again")
      }
    }
  }

  private static func decide(
    _ number: Int64, approve: Bool, _ reason: String, _ client: OperationsClient
  ) async throws {
    let decision = CorrectionDecision(approve: approve, reason: reason)
    let _: [String: String] = try await client.post("dead-letters/\(number)/decision", decision)
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints letters with their messages, one JSON document a line; needs a role that sees patient data.")

    @OptionGroup var filter: LetterFilterOptions

    @Option(help: "open, retrying, resolved, awaiting-approval, superseded, discarded, or all.")
    var state = "open"

    @OptionGroup var options: DataOptions
    @OptionGroup var api: APIOptions

    func run() async throws {
      try await reporting {
        var filter = try filter.filter()
        filter.states = try DeadLetters.states(state)
        let client = try api.client(options)
        var after: Int64? = 0
        while let start = after {
          let page: ExportPage = try await client.post("dead-letters/exports?after=\(start)", filter)
          for letter in page.letters { try write(letter) }
          after = page.next
        }
      }
    }

    private func write(_ letter: ExportedLetter) throws {
      try FileHandle.standardOutput.write(contentsOf: try EventLine.encode(letter) + Data("\n".utf8))
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes in letters that `export` printed; those that are there already are left (administrators).")

    @Argument(help: "The file; - for standard input.", completion: .file())
    var file: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions
    @OptionGroup var api: APIOptions
    /// Bytes of one request; the server takes more.
    private static let portionBytes = 4_000_000

    func run() async throws {
      try await reporting {
        let client = try api.client(options)
        var total = ImportAnswer(added: 0, known: 0)
        var portion: [ExportedLetter] = []
        var bytes = 0
        for line in try lines() {
          if bytes + line.count > Import.portionBytes, !portion.isEmpty {
            try await send(&portion, to: client, &total)
            bytes = 0
          }
          portion.append(try EventLine.decode(line))
          bytes += line.count
        }
        if !portion.isEmpty { try await send(&portion, to: client, &total) }
        if json { return try printJSON(total) }
        print("\(total.added) letters taken in, \(total.known) were there already")
      }
    }

    private func send(
      _ portion: inout [ExportedLetter], to client: OperationsClient, _ total: inout ImportAnswer
    ) async throws {
      let answer: ImportAnswer = try await client.post("dead-letters/imports", portion)
      total.added += answer.added
      total.known += answer.known
      portion = []
    }

    private func lines() throws -> [Data] {
      let data =
        file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
      guard let data else { throw CommandFailure(.badData, "\(file) cannot be read") }
      return data.split(separator: UInt8(ascii: "\n"))
    }
  }

  struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Who did what with dead letters, the newest first.")

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
          ("no", .right), ("at", .left), ("who", .left), ("did", .left), ("letter", .right), ("work", .right),
          ("detail", .left),
        ])
        for entry in entries {
          table.add([
            String(entry.number), entry.at, entry.actor, entry.action, entry.letter.map(String.init) ?? "",
            entry.job.map(String.init) ?? "", entry.detail,
          ])
        }
        print(table.isEmpty ? "Nothing was done yet." : table.text())
      }
    }
  }
}

// tributary dead-letters: messages that could not be handled.

import ArgumentParser
import Foundation
import Operations

struct DeadLetters: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead-letters", abstract: "Messages that could not be handled, and why.",
    subcommands: [ListLetters.self, ShowLetter.self])

  struct ListLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The newest first.")

    @Option(help: "How many.")
    var limit = 100

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        try options.requireDatabase(of: "operations")
        let letters = try await OperationsReader(data: options.dataFolder).deadLetters(limit: limit)
        if json { return try printJSON(letters) }
        print(text(letters))
      }
    }

    private func text(_ letters: [OperationsReader.Letter]) -> String {
      var table = TextTable([
        ("no", .right), ("stored", .left), ("type", .left), ("publisher", .left), ("code", .left), ("where", .left),
        ("queue", .left),
      ])
      for letter in letters {
        table.add([
          String(letter.number), letter.storedAt, letter.type.replacing("tributary.", with: ""),
          letter.publisher ?? "—", letter.code, letter.pointer.map { $0.isEmpty ? "/" : $0 } ?? "—", letter.queue,
        ])
      }
      return table.isEmpty ? "There are no dead letters." : table.text()
    }
  }

  struct ShowLetter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One dead letter. Its body may hold patient data and is shown only with --body.")

    @Argument(help: "The letter's number, or its message's id.")
    var key: String

    @Flag(help: "Show the message's body as well.")
    var body = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        try options.requireDatabase(of: "operations")
        let reader = try OperationsReader(data: options.dataFolder, cipher: try options.operationsCipher())
        guard let letter = try await reader.deadLetter(key) else {
          throw CommandFailure(.badData, "there is no dead letter \(key); see `tributary dead-letters list`")
        }
        if json { try printJSON(letter) } else { print(text(letter)) }
        if body { print(String(decoding: try await reader.body(of: letter.number), as: UTF8.self)) }
      }
    }

    private func text(_ letter: OperationsReader.Letter) -> String {
      """
      dead letter \(letter.number): \(letter.code) (\(letter.failureClass))
        \(letter.reason)
        where       \(letter.pointer.map { $0.isEmpty ? "/" : $0 } ?? "—")\(letter.rule.map { ", rule \($0)" } ?? "")
        message     \(letter.message)
        type        \(letter.type)
        publisher   \(letter.publisher ?? "unknown")
        queue       \(letter.queue), attempts \(letter.attempts)\(letter.worker.map { ", worker \($0)" } ?? "")
        failed      \(letter.firstFailedAt ?? "unknown"), stored \(letter.storedAt)
        fingerprint \(letter.fingerprint)
        body        \(letter.bytes) bytes, SHA-256 \(letter.digest)
      """
    }
  }
}

// tributary dead-letters: messages that could not be handled, and what is to be done about them.

import AdapterKit
import ArgumentParser
import Foundation
import Operations
import TerminalText

struct DeadLetters: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dead-letters", abstract: "Messages that could not be handled: look, find the cause, send again.",
    discussion: """
      Begin with `groups`: forty letters with one cause are one line. Look at one with `show`, remove the cause, then
      `retry --group …`; --dry-run says first what would happen. A retry cannot post twice: receivers know what has
      taken effect. Letters are chosen by number, or by what they have in common; all conditions must hold.
      """,
    subcommands: [
      ListLetters.self, Groups.self, ShowLetter.self, Retry.self, Discard.self, Reopen.self, Edit.self, Approve.self,
      Reject.self, Jobs.self, Pause.self, Resume.self, Cancel.self, Export.self, Import.self, Audit.self,
    ])
}

/// What letters have in common.
struct LetterFilterOptions: ParsableArguments {
  @Option(help: "The fingerprint of a group, as `groups` prints it.")
  var group: String?

  @Option(help: "The event's type; `tributary.` may be left out.")
  var type: String?

  @Option(name: .customLong("class"), help: "The failure's class: invalid, permanent, transient or crash.")
  var failureClass: String?

  @Option(help: "The failure's code, for instance schema-violation.")
  var code: String?

  @Option(name: [.customLong("worker"), .customLong("queue")], help: "The worker (its queue) where it failed.")
  var queue: String?

  @Option(help: "The broker user who published the message.")
  var publisher: String?

  @Option(help: "The payer, as the event names it.")
  var payer: String?

  @Option(help: "Words anywhere in the reason; letter case does not matter.")
  var text: String?

  @Option(help: "Last seen at or after this time: 2026-03-01, or 2026-03-01T09:30:00Z.")
  var since: String?

  @Option(help: "Last seen before this time.")
  var until: String?

  /// The filter. - Throws: ``CommandFailure`` for what can never fit.
  func filter(numbers: [Int64] = []) throws -> LetterFilter {
    var filter = LetterFilter()
    filter.numbers = numbers.isEmpty ? nil : numbers
    filter.group = group
    filter.type = type
    filter.failureClass = failureClass
    filter.code = code
    filter.queue = queue
    filter.publisher = publisher
    filter.payer = payer
    filter.text = text
    filter.since = since.map(LetterFilter.time)
    filter.until = until.map(LetterFilter.time)
    if let fault = filter.fault { throw CommandFailure(.validationFailure, fault) }
    return filter
  }
}

extension DeadLetters {
  /// Reads the store; needs nothing running.
  static func reader(_ options: DataOptions) throws -> OperationsReader {
    try options.requireDatabase(of: "operations")
    return try OperationsReader(data: options.dataFolder, cipher: try options.operationsCipher())
  }

  struct ListLetters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Letters, the newest first; those that are open unless --state says else.")

    @OptionGroup var filter: LetterFilterOptions

    @Option(help: "open, retrying, resolved, awaiting-approval, superseded, discarded, or all.")
    var state = "open"

    @Option(help: "How many, up to 1,000.")
    var limit = 100

    @Option(help: "Where to go on: what the last page ended with.")
    var before: Int64?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        var filter = try filter.filter()
        filter.states = try DeadLetters.states(state)
        let page = try await DeadLetters.reader(options).page(filter, limit: limit, before: before)
        if json { return try printJSON(page.letters) }
        print(text(page))
      }
    }

    private func text(_ page: OperationsReader.Page) -> String {
      var table = TextTable([
        ("no", .right), ("last seen", .left), ("state", .left), ("type", .left), ("publisher", .left), ("code", .left),
        ("where", .left), ("queue", .left), ("retries", .right),
      ])
      for letter in page.letters {
        table.add([
          String(letter.number), letter.lastSeen, letter.state.rawValue, letter.type.replacing("tributary.", with: ""),
          letter.publisher ?? "—", letter.code, letter.pointer.map { $0.isEmpty ? "/" : $0 } ?? "—", letter.queue,
          String(letter.retries),
        ])
      }
      guard !table.isEmpty else { return "There are no such dead letters." }
      return table.text() + (page.next.map { "\nThere are more: --before \($0)" } ?? "")
    }
  }

  static func states(_ word: String) throws -> [LetterState] {
    if word == "all" { return LetterState.allCases }
    guard let state = LetterState(rawValue: word) else {
      let known = LetterState.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure(.validationFailure, "'\(word)' is no state of a letter; there are \(known), and all")
    }
    return [state]
  }

  struct Groups: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Letters with one cause as one line: class, code and type, the largest group first.")

    @OptionGroup var filter: LetterFilterOptions

    @Option(help: "open, retrying, resolved, awaiting-approval, superseded, discarded, or all.")
    var state = "open"

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        var filter = try filter.filter()
        filter.states = try DeadLetters.states(state)
        let groups = try await DeadLetters.reader(options).groups(filter)
        if json { return try printJSON(groups) }
        print(text(groups))
      }
    }

    private func text(_ groups: [OperationsReader.Group]) -> String {
      guard !groups.isEmpty else { return "There are no such dead letters." }
      var table = TextTable([("count", .right), ("group", .left), ("first seen", .left), ("last seen", .left)])
      for group in groups {
        table.add([String(group.count), group.fingerprint, group.firstSeen, group.lastSeen])
      }
      let reasons = groups.prefix(20).map {
        "  \(printable($0.fingerprint)), for instance \($0.example):\n    \(printable($0.reason))"
      }
      return table.text() + "\n\n" + reasons.joined(separator: "\n")
        + "\n\nLook at one: tributary dead-letters show NUMBER. Send a group again: … retry --group '…' --dry-run"
    }
  }
}

// tributary dead-letters show: one letter with its whole history.

import AdapterKit
import ArgumentParser
import Foundation
import Operations
import TerminalText

extension DeadLetters {
  struct ShowLetter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One letter and its history.",
      discussion: """
        With --body, what the message says, too: in full for roles that may see patient data (which is noted in the
        audit), else with everything covered that could be about a patient.
        """)

    @Argument(help: "The letter's number, or its message's id.")
    var key: String

    @Flag(help: "Show the message's body as well.")
    var body = false

    @Flag(help: "Cover what could be about a patient, whatever the role.")
    var masked = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions
    @OptionGroup var api: APIOptions

    func run() async throws {
      try await reporting {
        let reader = try DeadLetters.reader(options)
        guard let letter = try await reader.deadLetter(key) else {
          throw CommandFailure(
            .badData, "there is no dead letter \(key); see `tributary dead-letters list --state all`")
        }
        let history = try await reader.history(of: letter.number)
        let body = body ? try await bodyText(letter.number, reader) : nil
        if json { return try printJSON(Document(letter: letter, history: history, body: body)) }
        print(([facts(letter)] + HistoryText(history).parts).joined(separator: "\n"))
        if let body { print("\n\(body)") }
      }
    }

    private struct Document: Encodable {
      let letter: OperationsReader.Letter
      let history: OperationsReader.History
      let body: String?
    }

    /// In full where operations says that this person may see it; else covered, which needs nobody's leave.
    private func bodyText(_ number: Int64, _ reader: OperationsReader) async throws -> String {
      if !masked {
        do {
          let body = try await api.client(options).get("dead-letters/\(number)/body")
          return String(decoding: body, as: UTF8.self)
        } catch let failure as CommandFailure {
          printError("tributary: shown covered: \(failure)")
        }
      }
      let mask = BodyMask(schemas: try options.homeFolder().appendingPathComponent("schemas"))
      return mask.masked(try await reader.body(of: number))
    }

    private func facts(_ letter: OperationsReader.Letter) -> String {
      let place = letter.pointer.map { $0.isEmpty ? "/" : $0 } ?? "—"
      let version = letter.workerVersion.map { " \($0)" } ?? ""
      let worker = letter.worker.map { ", worker \($0)\(version)" } ?? ""
      return """
        dead letter \(letter.number): \(letter.code) (\(letter.failureClass)), \(letter.state.rawValue)
          \(printable(letter.reason))
          where       \(printable(place + (letter.rule.map { ", rule \($0)" } ?? "")))
          message     \(printable(letter.message))
          type        \(printable(letter.type))
          publisher   \(printable(letter.publisher ?? "unknown"))\(letter.payer.map { ", payer \($0)" } ?? "")
          queue       \(letter.queue), attempts \(letter.attempts)\(worker)
          failed      \(letter.firstFailedAt ?? "unknown"), seen \(letter.firstSeen) to \(letter.lastSeen)
          fingerprint \(printable(letter.fingerprint))
          body        \(letter.bytes) bytes, SHA-256 \(letter.digest)
        """ + (letter.supersededBy.map { "\n  corrected   as \($0)" } ?? "")
          + (letter.imported ? "\n  imported    its retries go through the router" : "")
    }
  }
}

/// A history as text.
struct HistoryText {
  let history: OperationsReader.History

  init(_ history: OperationsReader.History) { self.history = history }

  var parts: [String] { [failures, retries, corrections, audit].compactMap(\.self) }

  private var failures: String? {
    var table = TextTable([
      ("failed at", .left), ("try", .left), ("attempt", .right), ("code", .left), ("worker", .left),
    ])
    for failure in history.failures {
      table.add([
        failure.failedAt.isEmpty ? failure.seenAt : failure.failedAt,
        failure.retry == 0 ? "first" : "retry \(failure.retry)", String(failure.attempt), failure.code,
        [failure.worker, failure.version].compactMap(\.self).joined(separator: " "),
      ])
    }
    return table.isEmpty ? nil : "\n" + table.text(indent: "  ")
  }

  private var retries: String? {
    var table = TextTable([
      ("retry", .right), ("by", .left), ("sent", .left), ("ended", .left), ("outcome", .left),
    ])
    for retry in history.retries {
      table.add([
        String(retry.number), retry.actor, retry.begunAt, retry.endedAt ?? "—", retry.outcome ?? "on its way",
      ])
    }
    return table.isEmpty ? nil : "\n" + table.text(indent: "  ")
  }

  private var corrections: String? {
    guard !history.corrections.isEmpty else { return nil }
    let lines = history.corrections.map { correction in
      let decision = correction.decidedBy.map { " by \($0) at \(correction.decidedAt ?? "")" } ?? ""
      return """
          correction \(correction.newID): \(correction.state)\(decision)
            proposed by \(correction.proposedBy) at \(correction.proposedAt): \(correction.reason)
            changes \(correction.changes.joined(separator: ", "))
        """
    }
    return "\n" + lines.joined(separator: "\n")
  }

  private var audit: String? {
    var table = TextTable([("at", .left), ("who", .left), ("did", .left), ("why", .left)])
    for entry in history.audit { table.add([entry.at, entry.actor, entry.action, entry.detail]) }
    return table.isEmpty ? nil : "\n" + table.text(indent: "  ")
  }
}

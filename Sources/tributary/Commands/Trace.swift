// tributary trace: the whole life of one payment, event by event.

import AdapterKit
import ArgumentParser
import Foundation
import Operations
import Routing
import TerminalText

struct Trace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows everything that happened around a trace number, file digest, journal or event id.")

  @Argument(help: "A trace number, a file's SHA-256, a journal's or an event's id.")
  var key: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      try options.requireDatabase(of: "operations")
      let trail = try await OperationsReader(data: options.dataFolder).trail(key)
      let documents = try await TracedDocument.all(key, trail, options)
      guard !trail.events.isEmpty || !trail.deadLetters.isEmpty || !documents.isEmpty else {
        throw CommandFailure(.badData, "no event is known for this key")
      }
      if json { return try printJSON(PaperTrail(trail: trail, documents: documents)) }
      print(
        ([table(trail), why(trail), letters(trail)] + documents.map(\.text)).filter { !$0.isEmpty }.joined(
          separator: "\n\n"))
    }
  }

  private func table(_ trail: OperationsReader.Trail) -> String {
    var table = TextTable([
      ("seen", .left), ("event", .left), ("subject", .left), ("id", .left), ("caused by", .left),
      ("published by", .left), ("failed", .right),
    ])
    for event in trail.events {
      table.add([
        event.seenAt, event.type.replacing("tributary.", with: ""), String(event.subject.prefix(36)),
        String(event.id.prefix(8)), event.causationID.map { String($0.prefix(8)) } ?? "—", event.publisher ?? "—",
        event.failedAttempts == 0 ? "—" : String(event.failedAttempts),
      ])
    }
    return trail.events.isEmpty ? "" : table.text()
  }

  /// Where each type goes by what is configured now, and what the router decided besides at the time.
  private func why(_ trail: OperationsReader.Trail) -> String {
    let systems = (try? options.homeFolder()).flatMap { try? EnterpriseSystem.all(home: $0) } ?? []
    let bindings = PaymentTopology.topology(virtualHost: "", systems: systems).bindings
      .filter { $0.exchange == Exchange.events }
    var lines: [String] = []
    for type in Set(trail.events.map(\.type)).sorted() {
      let key = type.replacing("tributary.", with: "")
      let queues = Set(bindings.filter { TopicPattern($0.routingKey).matches(key) }.map(\.queue)).sorted()
      lines.append("  \(key) goes by its type to \(queues.joined(separator: ", "))")
    }
    for event in trail.events {
      if let why = event.why { lines.append("  \(event.id.prefix(8)): \(why)") }
    }
    return lines.isEmpty ? "" : "Why it went where it went:\n" + lines.map(printable).joined(separator: "\n")
  }

  private func letters(_ trail: OperationsReader.Trail) -> String {
    let lines = trail.deadLetters.flatMap { letter in
      [
        "  \(letter.number) (\(letter.state)): \(letter.type.replacing("tributary.", with: "")) "
          + "\(letter.message.prefix(8)) of \(letter.publisher ?? "nobody known"), \(letter.code) in "
          + "\(letter.queue), \(letter.attempts) attempts: \(letter.reason)"
      ] + letter.corrections.map(line)
    }
    return lines.isEmpty ? "" : "Dead letters:\n" + lines.map(printable).joined(separator: "\n")
  }

  private func line(_ correction: OperationsReader.CorrectionEntry) -> String {
    let decision = correction.decidedBy.map { "\(correction.state) by \($0)" } ?? "waits for a second person"
    return "    corrected as \(correction.newID.prefix(8)) at \(correction.changes.joined(separator: ", ")) by "
      + "\(correction.proposedBy), \(decision): \(correction.reason)"
  }
}

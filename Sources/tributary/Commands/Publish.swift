// tributary publish: events to pay.ingress, as any enterprise system would publish them.

import AdapterKit
import ArgumentParser
import Foundation
import LocalStack
import Logging
import Messaging
import Operations
import PaymentEvents
import RabbitMQ
import TerminalText

struct Publish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Publishes events, one JSON document a line, as another system would.")

  @Argument(help: "Files of events; - for standard input.", completion: .file())
  var files: [String]

  @Option(help: "The broker user to publish as.")
  var user = BrokerUsers.billing

  @Flag(help: "Wait until every event has been applied, passed on or refused, and say what became of each.")
  var wait = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      let stack = try options.runningStack()
      let messages = try files.flatMap(EventLines.read)
      let settlement = wait ? try await Settlement.afterStart(options) : nil
      // What was refused earlier under the same ids is no answer to this.
      let failure = try await settlement?.newestFailure() ?? 0
      let expected = if let settlement { try await expectation(of: messages, settlement) } else { [ExpectedEvent]() }
      let publisher = try await EventPublisher(stack, user: user, data: options.dataFolder)
      let failures = await publisher.publish(messages)
      await publisher.close()
      for failure in failures { printError("tributary: \(failure)") }
      let published = messages.count - failures.count
      if !json { print("\(published) of \(messages.count) events published to \(Exchange.ingress) as \(user)") }
      guard failures.isEmpty, let settlement else {
        if json { try printJSON(Answer(published: published, refused: failures.count, events: nil)) }
        if !failures.isEmpty { throw ExitCode.unavailable }
        return
      }
      let progress = Progress()
      try await settlement.wait(published: expected, after: failure) { progress.show($0) }
      progress.clear()
      try report(try await settlement.outlook().outcomes(expected, after: failure), published: published)
    }
  }
}

extension Publish {
  private struct Answer: Encodable {
    let published: Int
    let refused: Int
    /// What became of each; nil where nobody waited.
    let events: [EventOutcome]?
  }

  /// What is to come of the messages, by the rules of the router. Where the files are wrong it goes on by former ones.
  private func expectation(of messages: [Message], _ settlement: Settlement) async throws -> [ExpectedEvent] {
    var setup: RouterSetup?
    do {
      setup = try RouterSetup(home: try options.homeFolder())
    } catch let error as ConfigurationError {
      printError("tributary: what is translated cannot be followed, since the rules are wrong: \(error)")
    }
    return try await settlement.outlook().expect(messages, from: user, setup)
  }

  /// Says what became of the events. - Throws: ``CommandFailure`` where some were refused: they were bad data.
  private func report(_ outcomes: [EventOutcome], published: Int) throws {
    let refused = Set(outcomes.filter { $0.outcome == "refused" }).count
    if json {
      try printJSON(Answer(published: published, refused: refused, events: outcomes))
    } else {
      print(OutcomeText.text(outcomes), terminator: "")
    }
    guard refused > 0 else { return }
    throw CommandFailure(.badData, "refused \(refused) of the events; see `tributary dead-letters list`")
  }
}

/// What became of published events, as text.
enum OutcomeText {
  /// The most lines: what is translated or refused is listed, the rest is counted.
  private static let maximumLines = 50

  static func text(_ outcomes: [EventOutcome]) -> String {
    let listed = outcomes.filter { $0.translation != nil || $0.outcome == "refused" }
    var table = TextTable([("message", .left), ("event", .left), ("type", .left), ("outcome", .left)])
    for outcome in listed.prefix(maximumLines) {
      let letter = outcome.deadLetter.map { ": dead letter \($0), \(outcome.code ?? "")" } ?? ""
      let made = outcome.translation.map { " (by \($0))" } ?? ""
      table.add([
        outcome.message, outcome.message == outcome.event ? "—" : outcome.event, outcome.type + made,
        (outcome.outcome ?? "not known") + letter,
      ])
    }
    let more = listed.count > maximumLines ? "and \(listed.count - maximumLines) more\n" : ""
    let counts = Dictionary(grouping: outcomes) { $0.outcome ?? "not known" }.sorted { $0.key < $1.key }
      .map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
    return (table.isEmpty ? "" : table.text() + "\n" + more) + (counts.isEmpty ? "" : counts + "\n")
  }
}

/// Events in files, one a line.
enum EventLines {
  /// Reads a file's lines as messages. A line that is no JSON is sent as it is: the router says what is wrong with it.
  static func read(_ path: String) throws -> [Message] {
    let data: Data
    if path == "-" {
      data = FileHandle.standardInput.readDataToEndOfFile()
    } else {
      guard let bytes = FileManager.default.contents(atPath: path) else {
        throw CommandFailure(.badData, "\(path) cannot be read")
      }
      data = bytes
    }
    return data.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy { $0 == 13 || $0 == 32 } }.map(message)
  }

  private struct Head: Decodable {
    var id: String?
    var type: String?
    var correlationid: String?
  }

  private static func message(_ line: Data) -> Message {
    let head = try? EventCoding.decoder().decode(Head.self, from: line)
    let type = head?.type ?? "unknown"
    let key = type.hasPrefix("tributary.") ? String(type.dropFirst(10)) : type
    return Message(
      id: head?.id ?? UUID().uuidString.lowercased(), type: String(type.prefix(200)),
      routingKey: String(key.prefix(200)), body: Array(line), correlationID: head?.correlationid)
  }
}

/// A connection to `pay.ingress` as one of the broker's users.
struct EventPublisher {
  private let publisher: RabbitPublisher
  private let user: String
  /// Messages handed to the broker at a time.
  private static let batch = 500

  init(_ stack: StackAddress, user: String, data: URL) async throws {
    let configuration = try stack.connection(user: user, data: data, name: "tributary publish")
    var logger = Logger(label: "publish")
    logger.logLevel = .error
    publisher = try await RabbitPublisher(configuration, logger: logger)
    self.user = user
  }

  /// Publishes all; returns what the broker did not take.
  func publish(_ messages: [Message]) async -> [PublishError] {
    var failures: [PublishError] = []
    for start in stride(from: 0, to: messages.count, by: EventPublisher.batch) {
      let batch = messages[start..<min(start + EventPublisher.batch, messages.count)].map { message in
        var signed = message
        signed.userID = user
        return OutgoingMessage(exchange: Exchange.ingress, message: signed)
      }
      for case .failure(let error) in await publisher.publish(batch: batch) { failures.append(error) }
    }
    return failures
  }

  func close() async { await publisher.close() }
}

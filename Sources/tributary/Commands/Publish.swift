// tributary publish: events to pay.ingress, as any enterprise system would publish them.

import AdapterKit
import ArgumentParser
import CashApplication
import Foundation
import LocalStack
import Logging
import Messaging
import Operations
import PaymentEvents
import RabbitMQ
import SchemaValidation

struct Publish: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Publishes events, one JSON document a line, as another system would.")

  @Argument(help: "Files of events; - for standard input.", completion: .file())
  var files: [String]

  @Option(help: "The broker user to publish as.")
  var user = BrokerUsers.billing

  @Flag(help: "Wait until every event has been applied or dead-lettered.")
  var wait = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      let stack = try options.runningStack()
      let messages = try files.flatMap(EventLines.read)
      // What was refused earlier under the same ids is no answer to this.
      let settlement = wait ? try await Settlement.afterStart(options) : nil
      let failure = try await settlement?.newestFailure() ?? 0
      let conflicts = if let settlement { try await conflicts(messages, settlement.reader) } else { Set<String>() }
      let publisher = try await EventPublisher(stack, user: user, data: options.dataFolder)
      let failures = await publisher.publish(messages)
      await publisher.close()
      for failure in failures { printError("tributary: \(failure)") }
      try report(published: messages.count - failures.count, of: messages.count)
      if let settlement, failures.isEmpty {
        let progress = Progress()
        try await settlement.wait(published: messages.map(\.id), conflicts: conflicts, after: failure) {
          progress.show($0)
        }
        progress.clear()
        try await refuseDeadLetters(messages.map(\.id), after: failure)
      }
      if !failures.isEmpty { throw ExitCode.unavailable }
    }
  }
}

extension Publish {
  /// Events whose ids are applied with another content: being applied is no answer to them.
  private func conflicts(_ messages: [Message], _ reader: CashReader) async throws -> Set<String> {
    struct Head: Decodable { let source: String }
    var conflicts: Set<String> = []
    for message in messages {
      guard let head = try? EventCoding.decoder().decode(Head.self, from: Data(message.body)),
        let digest = try? CanonicalJSON.contentDigest(message.body),
        try await reader.isConflict(id: message.id, source: head.source, type: message.type, digest: digest)
      else { continue }
      conflicts.insert(message.id)
    }
    return conflicts
  }

  /// An event among the dead letters was bad data.
  private func refuseDeadLetters(_ ids: [String], after failure: Int64) async throws {
    let refused = try await OperationsReader(data: options.dataFolder)
      .deadLetterCount(ofMessages: Array(Set(ids)), after: failure)
    guard refused > 0 else { return }
    throw CommandFailure(.badData, "refused \(refused) of the events; see `tributary dead-letters list`")
  }

  private func report(published: Int, of count: Int) throws {
    if json {
      try printJSON(["published": published, "refused": count - published])
    } else {
      print("\(published) of \(count) events published to \(Exchange.ingress) as \(user)")
    }
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
    let password = try DataFolder.password(of: user, in: data.appendingPathComponent("secrets"))
    let address = BrokerAddress(host: "127.0.0.1", port: UInt16(clamping: stack.amqpPort))
    let configuration = BrokerConfiguration(
      addresses: [address], virtualHost: LocalStack.virtualHost, user: user, password: password,
      connectionName: "tributary publish")
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

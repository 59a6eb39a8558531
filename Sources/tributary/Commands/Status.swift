// tributary status: workers, queues, backlog.

import AdapterKit
import ArgumentParser
import Foundation
import FoundationNetworking
import LocalStack
import Logging
import Operations
import RabbitMQ
import TerminalText

struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Shows workers, queues and what is still on its way.")

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      let stack = try options.runningStack()
      let status = StackStatus(
        workers: await workers(stack), queues: try await queues(stack), backlog: try await backlog(),
        paused: try await paused(), missingFiles: try await FileAdapters.missing(options.dataFolder))
      if json { try printJSON(status) } else { print(status.text) }
    }
  }

  private func workers(_ stack: StackAddress) async -> [StackStatus.WorkerLine] {
    var lines: [StackStatus.WorkerLine] = []
    for (name, address) in stack.health.sorted(by: { $0.key < $1.key }) {
      lines.append(.init(name: name, state: await Health.ready(address)))
    }
    return lines
  }

  private func queues(_ stack: StackAddress) async throws -> [StackStatus.QueueLine] {
    var logger = Logger(label: "status")
    logger.logLevel = .error
    let probe = try await RabbitPublisher(
      stack.connection(user: BrokerUsers.administrator, data: options.dataFolder, name: "tributary status"),
      logger: logger)
    var lines: [StackStatus.QueueLine] = []
    let systems = try EnterpriseSystem.all(home: try options.homeFolder())
    for queue in PaymentTopology.topology(virtualHost: LocalStack.virtualHost, systems: systems).queues {
      let depth = try await probe.queueDepth(queue.name)
      lines.append(.init(name: queue.name, waiting: depth.messages, consumers: depth.consumers))
    }
    await probe.close()
    return await lines.withHeld(stack, try stack.password(of: BrokerUsers.administrator, data: options.dataFolder))
  }

  /// Payers that people hold; workers say it themselves.
  private func paused() async throws -> [Control] {
    try await OperationsReader(data: options.dataFolder).controls(.payer).filter { $0.wanted == "paused" }
  }

  private func backlog() async throws -> StackStatus.Backlog {
    let settlement = try await Settlement(options).progress()
    let letters = try await OperationsReader(data: options.dataFolder).deadLetterCount()
    let items = try await options.cashReader().workItems(state: "open").count
    return .init(
      filesWaiting: settlement.filesWaiting, eventsOnTheirWay: settlement.eventsEmitted - settlement.eventsSettled,
      journalsOpen: settlement.journalsOpen, journalsPosted: settlement.journalsPosted, deadLetters: letters,
      openWorkItems: items)
  }
}

/// The answer of `tributary status`.
struct StackStatus: Encodable {
  struct WorkerLine: Encodable {
    let name: String
    let state: String
  }
  struct QueueLine: Encodable {
    let name: String
    /// Messages that nobody has taken yet.
    let waiting: Int
    /// Messages that a consumer has taken and not acknowledged: a router that pauses keeps some so. As old as the
    /// broker's statistics, up to 5 seconds; nil while there are none.
    var inHand: Int?
    let consumers: Int
  }
  struct Backlog: Encodable {
    let filesWaiting: Int
    let eventsOnTheirWay: Int
    let journalsOpen: Int
    let journalsPosted: Int
    let deadLetters: Int
    let openWorkItems: Int
  }
  let workers: [WorkerLine]
  let queues: [QueueLine]
  let backlog: Backlog
  let paused: [Control]
  let missingFiles: [MissingFile]

  var text: String {
    var workerTable = TextTable([("worker", .left), ("state", .left)])
    for worker in workers { workerTable.add([worker.name, worker.state]) }
    var queueTable = TextTable([
      ("queue", .left), ("waiting", .right), ("in hand", .right), ("consumers", .right),
    ])
    for queue in queues {
      queueTable.add([
        queue.name, String(queue.waiting), queue.inHand.map(String.init) ?? "—", String(queue.consumers),
      ])
    }
    return """
      \(workerTable.text())

      \(queueTable.text())

      files waiting \(backlog.filesWaiting) · events on their way \(backlog.eventsOnTheirWay) · \
      journals open \(backlog.journalsOpen), posted \(backlog.journalsPosted) · \
      dead letters \(backlog.deadLetters) · open work items \(backlog.openWorkItems)\(missing)\(pausedPayers)
      """
  }

  private var missing: String {
    missingFiles.map { "\nexpected and not here: \($0.expectation), due on \($0.dueOn)" }.joined()
  }

  private var pausedPayers: String {
    paused.map { "\npayer \($0.name) is \($0.state), by \($0.requestedBy ?? "—"): \($0.reason ?? "")" }.joined()
  }
}

extension [StackStatus.QueueLine] {
  /// Adds what consumers hold, which AMQP does not tell. Who asks for the state wants the rest of it in any case.
  fileprivate func withHeld(_ stack: StackAddress, _ password: Secret) async -> [StackStatus.QueueLine] {
    guard let base = URL(string: stack.management) else { return self }
    let client = ManagementClient(base: base, user: BrokerUsers.administrator, password: password)
    guard let held = try? await client.queues(of: LocalStack.virtualHost) else { return self }
    let byName = Dictionary(held.map { ($0.name, $0.messagesUnacknowledged) }, uniquingKeysWith: { first, _ in first })
    return map { line in
      var line = line
      line.inHand = byName[line.name] ?? nil
      return line
    }
  }
}

/// Asks a worker how it is.
enum Health {
  static func ready(_ address: String) async -> String {
    guard let url = URL(string: "\(address)/health/ready") else { return "unknown" }
    let request = URLRequest(url: url, timeoutInterval: 3)
    guard let (body, _) = try? await URLSession.shared.data(for: request) else { return "not running" }
    return String(decoding: body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

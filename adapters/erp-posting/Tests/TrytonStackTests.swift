// Journals through broker, router and adapter into a real Tryton, while all of them are killed and cut off: each is
// there once, line by line.

import AdapterKit
import ERPPostingAdapter
import Foundation
import FoundationNetworking
import LocalStack
import Messaging
import PaymentEvents
import RabbitMQ
import SeededRandom
import TestSupport
import Testing

@Suite(.enabled(if: TrytonServer.isInstalled, "scripts/tryton installs Tryton"))
struct TrytonStackTests {
  /// What may happen on the way.
  private enum Fault: CaseIterable {
    /// kill -9 of the adapter, of Tryton, of the broker.
    case adapterKilled, trytonKilled, brokerKilled
    /// Tryton stands still until the adapter has given up waiting.
    case trytonHangs
    /// All connections to Tryton are cut, whatever they are doing.
    case connectionsCut
  }

  @Test(.timeLimit(.minutes(45)), arguments: [11] as [UInt64])
  func everyJournalIsInTrytonOnceWhateverIsKilled(seed: UInt64) async throws {
    let environment = ProcessInfo.processInfo.environment
    let count = Int(environment["TRIBUTARY_ERP_JOURNALS"] ?? "") ?? 200
    let rounds = count >= 5_000 ? 4 : 1
    var noise = SeededGenerator(seed: seed)
    let faults = (1...rounds).flatMap { _ in Fault.allCases }.shuffled(using: &noise)
    try await TrytonServer.with { server in
      let proxy = try FaultProxy(to: server.port, seed: seed, cutAfterBytes: 30_000...3_000_000)
      try await Self.withStack(server, port: proxy.port) { stack in
        let handIn = Task { try await Self.handIn(count, stack) }
        for (number, fault) in faults.enumerated() {
          // At a moment of its own between the goals.
          let goal = count * (number + 1) / (faults.count + 1)
          let least = max(1, goal - Int.random(in: 0..<max(1, count / (2 * faults.count)), using: &noise))
          try await eventually("\(least) journals are posted", within: .seconds(600)) {
            try await Self.posted(stack) >= least
          }
          try await Self.cause(fault, stack, server, proxy)
        }
        try await handIn.value
        try await eventually("all are posted", within: .seconds(900)) { try await Self.posted(stack) == count }
        let expected = (1...count).flatMap(Self.lines).sorted()
        #expect(try await server.lines() == expected, "seed \(seed)")
        try await Self.compareBooks(count, stack)
      }
      proxy.stop()
    }
  }

  // MARK: - The stack

  private static func withStack(
    _ server: TrytonServer, port: UInt16, _ body: (LocalStack) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      var settings = LocalStack.Settings(
        data: folder.appendingPathComponent("data"), home: try home(in: folder, server, port),
        executables: Home.executable().deletingLastPathComponent())
      settings.workers = ["router", "erp-posting"]
      settings.longestRestartPause = 0.5
      let stack = try await LocalStack.start(settings, logger: quietLogger)
      do {
        try await eventually("the adapter has its database", within: .seconds(60)) {
          (try? JournalReader(data: settings.data)) != nil
        }
        try await body(stack)
        await stack.stop()
      } catch {
        await stack.stop()
        throw error
      }
    }
  }

  private static func home(in folder: URL, _ server: TrytonServer, _ port: UInt16) throws -> URL {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let home = folder.appendingPathComponent("home")
    let adapter = home.appendingPathComponent("adapters/erp-posting")
    try FileManager.default.createDirectory(at: adapter, withIntermediateDirectories: true)
    for name in ["config", "schemas"] {
      try FileManager.default.copyItem(
        at: source.appendingPathComponent(name), to: home.appendingPathComponent(name))
    }
    let accounts = try TrytonServer.accounts().sorted { $0.key < $1.key }
      .map { "    \"\($0.key)\": \"\($0.value)\"" }.joined(separator: "\n")
    try """
    target: tryton
    tryton:
      url: http://127.0.0.1:\(port)
      passwordFile: \(TrytonServer.passwordFile.path)
      timeoutSeconds: 5
      accounts:
    \(accounts)
    """.write(to: adapter.appendingPathComponent("config.yaml"), atomically: true, encoding: .utf8)
    return home
  }

  // MARK: - What comes in

  /// Publishes journals as cash application would; what the broker has not confirmed is sent again.
  private static func handIn(_ count: Int, _ stack: LocalStack) async throws {
    let publisher = try await publisher("cash-application", stack)
    var rest = try (1...count).map { number in
      try message(requested("j-\(number)", debit: Int64(number), credit: Int64(number)), as: "cash-application")
    }
    var pause = RetryPause(longest: .seconds(1))
    while !rest.isEmpty {
      let results = await publisher.publish(batch: rest)
      let failed = zip(rest, results).compactMap { outgoing, result in
        if case .failure = result { outgoing } else { nil }
      }
      if failed.count == rest.count { try await pause.wait() }
      rest = failed
    }
    await publisher.close()
  }

  private static func publisher(_ user: String, _ stack: LocalStack) async throws -> RabbitPublisher {
    try await RabbitPublisher(
      BrokerConfiguration(
        addresses: [stack.broker.address], virtualHost: LocalStack.virtualHost, user: user,
        password: try DataFolder.password(of: user, in: stack.settings.data.appendingPathComponent("secrets")),
        connectionName: "tests"), logger: quietLogger)
  }

  private static func message(_ event: EncodedEvent, as user: String) throws -> OutgoingMessage {
    var message = event.message()
    message.userID = user
    return OutgoingMessage(exchange: Exchange.internal, message: message)
  }

  private static func lines(_ number: Int) -> [String] {
    ["tributary:j-\(number) 1010 \(number) 0", "tributary:j-\(number) 2010 0 \(number)"]
  }

  // MARK: - What goes wrong

  private static func cause(
    _ fault: Fault, _ stack: LocalStack, _ server: TrytonServer, _ proxy: FaultProxy
  ) async throws {
    switch fault {
    case .adapterKilled:
      guard let adapter = stack.supervisors["erp-posting"] else { return }
      try await eventually("the adapter runs", within: .seconds(30)) { adapter.processID != nil }
      adapter.kill()
    case .trytonKilled:
      server.kill()
      try await server.start()
    case .brokerKilled:
      await stack.broker.kill()
      try await stack.broker.start()
    case .trytonHangs:
      server.pause()
      try await eventually("the adapter says that Tryton does not answer, or has nothing to ask") {
        if await health(stack).contains("does not answer") { return true }
        return try await waiting(stack) == 0
      }
      server.resume()
    case .connectionsCut: proxy.cutAll()
    }
  }

  private static func health(_ stack: LocalStack) async -> String {
    guard let health = stack.address.health["erp-posting"],
      let url = URL(string: "\(health)/health/ready"),
      let answer = try? await URLSession.shared.data(from: url)
    else { return "" }
    return String(decoding: answer.0, as: UTF8.self)
  }

  // MARK: - What comes of it

  private static func posted(_ stack: LocalStack) async throws -> Int {
    try await JournalReader(data: stack.settings.data).counts()[.posted] ?? 0
  }

  private static func waiting(_ stack: LocalStack) async throws -> Int {
    try await JournalReader(data: stack.settings.data).counts()[.waiting] ?? 0
  }

  /// The adapter itself compares Tryton's books with ours, as a person would have it do.
  private static func compareBooks(_ count: Int, _ stack: LocalStack) async throws {
    guard let day = LocalDate(iso: "2026-03-05") else { return }
    let request = LedgerReconciliationRequested(from: day, until: day, requestedBy: "ann", reason: "after the faults")
    let publisher = try await publisher("operations", stack)
    let results = await publisher.publish(
      batch: [try message(asked(request, id: "after-the-faults"), as: "operations")])
    await publisher.close()
    for case .failure(let error) in results { throw error }
    try await eventually("the books are compared", within: .seconds(120)) {
      try await JournalReader(data: stack.settings.data).lastReconciliation() != nil
    }
    let job = try await JournalReader(data: stack.settings.data).lastReconciliation()
    #expect(job?.journals == Int64(count) && job?.entries == Int64(count) && job?.differences == 0)
  }
}

// Transient failures from the receiver to the router's policy and back: once through a real tier of the broker, and
// many times with a clock that nobody waits for.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import RabbitMQ
import RouterService
import Routing
import SchemaValidation
import SeededRandom
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct RetryTierTests {
  private static func router(_ clock: any WallClock, _ rules: [RetryRule] = []) throws -> EventRouter {
    EventRouter(
      schemas: try SchemaRegistry(schemas: ["tributary.x.v1": #"{"type":"object"}"#]),
      rules: RouterRules(allowList: try PublisherAllowList([:])), tenant: "clinic",
      retries: RetryDecision(policy: .standard, rules: rules, queues: Set(Queue.workers)), clock: clock)
  }

  private func withDatabase(_ body: (any Database) async throws -> Void) async throws {
    try await withTemporaryFolder { folder async throws in
      let database = try testStore(of: "worker", in: folder).open(
        [Inbox.migration, Outbox.migration, "CREATE TABLE effects (id TEXT NOT NULL)"])
      try await body(database)
      try await database.close()
    }
  }

  /// The whole way: receiver → outbox → pay.failed → router → pay.retry.1s → pay.return → receiver.
  @Test(.timeLimit(.minutes(1))) func aTransientFailureGoesThroughATierOfTheBrokerAndSucceeds() async throws {
    try await withVirtualHost { host async throws in
      let topology = PaymentTopology.topology(virtualHost: host.name)
      try await host.management.importDefinitions(topology.virtualHostDefinitions(), into: host.name)
      try await withDatabase { database async throws in
        let failures = Unreliable { _, attempt in attempt == 1 }
        let committed = Signal()
        let publisher = try await RabbitPublisher(host.configuration("publisher"), logger: quietLogger)
        let subscriber = try await RabbitSubscriber(host.configuration("subscriber"), logger: quietLogger)
        let receiver = EventReceiver(
          worker: "cash-application", queue: Queue.cashApplication, database: database,
          handler: Unsteady(failures: failures, committed: committed), clock: SystemClock(), batchLimit: 10,
          logger: quietLogger)
        let relay = OutboxRelay(
          database: database, publisher: publisher, user: host.user, wake: committed, logger: quietLogger)
        let router = try Self.router(SystemClock())
        try await running({
          try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
              try await receiver.run(try await subscriber.deliveries(from: Queue.cashApplication, prefetch: 10))
            }
            group.addTask { try await relay.run() }
            group.addTask {
              for try await delivery in try await subscriber.deliveries(from: Queue.routerFailed, prefetch: 10) {
                let outgoing = router.route(delivery.message, from: Queue.routerFailed)
                try await publisher.publish(outgoing.message, to: outgoing.exchange)
                delivery.ack()
              }
            }
            try await group.waitForAll()
          }
        }) {
          var message = Message.routed(id: "m-1", type: "tributary.charge.posted.v1")
          message.userID = host.user
          let before = ContinuousClock.now
          try await publisher.publish(message, to: Exchange.events)
          try await eventually("the second attempt takes effect") {
            try await database.read { try $0.first("SELECT 1 FROM effects") != nil }
          }
          #expect(failures.attempts(of: "m-1") == 2)
          #expect(ContinuousClock.now - before >= .milliseconds(900), "it has waited in the tier of one second")
        }
        await subscriber.close()
        await publisher.close()
      }
    }
  }

  /// A dependency that fails three times of ten, is down for its second minute, and slow in its third.
  @Test(.timeLimit(.minutes(1)), arguments: [7, 8, 9] as [UInt64])
  func everythingArrivesOnceWithAttemptsAsConfigured(seed: UInt64) async throws {
    let clock = ManualClock()
    let start = clock.now().milliseconds
    let numbers = Mutex(SeededGenerator(seed: seed))
    let failures = Unreliable { _, _ in
      let second = (clock.now().milliseconds - start) / 1000
      if (120..<180).contains(second) { clock.advance(milliseconds: 200) }
      return (60..<120).contains(second) || numbers.withLock { Int.random(in: 0..<10, using: &$0) } < 3
    }
    let rule = RetryRule(attempts: 12, tiers: Array(RetryPolicy.standard.tiers.prefix(4)))
    let router = try Self.router(clock, [rule])
    try await withDatabase { database async throws in
      let river = River(database: database, router: router, clock: clock, failures: failures)
      try await river.run((1...400).map { .routed(id: "m-\($0)") }, every: 500)
      let effects = try await database.read { try $0.query("SELECT id FROM effects").map { $0.text(0) } }
      #expect(effects.count == 400 && Set(effects).count == 400)
      #expect(river.dead.isEmpty)
      #expect(failures.most > 3 && failures.most <= 12, "the most attempts of one message: \(failures.most)")
      for id in (1...400).map({ "m-\($0)" }) {
        let retries = failures.attempts(of: id) - 1
        let configured = (0..<retries).map { rule.tiers[min($0, rule.tiers.count - 1)].delayMilliseconds }
        #expect(river.waits[id] ?? [] == configured, "\(id)")
      }
      #expect(river.redelivered > 20, "acknowledgements were lost, too")
    }
  }

  @Test func attemptsThatAreUsedUpEndAmongTheDeadLetters() async throws {
    let clock = ManualClock()
    let failures = Unreliable { _, _ in true }
    let rule = RetryRule(queue: Queue.cashApplication, attempts: 3, tiers: [RetryPolicy.standard.tiers[0]])
    let router = try Self.router(clock, [rule])
    try await withDatabase { database async throws in
      let river = River(database: database, router: router, clock: clock, failures: failures)
      try await river.run([.routed(id: "m-1")], every: 0)
      let headers = try #require(river.dead.first?.headers)
      #expect(river.dead.count == 1 && failures.attempts(of: "m-1") == 3)
      #expect(FailureRecord.read(headers[HeaderName.failureHistory]?.stringValue).map(\.attempt) == [1, 2, 3])
      #expect(headers[HeaderName.failureCode] == .string("busy"))
    }
  }
}

/// Decides which attempts fail, and counts them.
private final class Unreliable: Sendable {
  private let fails: @Sendable (String, Int) -> Bool
  private let counts = Mutex<[String: Int]>([:])

  init(_ fails: @escaping @Sendable (String, Int) -> Bool) { self.fails = fails }

  func attempts(of id: String) -> Int { counts.withLock { $0[id] ?? 0 } }
  var most: Int { counts.withLock { $0.values.max() ?? 0 } }

  func tryOnce(_ id: String) throws {
    let attempt = counts.withLock { counts in
      counts[id, default: 0] += 1
      return counts[id] ?? 0
    }
    if fails(id, attempt) { throw Failure(.transient, code: "busy", reason: "what is needed is busy") }
  }
}

private struct Unsteady: EventHandler {
  let failures: Unreliable
  let committed: Signal

  func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    try failures.tryOnce(event.id)
    try connection.execute("INSERT INTO effects (id) VALUES (?)", [.text(event.id)])
  }

  func didCommit() { committed.raise() }
}

/// Receiver, router and tiers without a broker: time goes on to when the next message is due.
private final class River {
  private let database: any Database
  private let router: EventRouter
  private let clock: ManualClock
  private let receiver: EventReceiver
  private var waiting: [(due: Int64, message: Message)] = []
  private(set) var dead: [Message] = []
  /// How long each message has waited in tiers, in milliseconds.
  private(set) var waits: [String: [Int64]] = [:]
  /// Messages that came once more after they had taken effect, as after a lost acknowledgement.
  private(set) var redelivered = 0

  init(database: any Database, router: EventRouter, clock: ManualClock, failures: Unreliable) {
    self.database = database
    self.router = router
    self.clock = clock
    receiver = EventReceiver(
      worker: "cash-application", queue: Queue.cashApplication, database: database,
      handler: Unsteady(failures: failures, committed: Signal()), clock: clock, batchLimit: 10, logger: quietLogger)
  }

  /// Hands messages in, one each so many milliseconds, until none is on its way.
  func run(_ messages: [Message], every milliseconds: Int64) async throws {
    let start = clock.now().milliseconds
    waiting = messages.enumerated().map { (start + Int64($0.offset) * milliseconds, $0.element) }
    while let next = waiting.indices.min(by: { waiting[$0].due < waiting[$1].due }) {
      let (due, message) = waiting.remove(at: next)
      clock.advance(to: Instant(milliseconds: due))
      let queue = FakeQueue(Queue.cashApplication)
      try await receiver.run(queue.stream([queue.delivery(message)]))
      let failed = try await database.write { connection in
        let pending = try Outbox.pending(after: 0, limit: 10, in: connection)
        try Outbox.remove(pending.map(\.sequence), in: connection)
        return pending.map(\.outgoing.message)
      }
      for message in failed { decide(message) }
      guard failed.isEmpty, message.id.hasSuffix("7") else { continue }
      redelivered += 1
      try await receiver.run(queue.stream([queue.delivery(message)]))
    }
  }

  private func decide(_ failed: Message) {
    let outgoing = router.route(failed, from: Queue.routerFailed)
    guard let tier = RetryPolicy.standard.tiers.first(where: { Exchange.retry($0) == outgoing.exchange }) else {
      return dead.append(outgoing.message)
    }
    waits[outgoing.message.id, default: []].append(tier.delayMilliseconds)
    waiting.append((clock.now().milliseconds + tier.delayMilliseconds, outgoing.message))
  }
}

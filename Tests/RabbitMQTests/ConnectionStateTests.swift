// Following a connection: its states, its watchdog, its metrics.

import Foundation
import LocalStack
import Logging
import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

/// A logger whose handler waits when it gets one message: it runs on the connection's thread, which then stands still.
final class BlockingLog: Sendable {
  private let message: String
  private let opened = DispatchSemaphore(value: 0)

  init(at message: String) { self.message = message }

  func release() { opened.signal() }

  func logger() -> Logger { Logger(label: "blocking") { _ in Handler(log: self) } }

  private struct Handler: LogHandler {
    let log: BlockingLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      if event.message.description == log.message { log.opened.wait() }
    }
  }
}

@Suite struct ConfigurationCheckTests {
  /// What can be wrong, and what is said of it.
  private static let faults: [(String, @Sendable (inout BrokerConfiguration) -> Void)] = [
    ("no broker address", { $0.addresses = [] }),
    ("lacks its host", { $0.addresses = [BrokerAddress(host: "", port: 5672)] }),
    ("lacks its host or port", { $0.addresses = [BrokerAddress(host: "localhost", port: 0)] }),
    ("virtualHost is longer", { $0.virtualHost = String(repeating: "v", count: 256) }),
    ("connectionName is longer", { $0.connectionName = String(repeating: "n", count: 2_000) }),
    ("connectTimeout", { $0.connectTimeout = .seconds(-1) }),
    ("maximumInFlight", { $0.maximumInFlight = 0 }),
  ]

  @Test(.timeLimit(.minutes(1)), arguments: faults.indices)
  func whatNoBrokerCanBeReachedWithIsSaidAtOnce(index: Int) async throws {
    let (words, spoil) = Self.faults[index]
    var configuration = BrokerConfiguration(
      addresses: [BrokerAddress(host: "127.0.0.1", port: 1)], user: "u", password: "p", connectionName: "n")
    spoil(&configuration)
    let broken = configuration
    let error = await #expect(throws: RabbitError.self) {
      _ = try await RabbitPublisher(broken, logger: quietLogger)
    }
    #expect(error?.code == .configuration && error?.reason.contains(words) == true, "\(String(describing: error))")
  }
}

@Suite struct ConnectionStateTests {
  /// The next state that a condition holds for.
  private func next(
    _ states: inout AsyncStream<ConnectionState>.Iterator, _ isMeant: (ConnectionState) -> Bool
  ) async -> ConnectionState? {
    while let state = await states.next() { if isMeant(state) { return state } }
    return nil
  }

  @Test(.timeLimit(.minutes(2))) func everyChangeIsSeenByWhoeverFollows() async throws {
    try await withTemporaryFolder { folder in
      var settings = PrivateBrokerSettings(
        folder: folder, administrator: TestBroker.administrator,
        administratorPassword: TestBroker.administratorPassword)
      settings.memoryLimitBytes = 1 << 20
      let broker = try await PrivateBroker.start(settings, logger: quietLogger)
      try await withVirtualHost(on: broker) { host in
        try await host.declare(queues: [.init("q")])
        var configuration = host.configuration()
        configuration.publishTimeout = .seconds(2)
        let publisher = try await RabbitPublisher(configuration, logger: quietLogger)
        var states = publisher.states.makeAsyncIterator()
        var others = publisher.states.makeAsyncIterator()
        // The broker blocks who publishes while its memory is short, which it always is here.
        let results = await publisher.publish(batch: [OutgoingMessage(exchange: "", message: message("1"))])
        #expect(results.count == 1)
        let blocked = await next(&states) { if case .blocked = $0 { true } else { false } }
        #expect(blocked?.description.hasPrefix("blocked by the broker") == true)
        try await eventually("time passes") { publisher.metrics.blockedTime > .milliseconds(50) }
        await broker.kill()
        #expect(await next(&states) { if case .reconnecting = $0 { true } else { false } } != nil)
        let total = publisher.metrics.blockedTime
        #expect(total == publisher.metrics.blockedTime, "without a connection nothing is blocked")
        await publisher.close()
        #expect(await next(&states) { $0 == .closed } == .closed)
        #expect(await states.next() == nil)
        #expect(await next(&others) { $0 == .closed } == .closed)
        var late = publisher.states.makeAsyncIterator()
        #expect(await late.next() == .closed)
        #expect(await late.next() == nil)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aStalledThreadIsReportedAndSoIsItsRecovery() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      let log = BlockingLog(at: "consuming")
      var configuration = host.configuration()
      configuration.heartbeatSeconds = 5
      configuration.connectTimeout = .milliseconds(500)
      configuration.stallLimit = .milliseconds(1)
      let subscriber = try await RabbitSubscriber(configuration, logger: log.logger())
      var states = subscriber.states.makeAsyncIterator()
      let starting = Task { try await subscriber.deliveries(from: "q", prefetch: 1) }
      let stalled = await next(&states) { if case .stalled = $0 { true } else { false } }
      #expect(stalled?.description.contains("has not turned") == true)
      #expect(subscriber.metrics.stalls == 1)
      log.release()
      #expect(await next(&states) { $0 == .connected } == .connected)
      _ = try await starting.value
      await subscriber.close()
      #expect(subscriber.metrics.stalls == 1)
    }
  }

  @Test func theDetectorTellsEachStallOnce() {
    let start = ContinuousClock.now
    var detector = StallDetector(limit: .seconds(4), now: start)
    #expect(detector.interval == .seconds(1))
    var turns = 0
    for second in 1...3 {
      turns += 5
      #expect(detector.look(turns: turns, at: start + .seconds(second)) == .turning)
    }
    for second in 4...7 { #expect(detector.look(turns: turns, at: start + .seconds(second)) == .turning) }
    #expect(detector.look(turns: turns, at: start + .seconds(8)) == .stalled(.seconds(5)))
    #expect(detector.look(turns: turns, at: start + .seconds(9)) == .stillStalled)
    #expect(detector.look(turns: turns + 1, at: start + .seconds(10)) == .recovered)
    #expect(detector.look(turns: turns + 1, at: start + .seconds(11)) == .turning)
  }

  /// After SIGSTOP and SIGCONT both are late, the watch and the watched.
  @Test func aWatchThatOversleptAccusesNobody() {
    let start = ContinuousClock.now
    var detector = StallDetector(limit: .seconds(4), now: start)
    #expect(detector.look(turns: 1, at: start + .seconds(1)) == .turning)
    #expect(detector.look(turns: 1, at: start + .seconds(60)) == .turning)
    #expect(detector.look(turns: 1, at: start + .seconds(61)) == .turning)
    #expect(detector.look(turns: 1, at: start + .seconds(64)) == .turning)
    #expect(detector.look(turns: 1, at: start + .seconds(65)) == .stalled(.seconds(5)))
  }
}

@Suite struct ConnectionMetricsTests {
  @Test(.timeLimit(.minutes(1))) func everyOutcomeIsCounted() async throws {
    try await withVirtualHost { host in
      let full: [String: Topology.Argument] = ["x-max-length": 0, "x-overflow": "reject-publish"]
      try await host.declare(queues: [.init("q"), .init("full", arguments: full)])
      try await host.withClients { publisher, subscriber in
        let good = (0..<6).map { OutgoingMessage(exchange: "", message: message("\($0)")) }
        _ = await publisher.publish(batch: good)
        #expect(publisher.metrics.confirmed == 6)
        #expect(publisher.metrics.published == 6)
        #expect(publisher.metrics.inFlight == 0)
        _ = await publisher.publish(batch: [
          OutgoingMessage(exchange: "", message: message("nowhere", to: "no-queue")),
          OutgoingMessage(exchange: "no-exchange", message: message("rejected")),
        ])
        #expect(publisher.metrics.returned == 1)
        #expect(publisher.metrics.rejected == 1)
        try await eventually("a full queue refuses") {
          _ = await publisher.publish(batch: [OutgoingMessage(exchange: "", message: message("f", to: "full"))])
          return publisher.metrics.nacked > 0
        }
        let held = await (try subscriber.deliveries(from: "q", prefetch: 6)).take(6)
        #expect(subscriber.metrics.delivered == 6)
        for delivery in held.prefix(4) { delivery.ack() }
        held[4].nack(requeue: false)
        held[0].ack()
        try await eventually("they are counted") {
          subscriber.metrics.acked == 4 && subscriber.metrics.givenBack == 1
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func reportsAddUpToTheTotals() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      let publisher = try await RabbitPublisher(host.configuration(), logger: quietLogger)
      let sums = Mutex<[String: Double]>([:])
      let reporting = Task {
        await publisher.reportMetrics(every: .milliseconds(5)) { samples in
          sums.withLock { sums in
            for sample in samples where sample.kind == .counter { sums[sample.name, default: 0] += sample.value }
          }
        }
      }
      for id in 0..<20 { try await publisher.publish(message("\(id)"), to: "") }
      await publisher.close()
      // Ends by itself, with a last report, because the publisher is closed.
      await reporting.value
      #expect(sums.withLock { $0["amqp_confirmed_total"] } == 20)
      #expect(sums.withLock { $0["amqp_published_total"] } == 20)
    }
  }

  @Test func samplesAreDifferencesOfCountersAndLevelsOfGauges() {
    var earlier = ConnectionMetrics.zero
    earlier.published = 3
    earlier.blockedTime = .seconds(1)
    var now = earlier
    now.published = 10
    now.inFlight = 4
    now.blockedTime = .milliseconds(2_500)
    let samples = Dictionary(uniqueKeysWithValues: now.samples(since: earlier).map { ($0.name, $0) })
    #expect(samples["amqp_published_total"]?.value == 7)
    #expect(samples["amqp_blocked_seconds_total"]?.value == 1.5)
    #expect(samples["amqp_in_flight"]?.value == 4)
    #expect(samples["amqp_in_flight"]?.kind == .gauge)
    #expect(samples.count == 14)
  }
}

// Numbered messages under faults: connections are cut at random bytes and the broker is killed, again and again. Every
// confirmed message arrives and nothing arrives that was not sent. `make soak` runs it with a million messages.

import Foundation
import LocalStack
import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct SoakTests {
  /// How many messages; a million in `make soak`.
  private static let count = Int(ProcessInfo.processInfo.environment["TRIBUTARY_SOAK_MESSAGES"] ?? "") ?? 50_000
  /// The faults come again with the same seed, if not at the same moments.
  private static let seed =
    UInt64(ProcessInfo.processInfo.environment["TRIBUTARY_SOAK_SEED"] ?? "") ?? UInt64.random(in: 0...999_999)
  private static let kills = max(2, count / 100_000)
  private static let cutAfterBytes = 100_000...max(3_000_000, count * 8)

  @Test(.timeLimit(.minutes(120))) func everyConfirmedMessageArrivesWhateverFails() async throws {
    let messages = NumberedMessages(count: Self.count)
    try await withTemporaryFolder { folder in
      let broker = try await TestBroker.start(in: folder)
      try await withVirtualHost(on: broker) { host in
        try await host.declare(queues: [.init("q")])
        // RabbitMQ 3.10 does not survive a kill within a second of declaring a quorum queue (see RecoveryTests).
        await broker.stop()
        try await broker.start()
        let proxy = try FaultProxy(to: broker.address.port, seed: Self.seed, cutAfterBytes: Self.cutAfterBytes)
        defer { proxy.stop() }
        try await Self.run(messages, host, broker, proxy)
        print("soak, seed \(Self.seed): \(messages.account); \(proxy.cuts) cuts, \(Self.kills) kills")
      }
      await broker.kill()
    }
    let account = messages.account
    #expect(account.attempted == Self.count)
    #expect(account.confirmed == Self.count)
    #expect(account.lost == 0)
    #expect(account.unexpected == 0)
  }

  private static func run(
    _ messages: NumberedMessages, _ host: TestVirtualHost, _ broker: PrivateBroker, _ proxy: FaultProxy
  ) async throws {
    let settings = host.configuration(through: proxy)
    let publisher = try await RabbitPublisher(settings, logger: quietLogger)
    let subscriber = try await RabbitSubscriber(settings, logger: quietLogger)
    let deliveries = try await subscriber.deliveries(from: "q", prefetch: 200)
    let consumer = Task {
      for await delivery in deliveries {
        messages.arrive(delivery.message)
        delivery.ack()
      }
    }
    let producer = Task { await publishAll(messages, publisher) }
    for kill in 1...kills {
      let enough = count * kill / (kills + 1)
      try await eventually("\(enough) have arrived", within: .seconds(1_200)) { messages.arrivedCount >= enough }
      await broker.kill()
      try await broker.start()
    }
    await producer.value
    try await eventually("all have arrived, \(messages.account)", within: .seconds(300)) { messages.isComplete }
    consumer.cancel()
    await consumer.value
    await publisher.close()
    await subscriber.close()
  }

  /// Four at a time, in batches; what was not confirmed is sent again with the same id.
  private static func publishAll(_ messages: NumberedMessages, _ publisher: RabbitPublisher) async {
    await withTaskGroup(of: Void.self) { group in
      for (place, start) in stride(from: 0, to: messages.count, by: 250).enumerated() {
        if place >= 4 { await group.next() }
        let numbers = start..<min(messages.count, start + 250)
        group.addTask { await publish(numbers, messages, publisher) }
      }
    }
  }

  private static func publish(_ numbers: Range<Int>, _ messages: NumberedMessages, _ publisher: RabbitPublisher) async {
    messages.attempt(numbers)
    var open = Array(numbers)
    while !open.isEmpty {
      let batch = open.map { OutgoingMessage(exchange: "", message: NumberedMessages.message($0)) }
      let results = await publisher.publish(batch: batch)
      for (number, result) in zip(open, results) where result.error == nil { messages.confirm(number) }
      open = zip(open, results).filter { $0.1.error != nil }.map(\.0)
    }
  }
}

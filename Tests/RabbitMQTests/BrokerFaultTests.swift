// What a real broker does to its clients: it hangs, runs out of memory, forbids, refuses, and cuts the line.

import LocalStack
import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct BrokerFaultTests {
  /// The broker's process stands still for longer than two heartbeats. Both connections notice, and both come back.
  @Test func aBrokerThatHangsIsLeftAndFoundAgain() async throws {
    try await withNode { node, host in
      try await host.declare(queues: [.init("q")])
      let log = LogRecorder()
      var settings = host.configuration()
      settings.heartbeatSeconds = 2
      settings.publishTimeout = .seconds(60)
      let publisher = try await RabbitPublisher(settings, logger: log.logger())
      let subscriber = try await RabbitSubscriber(settings, logger: log.logger())
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 10)
      try await publisher.publish(message("before"), to: "")
      let before = try #require(await deliveries.take(1).first)
      node.pause()
      // More than the socket holds: the writer meets a full buffer, and must not wait in it.
      let batch = (0..<200).map { OutgoingMessage(exchange: "", message: message("\($0)", bytes: 50_000)) }
      async let results = publisher.publish(batch: batch)
      try await eventually("both have noticed") {
        log.messages.count { $0.contains("heartbeat") } == 2
      }
      node.resume()
      let unknown = await results.compactMap(\.error)
      #expect(unknown.allSatisfy { if case .unknownOutcome = $0 { true } else { false } })
      // A settlement of the lost connection counts for nothing: the message comes again.
      before.ack()
      var ids: Set<String> = []
      for await delivery in deliveries {
        ids.insert(delivery.message.id)
        delivery.ack()
        if ids.contains("before"), ids.count > batch.count - unknown.count { break }
      }
      try await publisher.publish(message("after"), to: "")
      #expect(publisher.state == .connected)
      await publisher.close()
      await subscriber.close()
    }
  }

  /// At a watermark of 0 the broker takes no publishes. That is visible, consuming goes on, and after the release the
  /// publish that waited goes through.
  @Test func aMemoryAlarmBlocksUntilItIsReleased() async throws {
    try await withNode { node, host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients({ $0.publishTimeout = .seconds(240) }) { publisher, subscriber in
        try await publisher.publish(message("1"), to: "")
        var states = publisher.states.makeAsyncIterator()
        #expect(await states.next() == .connected)
        try await node.control(["set_vm_memory_high_watermark", "0"])
        // The broker says so to a connection that publishes.
        async let second: Void = publisher.publish(message("2"), to: "")
        try await eventually("it is blocked") {
          if case .blocked(let reason) = publisher.state { reason.contains("memory") } else { false }
        }
        async let third: Void = publisher.publish(message("3"), to: "")
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
        let first = try #require(await deliveries.take(1).first)
        first.ack()
        #expect(first.message.id == "1")
        #expect(subscriber.state == .connected)
        try await node.control(["set_vm_memory_high_watermark", "0.6"])
        try await second
        try await third
        try await eventually("it is not blocked") { publisher.state == .connected }
        guard case .blocked = await states.next() else {
          Issue.record("whoever follows was not told that it is blocked")
          return
        }
        #expect(await states.next() == .connected)
        #expect(publisher.metrics.reconnects == 0 && publisher.metrics.blockedTime > .zero)
        let rest = await deliveries.take(1)
        #expect(rest.first?.message.id == "2")
      }
    }
  }

  @Test func withoutPermissionOneOperationFailsAndTheOthersGoOn() async throws {
    try await withVirtualHost { host in
      try await host.declare(exchanges: [.init("closed", .fanout)], queues: [.init("q"), .init("secret")])
      try await host.management.setPermissions(
        user: host.user, virtualHost: host.name, configure: "^$", write: "^amq\\.default$", read: "^q$")
      try await host.withClients { publisher, subscriber in
        let batch = ["closed", ""].map { OutgoingMessage(exchange: $0, message: message("1")) }
        let results = await publisher.publish(batch: batch)
        guard case .rejected(let reason) = results[0].error else {
          Issue.record("\(results)")
          return
        }
        #expect(reason.contains("403"))
        #expect(results[0].error?.isRetriable == false)
        #expect(results[1].error == nil)
        let error = await #expect(throws: RabbitError.self) {
          try await subscriber.deliveries(from: "secret", prefetch: 1)
        }
        #expect(error?.code == .notPermitted)
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
        #expect(await deliveries.take(1).count == 1)
      }
    }
  }

  /// The broker's own limit is lower than ours: it closes the channel; that message alone is rejected.
  @Test func aMessageOverTheBrokersLimitIsRejected() async throws {
    try await withNode { node, host in
      try await host.declare(queues: [.init("q")])
      // RabbitMQ 3.10 reads the limit from the one place, 4.0 from the other.
      try await node.control([
        "eval", "application:set_env(rabbit, max_message_size, 100000), persistent_term:put(max_message_size, 100000).",
      ])
      try await host.withClients { publisher, _ in
        var batch = (0..<20).map { OutgoingMessage(exchange: "", message: message("\($0)", bytes: 99_000)) }
        batch[7].message.body = [UInt8](repeating: 1, count: 100_001)
        let results = await publisher.publish(batch: batch)
        guard case .rejected(let reason) = results[7].error else {
          Issue.record("\(results[7])")
          return
        }
        #expect(reason.contains("406"))
        #expect(results.count { $0.error == nil } == 19)
      }
    }
  }

  @Test func aMissingExchangeIsAnErrorForThatMessage() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, _ in
        let error = await #expect(throws: PublishError.self) {
          try await publisher.publish(message("1"), to: "no-such-exchange")
        }
        guard case .rejected(let reason) = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(reason.contains("404") && reason.contains("no-such-exchange"))
        #expect(error?.isRetriable == false)
      }
    }
  }

  /// The first connection is cut after the n-th byte, for many n: in each part of the login, in the opening of
  /// channels, in the first message. The message is published all the same.
  @Test func aConnectionMayBeCutAtAnyByte() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      let places = Array(stride(from: 1, to: 1_400, by: 23))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, place) in places.enumerated() {
          if index >= 8 { try await group.next() }
          group.addTask { try await Self.publish(cutting: place, host) }
        }
        try await group.waitForAll()
      }
      try await host.withClients { publisher, _ in
        let depth = try await publisher.queueDepth("q")
        #expect(depth.messages >= places.count)
      }
    }
  }

  private static func publish(cutting place: Int, _ host: TestVirtualHost) async throws {
    let proxy = try FaultProxy(to: host.broker.address.port, seed: 0, cutAfterBytes: place...place)
    defer { proxy.stop() }
    let proxied = host.configuration(through: proxy)
    async let started = RabbitPublisher(proxied, logger: quietLogger)
    try await eventually("byte \(place) is reached") { proxy.cuts > 0 || proxy.connections > 0 }
    proxy.cut(after: nil)
    let publisher = try await started
    while true {
      do {
        try await publisher.publish(message("\(place)"), to: "")
        break
      } catch let error as PublishError where error.isRetriable {}
    }
    await publisher.close()
  }

  /// The receiver holds a delivery for several heartbeats and the publisher says nothing: neither loses its connection.
  /// The time itself is what is tested.
  @Test func heartbeatsGoOnWhileTheProgramIsBusyOrIdle() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      let log = LogRecorder()
      var settings = host.configuration()
      settings.heartbeatSeconds = 1
      let publisher = try await RabbitPublisher(settings, logger: log.logger())
      let subscriber = try await RabbitSubscriber(settings, logger: log.logger())
      try await publisher.publish(message("1"), to: "")
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      let held = try #require(await deliveries.take(1).first)
      try await Task.sleep(for: .seconds(6))
      held.ack()
      try await publisher.publish(message("2"), to: "")
      #expect(await deliveries.take(1).first?.redelivered == false)
      #expect(log.messages.allSatisfy { !$0.contains("no connection") }, "\(log.messages)")
      await publisher.close()
      await subscriber.close()
    }
  }
}

/// Runs a body with a node of its own and a virtual host on it.
private func withNode(_ body: (PrivateBroker, TestVirtualHost) async throws -> Void) async throws {
  try await withTemporaryFolder { folder in
    let node = try await TestBroker.start(in: folder)
    do {
      try await withVirtualHost(on: node) { try await body(node, $0) }
    } catch {
      node.resume()
      await node.kill()
      throw error
    }
    await node.kill()
  }
}

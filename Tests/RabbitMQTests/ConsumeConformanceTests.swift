// Consuming from a real broker: prefetch, settling, redelivery, the ends of a stream. Part of the conformance suite,
// which runs on any broker that TRIBUTARY_TEST_BROKER names.

import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct ConsumeConformanceTests {
  @Test func noMoreThanThePrefetchIsUnsettled() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        _ = await publisher.publish(batch: (0..<20).map { OutgoingMessage(exchange: "", message: message("\($0)")) })
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 4)
        let held = await deliveries.take(4)
        #expect(try await subscriber.queueDepth("q") == QueueDepth(messages: 16, consumers: 1))
        held[0].ack()
        let next = try #require(await deliveries.take(1).first)
        #expect(next.message.id == "4")
        #expect(try await subscriber.queueDepth("q").messages == 15)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func drainingHandsOutWhatWasSentAndCountsNoDelivery() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        _ = await publisher.publish(batch: (0..<50).map { OutgoingMessage(exchange: "", message: message("\($0)")) })
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 20)
        deliveries.drain()
        var drained = 0
        for await delivery in deliveries {
          delivery.ack()
          drained += 1
        }
        #expect(drained <= 20)
        let rest = await (try subscriber.deliveries(from: "q", prefetch: 50)).take(50 - drained)
        #expect(rest.count == 50 - drained && rest.allSatisfy { $0.deliveryCount == 0 })
        for delivery in rest { delivery.ack() }
      }
    }
  }

  @Test func settlingOutOfOrderSettlesEachOnce() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        _ = await publisher.publish(batch: (0..<10).map { OutgoingMessage(exchange: "", message: message("\($0)")) })
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 10)
        let held = await deliveries.take(10)
        for place in [5, 9, 0, 1, 2] { held[place].ack() }
        held[3].nack(requeue: true)
        held[7].nack(requeue: false)
        held[3].ack()
        let again = try #require(await deliveries.take(1).first)
        #expect(again.message.id == "3")
        #expect(again.redelivered)
        #expect(again.deliveryCount == 1)
        again.ack()
      }
      // Closing put back what was not settled: 4, 6 and 8.
      try await host.withClients { _, subscriber in
        let left = await (try subscriber.deliveries(from: "q", prefetch: 10)).take(3)
        #expect(Set(left.map(\.message.id)) == ["4", "6", "8"])
        for delivery in left { delivery.ack() }
      }
      try await host.withClients { publisher, _ in
        let depth = try await publisher.queueDepth("q")
        #expect(depth.messages == 0)
      }
    }
  }

  @Test func deliveriesAreCounted() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        try await publisher.publish(message("1"), to: "")
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
        for count in 0..<4 {
          let delivery = try #require(await deliveries.take(1).first)
          #expect(delivery.deliveryCount == Int64(count))
          if count == 3 { delivery.ack() } else { delivery.nack(requeue: true) }
        }
      }
    }
  }

  @Test func oneSubscriberServesSeveralQueues() async throws {
    try await withVirtualHost { host in
      let names = ["a", "b", "c"]
      try await host.declare(queues: names.map { .init($0) })
      try await host.withClients { publisher, subscriber in
        for name in names { try await publisher.publish(message(name, to: name), to: "") }
        for name in names {
          let delivery = try #require(await subscriber.deliveries(from: name, prefetch: 5).take(1).first)
          #expect(delivery.queue == name)
          #expect(delivery.message.id == name)
          delivery.ack()
        }
        for name in names {
          try await eventually("the consumer of \(name) is gone") {
            try await publisher.queueDepth(name) == QueueDepth(messages: 0, consumers: 0)
          }
        }
      }
    }
  }

  @Test func aMissingQueueIsAnError() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        for _ in 0..<3 {
          let error = await #expect(throws: RabbitError.self) {
            try await subscriber.deliveries(from: "missing", prefetch: 1)
          }
          #expect(error?.code == .queueNotFound)
          let depth = await #expect(throws: RabbitError.self) { try await subscriber.queueDepth("missing") }
          #expect(depth?.code == .queueNotFound)
        }
        try await publisher.publish(message("1"), to: "")
        let delivery = try #require(await subscriber.deliveries(from: "q", prefetch: 1).take(1).first)
        delivery.ack()
      }
    }
  }

  /// The queue comes back only after the client has heard of its end. RabbitMQ 3.10 says nothing when a quorum queue is
  /// back at once: it consumes the new queue itself and then never delivers from it, whatever the client's language.
  @Test(.timeLimit(.minutes(1))) func aDeletedQueueIsConsumedAgainOnceItIsBack() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      let log = LogRecorder()
      let subscriber = try await RabbitSubscriber(host.configuration(), logger: log.logger())
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      try await host.management.deleteQueue("q", of: host.name)
      try await eventually("the client knows") { log.messages.contains { $0.hasPrefix("a consumer stopped") } }
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, _ in try await publisher.publish(message("1"), to: "") }
      let delivery = try #require(await deliveries.take(1).first)
      #expect(delivery.message.id == "1")
      delivery.ack()
      await subscriber.close()
    }
  }

  @Test func cancellingTheTaskGivesBackWhatWasNotTaken() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        _ = await publisher.publish(batch: (0..<6).map { OutgoingMessage(exchange: "", message: message("\($0)")) })
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 5)
        let first = try #require(await deliveries.take(1).first)
        let task = Task { await deliveries.take(100) }
        task.cancel()
        let taken = await task.value
        // What was taken can still be settled; the channel closes after that.
        for delivery in [first] + taken { delivery.ack() }
        try await eventually("the consumer is gone and the rest is back") {
          let depth = try await publisher.queueDepth("q")
          return depth == QueueDepth(messages: 5 - taken.count, consumers: 0)
        }
      }
    }
  }

  @Test func acknowledgementsGivenBeforeClosingCount() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      for round in 0..<5 {
        try await host.withClients { publisher, subscriber in
          #expect(try await publisher.queueDepth("q").messages == 0, "round \(round)")
          _ = await publisher.publish(batch: (0..<50).map { OutgoingMessage(exchange: "", message: message("\($0)")) })
          let held = await (try subscriber.deliveries(from: "q", prefetch: 50)).take(50)
          for delivery in held { delivery.ack() }
        }
      }
    }
  }

  @Test func closingEndsTheStream() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      let subscriber = try await RabbitSubscriber(host.configuration(), logger: quietLogger)
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      async let taken = deliveries.take(1)
      await subscriber.close()
      #expect(await taken.isEmpty)
      await #expect(throws: RabbitError.self) { try await subscriber.deliveries(from: "q", prefetch: 1) }
    }
  }

  @Test func aTooLongBodyGoesToTheDeadLetters() async throws {
    try await withVirtualHost { host in
      let arguments: [String: Topology.Argument] = ["x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"]
      try await host.declare(queues: [.init("q", arguments: arguments), .init("dead")])
      try await host.withClients { publisher, _ in
        try await publisher.publish(message("long", bytes: 200_000), to: "")
        try await publisher.publish(message("short"), to: "")
        var settings = host.configuration()
        settings.maximumBodyBytes = 199_999
        let small = try await RabbitSubscriber(settings, logger: quietLogger)
        let delivery = try #require(await small.deliveries(from: "q", prefetch: 1).take(1).first)
        #expect(delivery.message.id == "short")
        delivery.ack()
        await small.close()
        try await eventually("it is dead-lettered") { try await publisher.queueDepth("dead").messages == 1 }
      }
    }
  }
}

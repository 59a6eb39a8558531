// Publishing to a real broker: confirm, return, refusal, rejection. Part of the conformance suite, which runs on any
// broker that TRIBUTARY_TEST_BROKER names.

import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct PublishConformanceTests {
  @Test func aConfirmedMessageArrives() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [Topology.Queue("q")])
      try await host.withClients { publisher, subscriber in
        var sent = message("1")
        sent.correlationID = "file-1"
        sent.userID = host.user
        try await publisher.publish(sent, to: "")
        let delivery = try #require(await subscriber.deliveries(from: "q", prefetch: 10).take(1).first)
        #expect(delivery.message == sent)
        #expect(delivery.queue == "q")
        #expect(!delivery.redelivered)
        #expect(delivery.deliveryCount == 0)
        delivery.ack()
      }
    }
  }

  @Test func anUnroutableMessageIsReturned() async throws {
    try await withVirtualHost { host in
      try await host.declare(
        exchanges: [.init("e", .topic)], queues: [.init("q")],
        bindings: [.init(exchange: "e", queue: "q", routingKey: "good.#")])
      try await host.withClients { publisher, _ in
        let keys = ["good.1", "bad.2", "good.3", "bad.4", "bad.4"]
        let batch = keys.enumerated().map { OutgoingMessage(exchange: "e", message: message("\($0)", to: $1)) }
        let results = await publisher.publish(batch: batch)
        let bad = keys.map { $0.hasPrefix("bad") ? PublishError.unroutable(exchange: "e", routingKey: $0) : nil }
        #expect(results.map(\.error) == bad)
      }
    }
  }

  @Test func aFullQueueRefuses() async throws {
    try await withVirtualHost { host in
      let limits: [String: Topology.Argument] = ["x-max-length": 3, "x-overflow": "reject-publish"]
      try await host.declare(queues: [.init("q", arguments: limits)])
      try await host.withClients { publisher, _ in
        var outcomes: [PublishError?] = []
        for id in 0..<20 {
          do { try await publisher.publish(message("\(id)"), to: "") } catch { outcomes.append(error as? PublishError) }
        }
        // Quorum queues enforce the limit with a small delay, so some more than three get in.
        #expect(!outcomes.isEmpty)
        #expect(outcomes.allSatisfy { $0 == .refused(exchange: "", routingKey: "q") })
      }
    }
  }

  @Test func oneBadMessageDoesNotTakeItsNeighboursWithIt() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, _ in
        var batch = (0..<40).map { OutgoingMessage(exchange: "", message: message("\($0)")) }
        batch[7].exchange = "no-such-exchange"
        batch[23].message.userID = "somebody-else"
        let results = await publisher.publish(batch: batch)
        let failed = results.indices.filter { results[$0].error != nil }
        #expect(failed == [7, 23])
        #expect(reason(results[7]).contains("404"))
        #expect(reason(results[23]).contains("406"))
        try await publisher.publish(message("after"), to: "")
      }
    }
  }

  @Test func aForgedUserIsRejectedAndThePublisherGoesOn() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, _ in
        var forged = message("1")
        forged.userID = "administrator"
        let result = await publisher.publish(batch: [OutgoingMessage(exchange: "", message: forged)])
        #expect(reason(result[0]).contains("406"))
        #expect(result[0].error?.isRetriable == false)
        try await publisher.publish(message("2"), to: "")
      }
    }
  }

  @Test func whatDoesNotFitIsRefusedBeforeItIsSent() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients({ $0.maximumBodyBytes = 1_000 }) { publisher, _ in
        var large = message("1")
        large.headers = ["h": .string(String(repeating: "x", count: 131_072))]
        var long = message("2")
        long.routingKey = String(repeating: "k", count: 256)
        var deep = HeaderValue.null
        for _ in 0..<40 { deep = .array([deep]) }
        var nested = message("4")
        nested.headers = ["h": deep]
        let fits = message("5", bytes: 1_000)
        let all = [large, long, message("3", bytes: 1_001), nested, fits]
        let results = await publisher.publish(batch: all.map { OutgoingMessage(exchange: "", message: $0) })
        #expect(results.map { $0.error == nil } == [false, false, false, false, true])
        #expect(results.prefix(4).allSatisfy { $0.error?.isRetriable == false })
      }
    }
  }

  @Test func theLargestHeadersThatFitArrive() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        // Room in one frame, minus what the other properties of this message take.
        var large = message("1")
        let without = 131_072 - 8 - 15 - 2 - 2 - (1 + large.contentType.utf8.count) - 4 - 2 - 5
        large.headers = ["h": .string(String(repeating: "x", count: without))]
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
        try await publisher.publish(large, to: "")
        let delivery = try #require(await deliveries.take(1).first)
        #expect(delivery.message.headers == large.headers)
        large.headers = ["h": .string(String(repeating: "x", count: without + 1))]
        await #expect(throws: PublishError.self) { try await publisher.publish(large, to: "") }
      }
    }
  }

  @Test(arguments: [0, 1, 32_767, 32_768, 32_769, 131_064, 1 << 20])
  func bodiesOfAllSizesArrive(bytes: Int) async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        var sent = message("1")
        sent.body = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        try await publisher.publish(sent, to: "")
        let delivery = try #require(await subscriber.deliveries(from: "q", prefetch: 1).take(1).first)
        #expect(delivery.message.body == sent.body)
        delivery.ack()
      }
    }
  }

  @Test func headersKeepTheirTypes() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        var sent = message("1")
        sent.headers = [
          "string": .string("grüße"), "empty": .string(""), "largest": .integer(.max), "smallest": .integer(.min),
          "true": .boolean(true), "false": .boolean(false), "double": .double(-0.125),
          "decimal": .decimal(scale: 2, value: 12_345), "time": .timestamp(1_700_000_000), "null": .null,
          "bytes": .bytes([0, 255, 128]), "no bytes": .bytes([]), "no array": .array([]), "no table": .table([:]),
          "array": .array([.integer(1), .string("two"), .array([.null, .boolean(true)]), .table(["k": .double(3)])]),
          "table": .table(["a": .table(["b": .table(["c": .string("deep")])])]),
        ]
        try await publisher.publish(sent, to: "")
        let delivery = try #require(await subscriber.deliveries(from: "q", prefetch: 1).take(1).first)
        #expect(delivery.message.headers == sent.headers)
        delivery.ack()
      }
    }
  }

  @Test func aLargeBatchIsConfirmedInOrder() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        let batch = (0..<700).map { OutgoingMessage(exchange: "", message: message("\($0)", bytes: 100 * $0)) }
        let results = await publisher.publish(batch: batch)
        #expect(results.allSatisfy { $0.error == nil })
        #expect(try await publisher.queueDepth("q") == QueueDepth(messages: 700, consumers: 0))
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 100)
        var next = 0
        for await delivery in deliveries {
          #expect(delivery.message.id == "\(next)")
          #expect(delivery.message.body.count == 100 * next)
          delivery.ack()
          next += 1
          if next == 700 { break }
        }
      }
    }
  }

  @Test func aCancelledPublishReturns() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, _ in
        let task = Task { await publisher.publish(batch: [OutgoingMessage(exchange: "", message: message("1"))]) }
        task.cancel()
        _ = await task.value
        try await publisher.publish(message("2"), to: "")
      }
    }
  }

  @Test func aClosedPublisherSaysSo() async throws {
    try await withVirtualHost { host in
      let publisher = try await RabbitPublisher(host.configuration(), logger: quietLogger)
      await publisher.close()
      await publisher.close()
      #expect(publisher.state == .closed)
      await #expect(throws: PublishError.self) { try await publisher.publish(message("1"), to: "") }
      await #expect(throws: RabbitError.self) { try await publisher.queueDepth("q") }
    }
  }

  @Test func aCancelledTaskSendsNothing() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, _ in
        let publishing = Task {
          withUnsafeCurrentTask { $0?.cancel() }
          await #expect(throws: CancellationError.self) {
            try await publisher.publish(message("1", to: "q"), to: "")
          }
          let batch = await publisher.publish(batch: [OutgoingMessage(exchange: "", message: message("2", to: "q"))])
          #expect(batch.map(\.error) == [.unknownOutcome(reason: "not sent: the task is cancelled")])
        }
        await publishing.value
        try await publisher.publish(message("3", to: "q"), to: "")
        #expect(try await publisher.queueDepth("q").messages == 1)
      }
    }
  }

  @Test func whatCanNeverBeSentIsRejectedAndDisturbsNothing() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      var configuration = host.configuration()
      configuration.maximumWaiting = 3
      let publisher = try await RabbitPublisher(configuration, logger: quietLogger)
      for value in [HeaderValue.double(.nan), .double(.infinity), .array([.table(["n": .double(-.infinity)])])] {
        var strange = message("1", to: "q")
        strange.headers = ["h": value]
        let results = await publisher.publish(
          batch: [strange, message("2", to: "q")].map { OutgoingMessage(exchange: "", message: $0) })
        #expect(reason(results[0]).contains("not a number to send") && results[1].error == nil)
      }
      let tooMany = (1...4).map { OutgoingMessage(exchange: "", message: message("\($0)", to: "q")) }
      let refused = await publisher.publish(batch: tooMany)
      #expect(refused.allSatisfy { reason($0).contains("send it in parts") })
      #expect(publisher.metrics.reconnects == 0)
      #expect(try await publisher.queueDepth("q").messages == 3)
      await publisher.close()
    }
  }

  private func reason(_ result: Result<Void, PublishError>) -> String {
    if case .failure(.rejected(let reason)) = result { reason } else { "not rejected" }
  }
}

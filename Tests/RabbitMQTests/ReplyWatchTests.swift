// A broker that does not answer: each request has its deadline, and then the connection is given up.

import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct ReplyWatchTests {
  private func awaited(_ step: UInt64) -> AwaitedReply { AwaitedReply(step: step, method: "basic.qos", channel: 3) }

  @Test func eachRequestHasItsOwnDeadline() throws {
    let start = ContinuousClock.now
    var watch = ReplyWatch()
    #expect(try watch.check(nil, at: start, limit: .seconds(2)) == nil)
    #expect(try watch.check(awaited(1), at: start, limit: .seconds(2)) == start + .seconds(2))
    #expect(try watch.check(awaited(1), at: start + .seconds(1), limit: .seconds(2)) == start + .seconds(2))
    #expect(try watch.check(awaited(2), at: start + .seconds(2), limit: .seconds(2)) == start + .seconds(4))
    let error = #expect(throws: RabbitError.self) {
      try watch.check(awaited(2), at: start + .seconds(4), limit: .seconds(2))
    }
    #expect(error?.code == .timedOut && error?.isRetriable == true)
    #expect(error?.reason.contains("basic.qos on channel 3") == true)
  }

  @Test func anAnswerEndsTheWait() throws {
    let start = ContinuousClock.now
    var watch = ReplyWatch()
    _ = try watch.check(awaited(1), at: start, limit: .seconds(2))
    #expect(try watch.check(nil, at: start + .seconds(3), limit: .seconds(2)) == nil)
  }

  /// A broker that keeps one answer back on its first connection.
  private func withSilence(
    about method: Method, _ body: (BrokerConfiguration, FakeBroker) async throws -> Void
  ) async throws {
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        try connection.send(Array(Frame.delivery(channel, tag: 1, id: "1", pieces: [[1]]).joined()))
      }
      if connection.index == 0 { service.unanswered = [method] }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      var settings = broker.configuration()
      settings.requestTimeout = .milliseconds(200)
      try await body(settings, broker)
      #expect(broker.connections == 2)
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: [Method.channelOpen, .basicQos, .queueDeclare, .basicConsume])
  func aConsumerDoesNotWaitForever(_ method: Method) async throws {
    try await withSilence(about: method) { settings, _ in
      let subscriber = try await RabbitSubscriber(settings, logger: quietLogger)
      #expect(await (try subscriber.deliveries(from: "q", prefetch: 1)).take(1).count == 1)
      await subscriber.close()
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: [Method.channelOpen, .confirmSelect])
  func aPublisherDoesNotWaitForever(_ method: Method) async throws {
    try await withSilence(about: method) { settings, _ in
      let publisher = try await RabbitPublisher(settings, logger: quietLogger)
      try await publisher.publish(message("1"), to: "")
      await publisher.close()
    }
  }

  @Test(.timeLimit(.minutes(1))) func whoAsksForADepthGetsAnError() async throws {
    try await withSilence(about: .queueDeclare) { settings, _ in
      let publisher = try await RabbitPublisher(settings, logger: quietLogger)
      let error = await #expect(throws: RabbitError.self) { try await publisher.queueDepth("q") }
      #expect(error?.code == .timedOut)
      #expect(try await publisher.queueDepth("q").messages == 0)
      await publisher.close()
    }
  }

  /// The handler of a log message blocks the thread: whoever publishes meanwhile is told in time nevertheless.
  @Test(.timeLimit(.minutes(1))) func aPublishEndsAlsoWhenTheThreadStandsStill() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      let log = BlockingLog(at: "the broker closed the publishing channel")
      var configuration = host.configuration()
      configuration.heartbeatSeconds = 5
      configuration.connectTimeout = .milliseconds(500)
      configuration.stallLimit = .milliseconds(1)
      configuration.publishTimeout = .milliseconds(500)
      let publisher = try await RabbitPublisher(configuration, logger: log.logger())
      let rejected = await publisher.publish(batch: [OutgoingMessage(exchange: "none", message: message("0"))])
      #expect(rejected[0].error?.isRetriable == false)
      let stuck = await publisher.publish(batch: [OutgoingMessage(exchange: "", message: message("1"))])
      #expect(stuck[0].error == .unknownOutcome(reason: "the connection's thread stands still"))
      log.release()
      try await eventually("it publishes again") {
        await publisher.publish(batch: [OutgoingMessage(exchange: "", message: message("2"))])[0].error == nil
      }
      await publisher.close()
    }
  }
}

// A connection on which bytes arrive and nothing that makes sense: the broker is asked, and given up when it owes the
// answer for too long.

import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct LivenessTests {
  @Test func silenceIsDueOncePerSpan() {
    let start = ContinuousClock.now
    var watch = SilenceWatch(limit: .seconds(2), now: start)
    let heard = [1: false, 2: true, 3: false, 4: false, 5: false, 6: false]
    let due = heard.sorted { $0.key < $1.key }.filter { second, heard in
      watch.isDue(heard: heard, at: start + .seconds(second))
    }
    #expect(due.map(\.key) == [4, 6])
    var never = SilenceWatch(limit: .zero, now: start)
    let isDue = never.isDue(heard: false, at: start + .seconds(9))
    #expect(!isDue)
  }

  /// The head of a frame that is longer than all that follows: each heartbeat is a part of its body.
  @Test func aGarbledStreamIsGivenUpAlthoughHeartbeatsArrive() async throws {
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        guard connection.index == 0 else {
          return try connection.send(Array(Frame.delivery(channel, tag: 1, id: "1", pieces: [[1]]).joined()))
        }
        connection.wait(for: 3)
        try connection.send([Frame.body, 0, 3, 0, 1, 0, 0])
        while true {
          try connection.send(Frame.heartbeat)
          try connection.awaitHeartbeat()
        }
      }
      do {
        try connection.serve(service, tune: Frame.tune(heartbeat: 1))
      } catch where connection.index == 0 {}
    }
    try await withFakeBroker(script) { broker in
      var settings = broker.configuration()
      settings.requestTimeout = .milliseconds(200)
      let log = LogRecorder()
      let subscriber = try await RabbitSubscriber(settings, logger: log.logger())
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      #expect(await deliveries.take(1).count == 1)
      #expect(log.messages.contains { $0.contains("did not answer channel.open on channel 1") }, "\(log.messages)")
      await subscriber.close()
    }
  }

  /// Each answer is also traffic: this broker sends nothing else and is not given up.
  @Test func aBrokerThatAnswersIsKept() async throws {
    let knocks = Mutex(0)
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.asked = { method, channel in
        if channel == 1, method == .basicQos { knocks.withLock { $0 += 1 } }
      }
      try connection.serve(service, tune: Frame.tune(heartbeat: 1))
    }
    try await withFakeBroker(script) { broker in
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      try await eventually("it was asked", within: .seconds(30)) { knocks.withLock { $0 } >= 2 }
      #expect(try await subscriber.queueDepth("q").messages == 0)
      #expect(broker.connections == 1)
      withExtendedLifetime(deliveries) {}
      await subscriber.close()
    }
  }

  /// A broker under alarm does not read what publishers send; that is no reason to give it up.
  @Test func aBlockedBrokerIsNotGivenUp() async throws {
    let script: FakeBroker.Script = { connection in
      try connection.logIn(tune: Frame.tune(heartbeat: 1))
      try connection.expect(.channelOpen)
      try connection.send(Frame.channelOpenOk(2))
      try connection.expect(.confirmSelect)
      try connection.send(Frame.method(2, .confirmSelectOk) + Frame.blocked(Array("memory".utf8)))
      connection.wait(for: 3)
      for _ in 0..<4 {
        try connection.send(Frame.heartbeat)
        try connection.awaitHeartbeat()
      }
      try connection.send(Frame.unblocked + Frame.channelOpenOk(1))
      try connection.serveAfterLogin()
    }
    try await withFakeBroker(script) { broker in
      var settings = broker.configuration()
      settings.requestTimeout = .milliseconds(500)
      settings.publishTimeout = .seconds(50)
      let publisher = try await RabbitPublisher(settings, logger: quietLogger)
      try await eventually("it is blocked") { publisher.state == .blocked(reason: "memory") }
      try await publisher.publish(message("1"), to: "")
      #expect(broker.connections == 1)
      await publisher.close()
    }
  }

  @Test func whoGivesUpWaitingIsNotKept() async throws {
    let asked = Mutex<Set<UInt16>>([])
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.asked = { method, channel in
        if method == .queueDeclare { asked.withLock { _ = $0.insert(channel) } }
      }
      service.unanswered = [.queueDeclare, .channelClose]
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      var settings = broker.configuration()
      settings.requestTimeout = .seconds(600)
      settings.heartbeatSeconds = 60
      let subscriber = try await RabbitSubscriber(settings, logger: quietLogger)
      let depth = Task { try await subscriber.queueDepth("q") }
      let consumer = Task { try await subscriber.deliveries(from: "q", prefetch: 1) }
      try await eventually("both have asked") { asked.withLock { $0.count } == 2 }
      depth.cancel()
      consumer.cancel()
      await #expect(throws: CancellationError.self) { try await depth.value }
      await #expect(throws: CancellationError.self) { try await consumer.value }
      await subscriber.close()
    }
  }
}

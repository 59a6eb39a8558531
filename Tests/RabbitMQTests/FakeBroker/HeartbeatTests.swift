// Heartbeats (AMQP 0-9-1, section 4.2.7) at the shortest setting: sent while idle or busy, and missed when withheld.

import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct HeartbeatTests {
  /// The broker logs the client in, runs its consumer, and then says nothing more.
  @Test func withheldHeartbeatsEndTheConnection() async throws {
    let script: FakeBroker.Script = { connection in
      guard connection.index == 0 else {
        var service = FakeService()
        service.consuming = { connection, channel in
          try connection.send(Array(Frame.delivery(channel, tag: 1, id: "1", pieces: [[1]]).joined()))
        }
        return try connection.serve(service)
      }
      var service = FakeService()
      service.consuming = { connection, _ in
        try connection.awaitEnd()
        throw Cut()
      }
      do { try connection.serve(service, tune: Frame.tune(heartbeat: 1)) } catch is Cut {}
    }
    try await withFakeBroker(script) { broker in
      let log = LogRecorder()
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: log.logger())
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      #expect(await deliveries.take(1).count == 1)
      #expect(log.messages.contains { $0.contains("heartbeat") }, "\(log.messages)")
      await subscriber.close()
    }
  }

  /// A publish is under way when the broker falls silent: its outcome is unknown, at the latest by then.
  @Test func aPublishDoesNotOutliveTheHeartbeats() async throws {
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.published = { connection, _ in
        try connection.awaitEnd()
        throw Cut()
      }
      do { try connection.serve(service, tune: Frame.tune(heartbeat: 1)) } catch is Cut {}
    }
    try await withFakeBroker(script) { broker in
      let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      let result = await publisher.publish(batch: [OutgoingMessage(exchange: "", message: message("1"))])
      guard case .unknownOutcome(let reason) = result[0].error else {
        Issue.record("\(result)")
        return
      }
      #expect(reason.contains("heartbeat"))
      await publisher.close()
    }
  }

  /// The receiver holds a delivery and does nothing; the thread of the connection still sends heartbeats.
  @Test func heartbeatsAreSentWhileTheReceiverIsBusyOrIdle() async throws {
    let beats = Mutex(0)
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        try connection.send(Array(Frame.delivery(channel, tag: 1, id: "1", pieces: [[1]]).joined()))
        connection.wait(for: 3)
        // Each of ours keeps the client from giving up; a client that sends none for three seconds fails the script.
        while connection.heartbeats < 3 {
          try connection.send(Frame.heartbeat)
          try connection.awaitHeartbeat()
          beats.withLock { $0 += 1 }
        }
      }
      try connection.serve(service, tune: Frame.tune(heartbeat: 1))
    }
    try await withFakeBroker(script) { broker in
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      let held = await deliveries.take(1)
      try await eventually("heartbeats have come", within: .seconds(30)) { beats.withLock { $0 } >= 3 }
      #expect(broker.connections == 1)
      held.first?.ack()
      await subscriber.close()
    }
  }
}

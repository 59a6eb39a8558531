// Methods in an order that surprises: what is allowed is understood, what is not ends the connection with a reason.

import Glibc
import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct OrderTests {
  @Test func aReturnComesBeforeItsConfirm() async throws {
    let script: FakeBroker.Script = { connection in
      var held: [PublishedMessage] = []
      var service = FakeService()
      service.published = { connection, message in
        held.append(message)
        guard held.count == 3 else { return }
        // Returns in another order than the publishes, and one confirm for all.
        for message in [held[2], held[0]] {
          try connection.send(Frame.returned(2, key: message.routingKey, id: message.routingKey))
        }
        try connection.send(Frame.ack(2, tag: 3, multiple: true))
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      let batch = ["a", "b", "c"].map { OutgoingMessage(exchange: "", message: message($0, to: $0)) }
      let results = await publisher.publish(batch: batch)
      #expect(results[0].error == .unroutable(exchange: "", routingKey: "a"))
      #expect(results[1].error == nil)
      #expect(results[2].error == .unroutable(exchange: "", routingKey: "c"))
      await publisher.close()
    }
  }

  @Test func confirmsInAnyOrderFindTheirMessages() async throws {
    let script: FakeBroker.Script = { connection in
      var count = 0
      var service = FakeService()
      service.published = { connection, _ in
        count += 1
        guard count == 6 else { return }
        try connection.send(Frame.nack(2, tag: 5) + Frame.ack(2, tag: 3) + Frame.ack(2, tag: 3))
        try connection.send(Frame.ack(2, tag: 2, multiple: true) + Frame.ack(2, tag: 0, multiple: true))
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      let batch = (0..<6).map { OutgoingMessage(exchange: "", message: message("\($0)")) }
      let results = await publisher.publish(batch: batch)
      #expect(results.map { $0.error == nil } == [true, true, true, true, false, true])
      #expect(results[4].error == .refused(exchange: "", routingKey: "q"))
      await publisher.close()
    }
  }

  /// The delivery is begun, its channel closed, and all of it comes again on the reopened channel: it is seen once.
  @Test func aChannelClosedInTheMiddleOfABodyStartsOver() async throws {
    let opened = Mutex(0)
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        let frames = Frame.delivery(channel, tag: 1, id: "1", pieces: [[1], [2], [3]])
        let isFirst = opened.withLock { count in
          count += 1
          return count == 1
        }
        if isFirst {
          try connection.send(Array(frames.prefix(4).joined()))
          try connection.send(Frame.close(channel, code: 541, text: Array("INTERNAL_ERROR".utf8)))
        } else {
          try connection.send(Array(frames.joined()))
        }
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      let taken = await deliveries.take(1)
      #expect(taken.map(\.message.body) == [[1, 2, 3]])
      #expect(opened.withLock { $0 } == 2)
      await subscriber.close()
      #expect(await deliveries.take(1).isEmpty)
    }
  }

  /// The connection goes in the middle of a body instead.
  @Test func aConnectionCutInTheMiddleOfABodyStartsOver() async throws {
    let script: FakeBroker.Script = { connection in
      let isFirst = connection.index == 0
      var service = FakeService()
      service.consuming = { connection, channel in
        let frames = Array(Frame.delivery(channel, tag: 1, id: "1", pieces: [[1], [2], [3]]).joined())
        try connection.send(isFirst ? Array(frames.dropLast(12)) : frames)
        if isFirst { throw Cut() }
      }
      do { try connection.serve(service) } catch is Cut {}
    }
    try await withFakeBroker(script) { broker in
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      #expect(await deliveries.take(1).map(\.message.body) == [[1, 2, 3]])
      await subscriber.close()
    }
  }

  /// The channel is closed while a long body is being written: after the close is confirmed nothing more of the body
  /// may come, and the message is rejected with the broker's reason.
  @Test func aChannelClosedUnderALongBodyStopsTheWriting() async throws {
    let script: FakeBroker.Script = { connection in
      try connection.logIn()
      try connection.expect(.channelOpen)
      try connection.send(Frame.channelOpenOk(2))
      try connection.expect(.confirmSelect)
      try connection.send(Frame.method(2, .confirmSelectOk))
      try connection.expect(.basicPublish)
      try connection.send(Frame.close(2, code: 404, text: Array("NOT_FOUND".utf8)))
      while let frame = try connection.next(), frame.method != .channelCloseOk {
        guard frame.type != Frame.method else { throw ScriptError(description: "\(frame.method as Any) came") }
      }
      try connection.expect(.channelOpen)
      try connection.send(Frame.channelOpenOk(2))
      try connection.serveAfterLogin()
    }
    try await withFakeBroker(script) { broker in
      let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      let long = OutgoingMessage(exchange: "e", message: message("1", bytes: 9 << 20))
      let result = await publisher.publish(batch: [long])
      #expect(result[0].error == .rejected(reason: "404 NOT_FOUND"))
      try await publisher.publish(message("2"), to: "")
      await publisher.close()
    }
  }

  /// Answers that nobody asked for change nothing.
  @Test func strayMethodsAreIgnored() async throws {
    let strays: [[UInt8]] =
      [7, 9_999].flatMap { (channel: UInt16) in
        [
          Frame.channelOpenOk(channel), Frame.method(channel, .basicQosOk), Frame.queueDeclareOk(channel),
          Frame.consumer(channel, .basicConsumeOk), Frame.consumer(channel, .basicCancel),
          Frame.consumer(channel, .basicCancelOk), Frame.method(channel, .channelCloseOk),
          Frame.method(channel, .confirmSelectOk), Frame.ack(channel, tag: 1), Frame.nack(channel, tag: 1),
          Frame.returned(channel, key: "k", id: "i"), Frame.method(channel, .channelFlow) { $0.octet(0) },
          Array(Frame.delivery(channel, tag: 1, id: "x", pieces: [[1]]).joined()),
        ]
      } + [
        Frame.ack(2, tag: 99, multiple: true), Frame.ack(2, tag: .max), Frame.nack(2, tag: .max), Frame.ack(2, tag: 0),
        Frame.returned(2, key: "never", id: "sent"), Frame.unblocked, Frame.raw(99, 0, [1, 2, 3]),
      ]
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.published = { connection, message in
        for stray in strays { try connection.send(stray) }
        try connection.send(Frame.ack(2, tag: message.tag))
      }
      service.consuming = { connection, channel in
        for stray in strays where channel != 2 { try connection.send(stray) }
        try connection.send(Array(Frame.delivery(channel, tag: 1, id: "1", pieces: [[1]]).joined()))
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      for id in 0..<3 { try await publisher.publish(message("\(id)"), to: "") }
      await publisher.close()
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let taken = await (try subscriber.deliveries(from: "q", prefetch: 1)).take(1)
      #expect(taken.map(\.message.id) == ["1"])
      await subscriber.close()
      #expect(broker.connections == 2, "no connection was given up")
    }
  }

  /// Content where none belongs: each ends its connection with a reason, and the next connection works.
  @Test func contentOutOfOrderEndsTheConnection() async throws {
    let faults: [[UInt8]] = [
      Frame.header(3, bodySize: 1, id: "1"), Frame.body(3, [1]), Frame.deliver(3, tag: 1) + Frame.body(3, [1]),
      Frame.deliver(3, tag: 1) + Frame.deliver(3, tag: 2),
      Frame.deliver(3, tag: 1) + Frame.header(3, bodySize: 1, id: "1") + Frame.header(3, bodySize: 1, id: "1"),
      Frame.deliver(3, tag: 1) + Frame.header(3, bodySize: 1, id: "1") + Frame.body(3, [1, 2]),
      Frame.deliver(3, tag: 1) + Frame.header(3, bodySize: 0, id: "1") + Frame.body(3, [1]),
    ]
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        guard connection.index < faults.count else {
          return try connection.send(Array(Frame.delivery(channel, tag: 1, id: "good", pieces: [[1]]).joined()))
        }
        try connection.send(faults[connection.index])
      }
      // The client may have gone while its fault was being sent.
      do { try connection.serve(service) } catch is ScriptError where connection.index < faults.count {}
    }
    try await withFakeBroker(script) { broker in
      let log = LogRecorder()
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: log.logger())
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      var seen: [String] = []
      for await delivery in deliveries {
        seen.append(delivery.message.id)
        if delivery.message.id == "good" { break }
      }
      // Only the last fault follows a message that was whole.
      #expect(seen == ["1", "good"] || seen == ["good"])
      #expect(log.messages.count { $0.contains("out of step") } == faults.count)
      await subscriber.close()
    }
  }

  @Test func blockedIsVisibleUntilUnblocked() async throws {
    let isReleased = Mutex(false)
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.published = { connection, message in
        try connection.send(Frame.ack(2, tag: message.tag))
        if message.tag == 1 {
          try connection.send(Frame.blocked([0xFF, 0x6C, 0x6F, 0x77]))
          while !isReleased.withLock({ $0 }) { sched_yield() }
          try connection.send(Frame.unblocked)
        }
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      try await publisher.publish(message("1"), to: "")
      try await eventually("it is blocked") { publisher.state == .blocked(reason: "\u{FFFD}low") }
      async let second: Void = publisher.publish(message("2"), to: "")
      isReleased.withLock { $0 = true }
      try await second
      #expect(publisher.state == .connected)
      await publisher.close()
    }
  }
}

/// The script ends the connection on purpose.
struct Cut: Error {}

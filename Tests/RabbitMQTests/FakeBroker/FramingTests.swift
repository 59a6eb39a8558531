// Frames in pieces and in disorder: whatever the network does to them, messages come out whole.

import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct FramingTests {
  /// Everything from the login on comes in single bytes, each read before the next one is sent.
  @Test func aConversationInSingleBytesWorks() async throws {
    let script: FakeBroker.Script = { connection in
      connection.sendsSingleBytes = true
      var service = FakeService()
      service.published = { connection, message in
        let returned = message.routingKey == "lost" ? Frame.returned(message.channel, key: "lost", id: "2") : []
        try connection.send(returned + Frame.heartbeat + Frame.ack(message.channel, tag: message.tag))
      }
      service.consuming = { connection, channel in
        for (tag, headers) in [(UInt64(1), Headers.sample), (2, [])] {
          let frames = Frame.delivery(channel, tag: tag, id: "\(tag)", pieces: [[1, 2], [3]], headers: headers)
          for frame in frames { try connection.send(frame) }
        }
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      try await publisher.publish(message("1"), to: "")
      await #expect(throws: PublishError.unroutable(exchange: "", routingKey: "lost")) {
        try await publisher.publish(message("2", to: "lost"), to: "")
      }
      await publisher.close()
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 2)
      let taken = await deliveries.take(2)
      #expect(taken.map(\.message.body) == [[1, 2, 3], [1, 2, 3]])
      #expect(taken.first?.message.headers == ["n": .array([.integer(-7), .table(["s": .string("x")])])])
      await subscriber.close()
    }
  }

  /// A delivery of four frames, cut once at each of its bytes.
  @Test func deliveriesSplitAtEveryByteArrive() async throws {
    @Sendable func frames(_ channel: UInt16, _ tag: UInt64) -> [UInt8] {
      Frame.delivery(
        channel, tag: tag, id: "\(tag)", pieces: [[1, 2, 3], [UInt8(truncatingIfNeeded: tag)]], headers: Headers.sample
      ).joined() + Frame.heartbeat
    }
    // Every id has three digits, so that all deliveries are equally long.
    let count = frames(3, 100).count
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        // The book of deliveries must see tag 1 first; what comes before 100 is not split.
        for tag in 1..<UInt64(100) { try connection.send(frames(channel, tag)) }
        for place in 1..<count { try connection.send(frames(channel, UInt64(99 + place)), splitAt: place) }
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1_000)
      let taken = await deliveries.take(98 + count)
      #expect(taken.map(\.message.id) == (1..<UInt64(99 + count)).map { "\($0)" })
      #expect(taken.enumerated().allSatisfy { $1.message.body.last == UInt8(truncatingIfNeeded: $0 + 1) })
      await subscriber.close()
    }
  }

  /// A return with its confirm, cut once at each byte.
  @Test func returnsSplitAtEveryByteAreMatched() async throws {
    @Sendable func frames(_ message: PublishedMessage) -> [UInt8] {
      Frame.returned(message.channel, key: message.routingKey, id: message.routingKey)
        + Frame.ack(message.channel, tag: message.tag)
    }
    let sample = PublishedMessage(channel: 2, tag: 1, exchange: "", routingKey: "100", body: [])
    let count = frames(sample).count
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.published = { connection, message in
        try connection.send(frames(message), splitAt: Int(message.tag))
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      for place in 1..<count {
        let key = "\(99 + place)"
        await #expect(throws: PublishError.unroutable(exchange: "", routingKey: key)) {
          try await publisher.publish(message(key, to: key), to: "")
        }
      }
      await publisher.close()
    }
  }

  @Test func channelsInterleave() async throws {
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      let channels = Mutex<[UInt16]>([])
      service.consuming = { connection, channel in
        let pair = channels.withLock { channels in
          channels.append(channel)
          return channels
        }
        guard pair.count == 2 else { return }
        let first = Frame.delivery(pair[0], tag: 1, id: "first", pieces: [[1], [2], [3]])
        let second = Frame.delivery(pair[1], tag: 1, id: "second", pieces: [[4], [5], [6]])
        for place in first.indices {
          try connection.send(second[place] + Frame.heartbeat)
          try connection.send(first[place] + Frame.blocked([]) + Frame.unblocked)
        }
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let first = try await subscriber.deliveries(from: "a", prefetch: 1)
      let second = try await subscriber.deliveries(from: "b", prefetch: 1)
      let taken = await (first.take(1).first, second.take(1).first)
      #expect(taken.0?.message.id == "first")
      #expect(taken.0?.message.body == [1, 2, 3])
      #expect(taken.1?.message.id == "second")
      #expect(taken.1?.message.body == [4, 5, 6])
      await subscriber.close()
    }
  }
}

/// Encoded header tables.
enum Headers {
  /// `n`: an array of -7 and a table.
  static let sample = WireBytes.build {
    $0.shortString("n")
    $0.octet(UInt8(ascii: "A"))
    $0.longString(
      WireBytes.build {
        $0.octet(UInt8(ascii: "l"))
        $0.longLong(UInt64(bitPattern: -7))
        $0.octet(UInt8(ascii: "F"))
        $0.longString(
          WireBytes.build {
            $0.shortString("s")
            $0.octet(UInt8(ascii: "S"))
            $0.longString(Array("x".utf8))
          })
      })
  }

  /// Arrays or tables in each other, as deep as a frame of `bytes` holds; the lengths are those of what follows.
  static func nested(_ kind: UInt8, bytes: Int) -> [UInt8] {
    let level = kind == UInt8(ascii: "F") ? 6 : 5
    let depth = (bytes - 8) / level
    return WireBytes.build {
      $0.octet(0)
      for remaining in stride(from: depth, to: 0, by: -1) {
        $0.octet(kind)
        $0.long(UInt32((remaining - 1) * level))
        if level == 6, remaining > 1 { $0.octet(0) }
      }
    }
  }
}

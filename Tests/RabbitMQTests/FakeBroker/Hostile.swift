// How a client meets hostile bytes: what the hostile tests do in their child processes.

import Messaging
import RabbitMQ
import SeededRandom
import TestSupport
import Testing

enum Hostile {
  /// Each connection runs a consumer and then gets one of these; the client must give it up by itself and say why. The
  /// connection after the last one delivers.
  static func expectRecovery(from faults: [[UInt8]]) async throws {
    let log = try await expectSurvival(of: faults, waitingForTheClient: true)
    let reasons = log.messages.filter { $0.hasPrefix("no connection to the broker") }
    #expect(reasons.count == faults.count, "\(reasons)")
    #expect(reasons.allSatisfy { $0.contains("reading from") || $0.contains("out of step") }, "\(reasons)")
  }

  /// The same where the broker ends the connection, because the client may be waiting for the rest of a frame.
  @discardableResult
  static func expectSurvival(of faults: [[UInt8]], waitingForTheClient: Bool = false) async throws -> LogRecorder {
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        guard connection.index < faults.count else {
          return try connection.send(Array(Frame.delivery(channel, tag: 1, id: "good", pieces: [[1]]).joined()))
        }
        try connection.send(faults[connection.index])
        if waitingForTheClient { try connection.awaitEnd() }
        throw Cut()
      }
      do { try connection.serve(service) } catch is Cut {}
    }
    let log = LogRecorder()
    try await withFakeBroker(script) { broker in
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: log.logger())
      for await delivery in try await subscriber.deliveries(from: "q", prefetch: 1) {
        delivery.ack()
        if delivery.message.id == "good" { break }
      }
      #expect(broker.connections == faults.count + 1)
      await subscriber.close()
    }
    return log
  }

  /// Each of these spoils the first login of a client, whose second is good. Returns what the clients logged.
  @discardableResult
  static func expectLogin(
    after faults: [@Sendable (FakeConnection) throws -> Void]
  ) async throws -> [String] {
    try await withThrowingTaskGroup(of: [String].self) { group in
      var messages: [String] = []
      for (place, fault) in faults.enumerated() {
        if place >= atOnce { messages += try await group.next() ?? [] }
        group.addTask { try await logIn(after: fault) }
      }
      for try await more in group { messages += more }
      return messages
    }
  }

  /// How many clients run beside each other.
  private static let atOnce = 10

  private static func logIn(after fault: @escaping @Sendable (FakeConnection) throws -> Void) async throws -> [String] {
    let log = LogRecorder()
    try await withFakeBroker({ $0.index == 0 ? try fault($0) : try $0.serve() }) { broker in
      var settings = broker.configuration()
      settings.connectTimeout = .seconds(2)
      let publisher = try await RabbitPublisher(settings, logger: log.logger())
      try await publisher.publish(message("1"), to: "")
      #expect(broker.connections == 2)
      await publisher.close()
    }
    return log.messages
  }

  /// A delivery whose headers are nested as deep as one frame holds comes through; what is too deep is cut off.
  static func expectNestedHeadersAreRead(_ kind: UInt8) async throws {
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        let headers = Headers.nested(kind, bytes: 131_032)
        let frames = Frame.delivery(channel, tag: 1, id: "1", pieces: [[1]], headers: headers)
        try connection.send(Array(frames.joined()))
      }
      try connection.serve(service)
    }
    try await withFakeBroker(script) { broker in
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: quietLogger)
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      let taken = await deliveries.take(1)
      #expect(taken.map(\.message.body) == [[1]])
      let depth = depth(of: taken.first?.message.headers[""] ?? .null)
      #expect(depth > 10 && depth < 100)
      taken.first?.ack()
      await subscriber.close()
      #expect(broker.connections == 1)
    }
  }

  private static func depth(of value: HeaderValue) -> Int {
    switch value {
    case .array(let values): 1 + (values.map(depth).max() ?? 0)
    case .table(let table): 1 + (table.values.map(depth).max() ?? 0)
    default: 0
    }
  }
}

extension SeededGenerator {
  /// Up to `count` bytes.
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<Int.random(in: 1...count, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
  }

  /// The same bytes with one to four of them changed.
  mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      result[Int.random(in: result.indices, using: &self)] = UInt8.random(in: 0...255, using: &self)
    }
    return result
  }
}

// connection.close with every code that AMQP 0-9-1 and RabbitMQ know (section 1.1), and some that nobody knows.

import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct CloseTests {
  static let codes: [UInt16] = [
    200, 311, 312, 313, 320, 402, 403, 404, 405, 406, 501, 502, 503, 504, 505, 506, 530, 540, 541, 0, 1, 65_535,
  ]

  /// Whatever the reason, a client that was connected comes back, after it has confirmed the close.
  @Test func everyCloseIsConfirmedAndRecoveredFrom() async throws {
    let codes = Self.codes
    let script: FakeBroker.Script = { connection in
      var service = FakeService()
      service.consuming = { connection, channel in
        guard connection.index < codes.count else {
          return try connection.send(Array(Frame.delivery(channel, tag: 1, id: "1", pieces: [[1]]).joined()))
        }
        try connection.send(Frame.close(0, code: codes[connection.index], text: [0x6E, 0x6F, 0xFF]))
        try connection.expect(.connectionCloseOk)
        try connection.awaitEnd()
        throw Cut()
      }
      do { try connection.serve(service) } catch is Cut {}
    }
    try await withFakeBroker(script) { broker in
      let log = LogRecorder()
      let subscriber = try await RabbitSubscriber(broker.configuration(), logger: log.logger())
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 1)
      #expect(await deliveries.take(1).count == 1)
      let reasons = log.messages.filter { $0.contains("closed the connection") }
      #expect(reasons.count == codes.count)
      for (code, reason) in zip(codes, reasons) { #expect(reason.contains(": \(code) no\u{FFFD}")) }
      await subscriber.close()
    }
  }

  /// During the login a refusal of user or virtual host is final; anything else may pass.
  @Test(arguments: codes) func aCloseDuringTheLoginIsUnderstood(code: UInt16) async throws {
    let script: FakeBroker.Script = { connection in
      guard connection.index == 0 else { return try connection.serve() }
      try connection.readProtocolHeader()
      try connection.send(Frame.start())
      try connection.expect(.connectionStartOk)
      try connection.send(Frame.tune())
      try connection.expect(.connectionTuneOk)
      try connection.expect(.connectionOpen)
      try connection.send(Frame.close(0, code: code, text: Array("vhost v not found".utf8)))
      try connection.awaitEnd()
    }
    try await withFakeBroker(script) { broker in
      let expected: RabbitError.Code? = [403: .accessRefused, 530: .virtualHostNotFound][code]
      do {
        let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
        await publisher.close()
        #expect(expected == nil)
      } catch let error as RabbitError {
        #expect(error.code == expected)
        #expect(!error.isRetriable)
      }
      #expect(broker.connections == (expected == nil ? 2 : 1))
    }
  }

  /// A refused password comes before the tuning.
  @Test func aRefusedPasswordIsFinal() async throws {
    let script: FakeBroker.Script = { connection in
      try connection.readProtocolHeader()
      try connection.send(Frame.start())
      try connection.expect(.connectionStartOk)
      try connection.send(Frame.close(0, code: 403, text: Array("ACCESS_REFUSED".utf8)))
      try connection.awaitEnd()
    }
    try await withFakeBroker(script) { broker in
      let error = await #expect(throws: RabbitError.self) {
        try await RabbitPublisher(broker.configuration(), logger: quietLogger)
      }
      #expect(error?.code == .accessRefused)
      #expect(error?.reason.contains("'u'") == true)
    }
  }
}

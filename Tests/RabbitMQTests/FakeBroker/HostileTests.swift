// What no broker sends: garbage, lies about sizes, tables without end. The client says what is wrong, lets go of the
// connection and works on the next one. Each case runs in a process of its own, because the C library might crash.

import Messaging
import RabbitMQ
import SeededRandom
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct HostileTests {
  @Test func liesAboutSizesEndTheConnection() async {
    await #expect(processExitsWith: .success) {
      limitChild()
      try await Hostile.expectRecovery(
        from: [
          Frame.raw(Frame.method, 0, [], size: .max), Frame.raw(Frame.method, 0, [], size: 0x7FFF_FFFF),
          Frame.raw(Frame.body, 3, [], size: 131_065), Frame.raw(Frame.header, 3, [], size: 1 << 24),
          Frame.raw(Frame.heartbeatType, 0, [], end: 0), Frame.deliver(3, tag: 1).dropLast() + [0],
          Frame.raw(Frame.method, 3, [0, 60, 0, 60]), Frame.raw(Frame.method, 3, [0xFF, 0xFF, 0xFF, 0xFF]),
          Frame.deliver(3, tag: 1) + Frame.raw(Frame.header, 3, [0, 99, 0, 0] + [UInt8](repeating: 0, count: 10)),
          Frame.deliver(3, tag: 1) + Frame.header(3, bodySize: 4, id: "1", headers: [1, 110, 83, 255, 255, 255, 255]),
        ])
    }
  }

  /// Frames shorter than what every frame of their type holds. The library does not check and reads beyond their end.
  @Test func framesThatAreTooShortEndTheConnection() async {
    await #expect(processExitsWith: .success) {
      limitChild()
      let headers = (0..<12).map { Frame.raw(Frame.header, 3, Array([0, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1].prefix($0))) }
      try await Hostile.expectRecovery(from: headers.map { Frame.deliver(3, tag: 1) + $0 })
      try await Hostile.expectRecovery(
        from: (0..<4).map { Frame.raw(Frame.method, 3, [UInt8](repeating: 0xFF, count: $0)) })
      // The number of the method is then read from what is there and the end mark 0xCE: no method has such a number, so
      // the library stops there.
      try await Hostile.expectRecovery(from: (0..<4).map { Frame.raw(Frame.method, 3, Array([0, 60, 0].prefix($0))) })
    }
  }

  @Test func arraysNestedAsDeepAsAFrameHoldsAreRead() async {
    await #expect(processExitsWith: .success) {
      limitChild()
      try await Hostile.expectNestedHeadersAreRead(UInt8(ascii: "A"))
    }
  }

  @Test func tablesNestedAsDeepAsAFrameHoldsAreRead() async {
    await #expect(processExitsWith: .success) {
      limitChild()
      try await Hostile.expectNestedHeadersAreRead(UInt8(ascii: "F"))
    }
  }

  /// 300 connections get a delivery with some bytes changed or replaced by noise.
  @Test func garbageIsSurvived() async {
    await #expect(processExitsWith: .success) {
      limitChild(seconds: 240)
      let sample = Array(
        Frame.delivery(3, tag: 1, id: "1", pieces: [[1, 2], [3]], headers: Headers.sample).joined())
      await withThrowingTaskGroup(of: Void.self) { group in
        for part in 0..<10 {
          let garbage = (0..<30).map { number in
            var noise = SeededGenerator(seed: UInt64(part * 100 + number))
            return number % 3 == 0 ? noise.bytes(400) : noise.changed(sample)
          }
          group.addTask { try await Hostile.expectSurvival(of: garbage) }
        }
      }
    }
  }

  /// The same during the login.
  @Test func garbageDuringTheLoginIsSurvived() async {
    await #expect(processExitsWith: .success) {
      limitChild(seconds: 240)
      let logins = (0..<200).map { seed in
        var noise = SeededGenerator(seed: UInt64(1_000 + seed))
        return seed % 3 == 0 ? noise.bytes(200) : noise.changed(Frame.start(properties: Headers.sample))
      }
      try await Hostile.expectLogin(
        after: logins.map { bytes in
          { connection in
            try connection.readProtocolHeader()
            try connection.send(bytes)
          }
        })
    }
  }

  @Test func anotherProtocolIsAnError() async {
    await #expect(processExitsWith: .success) {
      limitChild()
      let greetings: [[UInt8]] = [
        Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8), Array("AMQP".utf8) + [0, 0, 9, 0],
        Array("AMQP".utf8) + [1, 1, 0, 0], Array("SSH-2.0-OpenSSH_9.2p1 Debian\r\n".utf8),
        Array("220 mail.example.com ESMTP\r\n".utf8), Frame.tune(), Frame.openOk, Frame.start(mechanisms: "GSSAPI"),
        Frame.start() + Frame.start(), Frame.start() + Frame.openOk, Frame.start() + Frame.channelOpenOk(1),
      ]
      let log = try await Hostile.expectLogin(
        after: greetings.map { bytes in
          { connection in
            try connection.readProtocolHeader()
            try connection.send(bytes)
            try connection.awaitEnd()
          }
        })
      #expect(log.count { $0.contains("broke off the handshake") } == greetings.count, "\(log)")
    }
  }

  /// AMQP 0-9-1 has 4096 as the least. The library takes any size and then writes beyond its buffer.
  @Test func aFrameSizeThatIsTooSmallIsAnError() async {
    await #expect(processExitsWith: .success) {
      limitChild()
      let log = try await Hostile.expectLogin(
        after: [UInt32(1), 7, 8, 9, 20, 100, 4_095].map { size in
          { connection in
            try connection.readProtocolHeader()
            try connection.send(Frame.start())
            try connection.expect(.connectionStartOk)
            try connection.send(Frame.tune(frameMax: size) + Frame.openOk)
            try connection.awaitEnd()
          }
        })
      #expect(log.count { $0.contains("smaller frames") } == 7, "\(log)")
    }
  }

  @Test func tablesNestedWithoutEndInTheGreetingAreRead() async {
    await #expect(processExitsWith: .success) {
      limitChild()
      for kind in [UInt8(ascii: "A"), UInt8(ascii: "F")] {
        let script: FakeBroker.Script = { connection in
          try connection.readProtocolHeader()
          // Before the login the library takes frames of up to 64 KiB.
          try connection.send(Frame.start(properties: Headers.nested(kind, bytes: 65_400)))
          try connection.expect(.connectionStartOk)
          try connection.send(Frame.tune())
          try connection.expect(.connectionTuneOk)
          try connection.expect(.connectionOpen)
          try connection.send(Frame.openOk)
          try connection.serveAfterLogin()
        }
        try await withFakeBroker(script) { broker in
          let publisher = try await RabbitPublisher(broker.configuration(), logger: quietLogger)
          try await publisher.publish(message("1"), to: "")
          await publisher.close()
        }
      }
    }
  }

  /// The broker reads and says nothing, at each step of the login.
  @Test func silenceDuringTheLoginEndsByItsDeadline() async {
    await #expect(processExitsWith: .success) {
      limitChild()
      let log = try await Hostile.expectLogin(
        after: (0..<4).map { step in
          { connection in
            if step > 0 {
              try connection.readProtocolHeader()
              try connection.send(Frame.start())
            }
            if step > 1 {
              try connection.expect(.connectionStartOk)
              try connection.send(Frame.tune())
            }
            if step > 2 { try connection.send(Frame.heartbeat) }
            try connection.awaitEnd()
          }
        })
      #expect(log.count { $0.contains("broke off the handshake: request timed out") } == 4, "\(log)")
    }
  }
}

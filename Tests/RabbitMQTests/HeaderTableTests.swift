// Header tables in full, both ways, through a real broker and against bytes written by hand.

import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct HeaderTableTests {
  /// Every kind of field that RabbitMQ knows, as bytes, and what it is to us.
  static let fields: [(name: String, bytes: [UInt8], value: HeaderValue)] = [
    ("true", Wire.field("t", [1]), true),
    ("false", Wire.field("t", [0]), false),
    ("int8", Wire.field("b", Wire.big(Int8.min)), -128),
    ("uint8", Wire.field("B", Wire.big(UInt8.max)), 255),
    ("int16", Wire.field("s", Wire.big(Int16.min)), -32_768),
    ("uint16", Wire.field("u", Wire.big(UInt16.max)), 65_535),
    ("int32", Wire.field("I", Wire.big(Int32.min)), -2_147_483_648),
    ("uint32", Wire.field("i", Wire.big(UInt32.max)), 4_294_967_295),
    ("int64-low", Wire.field("l", Wire.big(Int64.min)), .integer(.min)),
    ("int64-high", Wire.field("l", Wire.big(Int64.max)), .integer(.max)),
    ("float", Wire.field("f", Wire.big(Float(1.5).bitPattern)), 1.5),
    ("double", Wire.field("d", Wire.big((-1e300).bitPattern)), .double(-1e300)),
    ("decimal", Wire.field("D", [2] + Wire.big(Int32(12_345))), .decimal(scale: 2, value: 12_345)),
    ("timestamp", Wire.field("T", Wire.big(UInt64(1_800_000_000))), .timestamp(1_800_000_000)),
    ("text", Wire.field("S", Wire.longString(Array("grüß".utf8))), "grüß"),
    ("empty", Wire.field("S", Wire.longString([])), ""),
    ("not-utf8", Wire.field("S", Wire.longString([0xff, 0xfe])), .bytes([0xff, 0xfe])),
    ("bytes", Wire.field("x", Wire.longString([0, 1, 255])), .bytes([0, 1, 255])),
    ("void", Wire.field("V", []), .null),
    (
      "array", Wire.field("A", Wire.longString(Wire.field("t", [1]) + Wire.field("V", []))),
      [true, .null]
    ),
    ("empty-array", Wire.field("A", Wire.longString([])), []),
    (
      "table",
      Wire.field("F", Wire.table([("in", Wire.field("F", Wire.table([("n", Wire.field("b", [7]))])))])),
      ["in": ["n": 7]]
    ),
    ("empty-table", Wire.field("F", Wire.table([])), [:]),
  ]

  /// Not a quorum queue, which adds a header of its own to what is got from it.
  private static let plain = Topology.Queue("q", arguments: ["x-queue-type": "classic"])

  @Test(.timeLimit(.minutes(1))) func everyKindIsReadAsItWasWritten() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [Self.plain])
      let raw = try RawClient(host.configuration(), password: host.user)
      try raw.publish(headers: Wire.table(Self.fields.map { ($0.name, $0.bytes) }), to: "q")
      try await host.withAdministrator { admin in
        let headers = try #require(try await admin.get(from: "q")).message.headers
        for field in Self.fields { #expect(headers[field.name] == field.value, "\(field.name)") }
        #expect(headers.count == Self.fields.count)
      }
    }
  }

  /// Integers go out with 64 bits, floats as doubles, bytes as bytes: the widest kind holds every value.
  @Test(.timeLimit(.minutes(1))) func everyKindIsWrittenAsTheSpecificationSays() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [Self.plain])
      let narrow: Set = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "float", "not-utf8", "table"]
      let raw = try RawClient(host.configuration(), password: host.user)
      try await host.withClients { publisher, _ in
        for field in Self.fields where !narrow.contains(field.name) {
          var sent = Message(id: "", type: "", routingKey: "q", body: [], contentType: "")
          sent.headers = [field.name: field.value]
          try await publisher.publish(sent, to: "")
          #expect(try raw.headers(of: "q") == Wire.table([(field.name, field.bytes)]), "\(field.name)")
        }
        var sent = Message(id: "", type: "", routingKey: "q", body: [], contentType: "")
        sent.headers = ["n": 7]
        try await publisher.publish(sent, to: "")
        #expect(try raw.headers(of: "q") == Wire.table([("n", Wire.field("l", Wire.big(Int64(7))))]))
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatWeSendIsWhatWeGet() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      var sent = message("1")
      sent.headers = Dictionary(uniqueKeysWithValues: Self.fields.map { ($0.name, $0.value) })
      sent.headers["deep"] = Self.nested(MessageSize.maximumHeaderDepth - 1)
      sent.headers["all"] = .table(sent.headers.filter { $0.key != "deep" })
      try await host.withClients { publisher, subscriber in
        try await publisher.publish(sent, to: "")
        let delivery = try #require(await subscriber.deliveries(from: "q", prefetch: 1).take(1).first)
        #expect(delivery.message.headers == sent.headers)
        delivery.ack()
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aTableNestedTooDeepIsRefusedBeforeItIsSent() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      var sent = message("1")
      sent.headers["deep"] = Self.nested(MessageSize.maximumHeaderDepth)
      try await host.withClients { publisher, _ in
        let result = await publisher.publish(batch: [OutgoingMessage(exchange: "", message: sent)])
        guard case .rejected(let reason) = result[0].error else { throw RawClient.Failure(description: "\(result)") }
        #expect(reason.contains("nested deeper than \(MessageSize.maximumHeaderDepth)"))
        try await publisher.publish(message("2"), to: "")
      }
    }
  }

  /// What others nest deeper than we keep is cut off there, and the message comes through.
  @Test(.timeLimit(.minutes(1))) func aTableNestedDeeperThanWeKeepEndsInVoid() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      var bytes = Wire.table([])
      for _ in 0..<200 { bytes = Wire.table([("n", Wire.field("F", bytes))]) }
      try RawClient(host.configuration(), password: host.user).publish(headers: bytes, to: "q")
      try await host.withAdministrator { admin in
        let got = try #require(try await admin.get(from: "q"))
        var depth = 0
        var value: HeaderValue? = .table(got.message.headers)
        while case .table(let table) = value {
          depth += 1
          value = table["n"]
        }
        #expect(depth == 64)
        #expect(value == .null)
        got.ack()
      }
    }
  }

  private static func nested(_ depth: Int) -> HeaderValue {
    (0..<depth).reduce(.integer(1)) { inner, level in level % 2 == 0 ? ["n": inner] : [inner] }
  }
}

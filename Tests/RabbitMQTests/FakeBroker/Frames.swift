// AMQP 0-9-1 frames written by hand (section 4.2.3), right and wrong ones.

/// Bytes put together in network order.
struct WireBytes {
  var raw: [UInt8] = []

  mutating func octet(_ value: UInt8) { raw.append(value) }
  mutating func short(_ value: UInt16) { integer(value) }
  mutating func long(_ value: UInt32) { integer(value) }
  mutating func longLong(_ value: UInt64) { integer(value) }

  mutating func shortString(_ text: String) {
    octet(UInt8(text.utf8.count))
    raw += text.utf8
  }

  mutating func longString(_ bytes: [UInt8]) {
    long(UInt32(bytes.count))
    raw += bytes
  }

  private mutating func integer(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { raw += $0 }
  }

  static func build(_ body: (inout WireBytes) -> Void) -> [UInt8] {
    var bytes = WireBytes()
    body(&bytes)
    return bytes.raw
  }
}

/// Whole frames.
enum Frame {
  static let method: UInt8 = 1
  static let header: UInt8 = 2
  static let body: UInt8 = 3
  static let heartbeatType: UInt8 = 8
  static let end: UInt8 = 0xCE
  static let heartbeat = raw(heartbeatType, 0, [])

  /// A frame; `size` and `end` may be lies.
  static func raw(
    _ type: UInt8, _ channel: UInt16, _ payload: [UInt8], size: UInt32? = nil, end: UInt8 = end
  ) -> [UInt8] {
    WireBytes.build {
      $0.octet(type)
      $0.short(channel)
      $0.long(size ?? UInt32(payload.count))
      $0.raw += payload
      $0.octet(end)
    }
  }

  static func method(_ channel: UInt16, _ id: Method, _ arguments: (inout WireBytes) -> Void = { _ in }) -> [UInt8] {
    raw(
      method, channel,
      WireBytes.build {
        $0.long(id.rawValue)
        arguments(&$0)
      })
  }

  /// A content header of class basic with message id and, if given, an encoded table of headers.
  static func header(_ channel: UInt16, bodySize: UInt64, id: String, headers: [UInt8]? = nil) -> [UInt8] {
    raw(
      header, channel,
      WireBytes.build {
        $0.short(60)
        $0.short(0)
        $0.longLong(bodySize)
        $0.short((headers == nil ? 0 : 1 << 13) | 1 << 12 | 1 << 7)
        if let headers { $0.longString(headers) }
        $0.octet(2)
        $0.shortString(id)
      })
  }

  static func body(_ channel: UInt16, _ bytes: [UInt8]) -> [UInt8] { raw(body, channel, bytes) }

  /// Everything of one delivery, its body in pieces.
  static func delivery(
    _ channel: UInt16, tag: UInt64, id: String, pieces: [[UInt8]], headers: [UInt8]? = nil
  ) -> [[UInt8]] {
    let size = UInt64(pieces.reduce(0) { $0 + $1.count })
    return [deliver(channel, tag: tag), header(channel, bodySize: size, id: id, headers: headers)]
      + pieces.map { body(channel, $0) }
  }

  /// The frames of a message that comes back.
  static func returned(_ channel: UInt16, key: String, id: String) -> [UInt8] {
    method(channel, .basicReturn) {
      $0.short(312)
      $0.shortString("NO_ROUTE")
      $0.shortString("")
      $0.shortString(key)
    } + header(channel, bodySize: 1, id: id) + body(channel, [1])
  }
}

/// Methods by class and number (section 1.2 to 1.8, and RabbitMQ's extensions).
enum Method: UInt32 {
  case connectionStart = 0x000A_000A
  case connectionStartOk = 0x000A_000B
  case connectionTune = 0x000A_001E
  case connectionTuneOk = 0x000A_001F
  case connectionOpen = 0x000A_0028
  case connectionOpenOk = 0x000A_0029
  case connectionClose = 0x000A_0032
  case connectionCloseOk = 0x000A_0033
  case connectionBlocked = 0x000A_003C
  case connectionUnblocked = 0x000A_003D
  case channelOpen = 0x0014_000A
  case channelOpenOk = 0x0014_000B
  case channelFlow = 0x0014_0014
  case channelFlowOk = 0x0014_0015
  case channelClose = 0x0014_0028
  case channelCloseOk = 0x0014_0029
  case queueDeclare = 0x0032_000A
  case queueDeclareOk = 0x0032_000B
  case basicQos = 0x003C_000A
  case basicQosOk = 0x003C_000B
  case basicConsume = 0x003C_0014
  case basicConsumeOk = 0x003C_0015
  case basicCancel = 0x003C_001E
  case basicCancelOk = 0x003C_001F
  case basicPublish = 0x003C_0028
  case basicReturn = 0x003C_0032
  case basicDeliver = 0x003C_003C
  case basicAck = 0x003C_0050
  case basicNack = 0x003C_0078
  case confirmSelect = 0x0055_000A
  case confirmSelectOk = 0x0055_000B
}

/// What a broker says, method by method.
extension Frame {
  static func start(properties: [UInt8] = [], mechanisms: String = "PLAIN EXTERNAL") -> [UInt8] {
    method(0, .connectionStart) {
      $0.octet(0)
      $0.octet(9)
      $0.longString(properties)
      $0.longString(Array(mechanisms.utf8))
      $0.longString(Array("en_US".utf8))
    }
  }

  static func tune(channelMax: UInt16 = 2047, frameMax: UInt32 = 131_072, heartbeat: UInt16 = 60) -> [UInt8] {
    method(0, .connectionTune) {
      $0.short(channelMax)
      $0.long(frameMax)
      $0.short(heartbeat)
    }
  }

  static let openOk = method(0, .connectionOpenOk) { $0.shortString("") }

  /// connection.close on channel 0, channel.close on others.
  static func close(_ channel: UInt16, code: UInt16, text: [UInt8]) -> [UInt8] {
    method(channel, channel == 0 ? .connectionClose : .channelClose) {
      $0.short(code)
      $0.octet(UInt8(text.count))
      $0.raw += text
      $0.short(0)
      $0.short(0)
    }
  }

  static func channelOpenOk(_ channel: UInt16) -> [UInt8] { method(channel, .channelOpenOk) { $0.long(0) } }

  static func queueDeclareOk(_ channel: UInt16, queue: String = "q", messages: UInt32 = 0) -> [UInt8] {
    method(channel, .queueDeclareOk) {
      $0.shortString(queue)
      $0.long(messages)
      $0.long(0)
    }
  }

  static func consumer(_ channel: UInt16, _ id: Method) -> [UInt8] {
    method(channel, id) {
      $0.shortString("c\(channel)")
      if id == .basicCancel { $0.octet(1) }
    }
  }

  static func deliver(_ channel: UInt16, tag: UInt64) -> [UInt8] {
    method(channel, .basicDeliver) {
      $0.shortString("c\(channel)")
      $0.longLong(tag)
      $0.octet(0)
      $0.shortString("")
      $0.shortString("q")
    }
  }

  static func ack(_ channel: UInt16, tag: UInt64, multiple: Bool = false) -> [UInt8] {
    method(channel, .basicAck) {
      $0.longLong(tag)
      $0.octet(multiple ? 1 : 0)
    }
  }

  static func nack(_ channel: UInt16, tag: UInt64) -> [UInt8] {
    method(channel, .basicNack) {
      $0.longLong(tag)
      $0.octet(0)
    }
  }

  static func blocked(_ reason: [UInt8]) -> [UInt8] {
    method(0, .connectionBlocked) {
      $0.octet(UInt8(reason.count))
      $0.raw += reason
    }
  }

  static let unblocked = method(0, .connectionUnblocked)
}

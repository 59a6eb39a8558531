// The library's connection handle: opened, read, written and destroyed by one thread. All C calls on it are here
// and in the extensions beside this file.

import CRabbitMQ
import Messaging

/// One AMQP connection after login. Not Sendable: it never leaves the thread that opened it.
final class WireConnection {
  /// So many deliveries are read before they are handed on.
  static let arrivalsAtOnce = 1_024
  /// After this many bytes of small messages the socket is asked again whether it takes more.
  static let writeBudgetBytes = 65_536
  /// Long bodies go out in pieces of this size, so that no single write can wait for the broker.
  static let bodyPieceBytes = 32_768
  /// The send buffer that is asked for; see `isWritable`.
  static let sendBufferBytes = 262_144

  let handle: amqp_connection_state_t
  let pool = EncodingPool()
  let address: BrokerAddress
  var assembler: ContentAssembler
  /// Texts of the last message.
  var recent = RecentTexts()
  /// Deliveries that were read and not handed on. They came before the event that `nextEvent()` returns.
  var arrivals: [Arrival] = []
  /// The frame size agreed with the broker, in bytes.
  let frameMaximum: Int
  /// The heartbeat agreed with the broker, in seconds; 0 for none.
  let heartbeatSeconds: Int
  let socket: Int32

  /// Connects to one broker and logs in.
  /// - Throws: ``RabbitError`` with what went wrong.
  init(_ configuration: BrokerConfiguration, address: BrokerAddress) throws(RabbitError) {
    guard let handle = amqp_new_connection() else {
      throw RabbitError(.connectionFailed, "out of memory for a connection to \(address)")
    }
    self.handle = handle
    self.address = address
    assembler = ContentAssembler(maximumBodyBytes: configuration.maximumBodyBytes)
    do {
      try Login(handle: handle, configuration: configuration, address: address, pool: pool).perform()
    } catch {
      amqp_destroy_connection(handle)
      throw error
    }
    socket = amqp_get_sockfd(handle)
    frameMaximum = Int(amqp_get_frame_max(handle))
    heartbeatSeconds = Int(amqp_get_heartbeat(handle))
    tributary_set_send_buffer(socket, Int32(Self.sendBufferBytes))
    amqp_maybe_release_buffers(handle)
  }

  deinit { amqp_destroy_connection(handle) }

  /// Whether frames wait inside the library, unseen by poll.
  var hasBufferedInput: Bool { tributary_has_buffered_input(handle) }

  /// Whether a third of the send buffer is free, so that a budget's worth of bytes goes out without waiting.
  var isWritable: Bool { tributary_is_writable(socket) }

  /// From now on the kernel sends only full packets, until `releasePackets()`.
  func holdPackets() { tributary_set_cork(socket, true) }

  /// Sends what is left, and from now on everything at once.
  func releasePackets() { tributary_set_cork(socket, false) }

  /// The next event, or nil when nothing more is there now, or so many deliveries have been read that they should be
  /// handed on. Deliveries that come in three frames, as nearly all do, go to `arrivals` on the way. Never waits; also
  /// sends our heartbeat when one is due.
  /// - Throws: ``RabbitError`` when the connection is gone or out of step.
  func nextEvent() throws(RabbitError) -> BrokerEvent? {
    var frame = amqp_frame_t()
    while arrivals.count < Self.arrivalsAtOnce {
      guard try readFrame(&frame) else { return nil }
      switch try takeDelivery(&frame) {
      case .taken: continue
      case .unfinished: return nil
      case .otherFrame: break
      }
      let event = try decode(frame)
      // Method and header are short and wait for their body; only after it is there much to release.
      if event != nil || Int32(frame.frame_type) == AMQP_FRAME_BODY { amqp_maybe_release_buffers(handle) }
      if let event { return event }
    }
    return nil
  }

  /// Reads a frame, if one is there.
  func readFrame(_ frame: inout amqp_frame_t) throws(RabbitError) -> Bool {
    let status = tributary_next_frame(handle, &frame)
    if status == AMQP_STATUS_TIMEOUT.rawValue { return false }
    try check(status, "reading from")
    return true
  }

  /// Turns a negative status into an error.
  func check(_ status: Int32, _ doing: String) throws(RabbitError) {
    guard status < 0 else { return }
    throw RabbitError(.connectionFailed, "\(doing) \(address) failed: \(String(cString: amqp_error_string2(status)))")
  }

  private func decode(_ frame: amqp_frame_t) throws(RabbitError) -> BrokerEvent? {
    do {
      return try withUnsafePointer(to: frame) { (frame) throws(ContentAssembler.OutOfStep) -> BrokerEvent? in
        switch Int32(frame.pointee.frame_type) {
        case AMQP_FRAME_METHOD: try decodeMethod(tributary_frame_method(frame), frame.pointee.channel)
        case AMQP_FRAME_HEADER: try decodeHeader(frame)
        case AMQP_FRAME_BODY: try decodeBody(frame)
        default: nil
        }
      }
    } catch {
      throw outOfStep(error)
    }
  }

  func outOfStep(_ error: ContentAssembler.OutOfStep) -> RabbitError {
    RabbitError(.protocolViolation, "\(address) is out of step: \(error.reason)")
  }

  private func decodeHeader(
    _ frame: UnsafePointer<amqp_frame_t>
  ) throws(ContentAssembler.OutOfStep) -> BrokerEvent? {
    guard let properties = tributary_frame_properties(frame) else {
      throw ContentAssembler.OutOfStep(reason: "a content header of an unknown class or too short")
    }
    return try assembler.header(
      frame.pointee.channel, message: Message(amqp: properties, &recent), bodySize: tributary_frame_body_size(frame))
  }

  private func decodeBody(_ frame: UnsafePointer<amqp_frame_t>) throws(ContentAssembler.OutOfStep) -> BrokerEvent? {
    let bytes = tributary_frame_body(frame)
    return try assembler.body(
      frame.pointee.channel, UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len))
  }
}

extension Message {
  /// Copies basic properties (AMQP 0-9-1, class basic). Routing key and body come from other frames.
  init(
    amqp pointer: UnsafePointer<amqp_basic_properties_t>, _ recent: inout RecentTexts, routingKey: String = "",
    body: [UInt8] = []
  ) {
    let properties = pointer.pointee
    func text(_ flag: UInt32, _ value: amqp_bytes_t) -> String? {
      properties._flags & flag != 0 ? String(amqp: value) : nil
    }
    func text(_ flag: UInt32, _ value: amqp_bytes_t, _ recent: inout RecentText) -> String? {
      properties._flags & flag != 0 ? recent.text(value) : nil
    }
    self.init(
      id: text(PropertyFlag.messageId, properties.message_id) ?? "",
      type: text(PropertyFlag.type, properties.type, &recent.type) ?? "",
      routingKey: routingKey, body: body,
      contentType: text(PropertyFlag.contentType, properties.content_type, &recent.contentType) ?? "",
      correlationID: text(PropertyFlag.correlationId, properties.correlation_id),
      userID: text(PropertyFlag.userId, properties.user_id, &recent.userID),
      headers: properties._flags & PropertyFlag.headers != 0
        ? HeaderDecoder.table(properties.headers, &recent.headerNames) : [:])
  }
}

// Writing methods and messages.

import CRabbitMQ
import Messaging

extension WireConnection {
  /// Sends one method.
  func perform(_ action: WireAction) throws(RabbitError) {
    defer { pool.recycle() }
    switch action {
    case .openChannel(let channel): try send(channel, AMQPMethod.channelOpen, amqp_channel_open_t())
    case .closeChannel(let channel): try sendClose(channel)
    case .confirmChannelClose(let channel): try send(channel, AMQPMethod.channelCloseOk, amqp_channel_close_ok_t())
    case .confirmFlow(let channel, let active):
      try send(channel, AMQPMethod.channelFlowOk, amqp_channel_flow_ok_t(active: active ? 1 : 0))
    case .selectConfirms(let channel): try send(channel, AMQPMethod.confirmSelect, amqp_confirm_select_t())
    case .setPrefetch(let channel, let count):
      try send(
        channel, AMQPMethod.basicQos, amqp_basic_qos_t(prefetch_size: 0, prefetch_count: count, global: 0))
    case .declarePassively(let channel, let queue): try sendPassiveDeclare(channel, queue)
    case .consume(let channel, let queue, let options): try sendConsume(channel, queue, options)
    case .cancelConsumer(let channel): try sendCancel(channel)
    case .settle(let channel, let method): try sendSettlement(channel, method)
    case .administer(let channel, let request): try send(request, on: channel)
    case .closeConnection: try sendConnectionClose()
    case .confirmConnectionClose: try send(0, AMQPMethod.connectionCloseOk, amqp_connection_close_ok_t())
    }
  }

  /// Publishes a short message in one go.
  func publish(_ outgoing: OutgoingMessage, on channel: ChannelNumber) throws(RabbitError) {
    defer { pool.recycle() }
    var properties = basicProperties(outgoing.message)
    let exchange = pool.text(outgoing.exchange)
    let routingKey = pool.text(outgoing.message.routingKey)
    let status = outgoing.message.body.withUnsafeBytes { body in
      amqp_basic_publish(
        handle, channel, exchange, routingKey, 1, 0, &properties,
        amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
    }
    try check(status, "publishing to")
  }

  /// Begins a long message: method and header. Its body follows in pieces.
  func beginPublish(_ outgoing: OutgoingMessage, on channel: ChannelNumber) throws(RabbitError) {
    defer { pool.recycle() }
    var method = amqp_basic_publish_t()
    method.exchange = pool.text(outgoing.exchange)
    method.routing_key = pool.text(outgoing.message.routingKey)
    method.mandatory = 1
    try send(channel, AMQPMethod.basicPublish, method)
    var properties = basicProperties(outgoing.message)
    let size = UInt64(outgoing.message.body.count)
    try check(tributary_send_header(handle, channel, &properties, size), "publishing to")
  }

  /// Sends the piece of a body that starts at `offset`; returns where the next one starts.
  func publishPiece(_ body: [UInt8], from offset: Int, on channel: ChannelNumber) throws(RabbitError) -> Int {
    let end = min(body.count, offset + Self.bodyPieceBytes)
    let status = body.withUnsafeBytes { bytes in
      let piece = UnsafeRawBufferPointer(rebasing: bytes[offset..<end])
      return tributary_send_body(handle, channel, piece.baseAddress, piece.count)
    }
    try check(status, "publishing to")
    return end
  }

  private func basicProperties(_ message: Message) -> amqp_basic_properties_t {
    var properties = amqp_basic_properties_t()
    var flags = PropertyFlag.deliveryMode
    func set(_ flag: UInt32, _ text: String) -> amqp_bytes_t {
      flags |= flag
      return pool.text(text)
    }
    properties.delivery_mode = UInt8(AMQP_DELIVERY_PERSISTENT.rawValue)
    if !message.id.isEmpty { properties.message_id = set(PropertyFlag.messageId, message.id) }
    if !message.type.isEmpty { properties.type = set(PropertyFlag.type, message.type) }
    if !message.contentType.isEmpty {
      properties.content_type = set(PropertyFlag.contentType, message.contentType)
    }
    if let id = message.correlationID {
      properties.correlation_id = set(PropertyFlag.correlationId, id)
    }
    if let user = message.userID { properties.user_id = set(PropertyFlag.userId, user) }
    if !message.headers.isEmpty {
      flags |= PropertyFlag.headers
      properties.headers = pool.table(message.headers)
    }
    properties._flags = flags
    return properties
  }

  private func sendPassiveDeclare(_ channel: ChannelNumber, _ queue: String) throws(RabbitError) {
    var method = amqp_queue_declare_t()
    method.queue = pool.text(queue)
    method.passive = 1
    try send(channel, AMQPMethod.queueDeclare, method)
  }

  private func sendConsume(
    _ channel: ChannelNumber, _ queue: String, _ options: ConsumerOptions
  ) throws(RabbitError) {
    var method = amqp_basic_consume_t()
    method.queue = pool.text(queue)
    method.consumer_tag = pool.text("c\(channel)")
    method.exclusive = options.isExclusive ? 1 : 0
    method.arguments = pool.table(options.table)
    try send(channel, AMQPMethod.basicConsume, method)
  }

  private func sendCancel(_ channel: ChannelNumber) throws(RabbitError) {
    var method = amqp_basic_cancel_t()
    method.consumer_tag = pool.text("c\(channel)")
    try send(channel, AMQPMethod.basicCancel, method)
  }

  private func sendSettlement(_ channel: ChannelNumber, _ method: SettlementBook.Method) throws(RabbitError) {
    let multiple: Int32 = method.multiple ? 1 : 0
    switch method.settlement {
    case .ack, .ackMultiple:
      try send(channel, AMQPMethod.basicAck, amqp_basic_ack_t(delivery_tag: method.tag, multiple: multiple))
    case .nack(let requeue), .nackMultiple(let requeue):
      try send(
        channel, AMQPMethod.basicNack,
        amqp_basic_nack_t(delivery_tag: method.tag, multiple: multiple, requeue: requeue ? 1 : 0))
    }
  }

  private func sendClose(_ channel: ChannelNumber) throws(RabbitError) {
    var method = amqp_channel_close_t()
    method.reply_code = 200
    method.reply_text = pool.text("done")
    try send(channel, AMQPMethod.channelClose, method)
  }

  private func sendConnectionClose() throws(RabbitError) {
    var method = amqp_connection_close_t()
    method.reply_code = 200
    method.reply_text = pool.text("done")
    try send(0, AMQPMethod.connectionClose, method)
  }

  func send<T: BitwiseCopyable>(_ channel: ChannelNumber, _ id: UInt32, _ method: T) throws(RabbitError) {
    var method = method
    try check(amqp_send_method(handle, channel, id, &method), "writing to")
  }
}

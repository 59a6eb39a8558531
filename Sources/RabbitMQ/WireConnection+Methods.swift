// Reading the broker's methods.

import CRabbitMQ

extension WireConnection {
  /// The event a method stands for, or nil if content follows or the method means nothing to us.
  func decodeMethod(
    _ method: amqp_method_t, _ channel: ChannelNumber
  ) throws(ContentAssembler.OutOfStep) -> BrokerEvent? {
    switch method.id {
    case AMQPMethod.basicGetOk:
      try announceGot(method, channel)
      return nil
    case AMQPMethod.basicDeliver, AMQPMethod.basicReturn:
      try announce(method, channel)
      return nil
    case AMQPMethod.basicAck, AMQPMethod.basicNack: return confirmEvent(method, channel)
    case AMQPMethod.channelClose:
      assembler.drop(channel)
      return closeReason(method).map { .channelClosed(channel, $0) }
    case AMQPMethod.connectionClose: return connectionCloseReason(method).map { .connectionClosed($0) }
    default: return simpleEvent(method, channel)
    }
  }

  private func simpleEvent(_ method: amqp_method_t, _ channel: ChannelNumber) -> BrokerEvent? {
    switch method.id {
    case AMQPMethod.channelOpenOk: .channelOpened(channel)
    case AMQPMethod.channelCloseOk: .channelCloseConfirmed(channel)
    case AMQPMethod.confirmSelectOk: .confirmsSelected(channel)
    case AMQPMethod.basicQosOk: .prefetchSet(channel)
    case AMQPMethod.basicConsumeOk: .consuming(channel)
    case AMQPMethod.basicCancel: .cancelledByBroker(channel)
    case AMQPMethod.basicCancelOk: .cancelConfirmed(channel)
    case AMQPMethod.connectionUnblocked: .unblocked
    case AMQPMethod.connectionCloseOk: .connectionCloseConfirmed
    case AMQPMethod.connectionBlocked:
      decoded(method, as: amqp_connection_blocked_t.self).map { .blocked(reason: String(amqp: $0.reason)) }
    case AMQPMethod.channelFlow:
      decoded(method, as: amqp_channel_flow_t.self).map { .flow(channel, active: $0.active != 0) }
    case AMQPMethod.queueDeclareOk:
      decoded(method, as: amqp_queue_declare_ok_t.self).map {
        .queueDeclared(
          channel, messages: $0.message_count, consumers: $0.consumer_count, queue: String(amqp: $0.queue))
      }
    default: administrationReply(method).map { .answered(channel, $0) }
    }
  }

  private func announce(
    _ method: amqp_method_t, _ channel: ChannelNumber
  ) throws(ContentAssembler.OutOfStep) {
    if method.id == AMQPMethod.basicDeliver, let value = decoded(method, as: amqp_basic_deliver_t.self) {
      try assembler.begin(
        channel,
        .delivery(
          tag: value.delivery_tag, redelivered: value.redelivered != 0,
          exchange: recent.exchange.text(value.exchange), routingKey: recent.routingKey.text(value.routing_key)))
    } else if let value = decoded(method, as: amqp_basic_return_t.self) {
      try assembler.begin(
        channel, .returned(exchange: String(amqp: value.exchange), routingKey: String(amqp: value.routing_key)))
    }
  }

  private func confirmEvent(_ method: amqp_method_t, _ channel: ChannelNumber) -> BrokerEvent? {
    if method.id == AMQPMethod.basicAck {
      return decoded(method, as: amqp_basic_ack_t.self).map {
        .confirmed(channel, tag: $0.delivery_tag, multiple: $0.multiple != 0)
      }
    }
    return decoded(method, as: amqp_basic_nack_t.self).map {
      .refused(channel, tag: $0.delivery_tag, multiple: $0.multiple != 0)
    }
  }

  private func closeReason(_ method: amqp_method_t) -> CloseReason? {
    decoded(method, as: amqp_channel_close_t.self).map {
      CloseReason(code: $0.reply_code, text: String(amqp: $0.reply_text))
    }
  }

  private func connectionCloseReason(_ method: amqp_method_t) -> CloseReason? {
    decoded(method, as: amqp_connection_close_t.self).map {
      CloseReason(code: $0.reply_code, text: String(amqp: $0.reply_text))
    }
  }

  func decoded<T>(_ method: amqp_method_t, as type: T.Type) -> T? {
    method.decoded?.assumingMemoryBound(to: type).pointee
  }
}

/// Method numbers (AMQP 0-9-1 and RabbitMQ's extensions): class in the upper, method in the lower 16 bits.
enum AMQPMethod {
  static let connectionClose: UInt32 = 0x000A_0032
  static let connectionCloseOk: UInt32 = 0x000A_0033
  static let connectionBlocked: UInt32 = 0x000A_003C
  static let connectionUnblocked: UInt32 = 0x000A_003D
  static let channelOpen: UInt32 = 0x0014_000A
  static let channelOpenOk: UInt32 = 0x0014_000B
  static let channelFlow: UInt32 = 0x0014_0014
  static let channelFlowOk: UInt32 = 0x0014_0015
  static let channelClose: UInt32 = 0x0014_0028
  static let channelCloseOk: UInt32 = 0x0014_0029
  static let queueDeclare: UInt32 = 0x0032_000A
  static let queueDeclareOk: UInt32 = 0x0032_000B
  static let basicQos: UInt32 = 0x003C_000A
  static let basicQosOk: UInt32 = 0x003C_000B
  static let basicConsume: UInt32 = 0x003C_0014
  static let basicConsumeOk: UInt32 = 0x003C_0015
  static let basicCancel: UInt32 = 0x003C_001E
  static let basicCancelOk: UInt32 = 0x003C_001F
  static let basicPublish: UInt32 = 0x003C_0028
  static let basicReturn: UInt32 = 0x003C_0032
  static let basicDeliver: UInt32 = 0x003C_003C
  static let basicAck: UInt32 = 0x003C_0050
  static let basicNack: UInt32 = 0x003C_0078
  static let confirmSelect: UInt32 = 0x0055_000A
  static let confirmSelectOk: UInt32 = 0x0055_000B
}

/// Which basic properties are present (AMQP 0-9-1, section 4.2.6.1): the first property has the highest bit.
enum PropertyFlag {
  static let contentType: UInt32 = 1 << 15
  static let headers: UInt32 = 1 << 13
  static let deliveryMode: UInt32 = 1 << 12
  static let correlationId: UInt32 = 1 << 10
  static let messageId: UInt32 = 1 << 7
  static let type: UInt32 = 1 << 5
  static let userId: UInt32 = 1 << 4
}

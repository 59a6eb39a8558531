// Writing the methods that change and ask about topology, and reading their answers.

import CRabbitMQ
import Messaging

extension WireConnection {
  /// Sends one request.
  func send(_ request: AdministrationRequest, on channel: ChannelNumber) throws(RabbitError) {
    switch request {
    case .declareExchange(let exchange): try send(exchange, isPassive: false, channel)
    case .checkExchange(let name): try send(ExchangeDeclaration(name, .direct), isPassive: true, channel)
    case .declareQueue(let queue): try send(queue, isPassive: false, channel)
    case .checkQueue(let name): try send(QueueDeclaration(name), isPassive: true, channel)
    case .deleteExchange(let name, let ifUnused):
      var method = amqp_exchange_delete_t()
      method.exchange = pool.text(name)
      method.if_unused = ifUnused ? 1 : 0
      try send(channel, AMQPMethod.exchangeDelete, method)
    case .deleteQueue(let name, let ifUnused, let ifEmpty):
      var method = amqp_queue_delete_t()
      method.queue = pool.text(name)
      method.if_unused = ifUnused ? 1 : 0
      method.if_empty = ifEmpty ? 1 : 0
      try send(channel, AMQPMethod.queueDelete, method)
    case .purgeQueue(let name):
      var method = amqp_queue_purge_t()
      method.queue = pool.text(name)
      try send(channel, AMQPMethod.queuePurge, method)
    case .get(let name):
      var method = amqp_basic_get_t()
      method.queue = pool.text(name)
      try send(channel, AMQPMethod.basicGet, method)
    case .bind(let binding): try sendBind(binding, channel)
    case .unbind(let binding): try sendUnbind(binding, channel)
    }
  }

  private func send(
    _ exchange: ExchangeDeclaration, isPassive: Bool, _ channel: ChannelNumber
  ) throws(RabbitError) {
    var method = amqp_exchange_declare_t()
    method.exchange = pool.text(exchange.name)
    method.type = pool.text(exchange.kind.rawValue)
    method.passive = isPassive ? 1 : 0
    method.durable = exchange.isDurable ? 1 : 0
    method.auto_delete = exchange.isAutoDelete ? 1 : 0
    method.internal = exchange.isInternal ? 1 : 0
    if !isPassive { method.arguments = pool.table(exchange.arguments) }
    try send(channel, AMQPMethod.exchangeDeclare, method)
  }

  private func send(_ queue: QueueDeclaration, isPassive: Bool, _ channel: ChannelNumber) throws(RabbitError) {
    var method = amqp_queue_declare_t()
    method.queue = pool.text(queue.name)
    method.passive = isPassive ? 1 : 0
    method.durable = queue.isDurable ? 1 : 0
    method.exclusive = queue.isExclusive ? 1 : 0
    method.auto_delete = queue.isAutoDelete ? 1 : 0
    if !isPassive { method.arguments = pool.table(queue.arguments) }
    try send(channel, AMQPMethod.queueDeclare, method)
  }

  private func sendBind(_ binding: BindingRequest, _ channel: ChannelNumber) throws(RabbitError) {
    switch binding.destination {
    case .queue(let queue):
      var method = amqp_queue_bind_t()
      method.queue = pool.text(queue)
      method.exchange = pool.text(binding.source)
      method.routing_key = pool.text(binding.routingKey)
      method.arguments = pool.table(binding.arguments)
      try send(channel, AMQPMethod.queueBind, method)
    case .exchange(let exchange):
      var method = amqp_exchange_bind_t()
      method.destination = pool.text(exchange)
      method.source = pool.text(binding.source)
      method.routing_key = pool.text(binding.routingKey)
      method.arguments = pool.table(binding.arguments)
      try send(channel, AMQPMethod.exchangeBind, method)
    }
  }

  private func sendUnbind(_ binding: BindingRequest, _ channel: ChannelNumber) throws(RabbitError) {
    switch binding.destination {
    case .queue(let queue):
      var method = amqp_queue_unbind_t()
      method.queue = pool.text(queue)
      method.exchange = pool.text(binding.source)
      method.routing_key = pool.text(binding.routingKey)
      method.arguments = pool.table(binding.arguments)
      try send(channel, AMQPMethod.queueUnbind, method)
    case .exchange(let exchange):
      var method = amqp_exchange_unbind_t()
      method.destination = pool.text(exchange)
      method.source = pool.text(binding.source)
      method.routing_key = pool.text(binding.routingKey)
      method.arguments = pool.table(binding.arguments)
      try send(channel, AMQPMethod.exchangeUnbind, method)
    }
  }

  /// The answer that a method is, or nil.
  func administrationReply(_ method: amqp_method_t) -> AdministrationReply? {
    switch method.id {
    case AMQPMethod.exchangeDeclareOk: .exchangeDeclared
    case AMQPMethod.exchangeDeleteOk: .exchangeDeleted
    case AMQPMethod.exchangeBindOk, AMQPMethod.queueBindOk: .bound
    case AMQPMethod.exchangeUnbindOk, AMQPMethod.queueUnbindOk: .unbound
    case AMQPMethod.basicGetEmpty: .queueEmpty
    case AMQPMethod.queuePurgeOk:
      decoded(method, as: amqp_queue_purge_ok_t.self).map { .queuePurged(messages: $0.message_count) }
    case AMQPMethod.queueDeleteOk:
      decoded(method, as: amqp_queue_delete_ok_t.self).map { .queueDeleted(messages: $0.message_count) }
    default: nil
    }
  }

  /// A message that was asked for follows.
  func announceGot(_ method: amqp_method_t, _ channel: ChannelNumber) throws(ContentAssembler.OutOfStep) {
    guard let value = decoded(method, as: amqp_basic_get_ok_t.self) else { return }
    try assembler.begin(
      channel,
      .delivery(
        tag: value.delivery_tag, redelivered: value.redelivered != 0, exchange: String(amqp: value.exchange),
        routingKey: String(amqp: value.routing_key)))
  }
}

/// Numbers of the methods above.
extension AMQPMethod {
  static let exchangeDeclare: UInt32 = 0x0028_000A
  static let exchangeDeclareOk: UInt32 = 0x0028_000B
  static let exchangeDelete: UInt32 = 0x0028_0014
  static let exchangeDeleteOk: UInt32 = 0x0028_0015
  static let exchangeBind: UInt32 = 0x0028_001E
  static let exchangeBindOk: UInt32 = 0x0028_001F
  static let exchangeUnbind: UInt32 = 0x0028_0028
  static let exchangeUnbindOk: UInt32 = 0x0028_0033
  static let queueBind: UInt32 = 0x0032_0014
  static let queueBindOk: UInt32 = 0x0032_0015
  static let queuePurge: UInt32 = 0x0032_001E
  static let queuePurgeOk: UInt32 = 0x0032_001F
  static let queueDelete: UInt32 = 0x0032_0028
  static let queueDeleteOk: UInt32 = 0x0032_0029
  static let queueUnbind: UInt32 = 0x0032_0032
  static let queueUnbindOk: UInt32 = 0x0032_0033
  static let basicGet: UInt32 = 0x003C_0046
  static let basicGetOk: UInt32 = 0x003C_0047
  static let basicGetEmpty: UInt32 = 0x003C_0048
}

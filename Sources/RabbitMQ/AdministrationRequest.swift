// What can be asked of a broker's topology over AMQP, and what it answers: plain values.

import Messaging

/// How an exchange routes (AMQP 0-9-1, section 3.1.3), or the name of a kind that a plugin adds.
public struct ExchangeKind: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
  /// The kind's name on the wire.
  public let rawValue: String

  /// Creates a kind, for instance `x-consistent-hash`.
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }

  /// By the whole routing key.
  public static let direct: ExchangeKind = "direct"
  /// By a pattern over the routing key.
  public static let topic: ExchangeKind = "topic"
  /// To all that are bound.
  public static let fanout: ExchangeKind = "fanout"
  /// By headers.
  public static let headers: ExchangeKind = "headers"
}

/// An exchange to declare.
public struct ExchangeDeclaration: Sendable, Equatable {
  /// Its name, at most 255 bytes. Names that begin with `amq.` are the broker's.
  public var name: String
  /// How it routes.
  public var kind: ExchangeKind
  /// Whether it survives a restart of the broker.
  public var isDurable = true
  /// Whether it goes when the last binding from it goes.
  public var isAutoDelete = false
  /// Whether only other exchanges may publish to it.
  public var isInternal = false
  /// Arguments, for instance `alternate-exchange`.
  public var arguments: [String: HeaderValue]

  /// Creates it.
  public init(_ name: String, _ kind: ExchangeKind, arguments: [String: HeaderValue] = [:]) {
    self.name = name
    self.kind = kind
    self.arguments = arguments
  }
}

/// A queue to declare.
public struct QueueDeclaration: Sendable, Equatable {
  /// How the broker keeps a queue (`x-queue-type`).
  public enum Kind: String, Sendable { case quorum, classic, stream }

  /// Its name, at most 255 bytes; empty lets the broker choose one, which the answer holds.
  public var name: String
  /// Whether it survives a restart of the broker. Quorum queues and streams must.
  public var isDurable = true
  /// Whether it is for the administrator's own connection only, and goes with it. Classic queues only.
  public var isExclusive = false
  /// Whether it goes when its last consumer goes. Classic queues only.
  public var isAutoDelete = false
  /// Arguments, for instance `x-message-ttl`; `x-queue-type` is among them.
  public var arguments: [String: HeaderValue]

  /// Creates it. An `x-queue-type` among the arguments wins over `kind`.
  public init(_ name: String, _ kind: Kind = .quorum, arguments: [String: HeaderValue] = [:]) {
    self.name = name
    self.arguments = arguments.merging(["x-queue-type": .string(kind.rawValue)]) { given, _ in given }
  }
}

/// What the broker says of a queue that was declared.
public struct DeclaredQueue: Sendable, Equatable {
  /// Its name; the broker's choice where none was given.
  public let name: String
  /// How full it is.
  public let depth: QueueDepth

  package init(name: String, depth: QueueDepth) {
    self.name = name
    self.depth = depth
  }
}

/// A binding from an exchange to a queue or to another exchange.
package struct BindingRequest: Sendable, Equatable {
  package enum Destination: Sendable, Equatable {
    case queue(String)
    case exchange(String)
  }

  package var source: String
  package var destination: Destination
  package var routingKey: String
  package var arguments: [String: HeaderValue]

  package init(source: String, destination: Destination, routingKey: String, arguments: [String: HeaderValue] = [:]) {
    self.source = source
    self.destination = destination
    self.routingKey = routingKey
    self.arguments = arguments
  }
}

/// One request. The broker answers each, or closes the channel.
package enum AdministrationRequest: Sendable, Equatable {
  case declareExchange(ExchangeDeclaration)
  case checkExchange(String)
  case deleteExchange(String, ifUnused: Bool)
  case declareQueue(QueueDeclaration)
  case checkQueue(String)
  case deleteQueue(String, ifUnused: Bool, ifEmpty: Bool)
  case purgeQueue(String)
  case bind(BindingRequest)
  case unbind(BindingRequest)
  case get(queue: String)

  /// The queue it is about.
  var queue: String? {
    switch self {
    case .declareQueue(let queue): queue.name
    case .checkQueue(let name), .deleteQueue(let name, _, _), .purgeQueue(let name), .get(let name): name
    case .bind(let binding), .unbind(let binding):
      if case .queue(let name) = binding.destination { name } else { nil }
    case .declareExchange, .checkExchange, .deleteExchange: nil
    }
  }

  /// The exchange it is about.
  var exchange: String? {
    switch self {
    case .declareExchange(let exchange): exchange.name
    case .checkExchange(let name), .deleteExchange(let name, _): name
    case .bind(let binding), .unbind(let binding): binding.source
    case .declareQueue, .checkQueue, .deleteQueue, .purgeQueue, .get: nil
    }
  }
}

/// A method by which the broker answers. A declared queue and a message have events of their own.
package enum AdministrationReply: Sendable, Equatable {
  case exchangeDeclared
  case exchangeDeleted
  case bound
  case unbound
  case queuePurged(messages: UInt32)
  case queueDeleted(messages: UInt32)
  case queueEmpty
}

/// What a request came to.
package enum AdministrationAnswer: Sendable, Equatable {
  case done
  case queue(DeclaredQueue)
  case messages(Int)
  case message(ReceivedMessage, generation: UInt64)
  case nothing
}

extension AdministrationRequest {
  /// The answer that an event gives to this request; nil if it is none to it.
  func answer(_ event: BrokerEvent, generation: UInt64) -> AdministrationAnswer? {
    switch (self, event) {
    case (.declareExchange, .answered(_, .exchangeDeclared)), (.checkExchange, .answered(_, .exchangeDeclared)),
      (.deleteExchange, .answered(_, .exchangeDeleted)), (.bind, .answered(_, .bound)),
      (.unbind, .answered(_, .unbound)):
      .done
    case (.declareQueue, .queueDeclared(_, let messages, let consumers, let name)),
      (.checkQueue, .queueDeclared(_, let messages, let consumers, let name)):
      .queue(DeclaredQueue(name: name, depth: QueueDepth(messages: Int(messages), consumers: Int(consumers))))
    case (.deleteQueue, .answered(_, .queueDeleted(let messages))),
      (.purgeQueue, .answered(_, .queuePurged(let messages))):
      .messages(Int(messages))
    case (.get, .delivered(_, let received)): .message(received, generation: generation)
    case (.get, .answered(_, .queueEmpty)): .nothing
    default: nil
    }
  }

  /// Refuses what does not fit AMQP's fields, before anything is sent.
  func check() throws(RabbitError) {
    try ArgumentLimits.check(name: queue ?? "", "queue name")
    try ArgumentLimits.check(name: exchange ?? "", "exchange name")
    switch self {
    case .declareExchange(let exchange):
      try ArgumentLimits.check(name: exchange.kind.rawValue, "exchange kind")
      try ArgumentLimits.check(arguments: exchange.arguments)
    case .declareQueue(let queue): try ArgumentLimits.check(arguments: queue.arguments)
    case .bind(let binding), .unbind(let binding):
      try ArgumentLimits.check(name: binding.routingKey, "routing key")
      if case .exchange(let name) = binding.destination { try ArgumentLimits.check(name: name, "exchange name") }
      try ArgumentLimits.check(arguments: binding.arguments)
    default: break
    }
  }
}

/// Limits on what methods other than a publish carry.
enum ArgumentLimits {
  /// How many bytes an argument table may take: a frame of the default size, less room for the names beside it.
  static let maximumTableBytes = MessageSize.maximumFrameBytes - 2_048

  static func check(name: String, _ what: String) throws(RabbitError) {
    let count = name.utf8.count
    guard count <= MessageSize.maximumShortBytes else {
      let limit = MessageSize.maximumShortBytes
      throw RabbitError(.configuration, "a \(what) has \(count) bytes, more than the \(limit) that AMQP allows")
    }
  }

  static func check(arguments: [String: HeaderValue]) throws(RabbitError) {
    let bytes: Int
    do { bytes = try MessageSize.tableBytes(arguments) } catch {
      throw RabbitError(.configuration, "the arguments cannot be sent: \(error)")
    }
    guard bytes <= maximumTableBytes else {
      throw RabbitError(.configuration, "the arguments take \(bytes) bytes, more than the \(maximumTableBytes) allowed")
    }
  }
}

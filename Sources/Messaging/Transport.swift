// What any message transport offers: publish with a confirmed outcome, and a stream of deliveries.

/// Publishes messages and knows what became of them.
public protocol Publisher: Sendable {
  /// Publishes persistently, `mandatory`, and returns when the broker has taken responsibility for the message.
  /// - Throws: ``PublishError`` when the broker did not take it, or when that is unknown: resend with the same id.
  func publish(_ message: Message, to exchange: String) async throws

  /// Publishes several, pipelined. The result has one entry a message, in order.
  func publish(batch: [OutgoingMessage]) async -> [Result<Void, PublishError>]
}

/// A message and the exchange it goes to.
public struct OutgoingMessage: Sendable {
  /// The exchange.
  public var exchange: String
  /// The message.
  public var message: Message

  /// Creates it.
  public init(exchange: String, message: Message) {
    self.exchange = exchange
    self.message = message
  }
}

/// Why a publish is not known to have succeeded.
public enum PublishError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The broker could not route it: no queue is bound for this key.
  case unroutable(exchange: String, routingKey: String)
  /// The broker refused it: a queue is full (`reject-publish`) or failed.
  case refused(exchange: String, routingKey: String)
  /// The broker will never take it: not allowed, no such exchange, too large.
  case rejected(reason: String)
  /// The connection went before the confirm came. The broker may or may not have it: send it again with the same id.
  case unknownOutcome(reason: String)

  /// Whether the same message may be sent again with a chance of success.
  public var isRetriable: Bool {
    if case .rejected = self { false } else { true }
  }

  public var description: String {
    switch self {
    case .unroutable(let exchange, let key):
      "no queue is bound to exchange '\(exchange)' for routing key '\(key)'; declare the topology, then send again"
    case .refused(let exchange, let key):
      "the broker refused a message to '\(exchange)' with key '\(key)': a queue is full; send it again later"
    case .rejected(let reason): "the broker will not take the message: \(reason)"
    case .unknownOutcome(let reason): "it is not known whether the broker has the message: \(reason)"
    }
  }
}

/// Delivers the messages of one queue.
public protocol Subscriber: Sendable {
  /// The type of the stream of deliveries.
  associatedtype Deliveries: DeliveryStream

  /// Consumes `queue`, with at most `prefetch` deliveries unsettled at a time (the only buffer there is).
  /// The stream survives reconnects; it ends when the subscriber is closed or the task is cancelled.
  func deliveries(from queue: String, prefetch: UInt16) async throws -> Deliveries
}

/// Deliveries of a queue: one by one, or all that are there at once.
public protocol DeliveryStream: AsyncSequence, Sendable where Element == Delivery, Failure == Never {
  /// The type of the stream of batches.
  associatedtype Batches: AsyncSequence<[Delivery], Never> & Sendable

  /// The same deliveries in batches of at most `limit`: whatever arrived while the last batch was being handled.
  /// Nothing waits for a batch to fill. This is the fast way to consume; ``Swift/Sequence/ack()`` belongs to it.
  func batches(of limit: Int) -> Batches
}

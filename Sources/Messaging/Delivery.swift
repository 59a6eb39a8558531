// A message that arrived, and how its receiver settles it.

/// A message delivered from a queue.
///
/// Exactly one of ``ack()``, ``nack(requeue:)`` settles it. Settling a delivery of a connection that is gone does
/// nothing: the broker has already put the message back and will deliver it again.
public struct Delivery: Sendable {
  /// The message.
  public let message: Message
  /// The queue it came from.
  public let queue: String
  /// The exchange it was published to.
  public let exchange: String
  /// Whether the broker has delivered it before. A hint only: it may be true for a message never seen.
  public let redelivered: Bool
  /// How often it was delivered before, where the queue counts (`x-delivery-count` of quorum queues), else 0.
  public let deliveryCount: Int64
  private let settle: @Sendable (Settlement) -> Void

  /// How a delivery ends.
  public enum Settlement: Sendable, Equatable {
    /// Done: the effect is durable.
    case ack
    /// Not done: back to the queue, or to the queue's dead-letter exchange.
    case nack(requeue: Bool)
  }

  /// Creates a delivery; `settle` is called with what the receiver decides.
  public init(
    message: Message, queue: String, exchange: String, redelivered: Bool, deliveryCount: Int64,
    settle: @escaping @Sendable (Settlement) -> Void
  ) {
    self.message = message
    self.queue = queue
    self.exchange = exchange
    self.redelivered = redelivered
    self.deliveryCount = deliveryCount
    self.settle = settle
  }

  /// Tells the broker that the message is done with. Call it only after the effect is committed.
  public func ack() { settle(.ack) }

  /// Gives the message back.
  public func nack(requeue: Bool) { settle(.nack(requeue: requeue)) }
}

// A message that arrived, and how its receiver settles it.

/// A message delivered from a queue.
///
/// Exactly one of ``ack()``, ``nack(requeue:)`` and their kin settles it. Settling a delivery of a connection that is
/// gone does nothing: the broker has already put the message back and will deliver it again.
public struct Delivery: Sendable {
  /// The message.
  @inlinable public var message: Message { received.message }
  /// The queue it came from.
  @inlinable public var queue: String { source.queue }
  /// The exchange it was published to.
  @inlinable public var exchange: String { received.exchange }
  /// Whether the broker has delivered it before. A hint only: it may be true for a message never seen.
  @inlinable public var redelivered: Bool { received.redelivered }
  /// How often it was delivered before, where the queue counts (`x-delivery-count` of quorum queues), else 0.
  @inlinable public var deliveryCount: Int64 { received.deliveryCount }
  @usableFromInline let received: ReceivedMessage
  @usableFromInline let source: DeliverySource

  /// How a delivery ends.
  public enum Settlement: Sendable, Equatable {
    /// Done: the effect is durable.
    case ack
    /// Not done: back to the queue, or to the queue's dead-letter exchange.
    case nack(requeue: Bool)
    /// Done, with all earlier deliveries of the same stream that are not settled yet.
    case ackMultiple
    /// Not done, with all earlier deliveries of the same stream that are not settled yet.
    case nackMultiple(requeue: Bool)
  }

  /// Creates a delivery; `settle` is called with what the receiver decides.
  public init(
    message: Message, queue: String, exchange: String, redelivered: Bool, deliveryCount: Int64,
    settle: @escaping @Sendable (Settlement) -> Void
  ) {
    received = ReceivedMessage(
      tag: 0, redelivered: redelivered, exchange: exchange, message: message, deliveryCount: deliveryCount)
    source = DeliverySource(queue: queue) { settle($1) }
  }

  /// Creates a delivery of a consumer.
  package init(_ received: ReceivedMessage, from source: DeliverySource) {
    self.received = received
    self.source = source
  }

  /// Tells the broker that the message is done with. Call it only after the effect is committed.
  public func ack() { settle(.ack) }

  /// Gives the message back.
  public func nack(requeue: Bool) { settle(.nack(requeue: requeue)) }

  /// Refuses the message: to the queue's dead-letter exchange, or back to the queue. To a broker this is `nack` of one.
  public func reject(requeue: Bool = false) { settle(.nack(requeue: requeue)) }

  /// Acknowledges this delivery and all earlier ones of the same stream that are not settled yet.
  public func ackMultiple() { settle(.ackMultiple) }

  /// Gives back this delivery and all earlier ones of the same stream that are not settled yet.
  public func nackMultiple(requeue: Bool) { settle(.nackMultiple(requeue: requeue)) }

  private func settle(_ settlement: Settlement) { source.settle(received.tag...received.tag, settlement) }
}

extension Sequence<Delivery> {
  /// Acknowledges all of them. Cheaper than one by one: what follows each other on a channel is one decision.
  public func ack() { settle(.ack) }

  /// Gives all of them back.
  public func nack(requeue: Bool) { settle(.nack(requeue: requeue)) }

  /// Decides about each run of deliveries that one consumer got one after the other.
  private func settle(_ settlement: Delivery.Settlement) {
    var run: (source: DeliverySource, tags: ClosedRange<UInt64>)?
    for delivery in self {
      let tag = delivery.received.tag
      if let current = run, current.source === delivery.source, tag > 0,
        current.tags.upperBound == tag - 1
      {
        run = (current.source, current.tags.lowerBound...tag)
      } else {
        if let run { run.source.settle(run.tags, settlement) }
        run = (delivery.source, tag...tag)
      }
    }
    if let run { run.source.settle(run.tags, settlement) }
  }
}

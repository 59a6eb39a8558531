// A message as it came from the broker, shared by all who hand it on.

/// A message as it was delivered on a channel.
///
/// A class, because it goes through several hands: each copy of a dozen fields would count a dozen references.
@usableFromInline
package final class ReceivedMessage: Sendable, Equatable {
  /// The number of the delivery on its channel.
  package let tag: UInt64
  @usableFromInline package let redelivered: Bool
  @usableFromInline package let exchange: String
  @usableFromInline package let message: Message
  /// How often it was delivered before, where the queue counts, else 0.
  @usableFromInline package let deliveryCount: Int64
  /// Set when the body was longer than the limit; the message's body is then empty.
  package let oversizedBytes: UInt64?

  /// - Parameter deliveryCount: nil: what the queue says in the headers. A header of a message that is delivered for
  ///   the first time says nothing: it comes from a queue where the message was before.
  package init(
    tag: UInt64, redelivered: Bool, exchange: String, message: Message, oversizedBytes: UInt64? = nil,
    deliveryCount: Int64? = nil
  ) {
    self.deliveryCount =
      deliveryCount ?? (redelivered ? message.headers["x-delivery-count"]?.integerValue ?? 0 : 0)
    self.tag = tag
    self.redelivered = redelivered
    self.exchange = exchange
    self.message = message
    self.oversizedBytes = oversizedBytes
  }

  @usableFromInline
  package static func == (left: ReceivedMessage, right: ReceivedMessage) -> Bool {
    left.tag == right.tag && left.redelivered == right.redelivered && left.exchange == right.exchange
      && left.message == right.message && left.oversizedBytes == right.oversizedBytes
  }
}

/// Where deliveries come from, and where decisions about them go: one for all of a consumer on one channel.
@usableFromInline
package final class DeliverySource: Sendable {
  /// Carries a decision to the broker: which deliveries, by their tags, and what was decided.
  package typealias Settle = @Sendable (ClosedRange<UInt64>, Delivery.Settlement) -> Void

  @usableFromInline package let queue: String
  package let settle: Settle

  package init(queue: String, settle: @escaping Settle) {
    self.queue = queue
    self.settle = settle
  }
}

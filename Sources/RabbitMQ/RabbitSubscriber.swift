// The subscriber that workers use: streams of deliveries over one connection.

import Logging
import Messaging

/// Consumes queues over a connection of its own, each on its own channel, and survives the loss of the connection.
///
/// The prefetch is the only buffer. Settlements are gathered and sent as few `multiple` acknowledgements; those of an
/// earlier connection are dropped, because the broker has put their messages back already.
public final class RabbitSubscriber: Subscriber {
  let client: ConnectionClient<SubscriberRole>

  /// Connects, and tries again until it works or the task is cancelled.
  /// - Throws: ``RabbitError`` if the broker refuses user or virtual host; `CancellationError`.
  public init(_ configuration: BrokerConfiguration, logger: Logger) async throws {
    client = try ConnectionClient(configuration, logger: logger) { SubscriberRole($0) }
    try await client.started()
  }

  /// Consumes `queue`; see ``Messaging/Subscriber/deliveries(from:prefetch:)``. Returns when the consumer runs.
  /// - Throws: ``RabbitError`` if there is no such queue or the user may not read it; `CancellationError`.
  public func deliveries(from queue: String, prefetch: UInt16) async throws -> RabbitDeliveries {
    try await deliveries(from: queue, prefetch: prefetch, options: ConsumerOptions())
  }

  /// Consumes `queue` with a priority, alone, or with other arguments. Returns when the consumer runs.
  /// - Throws: ``RabbitError``: `queueNotFound`, `notPermitted`, `resourceLocked` if another consumer is exclusive or
  ///   this one is to be; `CancellationError`.
  public func deliveries(
    from queue: String, prefetch: UInt16, options: ConsumerOptions
  ) async throws -> RabbitDeliveries {
    guard prefetch > 0 else {
      throw RabbitError(.configuration, "a prefetch of 0 would mean no limit: give 1 or more for queue '\(queue)'")
    }
    try ArgumentLimits.check(name: queue, "queue name")
    try ArgumentLimits.check(arguments: options.table)
    let consumer = Consumer(queue: queue, prefetch: prefetch, options: options)
    let lease = ConsumerLease(consumer, client.mailbox)
    try await lease.start()
    return RabbitDeliveries(lease: lease)
  }

  /// How full a queue is, asked by declaring it passively.
  /// - Throws: ``RabbitError``, for instance when there is no such queue.
  public func queueDepth(_ queue: String) async throws -> QueueDepth { try await client.queueDepth(queue) }

  /// Sends the acknowledgements given so far, ends all streams and closes the connection.
  /// The thread and all descriptors are gone when it returns.
  public func close() async { await client.close() }
}

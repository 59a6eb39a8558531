// The subscriber that workers use: streams of deliveries over one connection.

import Logging
import Messaging

/// Consumes queues over a connection of its own, each on its own channel, and survives the loss of the connection.
///
/// The prefetch is the only buffer. Settlements are gathered and sent as few `multiple` acknowledgements; those of an
/// earlier connection are dropped, because the broker has put their messages back already.
public final class RabbitSubscriber: Subscriber {
  private let client: ConnectionClient<SubscriberRole>

  /// Connects, and tries again until it works or the task is cancelled.
  /// - Throws: ``RabbitError`` if the broker refuses user or virtual host; `CancellationError`.
  public init(_ configuration: BrokerConfiguration, logger: Logger) async throws {
    client = try ConnectionClient(configuration, logger: logger) { mailbox, logger in
      SubscriberRole(mailbox: mailbox, logger: logger)
    }
    try await client.started()
  }

  /// What the connection is doing, for health checks.
  public var state: ConnectionState { client.state.value }

  /// Consumes `queue`; see ``Messaging/Subscriber/deliveries(from:prefetch:)``. Returns when the consumer runs.
  /// - Throws: ``RabbitError`` if there is no such queue or the user may not read it; `CancellationError`.
  public func deliveries(from queue: String, prefetch: UInt16) async throws -> RabbitDeliveries {
    guard prefetch > 0 else {
      throw RabbitError(.configuration, "a prefetch of 0 would mean no limit: give 1 or more for queue '\(queue)'")
    }
    let lease = ConsumerLease(Consumer(queue: queue, prefetch: prefetch), client.mailbox)
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

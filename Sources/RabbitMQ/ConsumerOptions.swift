// How a consumer is registered beyond queue and prefetch.

import Messaging

/// What `basic.consume` can carry besides the queue.
public struct ConsumerOptions: Sendable, Equatable {
  /// Of several consumers the broker serves the highest first, as long as it takes messages (`x-priority`; 0 where
  /// none is given). Nil sends no priority.
  public var priority: Int32?
  /// Whether no other consumer may be on the queue. If there is one, starting fails with `resourceLocked`. For classic
  /// queues: RabbitMQ 3.10 ignores it on quorum queues, where `x-single-active-consumer` on the queue does more.
  public var isExclusive: Bool
  /// Further arguments, for instance `x-stream-offset`. The priority above wins over an `x-priority` here.
  public var arguments: [String: HeaderValue]

  /// Creates options; without any, a plain consumer.
  public init(priority: Int32? = nil, isExclusive: Bool = false, arguments: [String: HeaderValue] = [:]) {
    self.priority = priority
    self.isExclusive = isExclusive
    self.arguments = arguments
  }

  /// What goes on the wire.
  package var table: [String: HeaderValue] {
    guard let priority else { return arguments }
    return arguments.merging(["x-priority": .integer(Int64(priority))]) { $1 }
  }
}

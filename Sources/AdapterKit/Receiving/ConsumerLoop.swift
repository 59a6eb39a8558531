// Consuming one queue: standing still while people want it so, and one message at a time while one is suspect.

import Messaging
import RabbitMQ

/// Feeds a receiver from a queue.
///
/// It begins with a prefetch of one. Messages that may have killed a worker (see ``isSuspect(_:)``) are at the head of
/// the queue after a restart: while they come, nothing else is in the process that such a message could take with it.
/// The first message that is none of them leads to the full prefetch.
///
/// A person who pauses the worker ends the consumer in good order: what the broker has sent is handled, nothing is
/// given back, so no delivery is counted.
package struct ConsumerLoop: Sendable {
  let subscriber: RabbitSubscriber
  let queue: String
  let prefetch: UInt16
  let receiver: EventReceiver
  let gate: PauseGate

  /// Creates it.
  package init(
    subscriber: RabbitSubscriber, queue: String, prefetch: UInt16, receiver: EventReceiver, gate: PauseGate
  ) {
    self.subscriber = subscriber
    self.queue = queue
    self.prefetch = prefetch
    self.receiver = receiver
    self.gate = gate
  }

  /// Whether the delivery may have ended a worker before: it has come back at least twice.
  static func isSuspect(_ delivery: Delivery) -> Bool { delivery.deliveryCount >= 2 }

  /// Consumes until the task is cancelled.
  package func run() async throws {
    var isCareful = true
    while !Task.isCancelled {
      try await gate.waitUntilOpen()
      isCareful = try await consume(isCareful: isCareful)
    }
  }

  /// Consumes until the worker is paused or the prefetch is to change. Returns whether to go on with care.
  private func consume(isCareful: Bool) async throws -> Bool {
    let deliveries = try await subscriber.deliveries(from: queue, prefetch: isCareful ? 1 : prefetch)
    let pause = Task {
      try await gate.waitUntilClosed()
      deliveries.drain()
    }
    defer { pause.cancel() }
    try await receiver.run(deliveries) { batch in
      if isCareful, batch.contains(where: { !ConsumerLoop.isSuspect($0) }) { deliveries.drain() }
    }
    // After a pause, too, it begins with care: what happened meanwhile is not known.
    return !isCareful || gate.note != nil
  }
}

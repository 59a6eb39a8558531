// Deliveries in batches: whatever arrived while the last batch was being handled.

import Messaging
import Synchronization

/// Groups deliveries without waiting: under load batches grow up to the limit, at rest each message goes at once.
/// The prefetch bounds what is held here.
package struct DeliveryBatches: Sendable {
  let limit: Int

  /// Creates it.
  package init(limit: Int) { self.limit = limit }

  /// Hands out batches until the deliveries end or `handle` throws.
  package func run<Deliveries: AsyncSequence & Sendable>(
    _ deliveries: Deliveries, handle: @escaping @Sendable ([Delivery]) async throws -> Void
  ) async throws where Deliveries.Element == Delivery {
    let arrived = Arrivals()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        defer { arrived.signal.finish() }
        for try await delivery in deliveries { arrived.append(delivery) }
      }
      group.addTask {
        for await _ in arrived.signal.raised {
          while let batch = arrived.take(limit), !Task.isCancelled { try await handle(batch) }
        }
      }
      try await group.waitForAll()
    }
  }
}

private final class Arrivals: Sendable {
  let signal = Signal()
  private let waiting = Mutex<[Delivery]>([])

  func append(_ delivery: Delivery) {
    waiting.withLock { $0.append(delivery) }
    signal.raise()
  }

  func take(_ limit: Int) -> [Delivery]? {
    waiting.withLock { waiting in
      guard !waiting.isEmpty else { return nil }
      let batch = Array(waiting.prefix(limit))
      waiting.removeFirst(batch.count)
      return batch
    }
  }
}

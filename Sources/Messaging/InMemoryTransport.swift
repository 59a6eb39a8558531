// A transport for unit tests: topic routing is left out; exchanges and queues are lists.

import Synchronization

/// Records what is published and can be told to fail.
public final class InMemoryPublisher: Publisher {
  private let state = Mutex(State())

  private struct State {
    var published: [OutgoingMessage] = []
    var failures: [PublishError] = []
  }

  /// Creates it empty.
  public init() {}

  /// All that was published successfully, in order.
  public var published: [OutgoingMessage] { state.withLock { $0.published } }

  /// The next publishes fail with these errors, one each.
  public func failNext(_ errors: [PublishError]) { state.withLock { $0.failures += errors } }

  public func publish(_ message: Message, to exchange: String) async throws {
    try record(OutgoingMessage(exchange: exchange, message: message)).get()
  }

  public func publish(batch: [OutgoingMessage]) async -> [Result<Void, PublishError>] { batch.map(record) }

  private func record(_ outgoing: OutgoingMessage) -> Result<Void, PublishError> {
    state.withLock { state in
      if !state.failures.isEmpty { return .failure(state.failures.removeFirst()) }
      state.published.append(outgoing)
      return .success(())
    }
  }
}

/// Deliveries that are all there, and no others come.
public struct InMemoryDeliveries: DeliveryStream {
  private let deliveries: [Delivery]

  /// Creates it.
  public init(_ deliveries: [Delivery]) { self.deliveries = deliveries }

  public func makeAsyncIterator() -> AsyncStream<Delivery>.Iterator { Self.stream(deliveries).makeAsyncIterator() }

  /// The deliveries, `limit` at a time.
  public func batches(of limit: Int) -> AsyncStream<[Delivery]> {
    Self.stream(
      stride(from: 0, to: deliveries.count, by: limit).map {
        Array(deliveries[$0..<Swift.min($0 + limit, deliveries.count)])
      })
  }

  private static func stream<Element: Sendable>(_ elements: [Element]) -> AsyncStream<Element> {
    AsyncStream { continuation in
      for element in elements { continuation.yield(element) }
      continuation.finish()
    }
  }
}

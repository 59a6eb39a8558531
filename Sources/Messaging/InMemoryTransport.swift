// A transport for unit tests: topic routing is left out; every exchange is a list.

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

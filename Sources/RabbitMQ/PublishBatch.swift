// Messages handed to the publisher together, and what became of each.

import Messaging
import Synchronization

/// A call that waits for a batch: alive for as long as somebody waits.
///
/// The connection's thread watches the call and not the batch, because whatever is referred to weakly counts its
/// references the slow way, and those of the batch are counted several times a message.
final class PublishCall: Sendable {
  let batch: PublishBatch

  init(_ batch: PublishBatch) { self.batch = batch }
}

/// One hand-over to the connection's thread. The caller waits for all outcomes; whoever learns one resolves it.
package final class PublishBatch: Sendable {
  /// One outcome a message, in order.
  package typealias Results = [Result<Void, PublishError>]

  package let messages: [OutgoingMessage]
  /// The size of each content header in bytes; 0 where the message was refused before.
  package let headerBytes: [Int]
  /// When the caller's patience ends.
  package let deadline: ContinuousClock.Instant
  private let state: Mutex<State>

  private struct State {
    var results: [Result<Void, PublishError>?]
    var remaining: Int
    var continuation: CheckedContinuation<Results, Never>?
  }

  /// Checks every message against the limits; those that break one are resolved at once.
  package init(_ messages: [OutgoingMessage], maximumBodyBytes: Int, deadline: ContinuousClock.Instant) {
    self.messages = messages
    self.deadline = deadline
    var sizes: [Int] = []
    var results: [Result<Void, PublishError>?] = []
    for outgoing in messages {
      do {
        try MessageSize.check(bodyBytes: outgoing.message.body.count, maximum: maximumBodyBytes)
        sizes.append(try MessageSize.headerBytes(outgoing.message, exchange: outgoing.exchange))
        results.append(nil)
      } catch {
        sizes.append(0)
        results.append(.failure(error))
      }
    }
    headerBytes = sizes
    let open = results.count { $0 == nil }
    state = Mutex(State(results: results, remaining: open))
  }

  /// Whether every outcome is known, so that nothing more needs to be sent for it.
  package var isFinished: Bool { state.withLock { $0.remaining == 0 } }

  /// Whether the outcome of one message is known.
  package func isResolved(_ index: Int) -> Bool { state.withLock { $0.results[index] != nil } }

  /// Notes an outcome. The first one stays.
  package func resolve(_ index: Int, _ result: Result<Void, PublishError>) {
    finish { state in
      guard state.results[index] == nil else { return }
      state.results[index] = result
      state.remaining -= 1
    }
  }

  /// Gives every message without an outcome this one.
  package func resolveRest(_ error: PublishError) {
    finish { state in
      for index in state.results.indices where state.results[index] == nil { state.results[index] = .failure(error) }
      state.remaining = 0
    }
  }

  /// Waits until every outcome is known. To be called once.
  package func wait() async -> Results {
    await withCheckedContinuation { continuation in
      finish { $0.continuation = continuation }
    }
  }

  private func finish(_ change: (inout State) -> Void) {
    let ready: (CheckedContinuation<Results, Never>, Results)? = state.withLock { state in
      change(&state)
      guard state.remaining == 0, let continuation = state.continuation else { return nil }
      state.continuation = nil
      return (continuation, state.results.compactMap { $0 })
    }
    if let (continuation, results) = ready { continuation.resume(returning: results) }
  }
}

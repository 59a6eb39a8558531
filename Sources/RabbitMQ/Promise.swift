// What a connection's thread owes to tasks: an answer, or that something has happened.

import Synchronization

/// Resolved once; any number may wait. Waiting alone is not cancellable: cancellation would have to be an outcome.
final class Promise<Value: Sendable>: Sendable {
  typealias Outcome = Result<Value, any Error>
  private typealias Waiter = CheckedContinuation<Outcome, Never>

  private struct State {
    var outcome: Outcome?
    var waiters: [Waiter] = []
  }

  private let state = Mutex(State())

  /// Whether the outcome is known.
  var isResolved: Bool { state.withLock { $0.outcome != nil } }

  /// Lets everyone through with this outcome. Only the first call counts; returns whether this was it.
  @discardableResult
  func resolve(_ outcome: Outcome) -> Bool {
    let waiters: [Waiter]? = state.withLock { state in
      guard state.outcome == nil else { return nil }
      state.outcome = outcome
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters ?? [] { waiter.resume(returning: outcome) }
    return waiters != nil
  }

  /// Waits for the outcome.
  func wait() async throws -> Value {
    let outcome: Outcome = await withCheckedContinuation { waiter in
      let known: Outcome? = state.withLock { state in
        if state.outcome == nil { state.waiters.append(waiter) }
        return state.outcome
      }
      if let known { waiter.resume(returning: known) }
    }
    return try outcome.get()
  }

  /// Waits for the outcome; cancelling the task is one.
  func waitOrCancel() async throws -> Value {
    try await withTaskCancellationHandler {
      try await wait()
    } onCancel: {
      resolve(.failure(CancellationError()))
    }
  }
}

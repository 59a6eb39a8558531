// Lets others wait for something that a connection's thread does once: being connected, being gone.

import Synchronization

/// Opens once; any number may wait. Waiting is not cancellable by itself: the thread opens the gate when told to close.
final class Gate: Sendable {
  private typealias Waiter = CheckedContinuation<Result<Void, any Error>, Never>

  private struct State {
    var result: Result<Void, any Error>?
    var waiters: [Waiter] = []
  }

  private let state = Mutex(State())

  /// Lets everyone through with this result. Only the first call counts.
  func open(_ result: Result<Void, any Error>) {
    let waiters: [Waiter] = state.withLock { state in
      guard state.result == nil else { return [] }
      state.result = result
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume(returning: result) }
  }

  /// Waits until it is open.
  func wait() async throws {
    let result: Result<Void, any Error> = await withCheckedContinuation { continuation in
      let known: Result<Void, any Error>? = state.withLock { state in
        if state.result == nil { state.waiters.append(continuation) }
        return state.result
      }
      if let known { continuation.resume(returning: known) }
    }
    try result.get()
  }
}

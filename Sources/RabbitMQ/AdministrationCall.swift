// One request to the broker and the task that waits for its answer.

import Synchronization

/// Resolved once, by the connection's thread, or by the caller who gives up.
final class AdministrationCall: Sendable {
  typealias Outcome = Result<AdministrationAnswer, any Error>

  let request: AdministrationRequest
  /// When the caller's patience ends.
  let deadline: ContinuousClock.Instant

  private struct State {
    var outcome: Outcome?
    var continuation: CheckedContinuation<Outcome, Never>?
  }

  private let state = Mutex(State())

  init(_ request: AdministrationRequest, deadline: ContinuousClock.Instant) {
    self.request = request
    self.deadline = deadline
  }

  /// Whether nobody waits any more.
  var isResolved: Bool { state.withLock { $0.outcome != nil } }

  /// Notes the outcome. Returns false if there was one already.
  @discardableResult
  func resolve(_ outcome: Outcome) -> Bool {
    var waiter: CheckedContinuation<Outcome, Never>?
    let isFirst = state.withLock { state in
      guard state.outcome == nil else { return false }
      state.outcome = outcome
      waiter = state.continuation
      state.continuation = nil
      return true
    }
    waiter?.resume(returning: outcome)
    return isFirst
  }

  /// Waits for the outcome. To be called once.
  func wait() async throws -> AdministrationAnswer {
    let outcome: Outcome = await withCheckedContinuation { continuation in
      let known: Outcome? = state.withLock { state in
        if state.outcome == nil { state.continuation = continuation }
        return state.outcome
      }
      if let known { continuation.resume(returning: known) }
    }
    return try outcome.get()
  }
}

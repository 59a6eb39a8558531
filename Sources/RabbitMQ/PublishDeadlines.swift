// The patience of those who publish, kept apart from the connection's thread.

import Synchronization

/// Calls by age. The connection's thread looks at each turn; its watchdog looks now and then, so that a call ends also
/// when the thread stands still.
final class PublishDeadlines: Sendable {
  /// Weak, because a call that waits must not keep the finished ones behind it alive.
  private struct Aging {
    var deadline: ContinuousClock.Instant
    weak var call: PublishCall?

    var isOver: Bool { call?.batch.isFinished ?? true }
  }

  private let calls = Mutex(FIFO<Aging>())

  /// Follows a call until its deadline.
  func add(_ call: PublishCall) {
    calls.withLock { $0.append(Aging(deadline: call.batch.deadline, call: call)) }
  }

  /// Gives what is overdue an unknown outcome. Returns when the next call will be overdue.
  func expire(at now: ContinuousClock.Instant, reason: () -> String) -> ContinuousClock.Instant? {
    var overdue: [PublishCall] = []
    let next: ContinuousClock.Instant? = calls.withLock { calls in
      while let oldest = calls.first, oldest.deadline <= now || oldest.isOver {
        if let call = calls.popFirst()?.call, !call.batch.isFinished { overdue.append(call) }
      }
      return calls.first?.deadline
    }
    for call in overdue { call.batch.resolveRest(.unknownOutcome(reason: reason())) }
    return next
  }

  /// Ends all calls.
  func finish(reason: String) {
    let rest = calls.withLock { $0.takeAll() }
    for aging in rest { aging.call?.batch.resolveRest(.unknownOutcome(reason: reason)) }
  }
}

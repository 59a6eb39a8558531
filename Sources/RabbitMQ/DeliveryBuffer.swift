// Between the connection's thread and the task that takes deliveries. Never holds more than the prefetch.

import Messaging
import Synchronization

/// Deliveries that were not taken yet. The broker sends no more than the prefetch unsettled, so nothing here grows.
final class DeliveryBuffer: Sendable {
  private struct State {
    var ready = FIFO<Delivery>()
    var waiter: CheckedContinuation<Delivery?, Never>?
    var isFinished = false
  }

  private let state = Mutex(State())

  /// Adds what arrived. Returns what nobody will take, because the stream has ended.
  func push(_ deliveries: [Delivery]) -> [Delivery] {
    var handOver: (CheckedContinuation<Delivery?, Never>, Delivery)?
    let refused: [Delivery] = state.withLock { state in
      guard !state.isFinished else { return deliveries }
      state.ready.append(contentsOf: deliveries)
      if let waiter = state.waiter, let first = state.ready.popFirst() {
        state.waiter = nil
        handOver = (waiter, first)
      }
      return []
    }
    if let (waiter, first) = handOver { waiter.resume(returning: first) }
    return refused
  }

  /// The channel is gone: what was not taken will be delivered again.
  func void() { state.withLock { $0.ready = FIFO() } }

  /// Ends the stream. Returns what was not taken.
  func finish() -> [Delivery] {
    var waiter: CheckedContinuation<Delivery?, Never>?
    let rest: [Delivery] = state.withLock { state in
      state.isFinished = true
      waiter = state.waiter
      state.waiter = nil
      return state.ready.takeAll()
    }
    waiter?.resume(returning: nil)
    return rest
  }

  /// Nothing more comes: the stream ends when what is here has been taken.
  func end() {
    let waiter = state.withLock { state in
      state.isFinished = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: nil)  // whoever waits found nothing here
  }

  /// The next delivery, or nil at the end. One task at a time.
  func next(isolation: isolated (any Actor)?) async -> Delivery? {
    await withCheckedContinuation { continuation in
      enum Answer {
        case now(Delivery?)
        case later
      }
      let answer: Answer = state.withLock { state in
        if let delivery = state.ready.popFirst() { return .now(delivery) }
        // A second iterator would take the first one's place: it gets the end instead.
        if state.isFinished || state.waiter != nil { return .now(nil) }
        state.waiter = continuation
        return .later
      }
      if case .now(let delivery) = answer { continuation.resume(returning: delivery) }
    }
  }

  /// The next delivery if one is there.
  func nextIfReady() -> Delivery? { state.withLock { $0.ready.popFirst() } }
}

// Between the connection's thread and the task that takes deliveries. Never holds more than the prefetch.

import Messaging
import Synchronization

/// Deliveries that were not taken yet. The broker sends no more than the prefetch unsettled, so nothing here grows.
final class DeliveryBuffer: Sendable {
  private struct State {
    /// What arrived last, in order.
    var fresh: [Delivery] = []
    /// What arrived before that, the oldest at the end, where taking one is cheap.
    var older: [Delivery] = []
    var waiter: CheckedContinuation<Void, Never>?
    var isFinished = false

    mutating func takeAll() -> [Delivery] {
      defer { (fresh, older) = ([], []) }
      return older.isEmpty ? fresh : older.reversed() + fresh
    }
  }

  private let state = Mutex(State())

  /// Adds what arrived, and leaves an empty array. What nobody will take, because the stream has ended, is left in it.
  func push(_ deliveries: inout [Delivery]) {
    let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
      guard !state.isFinished else { return nil }
      if state.fresh.isEmpty {
        // Handed over as it is: nothing is copied.
        swap(&state.fresh, &deliveries)
      } else {
        state.fresh.append(contentsOf: deliveries)
        deliveries.removeAll(keepingCapacity: true)
      }
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// The channel is gone: what was not taken will be delivered again.
  func void() { state.withLock { _ = $0.takeAll() } }

  /// Ends the stream. Returns what was not taken.
  func finish() -> [Delivery] {
    let (rest, waiter) = state.withLock { state in
      state.isFinished = true
      return (state.takeAll(), state.waiter.take())
    }
    waiter?.resume()
    return rest
  }

  /// Nothing more comes: the stream ends when what is here has been taken.
  func end() {
    let waiter = state.withLock { state in
      state.isFinished = true
      return state.waiter.take()
    }
    waiter?.resume()
  }

  /// The next delivery if one is there.
  func nextIfReady() -> Delivery? {
    state.withLock { state in
      if state.older.isEmpty, !state.fresh.isEmpty {
        swap(&state.older, &state.fresh)
        state.older.reverse()
      }
      return state.older.popLast()
    }
  }

  /// What is there, up to `limit`; nil if nothing is.
  func batchIfReady(_ limit: Int) -> [Delivery]? {
    state.withLock { state in
      if state.older.isEmpty {
        if state.fresh.isEmpty { return nil }
        if state.fresh.count <= limit {
          defer { state.fresh = [] }
          return state.fresh
        }
        swap(&state.older, &state.fresh)
        state.older.reverse()
      }
      let count = min(limit, state.older.count)
      defer { state.older.removeLast(count) }
      return state.older.suffix(count).reversed()
    }
  }

  /// Waits until something is there. Returns false at the end. One task at a time: a second one would take the first
  /// one's place, and gets the end instead.
  func wait(isolation: isolated (any Actor)?) async -> Bool {
    var isFirst = true
    await withCheckedContinuation { continuation in
      let isOver = state.withLock { state in
        isFirst = state.waiter == nil
        if !isFirst || state.isFinished || !state.fresh.isEmpty || !state.older.isEmpty { return true }
        state.waiter = continuation
        return false
      }
      if isOver { continuation.resume() }
    }
    // What came just before the end is still to be taken.
    return isFirst && state.withLock { !$0.isFinished || !$0.fresh.isEmpty || !$0.older.isEmpty }
  }
}

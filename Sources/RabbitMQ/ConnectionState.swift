// What a connection is doing, for health checks and for whoever wants to follow it.

import Synchronization

/// What a connection is doing right now.
public enum ConnectionState: Sendable, Equatable, CustomStringConvertible {
  /// Everything is up: connection, channels, consumers.
  case connected
  /// There is no connection; a new one is being tried.
  case reconnecting(reason: String)
  /// The broker takes no publishes until its memory or disk alarm is over.
  case blocked(reason: String)
  /// The connection's own thread stands still; nothing is sent, received or timed out until it goes on.
  case stalled(reason: String)
  /// Closed for good.
  case closed

  /// How many states are kept for one who follows them and falls behind.
  public static let bufferedStates = 64

  public var description: String {
    switch self {
    case .connected: "connected"
    case .reconnecting(let reason): "reconnecting: \(reason)"
    case .blocked(let reason): "blocked by the broker: \(reason)"
    case .stalled(let reason): "stalled: \(reason)"
    case .closed: "closed"
    }
  }
}

/// Holds the state between the connection's thread, which writes it (its watchdog does, too), and everyone else.
final class StateBox: Sendable {
  private typealias Follower = AsyncStream<ConnectionState>.Continuation

  private struct State {
    var value = ConnectionState.reconnecting(reason: "not connected yet")
    var followers: [UInt64: Follower] = [:]
    var lastFollower: UInt64 = 0
  }

  private let state = Mutex(State())

  var value: ConnectionState {
    get { state.withLock { $0.value } }
    set { set { _ in newValue } }
  }

  /// Says that the thread stalls, unless it has ended.
  func stall(_ reason: String) { set { $0 == .closed ? nil : .stalled(reason: reason) } }

  /// The present state and every later one.
  func stream() -> AsyncStream<ConnectionState> {
    let limit = AsyncStream<ConnectionState>.Continuation.BufferingPolicy.bufferingNewest(
      ConnectionState.bufferedStates)
    let (stream, follower) = AsyncStream.makeStream(of: ConnectionState.self, bufferingPolicy: limit)
    let number: UInt64? = state.withLock { state in
      follower.yield(state.value)
      guard state.value != .closed else { return nil }
      state.lastFollower += 1
      state.followers[state.lastFollower] = follower
      return state.lastFollower
    }
    if let number {
      follower.onTermination = { [weak self] _ in self?.forget(number) }
    } else {
      follower.finish()
    }
    return stream
  }

  private func forget(_ number: UInt64) { state.withLock { _ = $0.followers.removeValue(forKey: number) } }

  private func set(_ change: (ConnectionState) -> ConnectionState?) {
    let finished: [Follower] = state.withLock { state in
      guard let value = change(state.value), value != state.value else { return [] }
      state.value = value
      // Under the lock, so that all followers see the same order.
      for follower in state.followers.values { follower.yield(value) }
      guard value == .closed else { return [] }
      defer { state.followers = [:] }
      return Array(state.followers.values)
    }
    for follower in finished { follower.finish() }
  }
}

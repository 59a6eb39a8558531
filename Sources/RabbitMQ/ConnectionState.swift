// What a connection is doing, for health checks.

import Synchronization

/// What a connection is doing right now.
public enum ConnectionState: Sendable, Equatable, CustomStringConvertible {
  /// Everything is up: connection, channels, consumers.
  case connected
  /// There is no connection; a new one is being tried.
  case reconnecting(reason: String)
  /// The broker takes no publishes for now (memory or disk alarm).
  case blocked(reason: String)
  /// Closed for good.
  case closed

  public var description: String {
    switch self {
    case .connected: "connected"
    case .reconnecting(let reason): "reconnecting: \(reason)"
    case .blocked(let reason): "blocked by the broker: \(reason)"
    case .closed: "closed"
    }
  }
}

/// Holds the state between the connection's thread, which writes it, and everyone else.
final class StateBox: Sendable {
  private let state = Mutex(ConnectionState.reconnecting(reason: "not connected yet"))

  var value: ConnectionState {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}

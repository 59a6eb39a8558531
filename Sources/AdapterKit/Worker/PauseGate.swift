// A worker that people have paused: who paused it and why, kept in its own database, and a gate that its loops heed.

import Metrics
import PaymentEvents
import Storage
import Synchronization

/// Who paused a worker, and why.
public struct PauseNote: Sendable, Equatable {
  /// The person.
  public let requestedBy: String
  /// The reason they gave.
  public let reason: String
  /// When they asked, RFC 3339.
  public let at: String

  /// Creates it; see the properties.
  package init(requestedBy: String, reason: String, at: String) {
    self.requestedBy = requestedBy
    self.reason = reason
    self.at = at
  }

  /// For the health page.
  package var text: String { "paused by \(requestedBy) since \(at): \(reason)" }
}

/// Open while the worker runs, closed while it is paused.
public final class PauseGate: Sendable {
  private struct State {
    var note: PauseNote?
    var watchers: [UInt64: AsyncStream<Void>.Continuation] = [:]
    var lastWatcher: UInt64 = 0
  }

  private let state = Mutex(State())

  /// Creates it, open.
  public init() {}

  /// Who closed it and why; nil while it is open.
  public var note: PauseNote? { state.withLock { $0.note } }

  package func set(_ note: PauseNote?) {
    let watchers = state.withLock { state in
      state.note = note
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.yield() }
  }

  /// Returns when it is open; at once if it is. - Throws: `CancellationError`.
  public func waitUntilOpen() async throws { try await wait { $0 == nil } }

  /// Returns when it is closed. - Throws: `CancellationError`.
  package func waitUntilClosed() async throws { try await wait { $0 != nil } }

  private func wait(until isMet: (PauseNote?) -> Bool) async throws {
    let (changes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let watcher = state.withLock { state in
      state.lastWatcher += 1
      state.watchers[state.lastWatcher] = continuation
      return state.lastWatcher
    }
    defer { state.withLock { $0.watchers[watcher] = nil } }
    if isMet(note) { return }
    for await _ in changes where isMet(note) { return }
    throw CancellationError()
  }
}

/// What people want of the worker, in its own database: it outlives the process.
package enum PauseBook {
  /// Its table. A worker whose database has it can be paused.
  package static let migration = """
    CREATE TABLE worker_state (
      worker TEXT PRIMARY KEY, number INTEGER NOT NULL, state TEXT NOT NULL, requested_by TEXT NOT NULL,
      reason TEXT NOT NULL, at TEXT NOT NULL
    )
    """

  /// Why the worker is paused; nil while it is not.
  static func note(of worker: String, in connection: any SQLConnection) throws -> PauseNote? {
    try connection.first(
      "SELECT requested_by, reason, at FROM worker_state WHERE worker = ? AND state = ?",
      [.text(worker), .text(RunState.paused.rawValue)]
    ).map { PauseNote(requestedBy: $0.text(0), reason: $0.text(1), at: $0.text(2)) }
  }

  /// Notes a request; false for one that is older than what is noted already.
  static func record(
    _ request: WorkerStateRequested, at time: Instant, in connection: any SQLConnection
  ) throws -> Bool {
    try connection.execute(
      """
      INSERT INTO worker_state (worker, number, state, requested_by, reason, at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (worker) DO UPDATE SET number = excluded.number, state = excluded.state,
        requested_by = excluded.requested_by, reason = excluded.reason, at = excluded.at
      WHERE excluded.number > worker_state.number
      """,
      [
        .text(request.worker), .integer(request.number), .text(request.state.rawValue), .text(request.requestedBy),
        .text(request.reason), .text(time.rfc3339),
      ]) == 1
  }
}

// The one connection that writes, on a queue of its own.

import Dispatch
import Synchronization

/// Runs transactions one after the other, and repeats those that were not committed through no fault of theirs.
final class PostgreSQLWriter: Sendable {
  private let store: PostgreSQLStore
  private let onOutage: @Sendable (String) -> Void
  private let queue: DispatchQueue
  /// The connection; nil while there is none. Used on the queue alone.
  private let current: Mutex<PostgreSQLSession?>
  /// The server's process of the last connection.
  private let lastProcess: Mutex<Int64>
  private let isClosed = Mutex(false)
  private let trouble = Mutex<String?>(nil)

  /// Why the server cannot be reached at present.
  var outage: String? { trouble.withLock { $0 } }

  /// Repeats of one transaction that met others; a writer has no others but administrators.
  private static let mostRepeats = 20

  init(_ store: PostgreSQLStore, _ session: PostgreSQLSession, _ onOutage: @escaping @Sendable (String) -> Void) {
    self.store = store
    self.onOutage = onOutage
    queue = DispatchQueue(label: "tributary.store.\(store.schema)")
    current = Mutex(session)
    lastProcess = Mutex(session.serverProcess)
  }

  func perform<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await onQueue({ self.queue.async(execute: $0) }) { try self.transact(body, $0) }
  }

  func close() async {
    isClosed.withLock { $0 = true }
    _ = try? await onQueue({ self.queue.async(execute: $0) }) { _ in self.current.withLock { $0 = nil } }
  }

  /// What came of one try.
  private enum Outcome<T> {
    case done(T)
    /// The connection went with the commit: only the store knows.
    case unknown(T, PostgreSQLCommit)
    case failed(PostgreSQLFault)
  }

  private func transact<T>(_ body: (any SQLConnection) throws -> T, _ wanted: Wanted) throws -> T {
    var repeats = 0
    var pause = OutagePause()
    while true {
      let session = try connected(wanted)
      switch try attempt(body, session) {
      case .done(let result): return result
      case .unknown(let result, let commit):
        current.withLock { $0 = nil }
        if try hasHappened(commit, wanted) { return result }
      case .failed(let fault):
        switch fault.remedy {
        case .reconnect: current.withLock { $0 = nil }
        case .repeatTransaction:
          repeats += 1
          try? session.forgetStatements()
          if repeats > Self.mostRepeats { throw fault.error(store.place, in: "a transaction") }
        case .later, .refuse: throw fault.error(store.place, in: "a transaction")
        }
        try pause.wait(wanted, nil, else: fault.error(store.place, in: "a transaction"))
      }
    }
  }

  private func attempt<T>(
    _ body: (any SQLConnection) throws -> T, _ session: PostgreSQLSession
  ) throws -> Outcome<T> {
    let commit: PostgreSQLCommit
    do {
      commit = try PostgreSQLCommit(beginningOn: session)
    } catch let fault as PostgreSQLFault {
      return .failed(fault)
    }
    let result: T
    do {
      result = try body(PostgreSQLTransaction(session: session))
    } catch {
      session.rollback()
      if let fault = session.fault, fault.remedy == .reconnect || fault.remedy == .repeatTransaction {
        return .failed(fault)
      }
      throw error
    }
    do {
      try session.commit()
      return .done(result)
    } catch let fault as PostgreSQLFault {
      if fault.remedy == .reconnect { return .unknown(result, commit) }
      session.rollback()
      return .failed(fault)
    }
  }

  /// The connection, opened again where it was lost.
  /// - Throws: `CancellationError`, ``StorageError``, also where another process has taken over meanwhile.
  private func connected(_ wanted: Wanted) throws -> PostgreSQLSession {
    if let session = current.withLock({ $0 }), session.isUsable { return session }
    current.withLock { $0 = nil }
    var pause = OutagePause()
    var isTold = false
    while true {
      guard !isClosed.withLock({ $0 }) else { throw StorageError("\(store.place) is closed", isRetriable: false) }
      do {
        let session = try store.connectWriter(after: lastProcess.withLock { $0 })
        lastProcess.withLock { $0 = session.serverProcess }
        current.withLock { $0 = session }
        trouble.withLock { $0 = nil }
        return session
      } catch let inUse as StoreInUse {
        throw StorageError(
          "\(inUse.place): another process has taken over while this one had no connection", isRetriable: false)
      } catch let fault as PostgreSQLFault {
        let error = fault.error(store.place, in: "connecting")
        if fault.remedy == .refuse { throw error }
        trouble.withLock { $0 = "\(error)" }
        if !isTold { onOutage("\(error)") }
        isTold = true
        try pause.wait(wanted, nil, else: error)
      }
    }
  }

  /// Asks what became of a transaction whose commit was sent and not answered. The lock of the store is held again by
  /// then, so the server has ended the connection that it came by.
  private func hasHappened(_ commit: PostgreSQLCommit, _ wanted: Wanted) throws -> Bool {
    var pause = OutagePause()
    while true {
      let session = try connected(wanted)
      do {
        guard let answer = try commit.hasHappened(session) else {
          throw StorageError(
            "\(store.place): another process has written since, and it cannot be told whether a transaction was "
              + "committed; the work is tried again", isRetriable: true)
        }
        return answer
      } catch let fault as PostgreSQLFault {
        let error = fault.error(store.place, in: "store_commits")
        guard fault.remedy == .reconnect else { throw error }
        current.withLock { $0 = nil }
        try pause.wait(wanted, nil, else: error)
      }
    }
  }
}

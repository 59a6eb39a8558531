// Connections that read: a few at a time, kept open.

import Foundation
import Synchronization

/// Lends connections to transactions that read a snapshot.
final class PostgreSQLReaders: Sendable {
  private let store: PostgreSQLStore
  private let queue: OperationQueue
  private let idle = Mutex<[PostgreSQLSession]>([])
  private let isClosed = Mutex(false)

  init(_ store: PostgreSQLStore) {
    self.store = store
    queue = OperationQueue()
    queue.maxConcurrentOperationCount = PostgreSQLDatabase.mostReaders
  }

  func perform<T: Sendable>(
    _ patience: Duration?, _ body: @escaping @Sendable (any SQLConnection) throws -> T
  ) async throws -> T {
    try await onQueue({ self.queue.addOperation($0) }) { try self.transact(patience, body, $0) }
  }

  func close() {
    isClosed.withLock { $0 = true }
    idle.withLock { $0 = [] }
  }

  private func transact<T>(
    _ patience: Duration?, _ body: (any SQLConnection) throws -> T, _ wanted: Wanted
  ) throws -> T {
    var pause = OutagePause()
    while true {
      guard !isClosed.withLock({ $0 }) else { throw StorageError("\(store.place) is closed", isRetriable: false) }
      do {
        let session = try idle.withLock { $0.popLast() } ?? store.connect(isWriter: false)
        return try attempt(body, session)
      } catch let fault as PostgreSQLFault {
        let error = fault.error(store.place, in: "reading")
        guard fault.remedy == .reconnect || fault.remedy == .repeatTransaction else { throw error }
        try pause.wait(wanted, patience, else: error)
      }
    }
  }

  /// - Throws: ``PostgreSQLFault`` where it may be tried again, else what `body` throws.
  private func attempt<T>(_ body: (any SQLConnection) throws -> T, _ session: PostgreSQLSession) throws -> T {
    defer { giveBack(session) }
    do {
      _ = try session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      let result = try body(PostgreSQLTransaction(session: session))
      session.rollback()
      return result
    } catch {
      session.rollback()
      guard let fault = session.fault, fault.remedy == .reconnect || fault.remedy == .repeatTransaction else {
        throw error
      }
      if fault.remedy == .repeatTransaction { try? session.forgetStatements() }
      throw fault
    }
  }

  private func giveBack(_ session: PostgreSQLSession) {
    guard session.isUsable, !isClosed.withLock({ $0 }) else { return }
    idle.withLock { $0.append(session) }
  }
}

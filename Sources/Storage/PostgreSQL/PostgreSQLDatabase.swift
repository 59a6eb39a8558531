// A store in PostgreSQL: one writing connection, a few that read, and patience with a server that goes and comes.

import Dispatch
import Synchronization

/// A schema of a PostgreSQL database. Transactions that the server takes back for the sake of others are repeated. A
/// connection that is lost is opened again, and whether a commit that went with it has happened is looked up.
public final class PostgreSQLDatabase: Database {
  let store: PostgreSQLStore
  private let writer: PostgreSQLWriter?
  private let readers: PostgreSQLReaders
  /// How long an unreachable server is waited for; nil: as long as it takes.
  private let patience: Duration?

  /// Connections that read at a time.
  static let mostReaders = 2

  /// Opens the store to write, makes its schema where there is none, and brings its tables up to date.
  /// - Parameters:
  ///   - onOutage: told, once an outage, why the server cannot be reached; the work waits for it.
  /// - Throws: ``StoreInUse``, ``StorageError``.
  init(
    _ store: PostgreSQLStore, migrations: [String], onOutage: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    self.store = store
    patience = nil
    readers = PostgreSQLReaders(store)
    do {
      let session = try store.connectWriter()
      try store.prepare(session)
      try Migrations.apply(migrations, place: store.place) { body in
        _ = try session.begin("BEGIN ISOLATION LEVEL READ COMMITTED")
        do {
          try body(PostgreSQLTransaction(session: session))
          try session.commit()
        } catch {
          session.rollback()
          throw error
        }
      }
      writer = PostgreSQLWriter(store, session, onOutage)
    } catch let fault as PostgreSQLFault {
      throw fault.error(store.place, in: "opening it")
    }
  }

  /// Opens a store to look into it; nothing can be changed through it.
  /// - Parameter migrations: those of the service that owns it, if it must have them all.
  /// - Throws: ``StorageError``, also when there is none or it is not up to date.
  init(readingFrom store: PostgreSQLStore, migrations: [String]? = nil) throws {
    self.store = store
    patience = .seconds(10)
    writer = nil
    readers = PostgreSQLReaders(store)
    guard try store.exists() else {
      throw StorageError("there is no \(store.place); has the service run with this store?", isRetriable: false)
    }
    guard let migrations else { return }
    do {
      let session = try store.connect(isWriter: false)
      try Migrations.check(migrations, in: PostgreSQLTransaction(session: session), place: store.place)
    } catch let fault as PostgreSQLFault {
      throw fault.error(store.place, in: "opening it")
    }
  }

  public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    guard let writer else {
      throw StorageError("\(store.place) was opened to read only", isRetriable: false)
    }
    return try await writer.perform(body)
  }

  public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await readers.perform(patience, body)
  }

  /// Why the server cannot be reached at present, as far as the writing connection knows.
  public var outage: String? { writer?.outage }

  public func close() async throws {
    await writer?.close()
    readers.close()
  }
}

/// Whether the task that waits for some work still wants it.
final class Wanted: Sendable {
  private let isCancelled = Mutex(false)
  private let cancelled = DispatchSemaphore(value: 0)

  func cancel() {
    isCancelled.withLock { $0 = true }
    cancelled.signal()
  }

  func check() throws { if isCancelled.withLock({ $0 }) { throw CancellationError() } }

  /// Waits so long, or until it is wanted no more. - Throws: `CancellationError`.
  func pause(seconds: Double) throws {
    _ = cancelled.wait(timeout: .now() + seconds)
    try check()
  }
}

/// Runs blocking work on a queue, for a task.
func onQueue<T: Sendable>(
  _ enqueue: (@escaping @Sendable () -> Void) -> Void, _ work: @escaping @Sendable (Wanted) throws -> T
) async throws -> T {
  let wanted = Wanted()
  return try await withTaskCancellationHandler {
    try await withCheckedThrowingContinuation { continuation in
      enqueue {
        continuation.resume(
          with: Result {
            try wanted.check()
            return try work(wanted)
          })
      }
    }
  } onCancel: {
    wanted.cancel()
  }
}

/// Waiting between tries, longer each time.
struct OutagePause {
  private let start = ContinuousClock.now
  private var next = 0.02

  /// Waits, unless nobody wants it any more or patience has ended: then the fault is thrown.
  mutating func wait(_ wanted: Wanted, _ patience: Duration?, else error: any Error) throws {
    if let patience, ContinuousClock.now - start > patience { throw error }
    // Nothing tells when a server is back.
    try wanted.pause(seconds: next)
    next = min(next * 2, 1)
  }
}

// A database that fails when a test says so.

import Storage
import Synchronization

/// Passes everything on to another database, but for the writes that it is told to fail.
public final class FaultyDatabase: Database {
  /// What a failing write does.
  public enum Fault: Sendable {
    /// It throws, and nothing is written.
    case before(any Error)
    /// It writes, and then throws: the caller cannot know.
    case after(any Error)
  }

  private let database: any Database
  private let faults: [Int: Fault]
  private let beforeWrite: @Sendable (Int) async throws -> Void
  private let afterCommit: @Sendable (Int) -> Void
  private let count = Mutex((asked: 0, failed: 0))

  /// Creates it in front of a database.
  /// - Parameters:
  ///   - faults: by the number of the write, from 1.
  ///   - beforeWrite: called with the number of each write before it begins.
  ///   - afterCommit: called with the number of each write that was committed.
  public init(
    _ database: any Database, faults: [Int: Fault] = [:],
    beforeWrite: @escaping @Sendable (Int) async throws -> Void = { _ in },
    afterCommit: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.database = database
    self.faults = faults
    self.beforeWrite = beforeWrite
    self.afterCommit = afterCommit
  }

  /// How many writes were asked for.
  public var writes: Int { count.withLock { $0.asked } }
  /// How many of them failed as they were told to.
  public var failures: Int { count.withLock { $0.failed } }

  public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    let number = count.withLock { count in
      count.asked += 1
      return count.asked
    }
    try await beforeWrite(number)
    let fault = faults[number]
    if case .before(let error) = fault { throw failed(error) }
    let result = try await database.write(body)
    afterCommit(number)
    if case .after(let error) = fault { throw failed(error) }
    return result
  }

  private func failed(_ error: any Error) -> any Error {
    count.withLock { $0.failed += 1 }
    return error
  }

  public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    try await database.read(body)
  }

  public func close() async throws { try await database.close() }
}

extension StorageError {
  /// "Try again later."
  public static let busy = StorageError("busy, says the test", isRetriable: true)
  /// "It will never work."
  public static let broken = StorageError("broken, says the test", isRetriable: false)
}

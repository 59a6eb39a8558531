// SQLite through GRDB, which is used as a driver only: statements and transactions, no query builder.

import Foundation
import GRDB

/// A SQLite database file in WAL mode: one writer, any number of readers, every commit on the disk before it returns.
public final class SQLiteDatabase: Database {
  let writer: any DatabaseWriter
  let path: String

  /// Opens the file, creates it where it does not exist, and brings its tables up to date.
  /// - Parameters:
  ///   - path: the file; its folder is created, readable by the owner only.
  ///   - migrations: numbered by their place; each runs once, in its own transaction.
  /// - Throws: ``StorageError``.
  public init(path: String, migrations: [String]) throws {
    self.path = path
    let folder = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      var configuration = Configuration()
      configuration.busyMode = .timeout(30)
      configuration.maximumReaderCount = 2
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      writer = try DatabasePool(path: path, configuration: configuration)
      try Migrations.apply(migrations, place: path) { body in
        try writer.write { try body(SQLiteConnection(database: $0, path: path)) }
      }
    } catch let error as DatabaseError {
      throw StorageError(sqlite: error, path: path)
    }
  }

  /// Opens an existing file to look into it; nothing can be changed through it.
  /// - Parameter migrations: those of the service that owns it, if it must have them all.
  /// - Throws: ``StorageError``, also when the file does not exist or is not up to date.
  public init(readingFrom path: String, migrations: [String]? = nil) throws {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else {
      throw StorageError(
        "there is no database at \(path); has the service run with this data folder?", isRetriable: false)
    }
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(30)
    do {
      writer = try DatabaseQueue(path: path, configuration: configuration)
      guard let migrations else { return }
      try writer.read {
        try Migrations.check(migrations, in: SQLiteConnection(database: $0, path: path), place: path)
      }
    } catch let error as DatabaseError {
      throw StorageError(sqlite: error, path: path)
    }
  }

  public func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    do {
      return try await writer.write { [path] in try body(SQLiteConnection(database: $0, path: path)) }
    } catch let error as DatabaseError {
      throw StorageError(sqlite: error, path: path)
    }
  }

  public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T {
    do {
      return try await writer.read { [path] in try body(SQLiteConnection(database: $0, path: path)) }
    } catch let error as DatabaseError {
      throw StorageError(sqlite: error, path: path)
    }
  }

  public func close() async throws { try writer.close() }
}

/// GRDB's connection behind our protocol. Its errors become ours right here, inside the transaction: callers tell by
/// them whether the database is at fault or what was to be stored.
struct SQLiteConnection: SchemaConnection {
  let database: GRDB.Database
  let path: String

  func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    try translatingErrors {
      try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
      return database.changesCount
    }
  }

  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    try translatingErrors {
      let statement = try database.cachedStatement(sql: sql)
      let cursor = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
      var rows: [SQLRow] = []
      while let row = try cursor.next() {
        rows.append(SQLRow(row.databaseValues.map(SQLValue.init)))
      }
      return rows
    }
  }

  func run(script: String) throws {
    try translatingErrors { try database.execute(sql: script) }
  }

  /// Tells of each row of a query, one after the other.
  func each(_ sql: String, _ body: (SQLRow) throws -> Void) throws {
    try translatingErrors {
      let cursor = try Row.fetchCursor(database, sql: sql)
      while let row = try cursor.next() { try body(SQLRow(row.databaseValues.map(SQLValue.init))) }
    }
  }

  func hasTable(_ name: String) throws -> Bool {
    try translatingErrors { try database.tableExists(name) }
  }

  private func translatingErrors<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw ConstraintError(error.message ?? "a rule of a table was broken")
    } catch let error as DatabaseError {
      throw StorageError(sqlite: error, path: path)
    }
  }

  func savepoint<T>(_ body: () throws -> T) throws -> T {
    var result: T?
    try translatingErrors {
      try database.inSavepoint {
        result = try body()
        return .commit
      }
    }
    guard let result else { throw StorageError("a savepoint ended without a result", isRetriable: true) }
    return result
  }
}

extension SQLValue: DatabaseValueConvertible {
  /// As SQLite stores it.
  public var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let value): value.databaseValue
    case .text(let value): value.databaseValue
    case .blob(let value): Data(value).databaseValue
    }
  }

  /// Reads it; every value that SQLite stores is one.
  public static func fromDatabaseValue(_ value: DatabaseValue) -> SQLValue? { SQLValue(value) }

  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .integer(Int64(exactly: number) ?? 0)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .blob(Array(data))
    }
  }
}

extension StorageError {
  fileprivate init(sqlite error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init("\(path) is in use by another writer; is the service running twice?", isRetriable: true)
    case .SQLITE_FULL:
      self.init("the disk of \(path) is full; make room, the work goes on by itself", isRetriable: true)
    case .SQLITE_IOERR:
      self.init("\(path) cannot be read or written (\(error.extendedResultCode)); check the disk", isRetriable: true)
    default:
      // The statement is ours and holds no data; arguments, which may, are not printed.
      self.init(
        "\(path): \(error.message ?? "SQLite error \(error.resultCode.rawValue)") in: \(error.sql ?? "no statement")",
        isRetriable: false)
    }
  }
}

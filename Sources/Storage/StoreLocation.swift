// Where a service's tables are, and how they are opened: the only place that knows which databases there are.

import Foundation

/// The place of one store of a service.
public enum StoreLocation: Sendable, Equatable, CustomStringConvertible {
  /// A SQLite file.
  case sqlite(path: String)
  /// A schema in a PostgreSQL database.
  /// - Parameters:
  ///   - service: whose it is, and so its role, where the address names no user.
  ///   - name: the store, and so its schema.
  case postgresql(PostgreSQLAddress, service: String, name: String)

  /// Opens the store to write, creates it where it does not exist, and brings its tables up to date.
  /// - Parameters:
  ///   - migrations: numbered by their place; each runs once, in its own transaction.
  ///   - onOutage: told when a server is away and the work waits for it.
  /// - Throws: ``StorageError``; ``StoreInUse`` where another process has it open, which PostgreSQL tells.
  public func open(
    _ migrations: [String], onOutage: @escaping @Sendable (String) -> Void = { _ in }
  ) throws -> any Database {
    switch self {
    case .sqlite(let path): try SQLiteDatabase(path: path, migrations: migrations)
    case .postgresql(let address, let service, let name):
      try PostgreSQLDatabase(
        PostgreSQLStore(address: address, service: service, schema: name), migrations: migrations, onOutage: onOutage)
    }
  }

  /// Opens an existing store to look into it; nothing can be changed through it.
  /// - Parameter migrations: those of the service that owns it, if it must have them all.
  /// - Throws: ``StorageError``, also when there is none or it is not up to date.
  public func reader(_ migrations: [String]? = nil) throws -> any Database {
    switch self {
    case .sqlite(let path): try SQLiteDatabase(readingFrom: path, migrations: migrations)
    case .postgresql(let address, let service, let name):
      try PostgreSQLDatabase(
        readingFrom: PostgreSQLStore(address: address, service: service, schema: name), migrations: migrations)
    }
  }

  /// Whether the store has been made. - Throws: ``StorageError`` when that cannot be told.
  public func exists() throws -> Bool {
    switch self {
    case .sqlite(let path): FileManager.default.fileExists(atPath: path)
    case .postgresql(let address, let service, let name):
      try PostgreSQLStore(address: address, service: service, schema: name).exists()
    }
  }

  /// For messages to people; without secrets.
  public var description: String {
    switch self {
    case .sqlite(let path): path
    case .postgresql(let address, let service, let name):
      PostgreSQLStore(address: address, service: service, schema: name).place
    }
  }
}

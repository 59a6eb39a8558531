// Where a service's tables are, and how they are opened: the only place that knows which databases there are.

import Foundation

/// The place of one database of a service.
public enum StoreLocation: Sendable, Equatable, CustomStringConvertible {
  /// A SQLite file.
  case sqlite(path: String)

  /// Opens the database to write, creates it where it does not exist, and brings its tables up to date.
  /// - Parameter migrations: numbered by their place; each runs once, in its own transaction.
  /// - Throws: ``StorageError``.
  public func open(_ migrations: [String]) throws -> any Database {
    switch self {
    case .sqlite(let path): try SQLiteDatabase(path: path, migrations: migrations)
    }
  }

  /// Opens an existing database to look into it; nothing can be changed through it.
  /// - Parameter migrations: those of the service that owns it, if it must have them all.
  /// - Throws: ``StorageError``, also when there is none or it is not up to date.
  public func reader(_ migrations: [String]? = nil) throws -> any Database {
    switch self {
    case .sqlite(let path): try SQLiteDatabase(readingFrom: path, migrations: migrations)
    }
  }

  /// Whether the database has been made. - Throws: ``StorageError`` when that cannot be told.
  public func exists() throws -> Bool {
    switch self {
    case .sqlite(let path): FileManager.default.fileExists(atPath: path)
    }
  }

  /// For messages to people; without secrets.
  public var description: String {
    switch self {
    case .sqlite(let path): path
    }
  }
}

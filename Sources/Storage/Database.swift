// The small protocol behind which databases stand. SQL is plain and common to SQLite and PostgreSQL.

/// A value to bind or read.
public enum SQLValue: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  /// SQL NULL.
  case null
  /// A 64-bit integer.
  case integer(Int64)
  /// UTF-8 text.
  case text(String)
  /// Bytes.
  case blob([UInt8])

  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }

  /// Text, or NULL for nil.
  public static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
  /// An integer, or NULL for nil.
  public static func optional(_ integer: Int64?) -> SQLValue { integer.map(SQLValue.integer) ?? .null }
}

/// A row of a result; columns are read by position.
public struct SQLRow: Sendable {
  let values: [SQLValue]

  package init(_ values: [SQLValue]) { self.values = values }

  /// The column as it is.
  package subscript(column: Int) -> SQLValue { values[column] }

  /// The column as an integer; 0 for NULL.
  public func integer(_ column: Int) -> Int64 {
    if case .integer(let value) = values[column] { value } else { 0 }
  }

  /// The column as text; empty for NULL.
  public func text(_ column: Int) -> String {
    if case .text(let value) = values[column] { value } else { "" }
  }

  /// The column as text, nil for NULL.
  public func optionalText(_ column: Int) -> String? {
    if case .text(let value) = values[column] { value } else { nil }
  }

  /// The column as an integer, nil for NULL.
  public func optionalInteger(_ column: Int) -> Int64? {
    if case .integer(let value) = values[column] { value } else { nil }
  }

  /// The column as bytes; empty for NULL.
  public func blob(_ column: Int) -> [UInt8] {
    if case .blob(let value) = values[column] { value } else { [] }
  }
}

/// What can be done inside a transaction. Never leaves the closure it was given to.
///
/// After an error nothing more may be done in the transaction but to let it fail, except where the error was thrown
/// inside a ``savepoint(_:)``: PostgreSQL refuses everything until the savepoint is undone.
///
/// Arguments stand for `?`, or for `?1`, `?2` … where one is used more than once. SQL is what SQLite and PostgreSQL
/// both read, and the latter has to know each argument's type from where it stands first: `state = ?1 OR ?1 IS NULL`,
/// not the other way round. Where they must differ, `/*sqlite*/ … /*/sqlite*/` is left out for PostgreSQL, and what
/// stands in `/*+postgresql … */` is put in.
public protocol SQLConnection {
  /// Runs a statement; returns how many rows it changed.
  /// - Throws: ``ConstraintError`` where a row breaks a rule of its table, else ``StorageError``.
  @discardableResult
  func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int

  /// Runs a query and returns all rows. - Throws: ``StorageError``.
  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow]

  /// Runs `body` in a savepoint: if it throws, what it did is undone, what was done before stays.
  func savepoint<T>(_ body: () throws -> T) throws -> T
}

extension SQLConnection {
  /// Runs a statement without arguments.
  @discardableResult
  public func execute(_ sql: String) throws -> Int { try execute(sql, []) }

  /// Runs a query without arguments.
  public func query(_ sql: String) throws -> [SQLRow] { try query(sql, []) }

  /// The first row of a query, if there is one.
  public func first(_ sql: String, _ arguments: [SQLValue] = []) throws -> SQLRow? {
    try query(sql, arguments).first
  }
}

/// A service's own database.
public protocol Database: Sendable {
  /// Runs `body` in one transaction: all of it is durable on return, or none of it happened.
  /// The closure may run twice (after a serialization conflict), so it has no side effects but in the database.
  func write<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

  /// Runs `body` on a consistent snapshot.
  func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> T) async throws -> T

  /// Why the store cannot be reached at present, for people; nil while nothing is known against it.
  var outage: String? { get }

  /// Closes all connections. Later calls throw.
  func close() async throws
}

extension Database {
  /// What lies in files is there.
  public var outage: String? { nil }
}

/// A row that breaks a rule of its table, for instance a key that is there already: the fault of what was to be stored,
/// not of the database.
public struct ConstraintError: Error, Sendable, CustomStringConvertible {
  /// Which rule of which table; never the row's values.
  public let description: String

  /// Creates it.
  public init(_ description: String) { self.description = description }
}

/// What went wrong in a database.
public struct StorageError: Error, Sendable, CustomStringConvertible {
  /// What happened, with the file, and what to do next.
  public let message: String
  /// Whether the same may succeed later (busy, conflict, disk full once space is made).
  public let isRetriable: Bool

  /// Creates it.
  public init(_ message: String, isRetriable: Bool) {
    self.message = message
    self.isRetriable = isRetriable
  }

  public var description: String { message }
}

/// Another process of the service writes to a store, which has one writer at a time.
public struct StoreInUse: Error, Sendable, CustomStringConvertible {
  /// Which store.
  public let place: String

  public var description: String { "another process writes to \(place); is the service running twice?" }
}

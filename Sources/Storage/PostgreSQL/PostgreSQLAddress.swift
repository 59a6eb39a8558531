// Which PostgreSQL server and database, as its own URLs say it.

import CPostgreSQL
import Foundation

/// The database of an installation: one schema a store in it.
public struct PostgreSQLAddress: Sendable, Equatable, CustomStringConvertible {
  /// libpq's options by keyword, as the URL gives them.
  let options: [String: String]

  /// Reads an address.
  /// - Parameter text: `postgresql://host:port/database?sslmode=verify-full&passfile=…`, any form that libpq takes
  ///   (PostgreSQL manual, section "Connection Strings"), without a password: that comes from the file that `passfile`
  ///   or `PGPASSFILE` names, or from `PGPASSWORD`. Without a user each service connects as a role of its own name.
  /// - Throws: ``StorageError`` for what is none.
  public init(_ text: String) throws {
    guard text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") else {
      throw StorageError("the address of the store must begin with postgresql://", isRetriable: false)
    }
    var complaint: UnsafeMutablePointer<CChar>?
    guard let parsed = PQconninfoParse(text, &complaint) else {
      // libpq's words may repeat parts of the address, and so what is secret in it.
      PQfreemem(complaint)
      throw StorageError(
        "the address of the store is no PostgreSQL URL; write postgresql://host:port/database", isRetriable: false)
    }
    defer { PQconninfoFree(parsed) }
    var options: [String: String] = [:]
    var option = parsed
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { options[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    guard options["password"] == nil else {
      throw StorageError(
        "the address of the store holds a password; put it into a file (0600) and name the file with passfile=",
        isRetriable: false)
    }
    guard options["dbname"]?.isEmpty == false else {
      throw StorageError(
        "the address of the store names no database: postgresql://host:port/database", isRetriable: false)
    }
    self.options = options
  }

  /// The same server and another database.
  package func database(_ name: String) -> PostgreSQLAddress {
    var options = options
    options["dbname"] = name
    return PostgreSQLAddress(options: options)
  }

  private init(options: [String: String]) { self.options = options }

  /// Host, port and database.
  public var description: String {
    let host = options["host"] ?? options["hostaddr"] ?? "localhost"
    return "postgresql://\(host)\(options["port"].map { ":\($0)" } ?? "")/\(options["dbname"] ?? "")"
  }

  /// What a connection is opened with. What the address does not say is set so that a server which is gone is noticed.
  func parameters(role: String, purpose: String, isWriter: Bool) -> [(keyword: String, value: String)] {
    var all = options
    let environment = ProcessInfo.processInfo.environment
    let defaults = [
      "connect_timeout": "10", "keepalives_idle": "15", "keepalives_interval": "5", "keepalives_count": "3",
      "tcp_user_timeout": "30000", "application_name": "tributary \(purpose)",
      // Of several hosts the one that takes writes; any will do for readers.
      "target_session_attrs": isWriter ? "read-write" : "any",
    ]
    for (keyword, value) in defaults where all[keyword] == nil { all[keyword] = value }
    if all["user"] == nil, environment["PGUSER"] == nil { all["user"] = role }
    all["client_encoding"] = "UTF8"
    return all.map { ($0.key, $0.value) }
  }
}

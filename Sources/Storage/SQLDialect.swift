// What SQL is for one database only, and what is left of it for another.

import Foundation

/// The marks by which a statement says what is for whom; see ``SQLConnection``.
enum SQLDialect {
  /// A statement as SQLite is meant to read it: everything but comments.
  static func sqlite(_ sql: String) -> String { without(sql, from: "/*", to: "*/") }

  /// A statement without what is for SQLite alone, and with what is for PostgreSQL alone.
  static func postgresql(_ sql: String) -> String {
    guard sql.contains("/*") else { return sql }
    let common = without(sql, from: "/*sqlite*/", to: "/*/sqlite*/")
    return common.replacing("/*+postgresql", with: " ").replacing("*/", with: " ")
  }

  private static func without(_ sql: String, from opening: String, to closing: String) -> String {
    var result = ""
    var rest = sql[...]
    while let start = rest.range(of: opening), let end = rest[start.upperBound...].range(of: closing) {
      result += rest[..<start.lowerBound] + " "
      rest = rest[end.upperBound...]
    }
    return result + rest
  }
}

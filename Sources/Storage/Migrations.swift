// Tables change by numbered steps, each applied once.

import GRDB

enum Migrations {
  /// Applies those of `steps` that the database has not seen. Steps are numbered from 1 by their place.
  static func apply(_ steps: [String], to writer: any DatabaseWriter) throws {
    try writer.write { try $0.execute(sql: "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)") }
    let applied = try writer.read {
      try Int.fetchOne($0, sql: "SELECT COALESCE(MAX(version), 0) FROM schema_version") ?? 0
    }
    guard applied <= steps.count else {
      throw StorageError(
        "the database is at version \(applied), this program knows \(steps.count); run the newer program",
        isRetriable: false)
    }
    for version in (applied + 1)..<(steps.count + 1) {
      try writer.write {
        try $0.execute(sql: steps[version - 1])
        try $0.execute(sql: "INSERT INTO schema_version (version) VALUES (?)", arguments: [version])
      }
    }
  }
}

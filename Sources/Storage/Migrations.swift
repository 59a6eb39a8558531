// Tables change by numbered steps, each applied once.

import GRDB

enum Migrations {
  /// Makes sure that a database which only its service may change has all of `steps`.
  static func check(_ steps: [String], in reader: any DatabaseReader, path: String) throws {
    let applied = try reader.read {
      try $0.tableExists("schema_version")
        ? Int.fetchOne($0, sql: "SELECT COALESCE(MAX(version), 0) FROM schema_version") ?? 0 : 0
    }
    if applied < steps.count {
      throw StorageError(
        "\(path) is at version \(applied) of \(steps.count); its service brings it up to date when it starts: "
          + "run `tributary up`", isRetriable: true)
    }
    if applied > steps.count {
      throw StorageError(
        "\(path) is at version \(applied), this program knows \(steps.count); run the newer program",
        isRetriable: false)
    }
  }

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

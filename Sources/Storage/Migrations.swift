// Tables change by numbered steps, each applied once and remembered with its digest.

import Crypto
import Foundation

/// A connection that tables can be changed through.
protocol SchemaConnection: SQLConnection {
  /// Runs several statements, as this database understands them.
  func run(script: String) throws
  /// Whether there is such a table.
  func hasTable(_ name: String) throws -> Bool
}

enum Migrations {
  /// Makes sure that a database which only its service may change has all of `steps`.
  static func check(_ steps: [String], in connection: any SchemaConnection, place: String) throws {
    let applied = try connection.hasTable("schema_version") ? newest(in: connection) : 0
    if applied < steps.count {
      throw StorageError(
        "\(place) is at version \(applied) of \(steps.count); its service brings it up to date when it starts: "
          + "run `tributary up`", isRetriable: true)
    }
    try refuseNewer(applied, than: steps, place)
  }

  /// Applies those of `steps` that the database has not seen. Steps are numbered from 1 by their place.
  /// - Parameter transaction: runs a body in a transaction of its own.
  /// - Throws: ``StorageError``, also where a step was applied in another form than here.
  static func apply(
    _ steps: [String], place: String, _ transaction: (_ body: (any SchemaConnection) throws -> Void) throws -> Void
  ) throws {
    var applied = 0
    try transaction { connection in
      try connection.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)")
      try connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_digests (version INTEGER PRIMARY KEY, digest TEXT NOT NULL)")
      applied = try newest(in: connection)
      try refuseNewer(applied, than: steps, place)
      try compareDigests(steps.prefix(applied), place, connection)
    }
    for version in (applied + 1)..<(steps.count + 1) {
      try transaction { connection in
        try connection.run(script: steps[version - 1])
        try connection.execute("INSERT INTO schema_version (version) VALUES (?)", [.integer(Int64(version))])
        try remember(version, digest(steps[version - 1]), connection)
      }
    }
  }

  private static func newest(in connection: any SQLConnection) throws -> Int {
    Int(try connection.first("SELECT COALESCE(MAX(version), 0) FROM schema_version")?.integer(0) ?? 0)
  }

  private static func refuseNewer(_ applied: Int, than steps: [String], _ place: String) throws {
    guard applied > steps.count else { return }
    throw StorageError(
      "\(place) is at version \(applied), this program knows \(steps.count); run the newer program",
      isRetriable: false)
  }

  /// A step that reads otherwise than when it was applied makes other tables than this program expects. Steps of before
  /// digests were kept are taken as they are.
  private static func compareDigests(
    _ steps: ArraySlice<String>, _ place: String, _ connection: any SQLConnection
  ) throws {
    let rows = try connection.query("SELECT version, digest FROM schema_digests")
    let known = Dictionary(rows.map { ($0.integer(0), $0.text(1)) }, uniquingKeysWith: { first, _ in first })
    for (index, step) in steps.enumerated() {
      let digest = digest(step)
      guard let kept = known[Int64(index + 1)] else {
        try remember(index + 1, digest, connection)
        continue
      }
      guard kept == digest else {
        throw StorageError(
          "\(place): step \(index + 1) of its tables was applied in another form than this program knows; "
            + "run the program that made them, or a later one of the same line", isRetriable: false)
      }
    }
  }

  private static func remember(_ version: Int, _ digest: String, _ connection: any SQLConnection) throws {
    try connection.execute(
      "INSERT INTO schema_digests (version, digest) VALUES (?, ?)", [.integer(Int64(version)), .text(digest)])
  }

  /// SHA-256 over a step's words: neither its layout nor comments of SQL matter, some of which are for one database.
  static func digest(_ step: String) -> String {
    let words = SQLDialect.sqlite(step).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return SHA256.hash(data: Data(words.utf8)).hexadecimal
  }
}

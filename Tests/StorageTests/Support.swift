// What the storage tests share: a database in a folder of its own.

import Foundation
import Storage
import TestSupport

/// Runs a test with a new database.
func withDatabase<Result>(
  _ migrations: [String] = ["CREATE TABLE items (id TEXT PRIMARY KEY, body BLOB)"],
  on store: TestStore = .sqlite, _ body: (any Database) async throws -> Result
) async throws -> Result {
  try await withTemporaryFolder { folder async throws in
    let database = try testStore(of: "t", in: folder, on: store).open(migrations)
    let result = try await body(database)
    try await database.close()
    return result
  }
}

extension Database {
  func insert(_ id: String, bytes: Int = 0) async throws {
    _ = try await write {
      try $0.execute(
        "INSERT INTO items (id, body) VALUES (?, ?)", [.text(id), .blob(Array(repeating: 7, count: bytes))])
    }
  }

  func ids() async throws -> [String] {
    try await read { try $0.query("SELECT id FROM items ORDER BY id").map { $0.text(0) } }
  }
}

extension TestStore {
  /// What bytes are called in a statement; in tables both say `BLOB`.
  var bytes: String { self == .sqlite ? "BLOB" : "BYTEA" }
}

struct Broken: Error, Equatable {}

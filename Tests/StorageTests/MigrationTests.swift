// Migrations: numbered by their place, each applied once, and a newer database is not touched.

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct MigrationTests {
  private let first = "CREATE TABLE items (id TEXT PRIMARY KEY, body BLOB)"
  private let second = "ALTER TABLE items ADD COLUMN note TEXT; INSERT INTO items (id) VALUES ('from step 2')"

  private func open(_ folder: URL, _ migrations: [String]) throws -> SQLiteDatabase {
    try SQLiteDatabase(path: folder.appendingPathComponent("deep/t.sqlite").path, migrations: migrations)
  }

  @Test func eachStepRunsOnceAndTheFolderIsPrivate() async throws {
    try await withTemporaryFolder { folder async throws in
      try await open(folder, [first, second]).close()
      let again = try open(folder, [first, second])
      #expect(try await again.ids() == ["from step 2"])
      try await again.close()
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent("deep").path)
      #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test func aLaterProgramAddsItsSteps() async throws {
    try await withTemporaryFolder { folder async throws in
      let old = try open(folder, [first])
      try await old.insert("old")
      try await old.close()
      let new = try open(folder, [first, second])
      #expect(try await new.ids() == ["from step 2", "old"])
      let versions = try await new.read { try $0.query("SELECT version FROM schema_version").map { $0.integer(0) } }
      #expect(versions == [1, 2])
      try await new.close()
    }
  }

  @Test func anOlderProgramRefusesANewerDatabase() async throws {
    try await withTemporaryFolder { folder async throws in
      try await open(folder, [first, second]).close()
      let error = #expect(throws: StorageError.self) { try open(folder, [first]) }
      #expect(error?.message.contains("version 2") == true && error?.isRetriable == false)
    }
  }

  /// Who only looks into a database must not meet tables that are not there yet, or are no longer as they were.
  @Test func aReaderWantsTheDatabaseUpToDate() async throws {
    try await withTemporaryFolder { folder async throws in
      let database = try open(folder, [first])
      let path = folder.appendingPathComponent("deep/t.sqlite").path
      let early = #expect(throws: StorageError.self) {
        try SQLiteDatabase(readingFrom: path, migrations: [first, second])
      }
      #expect(early?.message.contains("version 1 of 2") == true && early?.isRetriable == true)
      let late = #expect(throws: StorageError.self) { try SQLiteDatabase(readingFrom: path, migrations: []) }
      #expect(late?.message.contains("run the newer program") == true && late?.isRetriable == false)
      try await SQLiteDatabase(readingFrom: path, migrations: [first]).close()
      try await database.close()
    }
  }

  @Test func aStepThatFailsLeavesNothingOfItself() async throws {
    try await withTemporaryFolder { folder async throws in
      let broken = "CREATE TABLE half (id TEXT); INSERT INTO nowhere VALUES (1)"
      #expect(throws: StorageError.self) { try open(folder, [first, broken]) }
      let mended = try open(folder, [first, "CREATE TABLE half (id TEXT)"])
      #expect(try await mended.read { try $0.first("SELECT COUNT(*) FROM half")?.integer(0) } == 0)
      try await mended.close()
    }
  }
}

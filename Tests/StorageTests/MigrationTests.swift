// Migrations: numbered by their place, each applied once, and a newer database is not touched.

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct MigrationTests {
  private let first = "CREATE TABLE items (id TEXT PRIMARY KEY, body BLOB)"
  private let second = "ALTER TABLE items ADD COLUMN note TEXT; INSERT INTO items (id) VALUES ('from step 2')"

  private func open(_ folder: URL, _ migrations: [String], _ store: TestStore) throws -> any Database {
    try testStore(of: "t", in: folder, on: store).open(migrations)
  }

  @Test(arguments: TestStore.allCases)
  func eachStepRunsOnceAndTheFolderIsPrivate(on store: TestStore) async throws {
    try await withTemporaryFolder { folder async throws in
      try await open(folder, [first, second], store).close()
      let again = try open(folder, [first, second], store)
      #expect(try await again.ids() == ["from step 2"])
      try await again.close()
      guard store == .sqlite else { return }
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent("t").path)
      #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test(arguments: TestStore.allCases)
  func aLaterProgramAddsItsSteps(on store: TestStore) async throws {
    try await withTemporaryFolder { folder async throws in
      let old = try open(folder, [first], store)
      try await old.insert("old")
      try await old.close()
      let new = try open(folder, [first, second], store)
      #expect(try await new.ids() == ["from step 2", "old"])
      let versions = try await new.read { try $0.query("SELECT version FROM schema_version").map { $0.integer(0) } }
      #expect(versions == [1, 2])
      try await new.close()
    }
  }

  @Test(arguments: TestStore.allCases)
  func anOlderProgramRefusesANewerDatabase(on store: TestStore) async throws {
    try await withTemporaryFolder { folder async throws in
      try await open(folder, [first, second], store).close()
      let error = #expect(throws: StorageError.self) { try open(folder, [first], store) }
      #expect(error?.message.contains("version 2") == true && error?.isRetriable == false)
    }
  }

  /// Who only looks into a database must not meet tables that are not there yet, or are no longer as they were.
  @Test(arguments: TestStore.allCases)
  func aReaderWantsTheDatabaseUpToDate(on store: TestStore) async throws {
    try await withTemporaryFolder { folder async throws in
      let database = try open(folder, [first], store)
      let place = try testStore(of: "t", in: folder, on: store)
      let early = #expect(throws: StorageError.self) {
        try place.reader([first, second])
      }
      #expect(early?.message.contains("version 1 of 2") == true && early?.isRetriable == true)
      let late = #expect(throws: StorageError.self) { try place.reader([]) }
      #expect(late?.message.contains("run the newer program") == true && late?.isRetriable == false)
      try await place.reader([first]).close()
      try await database.close()
    }
  }

  @Test(arguments: TestStore.allCases)
  func aStepThatFailsLeavesNothingOfItself(on store: TestStore) async throws {
    try await withTemporaryFolder { folder async throws in
      let broken = "CREATE TABLE half (id TEXT); INSERT INTO nowhere VALUES (1)"
      #expect(throws: StorageError.self) { try open(folder, [first, broken], store) }
      let mended = try open(folder, [first, "CREATE TABLE half (id TEXT)"], store)
      #expect(try await mended.read { try $0.first("SELECT COUNT(*) FROM half")?.integer(0) } == 0)
      try await mended.close()
    }
  }

  /// Layout and what is for the other database do not count; words do.
  @Test(arguments: TestStore.allCases)
  func aStepThatWasAppliedInAnotherFormIsRefused(on store: TestStore) async throws {
    try await withTemporaryFolder { folder async throws in
      try await open(folder, [first], store).close()
      let laidOut = first.replacing(" (", with: "\n  /* a remark */ (")
      try await open(folder, [laidOut], store).close()
      let other = first.replacing("body BLOB", with: "body TEXT")
      let error = #expect(throws: StorageError.self) { try open(folder, [other], store) }
      #expect(error?.message.contains("step 1") == true && error?.isRetriable == false)
    }
  }

  @Test func whatIsForOneDatabaseIsReadByItAlone() async throws {
    let step = """
      CREATE TABLE items (
        number INTEGER PRIMARY KEY, name TEXT NOT NULL /*sqlite*/DEFAULT 'file'/*/sqlite*/
        /*+postgresql DEFAULT 'server'*/
      );
      INSERT INTO items (name) VALUES ('first'), ('second'); INSERT INTO items (number) VALUES (7)
      """
    for store in TestStore.allCases {
      try await withDatabase([step], on: store) { database async throws in
        try await database.write { _ = try $0.execute("INSERT INTO items (name) SELECT name FROM items") }
        let rows = try await database.read { try $0.query("SELECT number, name FROM items ORDER BY number") }
        // Rows are numbered as in SQLite: the highest and one.
        #expect(rows.map { $0.integer(0) } == [1, 2, 7, 8, 9, 10])
        #expect(rows[2].text(1) == (store == .sqlite ? "file" : "server"))
      }
    }
  }
}

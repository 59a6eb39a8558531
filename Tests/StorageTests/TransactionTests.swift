// Transactions: all or nothing, savepoints, values as they were bound, and whose fault an error is.

import Foundation
import Storage
import TestSupport
import Testing

@Suite struct TransactionTests {
  @Test(arguments: TestStore.allCases)
  func whatThrowsLeavesNothing(on store: TestStore) async throws {
    try await withDatabase(on: store) { database async throws in
      await #expect(throws: Broken.self) {
        try await database.write { connection in
          try connection.execute("INSERT INTO items (id) VALUES ('a')")
          throw Broken()
        }
      }
      #expect(try await database.ids() == [])
    }
  }

  @Test(arguments: TestStore.allCases)
  func aSavepointUndoesOnlyItself(on store: TestStore) async throws {
    try await withDatabase(on: store) { database async throws in
      try await database.write { connection in
        try connection.execute("INSERT INTO items (id) VALUES ('before')")
        #expect(throws: Broken.self) {
          try connection.savepoint {
            try connection.execute("INSERT INTO items (id) VALUES ('inside')")
            throw Broken()
          }
        }
        let kept = try connection.savepoint {
          try connection.execute("INSERT INTO items (id) VALUES ('kept')")
          return 7
        }
        #expect(kept == 7)
      }
      #expect(try await database.ids() == ["before", "kept"])
    }
  }

  @Test(arguments: TestStore.allCases)
  func savepointsNest(on store: TestStore) async throws {
    try await withDatabase(on: store) { database async throws in
      try await database.write { connection in
        try connection.savepoint {
          try connection.execute("INSERT INTO items (id) VALUES ('outer')")
          #expect(throws: Broken.self) {
            try connection.savepoint {
              try connection.execute("INSERT INTO items (id) VALUES ('inner')")
              throw Broken()
            }
          }
        }
      }
      #expect(try await database.ids() == ["outer"])
    }
  }

  @Test(arguments: TestStore.allCases)
  func valuesComeBackAsTheyWereBound(on store: TestStore) async throws {
    try await withDatabase(on: store) { database async throws in
      let values: [SQLValue] = [.null, .integer(.min), .integer(.max), .text("ä'\"\u{1F}"), .blob([0, 255]), .blob([])]
      let types = ["TEXT", "BIGINT", "BIGINT", "TEXT", "\(store.bytes)", "\(store.bytes)"]
      let query = "SELECT " + types.map { "CAST(? AS \($0))" }.joined(separator: ", ")
      let row = try await database.read { try $0.first(query, values) }
      let found = try #require(row)
      #expect(found.optionalText(0) == nil && found.integer(0) == 0 && found.text(0) == "")
      #expect(found.integer(1) == .min && found.optionalInteger(2) == .max)
      #expect(found.text(3) == "ä'\"\u{1F}")
      #expect(found.blob(4) == [0, 255] && found.blob(5) == [])
    }
  }

  @Test(arguments: TestStore.allCases)
  func executeCountsChangedRows(on store: TestStore) async throws {
    try await withDatabase(on: store) { database async throws in
      try await database.insert("a")
      try await database.insert("b")
      let counts = try await database.write { connection in
        (
          try connection.execute("UPDATE items SET body = ?", [.blob([1])]),
          try connection.execute("INSERT INTO items (id) VALUES ('a') ON CONFLICT DO NOTHING")
        )
      }
      #expect(counts == (2, 0))
    }
  }

  @Test(arguments: TestStore.allCases)
  func aBrokenRuleOfATableIsTheRowsFault(on store: TestStore) async throws {
    try await withDatabase(on: store) { database async throws in
      try await database.insert("a")
      try await database.write { connection in
        // Inside the transaction, where receivers tell a bad message from a bad database.
        let error = #expect(throws: ConstraintError.self) {
          try connection.savepoint { try connection.execute("INSERT INTO items (id) VALUES ('a')") }
        }
        #expect(error?.description.contains("items") == true && error?.description.contains("'a'") == false)
        try connection.execute("INSERT INTO items (id) VALUES ('b')")
      }
      #expect(try await database.ids() == ["a", "b"])
    }
  }

  @Test func aFullDiskIsTheDatabasesFaultAndPasses() async throws {
    try await withDatabase { database async throws in
      // Below the present size the pragma holds the size as it is.
      _ = try await database.write { try $0.execute("PRAGMA max_page_count = 1") }
      let error = await #expect(throws: StorageError.self) {
        try await database.write { connection in
          let inner = #expect(throws: StorageError.self) {
            try connection.execute("INSERT INTO items VALUES ('big', ?)", [.blob(Array(repeating: 1, count: 100_000))])
          }
          #expect(inner?.isRetriable == true)
          throw try #require(inner)
        }
      }
      #expect(error?.isRetriable == true)
      #expect(error?.message.contains("full") == true)
      _ = try await database.write { try $0.execute("PRAGMA max_page_count = 10000") }
      try await database.insert("big", bytes: 100_000)
      #expect(try await database.ids() == ["big"])
    }
  }

  @Test(arguments: TestStore.allCases)
  func anErrorNamesTheFileButNoValues(on store: TestStore) async throws {
    try await withDatabase(on: store) { database async throws in
      let error = await #expect(throws: StorageError.self) {
        try await database.write { try $0.execute("INSERT INTO missing VALUES (?)", ["secret-value"]) }
      }
      let text = "\(try #require(error))"
      #expect(text.contains(store == .sqlite ? "t.sqlite" : "schema t"))
      #expect(text.contains("missing") && !text.contains("secret-value"))
      #expect(error?.isRetriable == false)
    }
  }

  @Test(arguments: TestStore.allCases)
  func aReaderSeesOnlyWhatIsCommittedAndCannotWrite(on store: TestStore) async throws {
    try await withDatabase(on: store) { database async throws in
      try await database.insert("a")
      await #expect(throws: StorageError.self) {
        try await database.read { try $0.execute("DELETE FROM items") }
      }
      #expect(try await database.ids() == ["a"])
    }
  }

  @Test func readingAMissingFileSaysWhatToDo() async throws {
    try await withTemporaryFolder { folder async throws in
      let path = folder.appendingPathComponent("none.sqlite").path
      let error = #expect(throws: StorageError.self) { try SQLiteDatabase(readingFrom: path) }
      #expect(error?.message.contains(path) == true && error?.isRetriable == false)
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func aReadOnlyConnectionSeesTheWritersCommitsAndCannotChangeThem() async throws {
    try await withTemporaryFolder { folder async throws in
      let path = folder.appendingPathComponent("t.sqlite").path
      let writer = try SQLiteDatabase(path: path, migrations: ["CREATE TABLE items (id TEXT PRIMARY KEY, body BLOB)"])
      let reader = try SQLiteDatabase(readingFrom: path)
      try await writer.insert("a")
      #expect(try await reader.ids() == ["a"])
      await #expect(throws: StorageError.self) { try await reader.insert("b") }
      try await reader.close()
      try await writer.close()
    }
  }
}

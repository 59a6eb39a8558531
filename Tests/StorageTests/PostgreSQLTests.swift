// What only a server can do: go away and come back, be asked by several, and hold what SQLite held.

import AdapterKit
import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct PostgreSQLTests {
  private static let tables = [
    "CREATE TABLE items (id TEXT PRIMARY KEY, body BLOB); CREATE TABLE steps (number INTEGER PRIMARY KEY, n INTEGER)"
  ]

  /// A store on a server of its own, which the body may kill.
  private func withServer(_ body: (TestPostgreSQL, StoreLocation) async throws -> Void) async throws {
    let server = try TestPostgreSQL.start()
    defer { server.stop() }
    let address = try PostgreSQLAddress(try server.makeDatabase())
    try await body(server, .postgresql(address, service: "cash-application", name: "cash-application"))
  }

  /// The server is killed again and again, also while a commit is under way: each step is there once.
  @Test(.timeLimit(.minutes(1))) func nothingIsLostOrDoneTwiceWhenTheServerIsKilled() async throws {
    try await withServer { server, place async throws in
      let outages = Mutex(0)
      let database = try place.open(Self.tables) { _ in outages.withLock { $0 += 1 } }
      let last = Mutex<Int64>(0)
      try await running({
        for number in 1...Int64.max {
          try Task.checkCancellation()
          try await database.write { _ = try $0.execute("INSERT INTO steps (n) VALUES (?)", [.integer(number)]) }
          last.withLock { $0 = number }
        }
      }) {
        for _ in 1...3 {
          let before = last.withLock { $0 }
          try await eventually("steps are written") { last.withLock { $0 } > before + 20 }
          try server.kill()
        }
        let before = last.withLock { $0 }
        try await eventually("the work goes on") { last.withLock { $0 } > before + 1 }
      }
      let row = try #require(
        try await database.read { try $0.first("SELECT COUNT(*), COUNT(DISTINCT n), MIN(n), MAX(n) FROM steps") })
      #expect(row.integer(0) == row.integer(1) && row.integer(2) == 1 && row.integer(0) == row.integer(3))
      #expect(row.integer(3) >= last.withLock { $0 })
      #expect(outages.withLock { $0 } >= 1)
      try await database.close()
    }
  }

  @Test(.timeLimit(.minutes(1))) func connectionsThatAnAdministratorEndsAreOpenedAgain() async throws {
    try await withServer { server, place async throws in
      let database = try place.open(Self.tables)
      for number in 1...5 {
        try server.command(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tributary cash%'")
        try await database.write { _ = try $0.execute("INSERT INTO steps (n) VALUES (?)", [.integer(Int64(number))]) }
        #expect(try await database.read { try $0.query("SELECT n FROM steps").count } == number)
      }
      try await database.close()
    }
  }

  /// Who waits for a server that does not come back may give up.
  @Test(.timeLimit(.minutes(1))) func waitingForAServerEndsWithItsTask() async throws {
    let server = try TestPostgreSQL.start()
    defer { server.stop() }
    let address = try PostgreSQLAddress(try server.makeDatabase())
    let told = Signal()
    let database = try StoreLocation.postgresql(address, service: "s", name: "s").open(Self.tables) { _ in
      told.raise()
    }
    server.stop()
    try await eventually("the server is gone") { (try? server.command("SELECT 1")) == nil }
    let waiting = Task { try await database.write { _ = try $0.execute("INSERT INTO steps (n) VALUES (1)") } }
    for await _ in told.raised { break }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
  }

  /// One writes at a time. Who lost its connection while another took over does not write again.
  @Test(.timeLimit(.minutes(1))) func anotherProcessTakesOver() async throws {
    try await withServer { server, place async throws in
      let first = try place.open(Self.tables)
      try await first.insert("a")
      #expect(throws: StoreInUse.self) { try place.open(Self.tables) }
      try server.command(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tributary cash%'")
      let second = try await takeOver(place)
      try await second.insert("b")
      do {
        try await first.insert("c")
        Issue.record("both wrote")
      } catch let error as StorageError {
        #expect(!error.isRetriable && error.message.contains("another process has taken over"), "\(error)")
      }
      #expect(try await second.ids() == ["a", "b"])
      try await second.close()
      try await takeOver(place).close()
    }
  }

  /// Opens it as soon as who wrote before is gone.
  private func takeOver(_ place: StoreLocation) async throws -> any Database {
    var taken: (any Database)?
    try await eventually("the store is free") {
      do {
        taken = try place.open(Self.tables)
        return true
      } catch is StoreInUse {
        return false
      }
    }
    return try #require(taken)
  }

  @Test func readersSeeASnapshotAndCannotWrite() async throws {
    try await withTemporaryFolder { folder async throws in
      let place = try testStore(of: "t", in: folder, on: .postgresql)
      #expect(try !place.exists())
      #expect(throws: StorageError.self) { try place.reader() }
      let writer = try place.open(Self.tables)
      #expect(try place.exists())
      let reader = try place.reader(Self.tables)
      try await writer.insert("a")
      #expect(try await reader.ids() == ["a"])
      await #expect(throws: StorageError.self) { try await reader.insert("b") }
      await #expect(throws: StorageError.self) {
        try await reader.read { _ = try $0.execute("INSERT INTO items (id) VALUES ('b')") }
      }
      try await reader.close()
      try await writer.close()
    }
  }

  /// An argument of another type than the server takes it for is our fault and must not be read as something else.
  @Test func argumentsOfAnotherTypeAreRefused() async throws {
    try await withDatabase(on: .postgresql) { database async throws in
      let values: [(String, SQLValue)] = [
        ("SELECT CAST(? AS TEXT)", 1), ("SELECT CAST(? AS BIGINT)", "1"), ("SELECT CAST(? AS BYTEA)", "1"),
        ("SELECT ? || 'a'", .blob([1])),
      ]
      for (sql, value) in values {
        await #expect(throws: StorageError.self, "\(sql)") { try await database.read { try $0.query(sql, [value]) } }
      }
    }
  }

  @Test func whatCannotBeStoredIsTheRowsFault() async throws {
    try await withDatabase(on: .postgresql) { database async throws in
      let long = String(repeating: "long key ", count: 200_000)
      await #expect(throws: ConstraintError.self) {
        try await database.write { _ = try $0.execute("INSERT INTO items (id) VALUES (?)", [.text(long)]) }
      }
    }
  }

  /// What a stranger's message is called is stored whatever it is, and found again under that name.
  @Test func aNULCharacterIsStoredAsItsSymbol() async throws {
    try await withDatabase(on: .postgresql) { database async throws in
      try await database.insert("a\0b")
      #expect(try await database.ids() == ["a\u{2400}b"])
      let found = try await database.read { try $0.query("SELECT id FROM items WHERE id = ?", ["a\0b"]).count }
      #expect(found == 1)
    }
  }

  @Test(arguments: [Int64.min + 1, -10_000, -1, 0, 1, 9_999, 10_000, 123_456_789_012_345, .max])
  func sumsComeBackWhole(_ number: Int64) async throws {
    try await withDatabase(Self.tables, on: .postgresql) { database async throws in
      let sum = try await database.write { connection in
        try connection.execute("INSERT INTO steps (n) VALUES (?), (0)", [.integer(number)])
        return try connection.first("SELECT SUM(n) FROM steps")?.integer(0)
      }
      #expect(sum == number)
    }
  }

  @Test func textsAreOrderedByTheirBytesAsInSQLite() async throws {
    let texts = ["b", "A", "a", "Z", "ä", "_", "1", "", "a b", "aB", "𝄞"]
    for store in TestStore.allCases {
      try await withDatabase(on: store) { database async throws in
        for text in texts { try await database.insert(text) }
        #expect(try await database.ids() == texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
      }
    }
  }

  @Test(arguments: [
    "postgresql://h/d?password=secret-word", "postgresql://u:secret-word@h/d", "mysql://h/d", "postgresql://h",
    "postgresql://h:secret-word/d/?=",
  ])
  func wrongAddressesAreRefusedWithoutTheirSecrets(_ text: String) throws {
    let error = #expect(throws: StorageError.self) { try PostgreSQLAddress(text) }
    #expect(error?.message.contains("secret-word") == false && error?.isRetriable == false)
  }

  // MARK: - Copies

  @Test func aFileIsCopiedWholeAndComparedOnceMore() async throws {
    try await withTemporaryFolder { folder async throws in
      let source = DataFolder.sqliteStore(of: "t", in: folder)
      let database = try source.open(Self.tables)
      for number in 0..<450 { try await database.insert("id \(number % 7) \(number)", bytes: number % 3) }
      try await database.write { connection in
        for number in [3, 9, 4] as [Int64] {
          try connection.execute("INSERT INTO steps (number, n) VALUES (?, NULL)", [.integer(number)])
        }
      }
      try await database.close()
      guard case .sqlite(let path) = source else { return }
      let target = try testStore(of: "t", in: folder.appendingPathComponent("server"), on: .postgresql)
      let tables = try await StoreCopy.copy(from: path, to: target, migrations: Self.tables)
      #expect(tables.map(\.name) == ["items", "steps"] && tables.map(\.rows) == [450, 3])
      // Once more: nothing is copied, all is compared.
      #expect(try await StoreCopy.copy(from: path, to: target, migrations: Self.tables) == tables)
      let copy = try target.open(Self.tables)
      #expect(try await copy.ids() == (try await source.reader().ids()))
      try await copy.write { _ = try $0.execute("INSERT INTO steps (n) VALUES (1)") }
      #expect(try await copy.read { try $0.first("SELECT MAX(number) FROM steps")?.integer(0) } == 10)
      try await copy.close()
      let error = await #expect(throws: StorageError.self) {
        try await StoreCopy.copy(from: path, to: target, migrations: Self.tables)
      }
      #expect(error?.message.contains("steps") == true && error?.isRetriable == false)
    }
  }
}

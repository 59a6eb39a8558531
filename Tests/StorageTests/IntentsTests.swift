// Intents: stored once a key, tried, settled.

import Storage
import TestSupport
import Testing

@Suite struct IntentsTests {
  private func record(_ key: String, _ database: any Database, body: [UInt8] = [1]) async throws -> Bool {
    try await database.write {
      try Intents.record(key: key, correlationID: "c-\(key)", causationID: "e-\(key)", body: body, in: $0)
    }
  }

  private func pending(_ database: any Database, limit: Int = 10) async throws -> [Intents.Pending] {
    try await database.read { try Intents.pending(limit: limit, in: $0) }
  }

  @Test(arguments: TestStore.allCases)
  func aKeyIsStoredOnceAndTheFirstBodyStays(on store: TestStore) async throws {
    try await withDatabase([Intents.migration], on: store) { database async throws in
      #expect(try await record("k", database, body: [1]))
      #expect(try await record("k", database, body: [2]) == false)
      let intent = try #require(try await pending(database).first)
      #expect(intent.key == "k" && intent.correlationID == "c-k" && intent.causationID == "e-k")
      #expect(intent.attempts == 0 && intent.body == [1])
    }
  }

  @Test(arguments: TestStore.allCases)
  func theOldestComeFirstAndTriesAreCounted(on store: TestStore) async throws {
    try await withDatabase([Intents.migration], on: store) { database async throws in
      for key in ["b", "a", "c"] { _ = try await record(key, database) }
      let all = try await pending(database)
      #expect(all.map(\.key) == ["b", "a", "c"])
      try await database.write { try Intents.markTried([all[1].sequence], in: $0) }
      try await database.write { try Intents.markTried([all[1].sequence], in: $0) }
      #expect(try await pending(database).map(\.attempts) == [0, 2, 0])
      #expect(try await pending(database, limit: 1).map(\.key) == ["b"])
      try await database.write { try Intents.markTried([all[0].sequence], in: $0) }
      #expect(try await database.read { try Intents.leastTried(in: $0)?.key } == "c")
    }
  }

  @Test(arguments: TestStore.allCases)
  func aSettledIntentIsNotPendingAndItsKeyStaysTaken(on store: TestStore) async throws {
    try await withDatabase([Intents.migration], on: store) { database async throws in
      _ = try await record("a", database)
      _ = try await record("b", database)
      let first = try #require(try await pending(database).first)
      try await database.write { try Intents.settle(first.sequence, outcome: "posted GL-1", in: $0) }
      #expect(try await pending(database).map(\.key) == ["b"])
      #expect(try await database.read { try Intents.openCount(in: $0) } == 1)
      #expect(try await record("a", database) == false)
    }
  }
}

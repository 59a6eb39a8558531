// The idempotency keys: new, duplicate, conflict.

import Storage
import TestSupport
import Testing

@Suite struct InboxTests {
  private func record(_ database: any Database, _ source: String, _ id: String, _ digest: String) async throws
    -> Inbox.Answer
  {
    try await database.write { try Inbox.record(source: source, id: id, digest: digest, in: $0) }
  }

  @Test(arguments: TestStore.allCases)
  func theFirstIsNewTheSecondADuplicateAndAChangedOneAConflict(on store: TestStore) async throws {
    try await withDatabase([Inbox.migration], on: store) { database async throws in
      #expect(try await record(database, "/a", "1", "d") == .new)
      #expect(try await record(database, "/a", "1", "d") == .duplicate)
      #expect(try await record(database, "/a", "1", "other") == .conflict(recordedDigest: "d"))
      #expect(try await record(database, "/a", "1", "d") == .duplicate)
    }
  }

  @Test(arguments: TestStore.allCases)
  func idsAreUniqueWithinASource(on store: TestStore) async throws {
    try await withDatabase([Inbox.migration], on: store) { database async throws in
      #expect(try await record(database, "/a", "1", "d") == .new)
      #expect(try await record(database, "/b", "1", "e") == .new)
    }
  }

  @Test(arguments: TestStore.allCases)
  func aKeyThatWasRolledBackIsNewAgain(on store: TestStore) async throws {
    try await withDatabase([Inbox.migration], on: store) { database async throws in
      await #expect(throws: Broken.self) {
        try await database.write { connection in
          #expect(try Inbox.record(source: "/a", id: "1", digest: "d", in: connection) == .new)
          throw Broken()
        }
      }
      #expect(try await record(database, "/a", "1", "d") == .new)
    }
  }
}

// The outbox: in the order of appending, whole, and removed exactly.

import Messaging
import Storage
import TestSupport
import Testing

@Suite struct OutboxTests {
  private func message(_ id: String, headers: [String: HeaderValue] = [:], correlation: String? = "c") -> Message {
    Message(
      id: id, type: "tributary.x.v1", routingKey: "x.v1", body: [0, 255, 10], correlationID: correlation,
      headers: headers)
  }

  private func fill(_ database: any Database, _ ids: [String]) async throws {
    try await database.write { connection in
      for id in ids { try Outbox.append(message(id), to: "pay.internal", in: connection) }
    }
  }

  private func pending(_ database: any Database, after: Int64 = 0, limit: Int = 100) async throws -> [Outbox.Pending]
  {
    try await database.read { try Outbox.pending(after: after, limit: limit, in: $0) }
  }

  @Test(arguments: TestStore.allCases)
  func messagesComeBackInOrderAndWhole(on store: TestStore) async throws {
    try await withDatabase([Outbox.migration], on: store) { database async throws in
      let first = message(
        "1", headers: ["text": .string("ä\""), "number": .integer(.max), "zero": .integer(0), "one": .integer(1)])
      let second = message("2", correlation: nil)
      try await database.write { connection in
        try Outbox.append(first, to: "pay.internal", in: connection)
        try Outbox.append(second, to: "pay.failed", in: connection)
      }
      let found = try await pending(database)
      #expect(found.map(\.outgoing.message) == [first, second])
      #expect(found.map(\.outgoing.exchange) == ["pay.internal", "pay.failed"])
    }
  }

  @Test(arguments: TestStore.allCases)
  func pendingStartsAfterAPlaceAndStopsAtTheLimit(on store: TestStore) async throws {
    try await withDatabase([Outbox.migration], on: store) { database async throws in
      try await fill(database, ["1", "2", "3", "4"])
      let all = try await pending(database)
      #expect(try await pending(database, limit: 2).map(\.outgoing.message.id) == ["1", "2"])
      #expect(try await pending(database, after: all[1].sequence).map(\.outgoing.message.id) == ["3", "4"])
    }
  }

  @Test(
    arguments: [([0, 1, 2], ["4"]), ([0, 2], ["2", "4"]), ([3], ["1", "2", "3"]), ([], ["1", "2", "3", "4"])],
    TestStore.allCases)
  func exactlyTheConfirmedAreRemoved(_ removed: ([Int], [String]), on store: TestStore) async throws {
    let (places, rest) = removed
    try await withDatabase([Outbox.migration], on: store) { database async throws in
      try await fill(database, ["1", "2", "3", "4"])
      let sequences = try await pending(database).map(\.sequence)
      try await database.write { try Outbox.remove(places.map { sequences[$0] }, in: $0) }
      #expect(try await pending(database).map(\.outgoing.message.id) == rest)
      #expect(try await database.read { try Outbox.count(in: $0) } == rest.count)
    }
  }

  @Test(arguments: TestStore.allCases)
  func aRolledBackTransactionSendsNothing(on store: TestStore) async throws {
    try await withDatabase([Outbox.migration], on: store) { database async throws in
      await #expect(throws: Broken.self) {
        try await database.write { connection in
          try Outbox.append(message("1"), to: "pay.internal", in: connection)
          throw Broken()
        }
      }
      #expect(try await pending(database).isEmpty)
    }
  }
}

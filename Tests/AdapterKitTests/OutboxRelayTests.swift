// The relay: everything committed is published, signed, in order; what fails stays and is sent again.

import AdapterKit
import Messaging
import Storage
import TestSupport
import Testing

@Suite struct OutboxRelayTests {
  private func fill(_ database: any Database, _ ids: [Int]) async throws {
    try await database.write { connection in
      for id in ids { try Outbox.append(.routed(id: "\(id)"), to: Exchange.internal, in: connection) }
    }
  }

  private func relay(
    _ database: any Database, _ publisher: any Publisher, wake: Signal = Signal(), batch: Int = 4
  ) -> OutboxRelay {
    OutboxRelay(
      database: database, publisher: publisher, user: "lockbox", wake: wake, logger: quietLogger, batchLimit: batch)
  }

  private func untilEmpty(_ database: any Database) async throws {
    try await eventually("the outbox is empty") { try await database.read { try Outbox.count(in: $0) } == 0 }
  }

  @Test func whatAnEarlierProcessLeftIsPublishedInOrderAndSigned() async throws {
    try await withServiceDatabase { database async throws in
      try await fill(database, Array(1...10))
      let publisher = InMemoryPublisher()
      try await running({ try await relay(database, publisher).run() }, while: { try await untilEmpty(database) })
      #expect(publisher.published.map(\.message.id) == (1...10).map(String.init))
      #expect(publisher.published.allSatisfy { $0.exchange == Exchange.internal && $0.message.userID == "lockbox" })
      #expect(publisher.published.allSatisfy { $0.message.headers[HeaderName.source] == .string("/tests") })
    }
  }

  @Test func aRaisedSignalWakesIt() async throws {
    try await withServiceDatabase { database async throws in
      let publisher = InMemoryPublisher()
      let wake = Signal()
      try await fill(database, [1])
      try await running({ try await relay(database, publisher, wake: wake).run() }) {
        try await untilEmpty(database)
        try await fill(database, [2])
        wake.raise()
        try await untilEmpty(database)
      }
      #expect(publisher.published.map(\.message.id) == ["1", "2"])
    }
  }

  @Test func whatFailsStaysAndIsSentAgainInOrder() async throws {
    try await withServiceDatabase { database async throws in
      try await fill(database, [1, 2, 3, 4])
      let publisher = InMemoryPublisher()
      publisher.failNext([
        .refused(exchange: "e", routingKey: "k"), .unroutable(exchange: "e", routingKey: "k"),
        .unknownOutcome(reason: "gone"), .rejected(reason: "closed"), .refused(exchange: "e", routingKey: "k"),
      ])
      try await running({ try await relay(database, publisher).run() }, while: { try await untilEmpty(database) })
      // First round: none. Second: 1 fails once more, 2 to 4 go. Third: 1.
      #expect(publisher.published.map(\.message.id) == ["2", "3", "4", "1"])
    }
  }

  /// A whole round of messages that the broker does not take holds up nothing behind it.
  @Test func whatIsNeverTakenHoldsUpNothing() async throws {
    try await withServiceDatabase { database async throws in
      try await fill(database, Array(1...10))
      let publisher = InMemoryPublisher()
      publisher.failNext(Array(repeating: .rejected(reason: "too large"), count: 4))
      try await running({ try await relay(database, publisher).run() }, while: { try await untilEmpty(database) })
      #expect(publisher.published.map(\.message.id) == [5, 6, 7, 8, 9, 10, 1, 2, 3, 4].map(String.init))
    }
  }

  @Test func aMessageThatWasPublishedButNotForgottenIsPublishedAgainUnderTheSameID() async throws {
    try await withServiceDatabase { database async throws in
      try await fill(database, [1, 2])
      let publisher = InMemoryPublisher()
      let dying = FaultyDatabase(database, faults: [1: .before(StorageError.broken)])
      await #expect(throws: StorageError.self) { try await relay(dying, publisher).run() }
      try await running({ try await relay(database, publisher).run() }, while: { try await untilEmpty(database) })
      #expect(publisher.published.map(\.message.id) == ["1", "2", "1", "2"])
    }
  }

  @Test func aBusyDatabaseIsWaitedFor() async throws {
    try await withServiceDatabase { database async throws in
      try await fill(database, [1])
      let publisher = InMemoryPublisher()
      let busy = FaultyDatabase(database, faults: [1: .before(StorageError.busy)])
      try await running({ try await relay(busy, publisher).run() }, while: { try await untilEmpty(database) })
      #expect(publisher.published.map(\.message.id) == ["1"])
    }
  }
}

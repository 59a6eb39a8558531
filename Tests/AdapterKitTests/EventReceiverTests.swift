// The idempotent receiver: effect and key commit together, then the message is acknowledged.

import AdapterKit
import Messaging
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct EventReceiverTests {
  @Test func itCommitsThenAcknowledgesThenTells() async throws {
    try await withServiceDatabase { database async throws in
      let log = EventLog()
      let queue = FakeQueue("cash-application") { log.note("ack \($0.id)") }
      let logged = FaultyDatabase(database, afterCommit: { _ in log.note("commit") })
      let handler = RecordingHandler(log: log)
      try await receiver(logged, handler).run(queue.stream([queue.delivery(.routed(id: "1"))]))
      #expect(log.all == ["finish", "commit", "ack 1", "told"])
      #expect(try await database.effects() == ["1"])
    }
  }

  @Test func withoutACommitNothingIsAcknowledged() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      let failing = FaultyDatabase(database, faults: [1: .before(StorageError.broken)])
      await #expect(throws: StorageError.self) {
        try await receiver(failing).run(queue.stream([queue.delivery(.routed(id: "1"))]))
      }
      #expect(queue.settled.isEmpty)
      #expect(try await database.effects() == [])
    }
  }

  @Test func aDuplicateIsAcknowledgedWithoutEffect() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      for _ in 1...3 { try await receiver(database).run(queue.stream([queue.delivery(.routed(id: "1"))])) }
      #expect(queue.acknowledged == ["1", "1", "1"])
      #expect(try await database.effects() == ["1"])
      #expect(try await database.outbox().isEmpty)
    }
  }

  @Test func duplicatesInOneBatchTakeEffectOnce() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      try await receiveTogether(["1", "1", "2", "1"].map { queue.delivery(.routed(id: $0)) }, queue, database)
      #expect(try await database.effects() == ["1", "2"])
      #expect(queue.acknowledged == ["1", "1", "2", "1"])
    }
  }

  @Test func anotherContentUnderTheSameIDIsAConflict() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      try await receiver(database).run(queue.stream([queue.delivery(.routed(id: "1", digest: "d1"))]))
      var changed = Message.routed(id: "1", digest: "d2", body: "{\"other\":1}")
      changed.userID = "router"
      changed.headers[HeaderName.attempt] = .integer(2)
      try await receiver(database).run(queue.stream([queue.delivery(changed)]))
      let failed = try #require(try await database.outbox().first)
      #expect(failed.exchange == Exchange.failed && failed.message.routingKey == "cash-application")
      let headers = failed.message.headers
      #expect(headers[HeaderName.failureClass] == .string("permanent"))
      #expect(headers[HeaderName.failureCode] == .string("content-conflict"))
      #expect(headers[HeaderName.attempt] == .integer(3), "an attempt is counted once")
      #expect(headers[HeaderName.originQueue] == .string("cash-application"))
      #expect(headers[HeaderName.failedWorker] == .string("tester"))
      #expect(headers[HeaderName.firstFailedAt] == .string("2026-03-01T12:00:00Z"))
      let reason = headers[HeaderName.failureReason]?.stringValue ?? ""
      #expect(reason.contains("d1") && reason.contains("d2"), "the reason names both digests")
      #expect(failed.message.body == changed.body && failed.message.userID == nil)
      #expect(queue.acknowledged == ["1", "1"])
      #expect(try await database.effects() == ["1"])
    }
  }

  @Test func oneBadMessageDoesNotUndoItsNeighbours() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      let handler = RecordingHandler(refusing: [
        "2": Failure(.transient, code: "time-out", reason: "no answer", pointer: "/data", rule: "r"), "4": Unnamed(),
      ])
      try await receiveTogether(
        ["1", "2", "3", "4", "5"].map { queue.delivery(.routed(id: $0)) }, queue, database, handler)
      #expect(try await database.effects() == ["1", "3", "5"])
      #expect(queue.acknowledged == ["1", "2", "3", "4", "5"])
      let failed = try await database.outbox()
      #expect(failed.map(\.message.id) == ["2", "4"])
      #expect(failed.map { $0.message.headers[HeaderName.failureClass]?.stringValue } == ["transient", "permanent"])
      #expect(failed.map { $0.message.headers[HeaderName.failureCode]?.stringValue } == ["time-out", "not-applicable"])
      #expect(failed[0].message.headers[HeaderName.failurePointer] == .string("/data"))
      #expect(failed[0].message.headers[HeaderName.failureRule] == .string("r"))
      #expect(failed.allSatisfy { $0.message.headers[HeaderName.attempt] == .integer(1) })
      #expect(handler.log.all.filter { $0 == "finish" }.count == 1, "one transaction for all")
    }
  }

  @Test func aFailedMessageLeavesNoKeyAndSucceedsLater() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      let refusing = RecordingHandler(refusing: ["1": Failure(.transient, code: "x", reason: "y")])
      try await receiver(database, refusing).run(queue.stream([queue.delivery(.routed(id: "1"))]))
      #expect(try await database.effects() == [])
      try await receiver(database).run(queue.stream([queue.delivery(.routed(id: "1"))]))
      #expect(try await database.effects() == ["1"])
    }
  }

  @Test func aMessageThatDidNotPassTheRouterIsInvalid() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      var message = Message.routed(id: "1")
      message.headers = [:]
      try await receiver(database).run(queue.stream([queue.delivery(message)]))
      let headers = try #require(try await database.outbox().first).message.headers
      #expect(headers[HeaderName.failureClass] == .string("invalid"))
      #expect(headers[HeaderName.failureCode] == .string("not-routed"))
      #expect(queue.acknowledged == ["1"])
    }
  }

  @Test func aBusyDatabaseIsWaitedForAndNothingIsGivenBack() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      let busy = FaultyDatabase(database, faults: [1: .before(StorageError.busy), 2: .after(StorageError.busy)])
      try await receiver(busy).run(queue.stream([queue.delivery(.routed(id: "1"))]))
      #expect(busy.writes == 3 && busy.failures == 2)
      #expect(queue.settled == [.init(id: "1", settlement: .ack)])
      #expect(try await database.effects() == ["1"])
    }
  }

  /// Inside the transaction, where only the statement fails: it is not the message's fault.
  @Test(.enabled(if: TestStore.chosen == .sqlite)) func aFullDiskIsNoFaultOfTheMessage() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      _ = try await database.write { try $0.execute("PRAGMA max_page_count = 1") }
      let body = String(repeating: "x", count: 200_000)
      let handler = StoringHandler()
      let full = FaultyDatabase(
        database,
        beforeWrite: { number in
          if number == 2 { _ = try await database.write { try $0.execute("PRAGMA max_page_count = 100000") } }
        })
      try await receiver(full, handler).run(queue.stream([queue.delivery(.routed(id: "1", body: body))]))
      #expect(full.writes == 2)
      #expect(try await database.effects() == ["1 \(body)"])
      #expect(try await database.outbox().isEmpty, "nothing is dead-lettered for a full disk")
      #expect(queue.acknowledged == ["1"])
    }
  }

  @Test func aBrokenRuleOfATableIsTheMessagesFault() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      try await receiveTogether(
        ["1", "2", "3"].map { queue.delivery(.routed(id: $0)) }, queue, database, NullHandler(failing: "2"))
      #expect(try await database.effects() == ["1", "3"])
      let failed = try await database.outbox()
      #expect(failed.map { $0.message.headers[HeaderName.failureCode]?.stringValue } == ["not-applicable"])
    }
  }

  @Test func whatMayHaveKilledAWorkerIsHandledAlone() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      let deliveries = [("a", 0), ("s1", 2), ("b", 1), ("s2", 7), ("c", 0)].map {
        queue.delivery(.routed(id: $0.0), count: Int64($0.1))
      }
      let batches = EventLog()
      let log = EventLog()
      let handler = RecordingHandler(log: log)
      try await receiveTogether(deliveries, queue, database, handler, onCommit: { batches.note("\($0)") })
      #expect(batches.all.count == 3, "the sound ones together, and each suspect")
      #expect(queue.acknowledged == ["a", "b", "c", "s1", "s2"])
      #expect(try await database.effects() == ["a", "b", "c", "s1", "s2"])
    }
  }

  @Test func whatCannotBeReadAsItsTypeIsPermanent() async throws {
    try await withServiceDatabase { database async throws in
      let queue = FakeQueue("cash-application")
      try await receiver(database, DecodingHandler()).run(
        queue.stream([queue.delivery(.routed(id: "1", body: "{}"))]))
      let headers = try #require(try await database.outbox().first).message.headers
      #expect(headers[HeaderName.failureClass] == .string("permanent"))
      #expect(headers[HeaderName.failureCode] == .string("undecodable"))
    }
  }

  /// Handles the deliveries in one batch.
  private func receiveTogether(
    _ deliveries: [Delivery], _ queue: FakeQueue, _ database: any Database,
    _ handler: any EventHandler = RecordingHandler(), onCommit: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws {
    let watched = FaultyDatabase(database, afterCommit: onCommit)
    try await receiver(watched, handler).run(queue.stream(deliveries))
  }
}

private struct Unnamed: Error {}

/// Reads every event as a deposit.
private struct DecodingHandler: EventHandler {
  func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    _ = try event.decode(DepositReceived.self)
  }
}

/// Stores the whole body.
private struct StoringHandler: EventHandler {
  func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    let text = String(decoding: event.message.body, as: UTF8.self)
    try connection.execute("INSERT INTO effects (id) VALUES (?)", [.text("\(event.id) \(text)")])
  }
}

/// Breaks a rule of its table for one event.
private struct NullHandler: EventHandler {
  let failing: String

  func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    try connection.execute("INSERT INTO effects (id) VALUES (?)", [event.id == failing ? .null : .text(event.id)])
  }
}

// Dead letters: stored once with all that is known, announced once, never lost, never about each other.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct DeadLetterStoreTests {
  private let queue = FakeQueue(Queue.deadLetters)

  @Test func aLetterIsKeptWithAllThatIsKnown() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1", attempts: 3, body: "{\"a\":1}"))])
      let letter = try #require(try await scene.reader.deadLetter("1"))
      #expect(letter.fingerprint == "invalid/schema-violation/tributary.deposit.received.v1")
      #expect(letter.failureClass == "invalid" && letter.code == "schema-violation" && letter.reason == "what happened")
      #expect(letter.pointer == "/data/amount" && letter.rule == "type" && letter.queue == "cash-application")
      #expect(letter.attempts == 3 && letter.worker == "router" && letter.publisher == "billing")
      #expect(letter.firstFailedAt == "2026-03-01T11:00:00Z" && letter.lastSeen == "2026-03-01T12:00:00Z")
      #expect(letter.bytes == 7)
      #expect(try await scene.reader.body(of: letter.number) == Array("{\"a\":1}".utf8))
      #expect(queue.acknowledged == ["1"])
    }
  }

  @Test func itIsAnnounced() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1"))])
      let outgoing = try #require(try await scene.outbox().first)
      #expect(outgoing.exchange == Exchange.internal)
      let event = try Event<MessageDeadLettered>(json: outgoing.message.body)
      #expect(event.context.source == "/services/operations" && event.context.correlationID == "file-1")
      #expect(event.data.message == "1" && event.data.code == "schema-violation")
      #expect(event.data.queue == "cash-application" && event.data.failureClass == "invalid")
      #expect(event.data.fingerprint == "invalid/schema-violation/tributary.deposit.received.v1")
    }
  }

  /// What came without any id is announced, too: by its content.
  @Test func whatHasNoIdIsAnnouncedByItsDigest() async throws {
    try await withOperations { scene async throws in
      var message = failedMessage("")
      message.correlationID = nil
      try await scene.storeLetters([queue.delivery(message)])
      let outgoing = try #require(try await scene.outbox().first)
      let event = try Event<MessageDeadLettered>(json: outgoing.message.body)
      let letter = try #require(try await scene.reader.page(LetterFilter(), limit: 1).letters.first)
      #expect(event.context.correlationID == letter.digest && !letter.digest.isEmpty)
    }
  }

  @Test func aRedeliveryIsStoredAndAnnouncedOnce() async throws {
    try await withOperations { scene async throws in
      let delivery = queue.delivery(failedMessage("1"))
      try await scene.storeLetters([delivery, delivery])
      try await scene.storeLetters([queue.delivery(failedMessage("1"), count: 1)])
      #expect(try await scene.reader.deadLetterCount() == 1)
      #expect(try await scene.reader.deadLetter("1")?.failures == 1)
      #expect(try await scene.outbox().count == 1)
      #expect(queue.acknowledged == ["1", "1", "1"])
    }
  }

  @Test func aMessageThatFailsAgainIsOneLetterWithAllItsFailures() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters(
        [
          failedMessage("1"), failedMessage("1", code: "other"), failedMessage("1", at: "2026-03-01T11:30:00Z"),
          failedMessage("1", body: "[]"),
        ].map { queue.delivery($0) })
      #expect(try await scene.reader.deadLetterCount() == 2, "another content is another letter")
      let letter = try #require(try await scene.reader.deadLetter("1"))
      #expect(letter.failures == 3 && letter.code == "schema-violation")
      let history = try await scene.reader.history(of: 1)
      #expect(history.failures.map(\.code) == ["schema-violation", "other", "schema-violation"])
      let ids = try await scene.outbox().map(\.message.id)
      #expect(Set(ids).count == 4)
    }
  }

  @Test func everyAttemptIsKnownWithTimeWorkerAndVersion() async throws {
    try await withOperations { scene async throws in
      var message = Message.routed(id: "1")
      for (minute, code) in [("01", "timeout"), ("02", "deadlock"), ("03", "timeout")] {
        message = message.failed(
          Failure(.transient, code: code, reason: "r"), queue: "erp-posting", worker: "erp-posting", version: "1.2",
          at: "2026-03-01T11:\(minute):00Z")
      }
      try await scene.storeLetters([queue.delivery(message), queue.delivery(message, count: 1)])
      let failures = try await scene.reader.history(of: 1).failures
      #expect(failures.map(\.attempt) == [1, 2, 3] && failures.map(\.code) == ["timeout", "deadlock", "timeout"])
      #expect(failures.map(\.failedAt) == (1...3).map { "2026-03-01T11:0\($0):00Z" })
      #expect(failures.allSatisfy { $0.worker == "erp-posting" && $0.version == "1.2" })
    }
  }

  /// A worker that dies on a message that failed in an orderly way before: the last word is the broker's.
  @Test func theBrokersNoteIsNewerThanAWorkersWord() async throws {
    try await withOperations { scene async throws in
      var message = Message.routed(id: "1").failed(
        Failure(.transient, code: "timeout", reason: "r"), queue: "erp-posting", worker: "erp-posting",
        at: "2026-03-01T11:00:00Z")
      message.headers["x-death"] = .array([
        .table(["queue": .string("erp-posting"), "time": .timestamp(1_772_366_300), "count": .integer(1)])
      ])
      try await scene.storeLetters([queue.delivery(message)])
      let letter = try #require(try await scene.reader.deadLetter("1"))
      #expect(letter.failureClass == "crash" && letter.code == "delivery-limit" && letter.attempts == 2)
      #expect(try await scene.reader.history(of: 1).failures.map(\.code) == ["timeout", "delivery-limit"])
    }
  }

  /// Without our headers the broker itself set it aside: past the delivery limit of its queue.
  @Test func theBrokersOwnDeadLetterIsACrash() async throws {
    try await withOperations { scene async throws in
      var message = Message.routed(id: "1")
      message.headers["x-first-death-queue"] = .string("erp-posting")
      message.headers["x-death"] = .array([.table(["count": .integer(1)])])
      try await scene.storeLetters([queue.delivery(message, exchange: Exchange.dead)])
      let letter = try #require(try await scene.reader.deadLetter("1"))
      #expect(letter.failureClass == "crash" && letter.code == "delivery-limit" && letter.queue == "erp-posting")
      #expect(letter.fingerprint == "crash/delivery-limit/tributary.deposit.received.v1")
      #expect(letter.reason.contains("worker"))
    }
  }

  @Test func aMessageWithoutAnythingIsStillKept() async throws {
    try await withOperations { scene async throws in
      let message = Message(id: "", type: "", routingKey: "", body: [0xFF, 0x00])
      try await scene.storeLetters([queue.delivery(message)])
      let letter = try #require(try await scene.reader.page(LetterFilter()).letters.first)
      #expect(letter.queue == "unknown" && letter.failureClass == "crash" && letter.publisher == nil)
      #expect(try await scene.reader.body(of: letter.number) == [0xFF, 0x00])
    }
  }

  @Test func anEventThatNoQueueTakesSaysSo() async throws {
    try await withOperations { scene async throws in
      let unrouted = FakeQueue(Queue.unrouted)
      try await scene.storeLetters([unrouted.delivery(.routed(id: "1"))])
      let letter = try #require(try await scene.reader.deadLetter("1"))
      #expect(letter.failureClass == "permanent" && letter.code == "unrouted")
      #expect(letter.reason.contains("bind"))
    }
  }

  @Test func aDeadLetterAboutADeadLetterIsKeptAndNotAnnounced() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1", type: MessageDeadLettered.type))])
      #expect(try await scene.reader.deadLetterCount() == 1)
      #expect(try await scene.outbox().isEmpty)
    }
  }

  @Test func whileTheStoreIsDownNothingIsAcknowledged() async throws {
    try await withOperations { scene async throws in
      let busy = FaultyDatabase(scene.database, faults: [1: .before(StorageError.busy)])
      try await scene.storeLetters([queue.delivery(failedMessage("1"))], on: busy)
      #expect(busy.writes == 2 && queue.settled == [.init(id: "1", settlement: .ack)])
      let broken = FaultyDatabase(scene.database, faults: [1: .before(StorageError.broken)])
      await #expect(throws: StorageError.self) {
        try await scene.storeLetters([queue.delivery(failedMessage("2"))], on: broken)
      }
      #expect(queue.acknowledged == ["1"])
      #expect(try await scene.reader.deadLetterCount() == 1)
    }
  }

  @Test func bodiesAreSealedAtRest() async throws {
    let cipher = try AESGCMBodies(keys: ["k": Array(repeating: 1, count: 32)], current: "k")
    try await withOperations(cipher: cipher) { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1", body: "PATIENT-7"))])
      let stored = try await scene.database.read { try $0.first("SELECT body FROM dead_letter_bodies")?.blob(0) ?? [] }
      #expect(!String(decoding: stored, as: UTF8.self).contains("PATIENT-7"))
      #expect(try await scene.reader.body(of: 1) == Array("PATIENT-7".utf8))
    }
  }
}

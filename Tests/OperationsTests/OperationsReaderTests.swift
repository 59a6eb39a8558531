// What operators ask: which dead letters, which events, and what led to what.

import AdapterKit
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct OperationsReaderTests {
  private func message(
    _ id: String, correlation: String, causation: String? = nil, subject: String = "s",
    type: String = "tributary.deposit.received.v1"
  ) -> Message {
    var message = Message.routed(id: id, type: type)
    message.correlationID = correlation
    message.headers[HeaderName.subject] = .string(subject)
    message.headers[HeaderName.time] = .string("2026-03-01T09:00:00Z")
    message.headers[HeaderName.causation] = causation.map(HeaderValue.string)
    return message
  }

  @Test func lettersComeNewestFirstAndAreCounted() async throws {
    try await withOperations { scene async throws in
      let queue = FakeQueue(Queue.deadLetters)
      try await scene.storeLetters(["1", "2", "3"].map { queue.delivery(failedMessage($0)) })
      #expect(try await scene.reader.page(LetterFilter(), limit: 2).letters.map(\.message) == ["3", "2"])
      #expect(try await scene.reader.deadLetterCount() == 3)
      #expect(try await scene.reader.deadLetterCount(ofMessages: ["1", "3", "4"]) == 2)
      #expect(try await scene.reader.deadLetterCount(correlation: "file-1") == 3)
      #expect(try await scene.reader.deadLetterCount(correlation: "file-2") == 0)
      #expect(try await scene.reader.deadLetter("2")?.message == "2")
      #expect(try await scene.reader.deadLetter("none") == nil)
      #expect(try await scene.reader.body(of: 99) == [])
    }
  }

  @Test func eventsAreIndexedOnceWithWhatTheRouterSays() async throws {
    try await withOperations { scene async throws in
      let event = message("1", correlation: "file-1", causation: "0", subject: "TRACE-1")
      try await scene.index([event, event])
      #expect(try await scene.reader.counts() == ["tributary.deposit.received.v1": 1])
      let found = try #require(try await scene.reader.trail("1").events.first)
      #expect(found.id == "1" && found.correlationID == "file-1" && found.causationID == "0")
      #expect(found.subject == "TRACE-1" && found.source == "/tests")
      #expect(found.time == "2026-03-01T09:00:00Z" && found.seenAt == "2026-03-01T12:00:00Z")
    }
  }

  @Test func aRefusedEventThatIsCorrectedAtItsSourceNeedsNobody() async throws {
    try await withOperations { scene async throws in
      let queue = FakeQueue(Queue.deadLetters)
      try await scene.storeLetters([
        queue.delivery(failedMessage("1", queue: Queue.routerIngress)),
        queue.delivery(failedMessage("2", queue: Queue.routerIngress)),
        queue.delivery(failedMessage("3", queue: Queue.cashApplication)),
      ])
      let events = ["1", "2", "3"].map { id in
        var event = message(id, correlation: "file-1")
        event.headers[HeaderName.firstPublisher] = .string(id == "2" ? "another" : "billing")
        return event
      }
      try await scene.index(events)
      let states = try await scene.reader.page(.everything).letters.map(\.state)
      #expect(states == [.open, .open, .resolved], "not another publisher's, not one that failed behind the router")
      let audit = try await scene.reader.audit(limit: 1)
      #expect(audit.map(\.action) == ["resolved"] && audit.map(\.letter) == [1])
    }
  }

  /// The property may be missing, or name another event, which must not settle this one.
  @Test(arguments: ["", "r-9"]) func aRefusedEventIsWhoItsBodySaysItIs(property: String) async throws {
    try await withOperations { scene async throws in
      let body = #"{"specversion":"1.0","id":"r-10","type":"tributary.charge.posted.v1","correlationid":"day"}"#
      let refused = failedMessage(property, type: "", queue: Queue.routerIngress, body: body)
      try await scene.storeLetters([FakeQueue(Queue.deadLetters).delivery(refused)])
      let letter = try #require(try await scene.reader.deadLetter("r-10"))
      #expect(letter.type == "tributary.charge.posted.v1")
      #expect(try await scene.reader.deadLetterCount(correlation: "day") == 1)
      for (id, state) in [("r-9", LetterState.open), ("r-10", .resolved)] {
        var event = message(id, correlation: "day")
        event.headers[HeaderName.firstPublisher] = .string("billing")
        try await scene.index([event])
        #expect(try await scene.reader.deadLetter("r-10")?.state == state, "after \(id)")
      }
    }
  }

  @Test func aTraceFollowsCorrelationAndCause() async throws {
    try await withOperations { scene async throws in
      try await scene.index([
        message("a1", correlation: "file-a", subject: "TRACE-1"), message("b1", correlation: "file-b"),
        message("a2", correlation: "file-a", causation: "a1"),
        message("b2", correlation: "file-b", causation: "a2"),  // caused across correlations
        message("c1", correlation: "file-c"),
      ])
      let reader = try scene.reader
      for key in ["a1", "file-a", "TRACE-1", "a2"] {
        #expect(try await reader.trail(key).events.map(\.id) == ["a1", "a2", "b2"], "\(key)")
      }
      #expect(try await reader.trail("c1").events.map(\.id) == ["c1"])
      #expect(try await reader.trail("nothing").events.isEmpty)
    }
  }

  @Test func withoutADatabaseItSaysSo() async throws {
    try await withTemporaryFolder { folder async throws in
      _ = #expect(throws: StorageError.self) { try OperationsReader(data: folder) }
    }
  }

  @Test func aTraceSaysWhoPublishedWhyItWentThereAndWhatFailed() async throws {
    try await withOperations { scene async throws in
      var event = message("e1", correlation: "file-1")
      event.headers[HeaderName.firstPublisher] = .string("ehr")
      event.headers[HeaderName.translation] = .string("ehr-charges")
      event.headers[HeaderName.route] = .string("large to treasury: /data/amount is at least 100")
      try await scene.index([event, message("e2", correlation: "file-1")])
      let queue = FakeQueue(Queue.deadLetters)
      try await scene.storeLetters([
        queue.delivery(failedMessage("e1", attempts: 3)), queue.delivery(failedMessage("never-routed")),
      ])
      let trail = try await scene.reader.trail("file-1")
      #expect(trail.events.map(\.publisher) == ["ehr", nil])
      #expect(
        trail.events.map(\.why) == [
          "translated by ehr-charges; large to treasury: /data/amount is at least 100", nil,
        ])
      #expect(trail.events.map(\.failedAttempts) == [3, 0])
      #expect(trail.deadLetters.map(\.message) == ["e1", "never-routed"])
      #expect(try await scene.reader.trail("never-routed").deadLetters.count == 2)
    }
  }
}

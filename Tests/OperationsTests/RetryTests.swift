// Retries: sent once, outstanding at most once, and ended by what became of the message.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct RetryTests {
  private let queue = FakeQueue(Queue.deadLetters)

  private func store(_ scene: OperationsScene, _ messages: Message...) async throws {
    try await scene.storeLetters(messages.map { queue.delivery($0) })
  }

  /// What a receiver answers for a retry.
  private func answer(_ retry: String, id: String = "a") throws -> Message {
    let context = EventContext(
      id: EventID(id), source: "/services/cash-application", subject: retry, time: OperationsScene.clock.now(),
      tenant: "clinic", correlationID: "c")
    let data = MessageReplayed(retry: retry, message: "1", queue: "cash-application", outcome: "applied")
    return Message.routed(try Event(context, data: data).encoded())
  }

  @Test func whatFailedInAWorkerReturnsThereWithoutItsFailures() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1", attempts: 3))
      let job = try await scene.perform(.retry, .numbers(1))
      #expect(job.state == "done" && job.total == 1 && job.done == 1 && job.skipped == 0)
      let sent = try #require(try await scene.replays().first)
      #expect(sent.exchange == Exchange.return && sent.message.routingKey == "cash-application")
      #expect(sent.message.id == "1" && sent.message.body == Array("{}".utf8))
      let headers = sent.message.headers
      #expect(headers[HeaderName.retry] == .string("1.1") && headers[HeaderName.firstPublisher] == .string("billing"))
      #expect(headers[HeaderName.contentDigest] == .string("d1") && headers[HeaderName.source] == .string("/tests"))
      #expect(headers[HeaderName.attempt] == nil && headers[HeaderName.failureHistory] == nil)
      #expect(try await scene.reader.deadLetter("1")?.state == .retrying)
    }
  }

  @Test func whatTheRouterRefusedIsCheckedAgain() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1", queue: Queue.routerIngress))
      try await scene.perform(.retry)
      let sent = try #require(try await scene.replays().first)
      #expect(sent.exchange == Exchange.internal && sent.message.routingKey == "deposit.received.v1")
      #expect(sent.message.headers[HeaderName.contentDigest] == nil, "the router works it out anew")
    }
  }

  @Test func atMostOneRetryIsOutstanding() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1"))
      try await scene.perform(.retry, .numbers(1))
      let refusal = await #expect(throws: DeskRefusal.self) { try await scene.perform(.retry, .numbers(1)) }
      #expect(refusal?.description.contains("nothing matches") == true)
      #expect(refusal?.description.hasSuffix("in another state: 1 retrying") == true, "\(refusal?.description ?? "")")
      #expect(try await scene.desk().jobs(limit: 9).count == 1, "no work without letters")
      #expect(try await scene.reader.audit(limit: 9).filter { $0.action == "request to retry" }.count == 1)
      #expect(try await scene.replays().count == 1)
    }
  }

  @Test func theAnswerOfAReceiverEndsIt() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1"))
      try await scene.perform(.retry)
      try await scene.index([try answer("1.1"), try answer("1.1", id: "b"), try answer("77.1", id: "c")])
      #expect(try await scene.reader.deadLetter("1")?.state == .resolved)
      let retries = try await scene.reader.history(of: 1).retries
      #expect(retries.map(\.outcome) == ["applied by cash-application"] && retries.first?.endedAt != nil)
    }
  }

  /// The weakness that this store once had: a retry that fails in the same way, at the same attempt, is no redelivery.
  @Test func aRetryThatFailsInTheSameWayOpensTheLetterAgain() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1"))
      try await scene.perform(.retry)
      var again = failedMessage("1")
      again.headers[HeaderName.retry] = .string("1.1")
      try await store(scene, again)
      try await store(scene, again)
      let letter = try #require(try await scene.reader.deadLetter("1"))
      #expect(letter.state == .open && letter.failures == 2 && letter.retries == 1)
      #expect(try await scene.reader.history(of: 1).retries.map(\.outcome) == ["failed"])
      #expect(try await scene.reader.deadLetterCount() == 1)
      try await scene.perform(.retry)
      let sent = try await scene.replays().map { $0.message.headers[HeaderName.retry] }
      #expect(sent == [.string("1.1"), .string("1.2")])
    }
  }

  @Test func aLateAnswerOfAnEarlierRetryEndsNothing() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1"))
      try await scene.perform(.retry)
      try await scene.perform(.reopen)
      try await scene.perform(.retry)
      try await scene.index([try answer("1.1")])
      #expect(try await scene.reader.deadLetter("1")?.state == .retrying)
      try await scene.index([try answer("1.2", id: "b")])
      #expect(try await scene.reader.deadLetter("1")?.state == .resolved)
    }
  }

  /// Retries come to the router by its internal queue, whichever the message came by at first.
  @Test func theRoutersSecondRefusalIsTheSameLetter() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1", queue: Queue.routerIngress))
      try await scene.perform(.retry)
      var again = failedMessage("1", queue: Queue.routerInternal, at: "2026-03-01T13:00:00Z")
      again.headers[HeaderName.retry] = .string("1.1")
      try await store(scene, again)
      #expect(try await scene.reader.deadLetterStates() == ["open": 1])
    }
  }

  @Test func gettingPastTheRouterAndFailingInAWorkerIsAnotherLetter() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1", queue: Queue.routerIngress))
      try await scene.perform(.retry)
      var later = failedMessage("1", queue: Queue.erpPosting)
      later.headers[HeaderName.retry] = .string("1.1")
      try await store(scene, later)
      #expect(try await scene.reader.deadLetterStates() == ["open": 1, "resolved": 1])
      #expect(try await scene.reader.history(of: 1).retries.map(\.outcome) == ["failed at erp-posting"])
    }
  }

  @Test func discardedAndResolvedLettersOpenWhenTheirMessageFailsAnew() async throws {
    try await withOperations { scene async throws in
      try await store(scene, failedMessage("1"))
      try await scene.perform(.discard, reason: "a test message")
      #expect(try await scene.reader.deadLetterStates() == ["discarded": 1])
      #expect(try await scene.reader.history(of: 1).audit.map(\.detail) == ["a test message"])
      try await store(scene, failedMessage("1", at: "2026-03-02T11:00:00Z"))
      #expect(try await scene.reader.deadLetterStates() == ["open": 1])
    }
  }
}

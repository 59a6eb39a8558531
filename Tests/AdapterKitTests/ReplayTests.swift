// Messages that operators had sent again: answered for by their receiver, and corrected ones refused where the
// original has taken effect.

import AdapterKit
import Messaging
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct ReplayTests {
  private let queue = FakeQueue("cash-application")

  private func receive(_ message: Message, _ database: any Database, keysOnCorrections: Bool = true) async throws {
    let receiver = EventReceiver(
      worker: "tester", queue: "cash-application", database: database, handler: RecordingHandler(), clock: noon,
      batchLimit: 100, replays: ReplayAnswers(tenant: "clinic", source: "/tests"),
      keysOnCorrections: keysOnCorrections, logger: quietLogger)
    try await receiver.run(queue.stream([queue.delivery(message)]))
  }

  private func replayed(_ id: String, retry: String) -> Message {
    var message = Message.routed(id: id)
    message.headers[HeaderName.retry] = .string(retry)
    return message
  }

  @Test func theReceiverAnswersInTheTransactionOfTheEffect() async throws {
    try await withServiceDatabase { database async throws in
      try await receive(replayed("1", retry: "12.1"), database)
      try await receive(replayed("1", retry: "12.1"), database)
      let answers = try await database.outbox().map { try Event<MessageReplayed>(json: $0.message.body) }
      #expect(answers.map(\.data.outcome) == ["applied", "known"])
      #expect(answers.allSatisfy { $0.data.retry == "12.1" && $0.data.message == "1" && $0.context.source == "/tests" })
      #expect(Set(answers.map(\.context.id)).count == 2, "two contents are two events")
      #expect(try await database.effects() == ["1"])
    }
  }

  @Test func whatIsNoReplayIsNotAnsweredFor() async throws {
    try await withServiceDatabase { database async throws in
      try await receive(.routed(id: "1"), database)
      #expect(try await database.outbox().isEmpty)
    }
  }

  private func corrected(_ id: String, digest: String) -> Message {
    var message = Message.routed(id: id, digest: digest)
    message.headers[HeaderName.idempotencyKey] = .string("1")
    return message
  }

  @Test func aCorrectionTakesThePlaceOfItsOriginal() async throws {
    try await withServiceDatabase { database async throws in
      try await receive(corrected("2", digest: "d2"), database)
      try await receive(corrected("2", digest: "d2"), database)
      try await receive(.routed(id: "1", digest: "d1"), database)
      #expect(try await database.effects() == ["2"])
      let codes = try await database.outbox().map { $0.message.headers[HeaderName.failureCode] }
      #expect(codes == [.string("content-conflict")], "the original comes too late")
    }
  }

  @Test func aCorrectionIsRefusedOnceTheOriginalHasTakenEffect() async throws {
    try await withServiceDatabase { database async throws in
      try await receive(.routed(id: "1", digest: "d1"), database)
      try await receive(corrected("2", digest: "d2"), database)
      #expect(try await database.effects() == ["1"])
      let failed = try #require(try await database.outbox().first?.message.headers)
      #expect(failed[HeaderName.failureCode] == .string("original-applied"))
      try await receive(corrected("3", digest: "d3"), database, keysOnCorrections: false)
      #expect(try await database.effects() == ["1", "3"], "an index of what passed keeps both")
    }
  }

  @Test func everyFailureIsRememberedUpToALimit() {
    var message = Message.routed(id: "1")
    for number in 1...(FailureRecord.limit + 5) {
      message = message.failed(
        Failure(.transient, code: "a code\nwith breaks", reason: "r"), queue: "q", worker: "w", version: "1",
        at: "t\(number)")
    }
    let records = FailureRecord.read(message.headers[HeaderName.failureHistory]?.stringValue)
    #expect(records.count == FailureRecord.limit)
    #expect(records.last?.attempt == 25 && records.last?.time == "t25" && records.last?.code == "a-code-with-breaks")
    #expect(FailureRecord.read("nonsense\n0 a b c d e\nx a b c d e").isEmpty)
  }
}

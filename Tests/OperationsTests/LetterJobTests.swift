// Bulk work: each letter once, whatever dies in between and whoever else asks.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct LetterJobTests {
  private let queue = FakeQueue(Queue.deadLetters)

  private func request(_ action: LetterAction, _ filter: LetterFilter = LetterFilter(), id: String = UUID().uuidString)
    -> LetterRequest
  {
    LetterRequest(request: id, action: action, filter: filter, reason: "a reason")
  }

  @Test func twoPeopleWhoRetryTheSameGroupRetryEachLetterOnce() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters((1...450).map { queue.delivery(failedMessage("m\($0)")) })
      let desk = try scene.desk()
      var group = LetterFilter()
      group.group = "invalid/schema-violation/tributary.deposit.received.v1"
      let first = try await desk.take(request(.retry, group), from: .ann)
      let second = try await desk.take(request(.retry, group), from: .cem)
      #expect(first.total == 450 && second.total == 450)
      // Some come back before the second one's turn: that failure is news, and not what was asked for.
      let runner = LetterJobRunner(
        database: scene.database, cipher: scene.cipher, clock: OperationsScene.clock, wake: Signal(),
        committed: Signal(), logger: quietLogger)
      _ = try await runner.step()
      var again = failedMessage("m1", at: "2026-03-01T14:00:00Z")
      again.headers[HeaderName.retry] = .string("1.1")
      try await scene.storeLetters([queue.delivery(again)])
      try await scene.work()
      #expect(try await desk.job(first.number).done == 450)
      let rest = try await desk.job(second.number)
      #expect(rest.done == 0 && rest.skipped == 450 && rest.state == "done")
      let sent = try await scene.replays().map(\.message.id)
      #expect(sent.count == 450 && Set(sent).count == 450)
    }
  }

  /// Every commit may be the last one: the work goes on where it stopped, and a commit whose answer was lost counts.
  @Test func workThatDiesGoesOnAndRepeatsNothing() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters((1...900).map { queue.delivery(failedMessage("m\($0)")) })
      let desk = try scene.desk()
      let job = try await desk.take(request(.retry), from: .ann)
      for fault in [FaultyDatabase.Fault.before(StorageError.broken), .after(StorageError.broken)] {
        let dying = FaultyDatabase(scene.database, faults: [2: fault])
        await #expect(throws: StorageError.self) { try await scene.work(on: dying) }
      }
      #expect(try await desk.job(job.number).state == "running")
      try await scene.work()
      let done = try await desk.job(job.number)
      #expect(done.state == "done" && done.done == 900 && done.skipped == 0 && done.endedAt != nil)
      let sent = try await scene.replays().map(\.message.id)
      #expect(sent.count == 900 && Set(sent).count == 900)
    }
  }

  @Test func aRequestAskedTwiceIsOneWork() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1"))])
      let desk = try scene.desk()
      let id = UUID().uuidString
      let first = try await desk.take(request(.retry, id: id), from: .ann)
      #expect(try await desk.take(request(.retry, id: id), from: .ann) == first)
      await #expect(throws: DeskRefusal.self) { try await desk.take(request(.retry, id: id), from: .cem) }
    }
  }

  @Test func workIsPausedResumedAndCancelled() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters((1...3).map { queue.delivery(failedMessage("m\($0)")) })
      let desk = try scene.desk()
      let job = try await desk.take(request(.retry), from: .cem).number
      #expect(try await desk.steer(job, .pause, by: .cem).state == "paused")
      try await scene.work()
      #expect(try await scene.replays().isEmpty)
      #expect(try await desk.steer(job, .resume, by: .cem).state == "running")
      try await scene.work()
      #expect(try await scene.replays().count == 3)
      await #expect(throws: DeskRefusal.self) { try await desk.steer(job, .cancel, by: .cem) }
      let other = try await desk.take(request(.reopen), from: .ann).number
      #expect(try await desk.steer(other, .cancel, by: .ann).isOver)
      try await scene.work()
      #expect(try await scene.reader.deadLetterStates() == ["retrying": 3])
    }
  }

  @Test func aDryRunSaysWhatWouldHappenAndChangesNothing() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters(
        [failedMessage("1"), failedMessage("2"), failedMessage("3", queue: Queue.routerIngress)]
          .map { queue.delivery($0) })
      try await scene.perform(.discard, .numbers(2))
      let forecast = try await scene.desk().forecast(request(.retry, .numbers(1, 2, 3)))
      #expect(forecast.total == 2 && forecast.left == ["discarded": 1])
      #expect(Set(forecast.parts.map(\.way)) == ["back to cash-application", "through the router"])
      #expect(try await scene.replays().isEmpty)
    }
  }

  @Test func onlyAdministratorsReopen() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1"))])
      let desk = try scene.desk()
      for person in [Operator.ben, .cem] {
        await #expect("\(person.name)") {
          try await desk.take(request(.reopen), from: person)
        } throws: { ($0 as? DeskRefusal)?.kind == .forbidden }
      }
      #expect(try await desk.body(of: 1, for: .ben) == Array("{}".utf8))
      #expect(try await scene.reader.audit(limit: 1).map(\.action) == ["see body"])
      await #expect(throws: DeskRefusal.self) { try await scene.perform(.discard, reason: " ") }
    }
  }

  @Test func theAuditCannotBeChanged() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1"))])
      try await scene.perform(.retry)
      let actions = try await scene.reader.audit(limit: 10).map(\.action)
      #expect(actions == ["retry", "request to retry"])
      for sql in ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"] {
        await #expect(throws: ConstraintError.self) {
          try await scene.database.write { _ = try $0.execute(sql) }
        }
      }
    }
  }
}

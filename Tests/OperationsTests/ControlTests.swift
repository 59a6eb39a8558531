// People pause, resume and withdraw: who may, what leaves as an event, and what the answer changes.

import AdapterKit
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct ControlTests {
  private func desk(_ scene: OperationsScene) -> ControlDesk {
    ControlDesk(sender: scene.sender)
  }

  private func answer<Body: EventBody>(_ id: String, _ data: Body) throws -> Message {
    let context = EventContext(
      id: EventID(id), source: "/tests", subject: id, time: OperationsScene.clock.now(), tenant: "clinic",
      correlationID: id)
    return .routed(try Event(context, data: data).encoded())
  }

  private static let file = String(repeating: "a", count: 64)

  @Test func aRequestLeavesAsAnEventAndItsAnswerIsNoted() async throws {
    try await withOperations { scene async throws in
      let asked = try await desk(scene).ask(.pause, .worker, "lockbox", reason: "moving house", by: .cem)
      #expect(asked.state == "pausing" && asked.number == 1 && asked.requestedBy == "cem")
      let sent = try #require(try await scene.outbox().first)
      let event = try Event<WorkerStateRequested>(json: sent.message.body)
      #expect(sent.exchange == Exchange.internal && event.data.state == .paused && event.data.number == 1)
      #expect(event.data.requestedBy == "cem" && event.data.reason == "moving house")
      let again = try await desk(scene).ask(.pause, .worker, "lockbox", reason: "again", by: .ann)
      #expect(again == asked, "what is wanted already is not asked for again")
      try await scene.index([
        answer(
          "a1",
          WorkerStateChanged(
            worker: "lockbox", state: .paused, number: 1, request: event.context.id, requestedBy: "cem"))
      ])
      let listed = try await scene.reader.controls(.worker)
      #expect(listed.map(\.name) == Queue.pausable.sorted())
      #expect(listed.first { $0.name == "lockbox" }?.state == "paused")
      #expect(listed.first { $0.name == "erp-posting" }?.state == "running")
      let resumed = try await desk(scene).ask(.resume, .worker, "lockbox", reason: "", by: .cem)
      #expect(resumed.state == "resuming" && resumed.number == 2)
      let audit = try await scene.reader.audit(limit: 10)
      #expect(audit.map(\.action) == ["resume worker", "pause worker"])
      #expect(audit.last?.detail == "lockbox: moving house")
    }
  }

  @Test func anOlderAnswerThatComesLateChangesNothing() async throws {
    try await withOperations { scene async throws in
      _ = try await desk(scene).ask(.pause, .payer, "p1", reason: "why", by: .ben)
      _ = try await desk(scene).ask(.resume, .payer, "p1", reason: "", by: .ben)
      let request = EventID("r")
      let changed = { (state: RunState, number: Int64) in
        PayerStateChanged(
          payer: "p1", state: state, number: number, request: request, requestedBy: "ben", advices: 2)
      }
      try await scene.index([answer("a2", changed(.running, 2)), answer("a1", changed(.paused, 1))])
      let control = try #require(try await scene.reader.controls(.payer).first)
      #expect(control.state == "running" && control.detail == "2 advices were looked at again")
    }
  }

  @Test(arguments: [
    (ControlDesk.Wish.pause, ControlKind.worker, "router", "why"), (.pause, .worker, "lockbox", " "),
    (.withdraw, .worker, "lockbox", "why"), (.pause, .file, file, "why"), (.withdraw, .file, "A1", "why"),
    (.resume, .worker, "lockbox", ""), (.pause, .payer, "", "why"),
  ])
  func whatCannotBeAskedForIsRefused(_ wish: ControlDesk.Wish, _ kind: ControlKind, _ name: String, _ reason: String)
    async throws
  {
    try await withOperations { scene async throws in
      _ = await #expect(throws: DeskRefusal.self) {
        try await desk(scene).ask(wish, kind, name, reason: reason, by: .ann)
      }
    }
  }

  @Test func aWithdrawnFilesDeadLettersAreDiscardedWithTheReason() async throws {
    try await withOperations { scene async throws in
      let queue = FakeQueue("dead-letters")
      var own = failedMessage("m1")
      own.correlationID = Self.file
      try await scene.storeLetters([queue.delivery(own), queue.delivery(failedMessage("m2"))])
      _ = try await desk(scene).ask(.withdraw, .file, Self.file, reason: "another clinic's", by: .ann)
      let withdrawn = FileWithdrawn(
        digest: Self.file, number: 1, request: EventID("r"), requestedBy: "ann", reason: "another clinic's",
        advices: 1, deposits: 0, journals: 2, workItems: 3)
      #expect(try await scene.reader.openLetters(ofFile: Self.file) == 1)
      try await scene.index([answer("a", withdrawn)])
      #expect(try await scene.reader.deadLetterStates() == ["discarded": 1, "open": 1])
      let audit = try #require(try await scene.reader.audit(limit: 1).first)
      #expect(audit.action == "discard" && audit.detail == "its file was withdrawn: another clinic's")
      let control = try #require(try await scene.reader.controls(.file).first)
      #expect(control.state == "withdrawn" && control.detail?.contains("1 dead letters discarded") == true)
    }
  }

  @Test func aRefusedWithdrawalCanBeAskedForAgain() async throws {
    try await withOperations { scene async throws in
      _ = try await desk(scene).ask(.withdraw, .file, Self.file, reason: "bad", by: .ann)
      let refused = FileWithdrawalRefused(
        digest: Self.file, number: 1, request: EventID("r"), requestedBy: "ann", obstacles: ["a journal", "a claim"])
      try await scene.index([answer("a", refused)])
      let control = try #require(try await scene.reader.controls(.file).first)
      #expect(control.state == "refused" && control.detail == "a journal; a claim")
      let again = try await desk(scene).ask(.withdraw, .file, Self.file, reason: "bad", by: .ann)
      #expect(again.number == 2 && again.state == "withdrawing")
    }
  }
}

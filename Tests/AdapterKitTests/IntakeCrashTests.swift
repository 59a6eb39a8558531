// Whatever dies at whatever step: after the next start every event is in the outbox exactly once, in order.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct IntakeCrashTests {
  /// Five events in chunks of two and a rejection: begin, three chunks, announcement.
  private static let text = "e1\ne2\n!bad\ne3\ne4\ne5\n"
  private static let writes = 5

  private func isWhole(_ scene: IntakeScene) async throws {
    #expect(try await scene.lines() == ["e1", "e2", "e3", "e4", "e5"])
    #expect(try await scene.received().map(\.duplicate) == [false])
    #expect(try await scene.received().map(\.events) == [5])
    #expect(try await scene.rejected().map(\.reason) == ["bad"])
    let ids = try await scene.database.outbox().map(\.message.id)
    #expect(Set(ids).count == ids.count)
    #expect(try scene.files() == ["archive/2026-03-01/a.txt"])
    let claimed = try FileManager.default.contentsOfDirectory(
      atPath: scene.root.appendingPathComponent("claimed").path)
    #expect(claimed.isEmpty)
  }

  @Test func anUndisturbedIntakeTakesFiveWrites() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", Self.text)
      let counted = FaultyDatabase(scene.database)
      try await scene.takeInEverything(scene.intake(on: counted))
      #expect(counted.writes == Self.writes, "the other tests stop at each of them")
      try await isWhole(scene)
    }
  }

  @Test(arguments: 1...writes, [true, false])
  func itDiesAtAWrite(_ number: Int, _ isWritten: Bool) async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", Self.text)
      let fault: FaultyDatabase.Fault = isWritten ? .after(StorageError.broken) : .before(StorageError.broken)
      let dying = FaultyDatabase(scene.database, faults: [number: fault])
      try await running({ try await scene.intake(on: dying).run() }) {
        try await eventually("the write fails") { dying.failures == 1 }
      }
      #expect(try scene.files().filter { $0.hasPrefix("claimed/") }.count == 1, "the file waits for the next start")
      try await scene.takeInEverything()
      try await isWhole(scene)
    }
  }

  @Test(arguments: 1...writes)
  func itIsCancelledAtAWrite(_ number: Int) async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", Self.text)
      let stopping = FaultyDatabase(
        scene.database, beforeWrite: { if $0 == number { withUnsafeCurrentTask { $0?.cancel() } } })
      let intake = scene.intake(on: stopping)
      _ = await Task { try await intake.run() }.result
      #expect(try await scene.received().isEmpty)
      try await scene.takeInEverything()
      try await isWhole(scene)
    }
  }

  @Test(arguments: 1...writes)
  func aBusyDatabaseIsWaitedFor(_ number: Int) async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", Self.text)
      let busy = FaultyDatabase(scene.database, faults: [number: .before(StorageError.busy)])
      try await scene.takeInEverything(scene.intake(on: busy))
      #expect(busy.failures == 1)
      try await isWhole(scene)
    }
  }

  @Test(arguments: [1, 3])
  func aCommitOfUnknownOutcomeIsNotWrittenTwice(_ number: Int) async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", Self.text)
      let busy = FaultyDatabase(scene.database, faults: [number: .after(StorageError.busy)])
      try await scene.takeInEverything(scene.intake(on: busy))
      try await isWhole(scene)
    }
  }

  @Test func itDiesBetweenClaimAndAnythingElse() async throws {
    try await withIntake { scene async throws in
      let claimed = scene.root.appendingPathComponent("claimed/some-intake")
      try FileManager.default.createDirectory(at: claimed, withIntermediateDirectories: true)
      try Data(Self.text.utf8).write(to: claimed.appendingPathComponent("a.txt"))
      try await scene.takeInEverything()
      try await isWhole(scene)
    }
  }

  @Test func itDiesBeforeTheClaimOrAfterTheMove() async throws {
    try await withIntake { scene async throws in
      let claimed = scene.root.appendingPathComponent("claimed/some-intake")
      try FileManager.default.createDirectory(at: claimed, withIntermediateDirectories: true)
      try scene.handIn("a.txt", Self.text)
      try await scene.takeInEverything()
      try await isWhole(scene)
    }
  }

  @Test func theRelayMayHaveDrainedTheBeginningMeanwhile() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", Self.text)
      let dying = FaultyDatabase(scene.database, faults: [3: .before(StorageError.broken)])
      try await running({ try await scene.intake(on: dying).run() }) {
        try await eventually("the write fails") { dying.failures == 1 }
      }
      let publisher = InMemoryPublisher()
      let relay = OutboxRelay(
        database: scene.database, publisher: publisher, user: "lines", wake: Signal(), logger: quietLogger)
      try await running({ try await relay.run() }) {
        try await eventually("drained") { try await scene.database.outbox().isEmpty }
      }
      #expect(publisher.published.map(\.message.id) == ["e1", "e2"])
      try await scene.takeInEverything()
      #expect(try await scene.lines() == ["e3", "e4", "e5"])
    }
  }
}

// The intake: every file once, whole, in order, and out of the way afterwards.

import AdapterKit
import Foundation
import PaymentEvents
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct FileIntakeTests {
  @Test func aFileBecomesEventsAndIsArchived() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", "e1\ne2\ne3\n")
      try await scene.takeInEverything()
      #expect(try await scene.lines() == ["e1", "e2", "e3"])
      let received = try #require(try await scene.received().first)
      #expect(received.fileName == "a.txt" && received.size == 9 && received.events == 3 && !received.duplicate)
      #expect(received.format == "lines" && received.arrivedAt.rfc3339 == "2026-03-01T12:00:00Z")
      #expect(try scene.files() == ["archive/2026-03-01/a.txt"])
      #expect(FileManager.default.fileExists(atPath: scene.store.path(of: received.digest).path))
      let last = try #require(try await scene.database.outbox().last)
      #expect(last.message.type == FileReceived.type && last.message.correlationID == received.digest)
      #expect(try await scene.database.outbox().allSatisfy { $0.exchange == Exchange.internal })
    }
  }

  /// What becomes no event is not forgotten: the reports tell of it.
  @Test func whatIsKeptWithoutAnEventIsRemembered() async throws {
    try await withIntake { scene async throws in
      let kept = [KeptTotal(reason: "group-status", count: 2, amount: try Money(cents: 7_777_01))]
      try scene.handIn("a.txt", "e1\n")
      try await scene.takeInEverything(scene.intake(translator: LineTranslator(kept: kept)))
      let entries = try await scene.database.read { try IntakeLog.entries(in: $0) }
      #expect(entries.map(\.kept) == [kept] && entries.map(\.warnings) == [0])
      #expect(KeptTotal.line(kept) == "kept without an event: group-status 2 (7,777.01)" && KeptTotal.line([]) == nil)
    }
  }

  @Test func filesThatAreStillBeingWrittenAreLeftAlone() async throws {
    try await withIntake { scene async throws in
      for name in ["a.part", ".hidden", "b.tmp"] { try scene.handIn(name, "e-\(name)\n") }
      let folder = scene.folders.inbox.appendingPathComponent("folder")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try scene.handIn("z.txt", "e\n")  // the last by name: when it is done, the others were passed over
      try await running({ try await scene.intake().run() }) {
        try await eventually("z.txt is archived") { try scene.files().contains("archive/2026-03-01/z.txt") }
      }
      #expect(try scene.files() == ["archive/2026-03-01/z.txt", "inbox/.hidden", "inbox/a.part", "inbox/b.tmp"])
      #expect(try await scene.lines() == ["e"])
    }
  }

  @Test func aRenamedPartIsTaken() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.part", "e\n")
      try FileManager.default.moveItem(
        at: scene.folders.inbox.appendingPathComponent("a.part"), to: scene.folders.inbox.appendingPathComponent("a"))
      try await scene.takeInEverything()
      #expect(try await scene.lines() == ["e"])
    }
  }

  @Test func theSameBytesAgainAreAnnouncedAsADuplicateOnly() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", "e1\n!bad\n")
      try await scene.takeInEverything()
      try scene.handIn("b.txt", "e1\n!bad\n")
      try await scene.takeInEverything()
      #expect(try await scene.lines() == ["e1"])
      #expect(try await scene.rejected().count == 1)
      let received = try await scene.received()
      #expect(received.map(\.duplicate) == [false, true] && received.map(\.fileName) == ["a.txt", "b.txt"])
      #expect(received[0].digest == received[1].digest)
      let ids = try await scene.database.outbox().map(\.message.id)
      #expect(Set(ids).count == ids.count)
      #expect(try scene.files() == ["archive/2026-03-01/a.txt", "archive/2026-03-01/b.txt"])
      let entry = try await scene.database.read { try IntakeLog.entry(received[0].digest, in: $0) }
      #expect(entry?.arrivals == 2 && entry?.name == "a.txt" && entry?.state == .done && entry?.rejections == 1)
    }
  }

  @Test func aFileOfWhichNothingGoesOnIsRejected() async throws {
    try await withIntake { scene async throws in
      for name in ["a.txt", "b.txt"] {
        try scene.handIn(name, "!not readable\n!nor this\n")
        try await scene.takeInEverything()
      }
      #expect(try scene.files() == ["rejected/2026-03-01/a.txt", "rejected/2026-03-01/b.txt"])
      // What was rejected is tried each time that it comes, and each try says why it failed.
      let rejected = try await scene.rejected()
      #expect(rejected.map(\.reason) == ["not readable", "nor this", "not readable", "nor this"])
      #expect(try await scene.received().map(\.events) == [0, 0])
      #expect(try await scene.received().map(\.duplicate) == [false, false])
      let ids = try await scene.database.outbox().map(\.message.id)
      #expect(Set(ids).count == ids.count)
    }
  }

  @Test func aBadSetDoesNotStopItsNeighbours() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", "e1\n!bad\ne2\n")
      try await scene.takeInEverything()
      #expect(try await scene.lines() == ["e1", "e2"])
      #expect(try await scene.rejected().map(\.position) == ["line 1"])
      #expect(try scene.files() == ["archive/2026-03-01/a.txt"])
    }
  }

  @Test func aNameThatIsTakenInTheArchiveGetsTheIntakesID() async throws {
    try await withIntake { scene async throws in
      for text in ["e1\n", "e2\n", "e3\n"] {
        try scene.handIn("a.txt", text)
        try await scene.takeInEverything()
      }
      let names = try scene.files()
      #expect(names.count == 3 && names.allSatisfy { $0.hasSuffix("a.txt") })
      #expect(names.contains("archive/2026-03-01/a.txt"))
      #expect(try await scene.lines() == ["e1", "e2", "e3"])
    }
  }

  @Test func aTranslatorsFaultHoldsOneFileAndNotTheOthers() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", "e1\ne2\ne3\n")
      try scene.handIn("b.txt", "f1\n")
      let broken = scene.intake(translator: LineTranslator(failingAt: 2))
      try await running({ try await broken.run() }) {
        try await eventually("b.txt is archived") { try scene.files().contains("archive/2026-03-01/b.txt") }
      }
      #expect(try scene.files().filter { $0.hasPrefix("claimed/") && $0.hasSuffix("/a.txt") }.count == 1)
      try await scene.takeInEverything()
      #expect(try await scene.lines().sorted() == ["e1", "e2", "e3", "f1"])
    }
  }

  @Test func intakePausesWhileTheOutboxIsFull() async throws {
    try await withIntake { scene async throws in
      let lines = (1...12).map { "e\($0)" }
      try scene.handIn("a.txt", lines.joined(separator: "\n"))
      var limits = IntakeGate.Limits()
      limits.outbox = 3
      let gate = IntakeGate(limits)
      let depths = Mutex<[Int]>([])
      let watched = FaultyDatabase(
        scene.database,
        beforeWrite: { _ in
          let depth = try await scene.database.read { try Outbox.count(in: $0) }
          depths.withLock { $0.append(depth) }
        })
      let intake = scene.intake(on: watched, gate: gate)
      var seen: [String] = []
      try await running({ try await intake.run() }) {
        while seen.count < lines.count {
          try await eventually("intake pauses and says so, or is at its end") {
            let waiting = try await scene.database.outbox().count
            return gate.remark != nil && waiting > 3 || seen.count + waiting >= lines.count
          }
          seen += try await drain(scene)
        }
        try await eventually("archived") { try scene.files() == ["archive/2026-03-01/a.txt"] }
      }
      #expect(seen == lines && gate.remark == nil)
      // A chunk is written only at or below the mark; the announcement is not held back.
      #expect(depths.withLock { $0 }.dropLast().allSatisfy { $0 <= 3 })
    }
  }

  /// Takes the content events out of the outbox, as the relay would.
  private func drain(_ scene: IntakeScene) async throws -> [String] {
    try await scene.database.write { connection in
      let pending = try Outbox.pending(after: 0, limit: 100, in: connection)
        .filter { $0.outgoing.message.type == "tributary.test.line.v1" }
      try Outbox.remove(pending.map(\.sequence), in: connection)
      return pending.map { String(decoding: $0.outgoing.message.body, as: UTF8.self) }
    }
  }
}

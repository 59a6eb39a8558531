// A rejected file that is handed in again: a new try, under what is configured then.

import AdapterKit
import Foundation
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct AnotherTryTests {
  private let corrected = LineTranslator(allows: ["odd"])

  @Test(.timeLimit(.minutes(1))) func aRejectedFileIsTakenOnceItsProfileIsCorrected() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", "!odd\n")
      try await scene.takeInEverything()
      #expect(try await scene.lines() == [])
      try scene.handIn("a.txt", "!odd\n")
      try await scene.takeInEverything(scene.intake(translator: corrected))
      #expect(try await scene.lines() == ["!odd"])
      #expect(try await scene.received().map(\.duplicate) == [false, false])
      #expect(try scene.files() == ["archive/2026-03-01/a.txt", "rejected/2026-03-01/a.txt"])
      // Accepted now, it is a duplicate from here on.
      try scene.handIn("b.txt", "!odd\n")
      try await scene.takeInEverything(scene.intake(translator: corrected))
      #expect(try await scene.lines() == ["!odd"])
      #expect(try await scene.received().map(\.duplicate) == [false, false, true])
    }
  }

  @Test(.timeLimit(.minutes(1))) func aFileRejectedInPartIsTriedUnderAnotherProfileOnly() async throws {
    try await withIntake { scene async throws in
      for name in ["a.txt", "b.txt"] {
        try scene.handIn(name, "e1\n!odd\n")
        try await scene.takeInEverything()
      }
      #expect(try await scene.received().map(\.duplicate) == [false, true])
      for name in ["c.txt", "d.txt"] {
        try scene.handIn(name, "e1\n!odd\n")
        try await scene.takeInEverything(scene.intake(translator: corrected))
      }
      #expect(try await scene.received().map(\.duplicate) == [false, true, false, true])
      #expect(try await scene.lines() == ["e1", "e1", "!odd"], "the first event has the id that receivers know")
    }
  }

  @Test(.timeLimit(.minutes(1))) func anArchiveIsOpenedAgainForItsRejectedFile() async throws {
    try await withIntake { scene async throws in
      for (name, translator) in [("a.zip", LineTranslator()), ("b.zip", corrected), ("c.zip", corrected)] {
        let part = scene.folders.inbox.appendingPathComponent(".\(name)")
        let zip = try Archives.zip([("one.txt", "e1\n"), ("two.txt", "!odd\n")], to: part)
        try FileManager.default.moveItem(at: zip, to: scene.folders.inbox.appendingPathComponent(name))
        try await scene.takeInEverything(scene.intake(translator: translator))
      }
      #expect(try await scene.lines() == ["e1", "!odd"])
      let received = try await scene.received()
      let expected = [
        "a.zip/one.txt", "a.zip/two.txt", "a.zip", "b.zip/one.txt duplicate", "b.zip/two.txt", "b.zip",
        "c.zip duplicate",
      ]
      #expect(received.map { $0.fileName + ($0.duplicate ? " duplicate" : "") } == expected)
    }
  }

  /// Two writes of a new try whose file is rejected again: its beginning and its end. Whichever fails, the file is
  /// announced once more and no third time.
  @Test(.timeLimit(.minutes(1)), arguments: 1...2, [true, false])
  func aTryThatDiesIsTakenUp(_ number: Int, _ isWritten: Bool) async throws {
    try await withIntake { scene async throws in
      try scene.handIn("a.txt", "!odd\n")
      try await scene.takeInEverything()
      try scene.handIn("b.txt", "!odd\n")
      let fault: FaultyDatabase.Fault = isWritten ? .after(StorageError.broken) : .before(StorageError.broken)
      let dying = FaultyDatabase(scene.database, faults: [number: fault])
      try await running({ try await scene.intake(on: dying).run() }) {
        try await eventually("the write fails") { dying.failures == 1 }
      }
      try await scene.takeInEverything()
      #expect(try await scene.rejected().count == 2)
      #expect(try await scene.received().count == 2)
      #expect(try scene.files() == ["rejected/2026-03-01/a.txt", "rejected/2026-03-01/b.txt"])
    }
  }
}

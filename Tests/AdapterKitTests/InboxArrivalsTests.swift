// When a file has arrived whole: pure decisions, and what the system really tells of a folder.

import AdapterKit
import Foundation
import TestSupport
import Testing

@Suite struct InboxArrivalsTests {
  private let start = ContinuousClock.now

  @Test func aFileThatStaysAsItIsIsTakenAfterTheSettleTime() async throws {
    try await withFile { file in
      var arrivals = InboxArrivals(settleTime: .seconds(5))
      #expect(arrivals.whole([file], InboxChanges(), at: start).isEmpty)
      #expect(arrivals.isWaiting)
      #expect(arrivals.whole([file], InboxChanges(), at: start + .milliseconds(4_999)).isEmpty)
      #expect(arrivals.whole([file], InboxChanges(), at: start + .seconds(5)) == [file])
      #expect(!arrivals.isWaiting)
    }
  }

  @Test func everyChangeStartsTheTimeAgain() async throws {
    try await withFile { file in
      var arrivals = InboxArrivals(settleTime: .seconds(5))
      _ = arrivals.whole([file], InboxChanges(), at: start)
      try Data("longer".utf8).write(to: file)
      #expect(arrivals.whole([file], InboxChanges(), at: start + .seconds(6)).isEmpty)
      #expect(arrivals.whole([file], InboxChanges(), at: start + .seconds(10)).isEmpty)
      #expect(arrivals.whole([file], InboxChanges(), at: start + .seconds(11)) == [file])
    }
  }

  @Test func whatSomebodyHasOpenIsNeverTaken() async throws {
    try await withFile { file in
      var arrivals = InboxArrivals(settleTime: .seconds(5))
      let open = InboxChanges(open: [file.lastPathComponent])
      _ = arrivals.whole([file], open, at: start)
      #expect(arrivals.whole([file], open, at: start + .seconds(1_000)).isEmpty)
      #expect(arrivals.whole([file], InboxChanges(), at: start + .seconds(1_004)).isEmpty)
      #expect(arrivals.whole([file], InboxChanges(), at: start + .seconds(1_005)) == [file])
    }
  }

  @Test func aRenamedFileIsTakenAtOnce() async throws {
    try await withFile { file in
      var arrivals = InboxArrivals(settleTime: .seconds(5))
      #expect(arrivals.whole([file], InboxChanges(moved: [file.lastPathComponent]), at: start) == [file])
    }
  }

  @Test func aFileThatIsGoneIsForgotten() async throws {
    try await withFile { file in
      var arrivals = InboxArrivals(settleTime: .seconds(5))
      _ = arrivals.whole([file], InboxChanges(), at: start)
      try FileManager.default.removeItem(at: file)
      #expect(arrivals.whole([file], InboxChanges(), at: start + .seconds(9)).isEmpty)
      #expect(!arrivals.isWaiting)
    }
  }

  // MARK: - The real folder

  /// Half of an upload lies there, open, and does not change for as long as other files come and go.
  @Test(.timeLimit(.minutes(1))) func anOpenUploadIsLeftUntilItIsClosed() async throws {
    try await withIntake { scene async throws in
      try await running({ try await scene.intake().run() }) {
        try await watched(scene)
        let upload = scene.folders.inbox.appendingPathComponent("upload.txt")
        // Made and opened in one step: a file that was made and closed is an empty one that has arrived.
        let descriptor = open(upload.path, O_CREAT | O_WRONLY, 0o644)
        try #require(descriptor >= 0)
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data("e1\n".utf8))
        for name in ["y.txt", "z.txt"] {
          try scene.handIn(name, "e-\(name)\n")
          try await eventually("\(name) is archived") { try scene.files().contains("archive/2026-03-01/\(name)") }
        }
        #expect(FileManager.default.fileExists(atPath: upload.path))
        try handle.write(contentsOf: Data("e2\n".utf8))
        try handle.close()
        try await eventually("the upload is archived") {
          try scene.files().contains("archive/2026-03-01/upload.txt")
        }
      }
      #expect(try await scene.lines() == ["e-start.txt", "e-y.txt", "e-z.txt", "e1", "e2"])
    }
  }

  /// With a settle time of an hour, only what is renamed is taken, and at once.
  @Test(.timeLimit(.minutes(1))) func aRenameIsHeardOfAtOnce() async throws {
    try await withIntake { scene async throws in
      var limits = FileIntake.Limits.small
      limits.settleTime = .seconds(3_600)
      limits.pollInterval = .seconds(3_600)
      let intake = scene.intake(limits: limits)
      try scene.handIn("a.part", "e\n")
      try await running({ try await intake.run() }) {
        let inbox = scene.folders.inbox
        try await eventually("the inbox is watched") { try InotifyWatches.count() > 0 }
        try FileManager.default.moveItem(
          at: inbox.appendingPathComponent("a.part"), to: inbox.appendingPathComponent("a.txt"))
        try await eventually("a.txt is archived") { try scene.files() == ["archive/2026-03-01/a.txt"] }
      }
    }
  }

  /// Else looking would be a reason to look again, without end.
  @Test(.timeLimit(.minutes(1))) func lookingAtAFolderIsNoNews() async throws {
    try await withTemporaryFolder { folder in
      let folders = try FileFolders(root: folder)
      let watch = InboxWatch(folder: folders.inbox, logger: quietLogger)
      _ = watch.changes()
      _ = try folders.look()
      #expect(await !watch.wait(atMost: .milliseconds(100)))
      try Data().write(to: folders.inbox.appendingPathComponent("a.txt"))
      #expect(await watch.wait(atMost: .seconds(3_600)))
    }
  }

  /// A first file has gone through: from now on the folder is watched.
  private func watched(_ scene: IntakeScene) async throws {
    try scene.handIn("start.txt", "e-start.txt\n")
    try await eventually("the first file is archived") {
      try scene.files().contains("archive/2026-03-01/start.txt")
    }
  }

  private func withFile(_ body: (URL) throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.835")
      try Data("x".utf8).write(to: file)
      try body(file)
    }
  }
}

/// Watches that this process holds, as the kernel lists them.
private enum InotifyWatches {
  static func count() throws -> Int {
    let folder = "/proc/self/fdinfo"
    return try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
      // A descriptor may be closed between the listing and the look.
      let text = (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
      return text.split(separator: "\n").count { $0.hasPrefix("inotify ") }
    }.reduce(0, +)
  }
}

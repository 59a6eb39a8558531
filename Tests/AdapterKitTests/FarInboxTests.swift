// An inbox on another file system: files come over whole, once, whatever step a crash fell into.

import AdapterKit
import Foundation
import TestSupport
import Testing

/// Whether /dev/shm is another file system than where temporary folders are, as on any usual Linux.
private let isFar: Bool = {
  func device(_ path: String) -> UInt? {
    var status = stat()
    return stat(path, &status) == 0 ? UInt(status.st_dev) : nil
  }
  return device("/dev/shm") != nil && device("/dev/shm") != device(FileManager.default.temporaryDirectory.path)
}()

@Suite(.enabled(if: isFar)) struct FarInboxTests {
  private func withFarInbox(_ body: (IntakeScene) async throws -> Void) async throws {
    let inbox = URL(fileURLWithPath: "/dev/shm/tributary-test-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: inbox) }
    try await withTemporaryFolder { folder in try await body(IntakeScene(folder, inbox: inbox)) }
  }

  private func takeIn(_ scene: IntakeScene, _ names: [String]) async throws {
    let intake = scene.intake()
    try await running({ try await intake.run() }) {
      try await eventually("\(names) are archived") {
        try scene.files() == names.map { "archive/2026-03-01/\($0)" }
      }
    }
    let left = try FileManager.default.subpathsOfDirectory(atPath: scene.folders.inbox.path)
    #expect(left.allSatisfy { $0 == ".claimed" })
  }

  @Test(.timeLimit(.minutes(1))) func filesComeOver() async throws {
    try await withFarInbox { scene in
      let long = String(repeating: "n", count: 251) + ".txt"
      try scene.handIn("a.txt", "e-1\n")
      try scene.handIn(long, "e-2\n")
      try await takeIn(scene, ["a.txt", long])
      let archived = scene.root.appendingPathComponent("archive/2026-03-01/a.txt")
      #expect(try String(contentsOf: archived, encoding: .utf8) == "e-1\n")
    }
  }

  /// A crash behind the claim, within the copy, or behind it.
  @Test(.timeLimit(.minutes(1)), arguments: 0..<3) func aRestartGoesOn(step: Int) async throws {
    try await withFarInbox { scene in
      let files = FileManager.default
      let (intake, text) = (UUID().uuidString.lowercased(), Data("e-1\n".utf8))
      let far = scene.folders.inbox.appendingPathComponent(".claimed/\(intake)")
      try files.createDirectory(at: far, withIntermediateDirectories: true)
      try text.write(to: far.appendingPathComponent("a.txt"))
      let claimed = scene.root.appendingPathComponent("claimed")
      if step == 1 { try Data("e-".utf8).write(to: claimed.appendingPathComponent(".\(intake).part")) }
      if step == 2 {
        try files.createDirectory(at: claimed.appendingPathComponent(intake), withIntermediateDirectories: true)
        try text.write(to: claimed.appendingPathComponent("\(intake)/a.txt"))
      }
      try await takeIn(scene, ["a.txt"])
    }
  }
}

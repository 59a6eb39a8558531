// Zip and gzip files in the inbox: each file in them as if it had come by itself.

import AdapterKit
import Foundation
import PaymentEvents
import TestSupport
import Testing

@Suite struct ContainerIntakeTests {
  @Test func eachMemberIsTakenInAndNamesItsContainer() async throws {
    try await withIntake { scene async throws in
      try handIn(scene, "era.zip", [("a.txt", "e1\n"), ("b.txt", "!bad\n"), ("c.txt", "e2\n")])
      try await scene.takeInEverything()
      #expect(try await scene.lines() == ["e1", "e2"])
      let received = try await scene.received()
      #expect(received.map(\.fileName) == ["era.zip/a.txt", "era.zip/b.txt", "era.zip/c.txt", "era.zip"])
      let container = try #require(received.last)
      #expect(container.format == "zip" && container.container == nil && container.events == 0)
      #expect(received.dropLast().allSatisfy { $0.container == container.digest })
      #expect(try scene.files() == ["archive/2026-03-01/era.zip"])
      #expect(FileManager.default.fileExists(atPath: scene.store.path(of: container.digest).path))
    }
  }

  @Test func whatCameBeforeIsADuplicateInAContainerToo() async throws {
    try await withIntake { scene async throws in
      try scene.handIn("plain.txt", "e1\n")
      try await scene.takeInEverything()
      try handIn(scene, "era.zip", [("again.txt", "e1\n"), ("new.txt", "e2\n")])
      try await scene.takeInEverything()
      try handIn(scene, "copy.zip", [("again.txt", "e1\n"), ("new.txt", "e2\n")])
      try await scene.takeInEverything()
      #expect(try await scene.lines() == ["e1", "e2"])
      #expect(try await scene.received().filter { !$0.duplicate }.count == 3)
    }
  }

  @Test func aDamagedContainerIsRejectedWithItsReason() async throws {
    try await withIntake { scene async throws in
      try handIn(scene, "era.zip", [("a.txt", "e1\n")], encrypted: true)
      try await scene.takeInEverything()
      #expect(try await scene.lines() == [])
      let rejected = try #require(try await scene.rejected().first)
      #expect(rejected.format == "zip" && rejected.findings.map(\.rule) == ["container-encrypted"])
      #expect(try scene.files() == ["rejected/2026-03-01/era.zip"])
    }
  }

  @Test func aContainerOfRejectedFilesOnlyIsRejected() async throws {
    try await withIntake { scene async throws in
      try handIn(scene, "era.zip", [("a.txt", "!one\n"), ("b.txt", "!two\n")])
      try await scene.takeInEverything()
      #expect(try await scene.rejected().map(\.reason).prefix(2) == ["one", "two"])
      #expect(try scene.files() == ["rejected/2026-03-01/era.zip"])
    }
  }

  /// A restart in the middle of the second member: nothing is lost, announced twice or left lying unpacked.
  @Test func aContainerIsTakenUpWhereItWasLeft() async throws {
    try await withIntake { scene async throws in
      try handIn(scene, "era.zip", [("a.txt", "e1\n"), ("b.txt", "f1\nf2\nf3\n"), ("c.txt", "g1\n")])
      let broken = scene.intake(translator: LineTranslator(failingAt: 2))
      try await running({ try await broken.run() }) {
        try await eventually("the first chunk of b.txt is written") { try await scene.lines().contains("f2") }
      }
      try await scene.takeInEverything()
      #expect(try await scene.lines() == ["e1", "f1", "f2", "f3", "g1"])
      let received = try await scene.received()
      #expect(received.map(\.fileName) == ["era.zip/a.txt", "era.zip/b.txt", "era.zip/c.txt", "era.zip"])
      #expect(received.allSatisfy { !$0.duplicate })
      #expect(try scene.files() == ["archive/2026-03-01/era.zip"])
    }
  }

  private func handIn(
    _ scene: IntakeScene, _ name: String, _ members: [(name: String, text: String)], encrypted: Bool = false
  ) throws {
    let part = scene.folders.inbox.appendingPathComponent(".\(name)")
    let zip = try Archives.zip(members, to: part)
    if encrypted { try Archives.markEncrypted(zip) }
    try FileManager.default.moveItem(at: zip, to: scene.folders.inbox.appendingPathComponent(name))
  }
}

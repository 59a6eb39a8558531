// A data folder's journals stay in one target, until somebody says that the books have moved.

import AdapterKit
import ERPPostingAdapter
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct TargetMemoryTests {
  private func start(_ scene: PostingScene, _ name: String, former: String? = nil) async throws {
    try await scene.database.write { try TargetMemory.require(name, former: former, home: "/home", in: $0) }
  }

  @Test func anotherTargetIsRefusedOnceJournalsArePosted() async throws {
    try await withPosting { scene async throws in
      try await start(scene, "tryton")
      try await start(scene, "built-in-ledger")  // nothing is posted yet
      try await scene.receive(requested("j-1"))
      try await scene.postEverything(scene.poster())
      try await start(scene, "built-in-ledger")
      for former in [nil, "files"] {
        do {
          try await start(scene, "tryton", former: former)
          Issue.record("another target is taken")
        } catch let error as ConfigurationError {
          #expect(error.description.contains("--home") && error.description.contains("formerTarget"), "\(error)")
        }
      }
      try await start(scene, "tryton", former: "built-in-ledger")
      try await start(scene, "tryton")
      await #expect(throws: ConfigurationError.self) { try await start(scene, "built-in-ledger") }
    }
  }

  @Test func callsThatFailAskForHalf() {
    var pace = PostingPace(batch: 200, perMinute: 60)
    for expected in [100, 50, 25, 12, 6, 3, 1, 1] {
      pace.failed()
      #expect(pace.limit(.bulk) == expected)
    }
    let now = Instant(milliseconds: 0)
    for expected in [2, 4, 8, 16, 32, 64, 128, 200, 200] {
      pace.sent(1, at: now)
      #expect(pace.limit(.bulk) == expected)
    }
  }
}

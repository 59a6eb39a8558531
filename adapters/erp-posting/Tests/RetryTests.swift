// A refused journal is posted again under its own key; what the target says later is asked for; nothing waits behind
// it.

import AdapterKit
import ERPPostingAdapter
import Ledger
import Messaging
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct RetryTests {
  private static let closed = PostingOutcome.rejected(code: "period", reason: "the period is closed")

  @Test(.timeLimit(.minutes(1))) func aRefusedJournalIsPostedAgainUnderItsKey() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      target.change { $0.refused["j-1"] = Self.closed }
      try await scene.receive(requested("j-1"), requested("j-2"))
      try await scene.postEverything(scene.poster(target))
      #expect(try await scene.answers() == ["rejected period", "posted E-1"])
      // Refused again: an answer of its own.
      try await scene.receive(retry("j-1", id: "r-1"))
      try await scene.postEverything(scene.poster(target))
      target.change { $0.refused = [:] }
      try await scene.receive(retry("j-1", id: "r-2"), retry("j-1", id: "r-2"))
      try await scene.postEverything(scene.poster(target))
      #expect(try await scene.answers() == ["rejected period", "posted E-1", "rejected period", "posted E-2"])
      #expect(target.posts == [["j-1", "j-2"], ["j-1"], ["j-1"]] && target.now.entries.map(\.key) == ["j-2", "j-1"])
      let messages = try await scene.messages()
      #expect(Set(messages.map(\.id)).count == messages.count, "each answer is an event of its own")
      #expect(try await scene.sent(JournalPosted.self).last?.context.causationID == "r-2")
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsPostedStaysAndWhatIsUnknownIsADeadLetter() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      try await scene.receive(requested("j-1"))
      try await scene.postEverything(scene.poster(target))
      try await scene.receive(retry("j-1", id: "r-1"), retry("j-9", id: "r-2"))
      #expect(try await scene.waiting == 0)
      #expect(try await scene.answers() == ["posted E-1"])
      let failures = try await scene.messages().compactMap { $0.headers[HeaderName.failureCode]?.stringValue }
      #expect(failures == ["journal-unknown"])
    }
  }

  /// The retry was posted, and nobody heard of it: it is found, not posted again.
  @Test(.timeLimit(.minutes(1))) func aRetriedJournalIsLookedUpFirst() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      target.change { $0.refused["j-1"] = Self.closed }
      try await scene.receive(requested("j-1"))
      try await scene.postEverything(scene.poster(target))
      let entry = TargetEntry(
        key: "j-1", reference: "E-7", postingDate: try .init(iso: "2026-03-05"), currency: "USD", lines: [])
      target.change { $0.entries = [entry] }
      try await scene.receive(retry("j-1", id: "r-1"))
      try await scene.postEverything(scene.poster(target))
      #expect(try await scene.answers() == ["rejected period", "posted E-7"] && target.posts == [["j-1"]])
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsAnsweredLaterIsAskedForAndOthersPassIt() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      target.change { $0.pending = ["j-1", "j-2"] }
      try await scene.receive(requested("j-1"), requested("j-2"), requested("j-3"))
      let clock = ManualClock()
      let poster = scene.poster(target, clock: clock, stored: scene.stored)
      try await running({ try await poster.run() }) {
        try await eventually("the third is posted") { try await scene.answers() == ["posted E-1"] }
        try await scene.receive(requested("j-4"))
        try await eventually("the fourth is, too") { try await scene.answers() == ["posted E-1", "posted E-2"] }
        target.change { $0.pending = ["j-2"] }
        clock.advance(milliseconds: 30_000)
        scene.stored.raise()
        try await eventually("the first is acknowledged") { try await scene.answers().count == 3 }
      }
      #expect(try await scene.waiting == 1)
      let attempts = try await scene.database.read { try Intents.pending(limit: 9, in: $0).map(\.attempts) }
      #expect(attempts == [1], "asking is no attempt")
    }
  }

  @Test(.timeLimit(.minutes(1))) func whileTheBreakerIsOpenNoAttemptIsUsedUp() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      target.change { $0.isDown = true }
      let clock = ManualClock()
      let start = clock.now().milliseconds
      for number in 1...50 { try await scene.receive(requested("j-\(number)")) }
      let poster = scene.poster(target, clock: clock)
      try await running({ try await poster.run() }) {
        try await eventually("ten minutes pass") { clock.now().milliseconds - start > 600_000 }
        target.change { $0.isDown = false }
        try await eventually("all are posted") { try await scene.waiting == 0 }
      }
      #expect(try await scene.answers().count == 50 && target.now.entries.count == 50)
      let tries = try await scene.database.read {
        try $0.first("SELECT SUM(attempts) FROM intents")?.integer(0) ?? 0
      }
      #expect(tries <= 100, "each was tried before the breaker opened, and when it closed: \(tries)")
    }
  }
}

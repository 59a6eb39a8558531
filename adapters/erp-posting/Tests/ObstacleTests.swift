// What stands in the way of posting is shown as it is, and costs no journal anything.

import AdapterKit
import ERPPostingAdapter
import Ledger
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct ObstacleTests {
  /// Fails as Tryton may.
  private struct FailingTarget: ERPTarget {
    let name = "tryton"
    let error: TrytonError

    func find(_ keys: [String]) async throws -> [String: String] { [:] }
    func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
      if journals.isEmpty { return [] }
      throw error
    }
  }

  /// Each with what people read in `tributary status`.
  private static let obstacles: [(TrytonError, String)] = [
    (.wrongLogin(user: "clerk"), "Tryton refuses the login of 'clerk': correct tryton.user or the password"),
    (.lockedOut(user: "clerk"), "Tryton lets 'clerk' log in no more for some minutes"),
    (.noDatabase("books"), "Tryton has no database 'books'"),
    (.notTryton(status: 200, contentType: "text/html"), "what answers is not Tryton (status 200, text/html)"),
    (.status(500), "Tryton answered with status 500; its log says why"),
    (.status(429), "Tryton refuses for now because it is asked too often"),
    (.noAnswer(problem: "deadline exceeded"), "Tryton does not answer: deadline exceeded"),
    (.broken("no journal"), "Tryton failed; its log says why"),
    (.setup("Tryton's user has no company"), "Tryton's user has no company"),
  ]

  @Test(.timeLimit(.minutes(1)), arguments: obstacles.indices)
  func itIsShownAndTheJournalsWait(index: Int) async throws {
    let (error, words) = Self.obstacles[index]
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"))
      let (board, clock) = (PosterBoard(), ManualClock())
      let start = clock.now().milliseconds
      let poster = JournalPoster(
        target: FailingTarget(error: error), database: scene.database, tenant: "clinic", stored: scene.stored,
        committed: Signal(), logger: quietLogger, clock: clock, board: board, pause: clock.pause)
      try await running({ try await poster.run() }) {
        try await eventually("it is shown") { board.remark?.contains(words) == true }
        try await eventually("an hour passes") { clock.now().milliseconds - start > 3_600_000 }
      }
      let minutes = (clock.now().milliseconds - start) / 60_000
      #expect(board.remark?.hasPrefix("journals wait for tryton: ") == true)
      #expect(try await scene.waiting == 1)
      #expect(try await scene.messages().isEmpty, "it is nobody's refusal")
      let tries = try await scene.database.read { try Intents.pending(limit: 1, in: $0).first?.attempts ?? 0 }
      #expect(tries <= minutes + 10, "one probe a minute: \(tries) in \(minutes) minutes")
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatWasInTheWayIsNoLongerShown() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      target.change { $0.isDown = true }
      try await scene.receive(requested("j-1"))
      let (board, clock) = (PosterBoard(), ManualClock())
      let poster = JournalPoster(
        target: target, database: scene.database, tenant: "clinic", stored: scene.stored, committed: Signal(),
        logger: quietLogger, clock: clock, board: board, pause: clock.pause)
      try await running({ try await poster.run() }) {
        try await eventually("it is shown") { board.remark != nil }
        target.change { $0.isDown = false }
        try await eventually("it is posted") { try await scene.waiting == 0 }
        try await eventually("nothing is shown") { board.remark == nil }
      }
    }
  }
}

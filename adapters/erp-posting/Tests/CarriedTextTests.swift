// What an ERP says is cut to what events carry, is no part of logs, and one bad journal keeps no other waiting.

import AdapterKit
import ERPPostingAdapter
import Foundation
import Ledger
import Logging
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct CarriedTextTests {
  /// `e` and an accent, which look like one character and are two code points.
  private static let accented = String(repeating: "e\u{301}", count: 5_000)

  @Test(.timeLimit(.minutes(1))) func referencesAndReasonsFitTheirSchemas() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      target.change { state in
        state.reference = Self.accented
        state.refused["j-2"] = .rejected(code: "", reason: Self.accented)
        state.refused["j-3"] = .rejected(code: "other", reason: "")
      }
      try await scene.receive(requested("j-1"), requested("j-2"), requested("j-3"))
      try await scene.postEverything(scene.poster(target))
      target.change { $0.reference = "" }
      try await scene.receive(requested("j-4"))
      try await scene.postEverything(scene.poster(target))
      let posted = try await scene.sent(JournalPosted.self).map(\.data.reference)
      let lengths = posted.map(\.unicodeScalars.count)
      #expect(lengths == [128, 3] && posted.last == "j-4")
      let rejected = try await scene.sent(JournalRejected.self).map(\.data)
      #expect(rejected.map(\.code) == ["other", "other"] && rejected.last?.reason == "no reason given")
      let reason = rejected.first?.reason ?? ""
      #expect((1...4_000).contains(reason.unicodeScalars.count))
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatCannotBeReadAnyMoreIsRefusedAndItsNeighboursArePosted() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"), requested("j-2"))
      _ = try await scene.database.write { connection in
        try connection.execute("UPDATE intents SET body = ? WHERE key = 'j-1'", [.blob(Array("{}".utf8))])
      }
      try await scene.postEverything(scene.poster())
      #expect(try await scene.answers() == ["rejected other", "posted GL-1"])
      let answer = try #require(try await scene.sent(JournalRejected.self).first)
      #expect(answer.data.journal.text == "j-1" && answer.context.correlationID == "file-1")
    }
  }

  /// What the ERP has is asked about when it is time, also while others keep failing.
  @Test(.timeLimit(.minutes(1))) func whatIsPendingIsAskedAboutWhileAnotherFails() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      target.change { $0.pending = ["j-1"] }
      try await scene.receive(requested("j-1"))
      let clock = ManualClock()
      let poster = scene.poster(target, clock: clock, stored: scene.stored)
      try await running({ try await poster.run() }) {
        try await eventually("it is handed over") { target.posts.count > 1 }
        target.change { state in
          state.pending = []
          state.breaking = ["j-2"]
        }
        try await scene.receive(requested("j-2"))
        try await eventually("the first is answered") { try await scene.answers() == ["posted E-1"] }
      }
    }
  }

  /// Fails with words that name somebody.
  private struct TellingTarget: ERPTarget {
    let name = "erp"
    let error: any Error
    func find(_ keys: [String]) async throws -> [String: String] { [:] }
    func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
      if journals.isEmpty { return [] }
      throw error
    }
  }

  private static let failures: [(any Error, String)] = [
    (RESTError.outage(status: 500, words: "Jane Roe"), "the ERP fails with status 500; its own log says why"),
    (RESTError.refusedLogin("Jane Roe"), "the ERP refuses us; correct rest.secrets or our rights there"),
    (RESTError.refused(asking: "find", words: "Jane Roe"),
      "find: the ERP refuses; our rights there, or the profile, are not enough"),
    (TrytonError.broken("Jane Roe"), "Tryton failed; its log says why"),
    (TrytonError.refused("Jane Roe"), "Tryton refuses what it was asked; its log says why"),
  ]

  @Test(.timeLimit(.minutes(1)), arguments: failures.indices)
  func wordsAreNoPartOfLogsAndHealth(index: Int) async throws {
    let (error, words) = Self.failures[index]
    #expect("\(error)".contains("Jane Roe"))
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"))
      let (board, clock, log) = (PosterBoard(), ManualClock(), LogLines())
      let poster = JournalPoster(
        target: TellingTarget(error: error), database: scene.database, tenant: "clinic", stored: Signal(),
        committed: Signal(), logger: log.logger, clock: clock, board: board, pause: clock.pause)
      try await running({ try await poster.run() }) {
        try await eventually("it is shown") { board.remark != nil }
      }
      #expect(board.remark == "journals wait for erp: \(words)")
      #expect(log.lines.first == "journals wait for erp: \(words)")
    }
  }

  @Test func oneAdapterAFolder() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lock = try AdapterLock(folder)
    let error = #expect(throws: ConfigurationError.self) { _ = try AdapterLock(folder) }
    #expect(error?.description.contains("another erp-posting works on \(folder.path)") == true)
    lock.release()
    try AdapterLock(folder).release()
  }

  @Test func anAuditLogThatCannotBeWrittenIsSaidOnce() async throws {
    try await withTemporaryFolder { folder in
      let log = LogLines()
      let file = folder.appendingPathComponent("calls-2026-03-01.jsonl")
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
      let audit = CallAudit(folder: folder, clock: ManualClock(), logger: log.logger)
      let target = AuditedTarget(BookTarget(), audit: audit)
      for number in 1...3 { _ = try await target.post([journal(requested("j-\(number)"))]) }
      #expect(log.lines.count == 1 && log.lines.first?.contains("cannot be noted") == true)
      try FileManager.default.removeItem(at: file)
      _ = try await target.post([journal(requested("j-4"))])
      #expect(try String(contentsOf: file, encoding: .utf8).contains(#""journal":"j-4""#))
    }
  }
}

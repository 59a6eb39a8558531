// From intents to answers: whatever fails at whatever step, each journal is in the ERP once and answered once.

import AdapterKit
import ERPPostingAdapter
import Messaging
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct JournalPosterTests {
  @Test func aRequestIsPostedAndAnswered() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"), requested("j-2"))
      try await scene.postEverything(scene.poster())
      #expect(try await scene.answers() == ["posted GL-1", "posted GL-2"])
      let event = try Event<JournalPosted>(json: try #require(try await scene.messages().first).body)
      #expect(event.data.journal.text == "j-1" && event.data.target == "built-in-ledger")
      #expect(event.context.correlationID == "file-1" && event.context.causationID == "j-1")
      #expect(event.context.source == "/adapters/erp-posting" && event.context.tenant == "clinic")
    }
  }

  @Test func aRequestThatComesAgainIsNotAnsweredAgain() async throws {
    try await withPosting { scene async throws in
      for _ in 1...2 {
        try await scene.receive(requested("j-1"))
        try await scene.postEverything(scene.poster())
      }
      #expect(try await scene.answers() == ["posted GL-1"])
      #expect(try await scene.books.count() == 1)
    }
  }

  @Test func aJournalThatAnotherEventAsksForIsADeadLetter() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"), requested("j-1", event: "another"))
      try await scene.postEverything(scene.poster())
      #expect(try await scene.answers() == ["posted GL-1"])
      let failures = try await scene.messages().compactMap { $0.headers[HeaderName.failureCode]?.stringValue }
      #expect(failures == ["journal-conflict"])
    }
  }

  @Test func whatIsNoJournalIsRejectedAndItsNeighboursGoOn() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(
        requested("j-1", debit: 1_000, credit: 999), requested("j-2", account: "nowhere"),
        requested("j-3", on: "2026-01-31"), requested("j-4"))
      try await scene.postEverything(scene.poster())
      #expect(
        try await scene.answers() == ["rejected unbalanced", "rejected account", "rejected period", "posted GL-1"])
      #expect(try await scene.books.count() == 1)
    }
  }

  /// The target took the journals, and nobody heard of it.
  @Test func aLostAnswerIsLookedUpAndNotPostedAgain() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"), requested("j-2"))
      let target = FaultyTarget(scene.ledger, faults: [.answerLost])
      try await scene.postEverything(scene.poster(target))
      #expect(target.lookUps == [["j-1", "j-2"]])
      #expect(target.posts.filter { !$0.isEmpty } == [["j-1", "j-2"]], "posted once")
      #expect(try await scene.answers() == ["posted GL-1", "posted GL-2"])
      #expect(try await scene.books.count() == 2)
    }
  }

  /// With an answer missing it is not known which answer belongs to which journal.
  @Test func incompleteAnswersAreNotBelieved() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"), requested("j-2"))
      let target = FaultyTarget(scene.ledger, faults: [.answerIncomplete])
      try await scene.postEverything(scene.poster(target))
      #expect(target.lookUps == [["j-1", "j-2"]])
      #expect(try await scene.answers() == ["posted GL-1", "posted GL-2"])
      #expect(try await scene.books.count() == 2)
    }
  }

  /// The process dies between the posting and the outcome; another one takes over.
  @Test func aCrashBetweenPostingAndOutcomeIsLookedUp() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"))
      // Write 1 marks the intent as tried, write 2 would store the outcome.
      let dying = FaultyDatabase(
        scene.database, beforeWrite: { if $0 == 2 { withUnsafeCurrentTask { $0?.cancel() } } })
      let first = FaultyTarget(scene.ledger, faults: [])
      let poster = scene.poster(first, on: dying)
      _ = await Task { try await poster.run() }.result
      #expect(try await scene.books.count() == 1)
      #expect(try await scene.answers() == [])
      #expect(try await scene.waiting == 1)
      let second = FaultyTarget(scene.ledger, faults: [])
      try await scene.postEverything(scene.poster(second))
      #expect(second.lookUps == [["j-1"]])
      #expect(second.posts.filter { !$0.isEmpty }.isEmpty, "found, not posted again")
      #expect(try await scene.answers() == ["posted GL-1"])
      #expect(try await scene.books.count() == 1)
    }
  }

  /// A target without keys of its own would post twice if it were not looked up first.
  @Test func nothingIsTriedBeforeTheIntentIsMarked() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"))
      let dying = FaultyDatabase(
        scene.database, beforeWrite: { if $0 == 1 { withUnsafeCurrentTask { $0?.cancel() } } })
      let target = FaultyTarget(scene.ledger, faults: [])
      let poster = scene.poster(target, on: dying)
      _ = await Task { try await poster.run() }.result
      #expect(target.posts.isEmpty && target.lookUps.isEmpty)
      #expect(try await scene.waiting == 1)
    }
  }

  @Test func whileTheTargetIsDownJournalsWait() async throws {
    try await withPosting { scene async throws in
      try await scene.receive(requested("j-1"), requested("j-2"))
      let target = FaultyTarget(scene.ledger, faults: [.down, .down])
      try await scene.postEverything(scene.poster(target))
      #expect(target.posts.filter { !$0.isEmpty }.count == 3)
      #expect(target.lookUps == [["j-1", "j-2"], ["j-1", "j-2"]], "their fate was unknown each time")
      #expect(try await scene.answers() == ["posted GL-1", "posted GL-2"])
      #expect(try await scene.books.count() == 2)
    }
  }

  @Test func moreThanABatchIsWorkedThrough() async throws {
    try await withPosting { scene async throws in
      let count = 230
      for number in 1...count { try await scene.receive(requested("j-\(number)")) }
      try await scene.postEverything(scene.poster())
      #expect(try await scene.books.count() == count)
      #expect(try await scene.answers() == (1...count).map { "posted GL-\($0)" })
    }
  }
}

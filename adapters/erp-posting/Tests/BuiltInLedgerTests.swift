// The built-in ledger: each journal once, and nothing that does not belong.

import ERPPostingAdapter
import Ledger
import TestSupport
import Testing

@Suite struct BuiltInLedgerTests {
  @Test func aJournalIsPostedOnceAndAnsweredTheSameEachTime() async throws {
    try await withPosting { scene async throws in
      let first = try journal(requested("j-1"))
      #expect(try await scene.ledger.post([first, journal(requested("j-2"))]) == [
        .posted(reference: "GL-1"), .posted(reference: "GL-2"),
      ])
      #expect(try await scene.ledger.post([first, first]) == [.posted(reference: "GL-1"), .posted(reference: "GL-1")])
      #expect(try await scene.books.count() == 2)
      let balances = try await scene.books.balances()
      #expect(balances.map(\.account) == ["assets:bank:1", "liabilities:clearing:p1"])
      #expect(balances.map(\.debits) == [2_000, 0] && balances.map(\.credits) == [0, 2_000])
      #expect(try await scene.ledger.find(["j-1", "none", "j-2"]) == ["j-1": "GL-1", "j-2": "GL-2"])
    }
  }

  @Test func anotherContentUnderTheSameIDIsRefused() async throws {
    try await withPosting { scene async throws in
      _ = try await scene.ledger.post([journal(requested("j-1"))])
      let outcome = try await scene.ledger.post([journal(requested("j-1", debit: 2_000, credit: 2_000))])
      guard case .rejected(let code, let reason) = outcome[0] else {
        Issue.record("a changed journal was posted")
        return
      }
      #expect(code == "other" && reason.contains("j-1") && reason.contains("another content"))
      #expect(try await scene.books.balances().map(\.debits) == [1_000, 0])
    }
  }

  @Test func aClosedPeriodTakesNothingAndItsNeighboursGoOn() async throws {
    try await withPosting { scene async throws in
      let outcomes = try await scene.ledger.post([
        journal(requested("j-1", on: "2026-01-31")), journal(requested("j-2", on: "2026-02-01")),
      ])
      guard case .rejected("period", let reason) = outcomes[0] else {
        Issue.record("a closed period took a journal")
        return
      }
      #expect(reason.contains("2026-01"))
      #expect(outcomes[1] == .posted(reference: "GL-1"))
    }
  }

  @Test func journalsAreReadAsTheyWerePosted() async throws {
    try await withPosting { scene async throws in
      let late = try journal(requested("late", on: "2026-03-09"))
      let early = try journal(requested("early", on: "2026-03-01"))
      _ = try await scene.ledger.post([late, early])
      let posted = try await scene.books.journals()
      #expect(posted.map(\.journal) == [early, late] && posted.map(\.reference) == ["GL-2", "GL-1"])
    }
  }
}

// Reversals in the built-in ledger, and what it tells of itself.

import ERPPostingAdapter
import Foundation
import Ledger
import TestSupport
import Testing

/// The inverse of a journal, under a key of its own.
func inverse(of journal: Journal, as id: String, on day: String = "2026-03-20") throws -> Journal {
  let date = try Day(iso: day)
  return try Journal(
    id: id, description: "Reversal", valueDate: date, postingDate: date, originalDate: date, period: date.yearMonth,
    entity: journal.entity, currency: journal.currency,
    lines: journal.lines.reversed().map {
      JournalEntryLine(
        account: $0.account, debit: $0.credit, credit: $0.debit, party: $0.party, costCenter: $0.costCenter,
        evidence: $0.evidence)
    })
}

@Suite struct ReversalTests {
  private func rejection(_ outcome: PostingOutcome) -> String? {
    if case .rejected(let code, let reason) = outcome { "\(code): \(reason)" } else { nil }
  }

  @Test func aJournalIsReversedOnceHoweverOftenItIsAsked() async throws {
    try await withPosting { scene in
      let original = try journal(requested("j-1"))
      _ = try await scene.ledger.post([original])
      let first = try await scene.ledger.reverse("j-1", by: inverse(of: original, as: "r-1"))
      #expect(first == .posted(reference: "GL-2"))
      #expect(try await scene.ledger.reverse("j-1", by: inverse(of: original, as: "r-1")) == first)
      let second = try await scene.ledger.reverse("j-1", by: inverse(of: original, as: "r-2"))
      #expect(rejection(second) == "reversal: journal j-1 cannot be reversed: r-1 has reversed it already")
      #expect(try await scene.books.balances().allSatisfy { $0.balance == 0 && $0.debits == 1_000 })
    }
  }

  @Test func whatIsNotThereOrNotTheInverseIsRefused() async throws {
    try await withPosting { scene in
      let original = try journal(requested("j-1"))
      _ = try await scene.ledger.post([original])
      let absent = try await scene.ledger.reverse("j-9", by: inverse(of: original, as: "r-1"))
      #expect(rejection(absent) == "reversal: journal j-9 cannot be reversed: it is not in the ledger")
      let other = try await scene.ledger.reverse("j-1", by: journal(requested("r-1")))
      #expect(rejection(other)?.contains("the lines of r-1 are not its own, exchanged") == true)
      let closed = try await scene.ledger.reverse("j-1", by: inverse(of: original, as: "r-1", on: "2026-01-31"))
      #expect(rejection(closed)?.hasPrefix("period: ") == true)
      #expect(try await scene.books.count() == 1)
    }
  }

  @Test func periodsCoverAllDaysAndTheClosedOnesAreTold() async throws {
    try await withPosting { scene in
      let periods = try await scene.ledger.masterData().periods
      #expect(periods.map { "\($0.days.lowerBound) \($0.days.upperBound) \($0.isOpen)" } == [
        "0001-01-01 2025-12-31 true", "2026-01-01 2026-01-31 false", "2026-02-01 9999-12-31 true",
      ])
    }
  }

  @Test func entriesComeInPagesByKeyWithinTheDays() async throws {
    try await withPosting { scene in
      _ = try await scene.ledger.post([
        journal(requested("c", on: "2026-03-05")), journal(requested("a", debit: 5, credit: 5, on: "2026-03-31")),
        journal(requested("b", on: "2026-04-01")), journal(requested("d", on: "2026-03-01")),
      ])
      let march = try Day(iso: "2026-03-01")...Day(iso: "2026-03-31")
      let first = try await scene.ledger.entries(of: march, after: nil, limit: 2)
      #expect(first.map(\.key) == ["a", "c"])
      #expect(first.first == TargetEntry(
        key: "a", reference: "GL-2", postingDate: try Day(iso: "2026-03-31"), currency: "USD",
        lines: [
          .init(account: "assets:bank:1", debit: 5, credit: 0),
          .init(account: "liabilities:clearing:p1", debit: 0, credit: 5),
        ]))
      #expect(try await scene.ledger.entries(of: march, after: "c", limit: 2).map(\.key) == ["d"])
    }
  }
}

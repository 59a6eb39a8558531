// What the ERP says of its books: days that differ wait for a person until they agree, refusals say the newest words.

import CashApplication
import PaymentEvents
import TestSupport
import Testing

@Suite struct LedgerComparisonTests {
  private func compared(
    _ id: String, at minute: Int64, from: String = "2026-03-01", until: String = "2026-03-31", differing: [String]
  ) throws -> EncodedEvent {
    let data = LedgerReconciled(
      target: "tryton", from: try day(from), until: try day(until), journals: 9, entries: 9,
      differenceCount: differing.count,
      days: try differing.map { .init(date: try day($0), currency: "USD", differences: 2, amount: try money(50_00)) },
      differences: [])
    let time = Instant(milliseconds: Instant(startOf: try day("2026-04-01")).milliseconds + minute * 60_000)
    let context = EventContext(
      id: EventID(id), source: "/adapters/erp-posting", subject: id, time: time, tenant: "clinic", correlationID: id)
    return try Event(context, data: data).encoded()
  }

  private func units(_ cash: CashScene) async throws -> [String] {
    try await cash.reader.workItems(state: "open").map(\.unit).sorted()
  }

  @Test func aDayThatDiffersWaitsUntilItAgrees() async throws {
    try await withCash { cash async throws in
      try await cash.receive(compared("c-1", at: 1, differing: ["2026-03-05", "2026-03-09"]))
      #expect(try await cash.open() == ["ledger-differs", "ledger-differs"])
      let item = try #require(try await cash.reader.workItems(state: "open").min { $0.unit < $1.unit })
      #expect(item.unit == "ledger tryton 2026-03-05 USD" && item.amount == 50_00 && item.scope == "ledger")
      #expect(item.summary.hasSuffix("2 journals of 2026-03-05."))
      #expect(item.commands == ["tributary ledger reconcile --from 2026-03-05 --until 2026-03-05 --reason …"])
      // The days before the 8th agree; of the 9th this one says nothing.
      try await cash.receive(compared("c-2", at: 2, until: "2026-03-08", differing: []))
      #expect(try await units(cash) == ["ledger tryton 2026-03-09 USD"])
      try await cash.receive(compared("c-3", at: 3, differing: []))
      #expect(try await cash.open() == [])
      #expect(try await cash.sent(WorkItemResolved.self).count == 2)
    }
  }

  @Test func anOlderComparisonThatComesLateSaysNothing() async throws {
    try await withCash { cash async throws in
      try await cash.receive(compared("c-2", at: 2, differing: []))
      try await cash.receive(compared("c-1", at: 1, differing: ["2026-03-05"]))
      #expect(try await cash.open() == [])
    }
  }

  @Test func aJournalThatIsRefusedAgainShowsTheNewestWords() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00))
      let journal = try #require(try await cash.sent(JournalRequested.self).first).data.journal
      let words = ["The period is closed.", "The account is closed.", "The account is closed."]
      for (number, words) in words.enumerated() {
        let refusal = JournalRejected(journal: journal, target: "tryton", code: "period", reason: words)
        try await cash.receive(event("refusal-\(number)", refusal))
      }
      let items = try await cash.reader.workItems(state: "open")
      #expect(items.map(\.reason) == ["journal-rejected"])
      #expect(items.first?.summary.hasSuffix("The account is closed.") == true)
      #expect(items.first?.commands.last == "tributary journals retry \(journal) --reason …")
      #expect(try await cash.sent(WorkItemOpened.self).count == 2)
      try await cash.receive(event("posted", JournalPosted(journal: journal, reference: "2026-1", target: "tryton")))
      #expect(try await cash.open() == [])
    }
  }
}

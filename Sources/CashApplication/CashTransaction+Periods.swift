// Accounting periods that people close and open again, and where entries of a closed one go.

import CashRules
import Ledger
import PaymentEvents
import Storage

extension CashTransaction {
  /// Where the entries of a day stand in the books: under the day itself while its period is open, else under the first
  /// day of the next open one. - Throws: `LedgerError` when there is none.
  func place(_ date: LocalDate) throws -> Periods.Placement {
    let rows = try connection.query("SELECT period FROM period_states WHERE state = 'closed'")
    guard !rows.isEmpty else { return try configuration.periods.place(date) }
    return try Periods(closed: configuration.periods.closed.union(rows.map { $0.text(0) })).place(date)
  }

  /// Closes or reopens a period. What is booked stays where it is; only what comes after goes elsewhere.
  func changePeriod(_ event: Event<PostingActionRequested>) throws {
    try checkPeriod(event.data)
    try connection.execute(
      """
      INSERT INTO period_states (period, state, request, as_of) VALUES (?, ?, ?, ?)
      ON CONFLICT (period) DO UPDATE SET state = excluded.state, request = excluded.request, as_of = excluded.as_of
      """,
      [
        .text(event.data.subject ?? ""), .text(event.data.action == .closePeriod ? "closed" : "open"),
        .text(event.context.id.text), .text(asOf.iso),
      ])
  }

  /// What stands against closing or reopening a period; nothing for other requests.
  /// - Throws: ``Obstacle``.
  func checkPeriod(_ request: PostingActionRequested) throws {
    let closes = request.action == .closePeriod
    guard closes || request.action == .reopenPeriod else { return }
    guard let period = request.subject, LocalDate(iso: "\(period)-01") != nil else {
      throw Obstacle("name the period as YYYY-MM")
    }
    guard !configuration.periods.closed.contains(period) else {
      throw Obstacle("the configuration closes \(period) (closedPeriods); change it there")
    }
    guard period < asOf.yearMonth else { throw Obstacle("the period \(period) has not ended") }
    let state = try connection.first("SELECT state FROM period_states WHERE period = ?", [.text(period)])?.text(0)
    guard (state == "closed") != closes else {
      throw Obstacle("the period \(period) is \(closes ? "closed" : "open") already")
    }
    if closes { try requireNoRefusedJournals(of: period) }
  }

  /// A journal that the ledger refused would be missing from the closed period for good.
  private func requireNoRefusedJournals(of period: String) throws {
    let row = try connection.first(
      "SELECT COUNT(*) FROM journals WHERE state = 'rejected' AND posting_date >= ? AND posting_date <= ?",
      [.text("\(period)-01"), .text("\(period)-31")])
    guard let refused = row?.integer(0), refused > 0 else { return }
    throw Obstacle("\(refused) journals of \(period) were refused by the ledger; settle that first (journal-rejected)")
  }
}

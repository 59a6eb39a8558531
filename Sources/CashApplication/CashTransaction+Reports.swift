// Intraday and prior-day reports of the same money: told of twice, booked once, and nobody is asked.

import CashRules
import PaymentEvents
import Storage

/// What becomes of a deposit, and the one of another report that it is.
struct ToldDeposit {
  var telling = DepositTelling.news
  /// The deposit of the other kind of report that stands for it, if one was expected.
  var other: String?
}

extension CashTransaction {
  /// What becomes of a deposit on an account that its format books. Asked before the deposit is stored.
  func telling(of deposit: DepositReceived, isRepeated: Bool) throws -> ToldDeposit {
    let key = DepositReportKey(deposit)
    let isIntraday = deposit.isIntraday == true
    let others = try connection.query(
      """
      SELECT d.id, EXISTS (SELECT 1 FROM deposit_reports u WHERE u.other = d.id AND u.file = ?1)
      FROM deposit_reports r JOIN deposits d ON d.id = r.deposit
      WHERE r.day_key = ?2 AND r.intraday <> ?3 AND d.format = ?4
        AND (d.books = 1 OR d.withdrawn = 2 OR d.decision = 'duplicate')
        AND (r.reference = ?5 OR r.reference = '' OR ?5 = '' OR d.trace = ?6)
      ORDER BY r.reference = ?5 DESC, d.trace IS NOT DISTINCT FROM ?6 DESC, d.id
      """,
      [
        .text(deposit.bankFile), .text(key.day), .integer(isIntraday ? 1 : 0), .text(deposit.format),
        .text(key.reference), .optional(key.trace),
      ])
    let free = others.filter { $0.integer(1) == 0 }
    let telling = DepositTelling(
      isRepeated: isRepeated, isIntraday: isIntraday, others: others.count, free: free.count)
    if telling == .news, try isRepeatedOnAnotherDay(deposit) { return ToldDeposit(telling: .suspect) }
    return ToldDeposit(telling: telling, other: free.first?.text(0))
  }

  /// Keeps what later reports and returns are compared with.
  func keepReport(of event: Event<DepositReceived>, _ told: ToldDeposit) throws {
    let key = DepositReportKey(event.data)
    try connection.execute(
      """
      INSERT INTO deposit_reports (deposit, reference, day_key, intraday, other, file) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        .text(event.context.id.text), .text(key.reference), .text(key.day),
        .integer(event.data.isIntraday == true ? 1 : 0), .optional(told.other), .text(event.data.bankFile),
      ])
  }

  /// A file was withdrawn: what another report told of as expected, because of its deposits, is news now.
  func reviewExpected(of deposits: [String]) throws {
    for deposit in deposits {
      let rows = try connection.query(
        """
        SELECT d.id, d.account, d.fingerprint, i.body, i.type FROM deposit_reports r
        JOIN deposits d ON d.id = r.deposit JOIN inputs i ON i.event_id = d.id
        WHERE r.other = ? AND d.withdrawn = 0 ORDER BY i.sequence
        """, [.text(deposit)])
      for row in rows { try receiveAgain(row, "The report that told of it first was withdrawn.") }
    }
  }
}

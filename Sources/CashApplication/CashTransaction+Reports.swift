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
      isRepeated: isRepeated, isIntraday: isIntraday, others: others.count, free: free.count,
      unlike: free.isEmpty ? try unlike(deposit, key) : 0)
    if telling == .news, try isRepeatedOnAnotherDay(deposit) { return ToldDeposit(telling: .suspect) }
    return ToldDeposit(telling: telling, other: free.first?.text(0))
  }

  /// How many booked deposits of the other kind of report may be this one under another reference, beyond those for
  /// which deposits of this file are held already. Two trace numbers that differ are two payments.
  private func unlike(_ deposit: DepositReceived, _ key: DepositReportKey) throws -> Int {
    guard !key.reference.isEmpty else { return 0 }
    let row = try connection.first(
      """
      SELECT COUNT(*) FROM deposit_reports r JOIN deposits d ON d.id = r.deposit
      WHERE r.day_key = ?1 AND r.intraday <> ?2 AND d.format = ?3 AND (d.books = 1 OR d.withdrawn = 2)
        AND r.reference <> '' AND r.reference <> ?4 AND (COALESCE(d.trace, '') = '' OR ?5 = '')
        AND NOT EXISTS (SELECT 1 FROM deposit_reports u WHERE u.other = d.id)
      """,
      [
        .text(key.day), .integer(deposit.isIntraday == true ? 1 : 0), .text(deposit.format), .text(key.reference),
        .text(key.trace ?? ""),
      ])
    guard let count = row?.integer(0), count > 0 else { return 0 }
    return try max(0, Int(count) - held(besides: deposit, key).count)
  }

  /// Deposits of this file with the same account, day, currency and amount that are held.
  private func held(besides deposit: DepositReceived, _ key: DepositReportKey) throws -> [SQLRow] {
    try connection.query(
      """
      SELECT d.id, d.account, d.fingerprint, i.body, i.type FROM deposit_reports r
      JOIN deposits d ON d.id = r.deposit JOIN inputs i ON i.event_id = d.id
      WHERE r.day_key = ? AND r.intraday = ? AND r.file = ? AND r.other IS NULL AND d.books = 0 AND d.withdrawn = 0
        AND d.format = ? AND d.decision IS NULL
      ORDER BY i.sequence
      """,
      [
        .text(key.day), .integer(deposit.isIntraday == true ? 1 : 0), .text(deposit.bankFile), .text(deposit.format),
      ])
  }

  /// A deposit of the other kind of report stands for this one: what was held because of it is looked at again, and
  /// the question whether it came is answered.
  func review(expected event: Event<DepositReceived>, _ other: String) throws {
    try connection.execute("DELETE FROM unconfirmed_deposits WHERE deposit = ?", [.text(other)])
    try resolve(
      where: "unit = ? AND reason = ?", [.text(other), .text(HoldReason.depositNotConfirmed.rawValue)],
      resolution: "A prior-day report told of it.")
    for row in try held(besides: event.data, DepositReportKey(event.data)) {
      try receiveAgain(row, "The deposit that it resembled was told of under its own reference.")
    }
  }

  /// Keeps a booked deposit of an intraday report until the prior-day report of its day has come; and once one of a
  /// later day tells of deposits, asks about those of earlier days that no prior-day report told of.
  func confirm(besides event: Event<DepositReceived>, _ told: ToldDeposit) throws {
    let deposit = event.data
    if deposit.isIntraday == true {
      guard told.telling == .news else { return }
      try connection.execute(
        "INSERT INTO unconfirmed_deposits (deposit, account, value_date) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [.text(event.context.id.text), .text(deposit.account), .text(deposit.valueDate.iso)])
      return
    }
    let passed: [SQLValue] = [.text(deposit.account), .text(deposit.valueDate.iso)]
    let rows = try connection.query(
      """
      SELECT d.id, i.body FROM unconfirmed_deposits o JOIN deposits d ON d.id = o.deposit
      JOIN deposit_reports r ON r.deposit = d.id JOIN inputs i ON i.event_id = d.id
      WHERE o.account = ? AND o.value_date < ? AND d.books = 1 AND d.withdrawn = 0 AND NOT EXISTS (
        SELECT 1 FROM deposit_reports u WHERE u.day_key = r.day_key AND u.intraday = 0 AND u.other IS NULL)
      ORDER BY i.sequence
      """, passed)
    try connection.execute("DELETE FROM unconfirmed_deposits WHERE account = ? AND value_date < ?", passed)
    for row in rows {
      let missing = try Event<DepositReceived>(json: configuration.cipher.open(row.blob(1)))
      let item = WorkItem(
        .depositNotConfirmed, amount: missing.data.amount, detail: missing.data.described, subject: "deposit")
      try open(item, unit: unit(of: missing))
    }
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

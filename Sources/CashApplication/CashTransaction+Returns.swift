// Deposits that the bank takes back: what they booked is undone on the same accounts, to the cent.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  func receive(returned event: Event<DepositReturned>) throws {
    let returned = event.data
    let unit = unit(of: event)
    let isBookingFormat = configuration.bookingFormats[returned.account] == returned.format
    let isRepeated = isBookingFormat ? try isRepeated(returned) : false
    try insert(event, counts: isBookingFormat && !isRepeated)
    if configuration.bookingFormats[returned.account] == nil {
      return try open(WorkItem(.bankAccountNotListed, amount: returned.amount, subject: "return"), unit: unit)
    }
    guard isBookingFormat, !isRepeated else { return }
    try settle(returned, unit)
  }

  /// A deposit is booked: if the bank's return of it came before, it is undone now. Returns whether that was so.
  func settleReturns(of deposit: DepositReceived, as id: String) throws -> Bool {
    let waiting = try connection.query(
      """
      SELECT i.body FROM deposit_returns r JOIN inputs i ON i.event_id = r.id
      WHERE r.account = ? AND r.amount = ? AND r.currency = ? AND r.counts = 1 AND r.deposit IS NULL ORDER BY i.sequence
      """, [.text(deposit.account), .integer(deposit.amount.cents), .text(deposit.currency)])
    for row in waiting {
      let event = try Event<DepositReturned>(json: configuration.cipher.open(row.blob(0)))
      try settle(event.data, unit(of: event))
    }
    guard !waiting.isEmpty else { return false }
    return try connection.first("SELECT 1 FROM deposits WHERE id = ? AND withdrawn = 2", [.text(id)]) != nil
  }

  private func unit(of event: Event<DepositReturned>) -> UnitContext {
    UnitContext(
      id: event.context.id.text, kind: "deposit", date: event.data.valueDate, currency: event.data.currency,
      correlationID: event.context.correlationID)
  }

  private func insert(_ event: Event<DepositReturned>, counts: Bool) throws {
    let returned = event.data
    try connection.execute(
      """
      INSERT INTO deposit_returns (id, account, format, amount, currency, fingerprint, file, counts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(event.context.id.text), .text(returned.account), .text(returned.format),
        .integer(returned.amount.cents), .text(returned.currency), .text(Self.fingerprint(returned)),
        .text(Self.bankFile(returned)), .integer(counts ? 1 : 0),
      ])
  }

  /// Whether another file has told of it already, as for deposits: beyond what another file tells of, each counts.
  private func isRepeated(_ returned: DepositReturned) throws -> Bool {
    let row = try connection.first(
      """
      SELECT SUM(counts), SUM(CASE WHEN file = ? THEN 1 ELSE 0 END) FROM deposit_returns
      WHERE fingerprint = ? AND format = ?
      """, [.text(Self.bankFile(returned)), .text(Self.fingerprint(returned)), .text(returned.format)])
    return DepositFingerprint.isRepeated(
      booked: Int(row?.optionalInteger(0) ?? 0), inFile: Int(row?.optionalInteger(1) ?? 0) + 1)
  }

  private static func bankFile(_ returned: DepositReturned) -> String {
    returned.source.fileNumber.map { "\(returned.source.digest) file \($0)" } ?? returned.source.digest
  }

  private static func fingerprint(_ returned: DepositReturned) -> String {
    [
      returned.account, returned.valueDate.iso, returned.currency, String(returned.amount.cents),
      Trace.normalised(returned.originalReference ?? ""), Trace.normalised(returned.traceNumber ?? ""),
    ].joined(separator: "\u{1F}")
  }

  // MARK: - The deposit that is meant

  private func settle(_ returned: DepositReturned, _ unit: UnitContext) throws {
    let candidates = try candidates(for: returned)
    let payer = configuration.payers.resolve(identifiers: [returned.payerIdentifier], name: nil)
    guard
      let match = ReturnMatch(returned, payer: payer?.isListed == true ? payer?.key : nil, among: candidates)
    else {
      return try open(
        WorkItem(
          .returnWithoutDeposit, amount: returned.amount,
          detail: "\(candidates.count) deposits of the same amount are booked on the account.", subject: "return",
          references: ["candidates": candidates.prefix(5).map(\.id).joined(separator: " ")]), unit: unit)
    }
    try connection.execute(
      "UPDATE deposit_returns SET deposit = ?, rule = ? WHERE id = ?",
      [.text(match.deposit), .text(match.rule), .text(unit.id)])
    try undo(match.deposit, on: returned.valueDate)
    try resolveAll(unit: unit, resolution: "The deposit was found by its \(match.rule).", except: [])
  }

  private func candidates(for returned: DepositReturned) throws -> [ReturnCandidate] {
    try connection.query(
      """
      SELECT d.id, r.reference, d.trace, d.payer, d.payer_listed FROM deposits d
      JOIN deposit_reports r ON r.deposit = d.id
      WHERE d.account = ? AND d.amount = ? AND d.currency = ? AND d.books = 1 AND d.withdrawn = 0 AND d.value_date <= ?
      ORDER BY d.id
      """,
      [
        .text(returned.account), .integer(returned.amount.cents), .text(returned.currency),
        .text(returned.valueDate.iso),
      ]
    ).map { row in
      ReturnCandidate(
        id: row.text(0), reference: row.text(1), trace: row.optionalText(2) ?? "",
        payer: row.integer(4) == 1 ? row.optionalText(3) : nil)
    }
  }

  /// Undoes a deposit: it parts from its advice; identification and cash are booked back on the original's accounts.
  private func undo(_ deposit: String, on day: LocalDate) throws {
    let advices = try connection.query(
      "SELECT remittance FROM links WHERE deposit = ? ORDER BY remittance", [.text(deposit)])
    for row in advices {
      guard let linked = try self.deposit(deposit) else { continue }
      try unlink(linked, from: row.text(0))
      try unfund(row.text(0))
    }
    guard var unit = try self.deposit(deposit)?.unit else { return }
    unit.date = day
    let run = try invert(unit, where: "run = 1", [])
    try requestJournals(
      try entries(unit: deposit, run: run), unit: unit, run: run, description: "Deposit returned by the bank")
    // 2: the bank took it back. Unlike one of a withdrawn file it stays told of: a further report is no news.
    try connection.execute("UPDATE deposits SET books = 0, withdrawn = 2 WHERE id = ?", [.text(deposit)])
    try checkCandidates(of: deposit)
    try resolveAll(unit: unit, resolution: "The bank took the deposit back.", except: [])
  }
}

// Deposits: cash onto the books, once, whichever of the bank's files tells of it.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  func receive(deposit event: Event<DepositReceived>) throws {
    let deposit = event.data
    let payer = rules.depositPayer(deposit, directory: configuration.payers)
    let bookedFrom = configuration.bookingFormats[deposit.account]
    let isBookingFormat = bookedFrom == deposit.format
    let isRepeated = isBookingFormat ? try isRepeated(deposit) : false
    let told = isBookingFormat ? try telling(of: deposit, isRepeated: isRepeated) : ToldDeposit()
    let identified = rules.depositIsIdentified(trace: deposit.traceNumber, payer: payer)
    try insert(event, payer: payer, books: isBookingFormat && told.telling == .news, identified: identified)
    try keepReport(of: event, told)
    let unit = unit(of: event)
    guard bookedFrom != nil else { return try open(held(deposit, .bankAccountNotListed), unit: unit) }
    guard isBookingFormat else { return }
    try confirm(besides: event, told)
    if told.telling == .expected {
      if let other = told.other { try review(expected: event, other) }
      return
    }
    guard told.telling == .news else { return try open(held(deposit, .depositDuplicateSuspected), unit: unit) }
    try bookCash(of: event)
  }

  /// Books the cash of a deposit that is stored, and looks at what it may pay.
  func bookCash(of event: Event<DepositReceived>) throws {
    let deposit = event.data
    let unit = unit(of: event)
    let run = try nextRun(of: unit.id)
    let payer = rules.depositPayer(deposit, directory: configuration.payers)
    let booking = try rules.bookDeposit(deposit, payer: payer)
    try book(booking.entries, unit: unit, run: run, description: "Deposit \(deposit.kind.rawValue)")
    if run > 1 {
      try connection.execute("UPDATE deposits SET booked_run = ? WHERE id = ?", [.integer(run), .text(unit.id)])
    }
    guard try !settleReturns(of: deposit, as: event.context.id.text) else { return }
    guard let trace = deposit.traceNumber.map(Trace.normalised), !trace.isEmpty else {
      try checkCandidates(of: unit.id)
      return try open(depositWithoutAdvice(deposit), unit: unit)
    }
    try connection.execute("INSERT INTO traces_to_match (trace) VALUES (?) ON CONFLICT DO NOTHING", [.text(trace)])
  }

  func unit(of event: Event<DepositReceived>) -> UnitContext {
    UnitContext(
      id: event.context.id.text, kind: "deposit", date: event.data.valueDate, currency: event.data.currency,
      correlationID: event.context.correlationID)
  }

  func insert(_ event: Event<DepositReceived>, payer: Payer?, books: Bool, identified: Bool) throws {
    let deposit = event.data
    try connection.execute(
      """
      INSERT INTO deposits (id, trace, payer, payer_listed, amount, currency, value_date, account, format, kind, books,
        identified, fingerprint, file, evidence, correlation_id, reference, fee)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(event.context.id.text), .optional(deposit.traceNumber.map(Trace.normalised)), .optional(payer?.key),
        .integer(payer?.isListed == true ? 1 : 0), .integer(deposit.amount.cents), .text(deposit.currency),
        .text(deposit.valueDate.iso), .text(deposit.account), .text(deposit.format), .text(deposit.kind.rawValue),
        .integer(books ? 1 : 0), .integer(identified ? 1 : 0), .text(DepositFingerprint(deposit).text),
        .text(deposit.bankFile), .text(deposit.evidence),
        .text(event.context.correlationID), .optional(deposit.reference.map(Trace.normalised)),
        .integer(deposit.fee?.cents ?? 0),
      ])
  }

  /// Whether another file has told of it already. Asked before the deposit is stored. What a person called a duplicate
  /// was told of, too.
  private func isRepeated(_ deposit: DepositReceived) throws -> Bool {
    let fingerprint = DepositFingerprint(deposit).text
    let row = try connection.first(
      """
      SELECT SUM(CASE WHEN withdrawn = 2 THEN 1 ELSE books END), SUM(CASE WHEN file = ? THEN 1 ELSE 0 END),
        SUM(CASE WHEN decision = 'duplicate' THEN 1 ELSE 0 END)
      FROM deposits WHERE fingerprint = ? AND format = ?
      """,
      [.text(deposit.bankFile), .text(fingerprint), .text(deposit.format)])
    let duplicates = row?.optionalInteger(2) ?? 0
    return DepositFingerprint.isRepeated(
      booked: Int(max(row?.optionalInteger(0) ?? 0, min(duplicates, 1))), inFile: Int(row?.optionalInteger(1) ?? 0) + 1)
  }

  private func held(_ deposit: DepositReceived, _ reason: HoldReason) -> WorkItem {
    let references = deposit.traceNumber.map { ["traceNumber": $0] } ?? [:]
    return WorkItem(
      reason, amount: deposit.amount, detail: deposit.described, subject: "deposit", references: references)
  }

  /// Deposits that were refused because their account was not configured are received again once it is.
  func reviewUnlistedAccounts() throws {
    for row in try refused(.bankAccountNotListed) where configuration.bookingFormats[row.text(1)] != nil {
      try receiveAgain(row, "The account is configured now.")
    }
  }

  /// Deposits that were held since another file told of the same one, or of which people confirmed that they repeat one
  /// of its deposits, are received again when that file is withdrawn. What people decided about others stays.
  func reviewRepeated(ofWithdrawn deposits: [FileWithdrawal.Deposit], file: String) throws {
    guard !deposits.isEmpty else { return }
    let money = Set(deposits.map { DepositFingerprint.money($0.fingerprint) })
    let confirmed = """
      UNION SELECT id FROM deposits WHERE decision = 'duplicate'
        AND (twin IS NULL OR twin IN (SELECT id FROM deposits WHERE correlation_id = ? AND withdrawn = 1))
      """
    let rows = try refused(.depositDuplicateSuspected, or: confirmed, [.text(file)])
      .filter { money.contains(DepositFingerprint.money($0.text(2))) }
    // None stands in the way of another: the first of them is news now.
    for row in rows { try connection.execute("UPDATE deposits SET decision = NULL WHERE id = ?", [.text(row.text(0))]) }
    for row in rows { try receiveAgain(row, "The file that told of it first was withdrawn.") }
  }

  private func refused(
    _ reason: HoldReason, or others: String = "", _ arguments: [SQLValue] = []
  ) throws -> [SQLRow] {
    try connection.query(
      """
      SELECT d.id, d.account, d.fingerprint, i.body, i.type FROM deposits d JOIN inputs i ON i.event_id = d.id
      WHERE d.withdrawn = 0 AND d.books = 0 AND d.id IN (
        SELECT unit FROM work_items WHERE state = 'open' AND reason = ? \(others))
      ORDER BY i.sequence
      """, [.text(reason.rawValue)] + arguments)
  }

  /// Takes a deposit for one that has just come: id, account, fingerprint, and body and type of its event.
  func receiveAgain(_ row: SQLRow, _ resolution: String) throws {
    let body = try configuration.cipher.open(row.blob(3))
    try connection.execute("DELETE FROM deposits WHERE id = ?", [.text(row.text(0))])
    try connection.execute("DELETE FROM deposit_reports WHERE deposit = ?", [.text(row.text(0))])
    if row.text(4) == OpeningBalanceLoaded.type {
      let event = try Event<OpeningBalanceLoaded>(json: body)
      try resolveAll(unit: unit(of: event), resolution: resolution, except: [])
      try openCash(event)
    } else {
      let event = try Event<DepositReceived>(json: body)
      try resolveAll(unit: unit(of: event), resolution: resolution, except: [])
      try receive(deposit: event)
    }
  }

  func depositWithoutAdvice(_ deposit: DepositReceived) -> WorkItem {
    WorkItem(
      .depositWithoutAdvice, amount: deposit.amount, detail: "The deposit has no trace number. \(deposit.described)",
      subject: "deposit")
  }
}

extension DepositReceived {
  /// Which deposit it is, for people: what the bank's own statement names it by. A reference may be a customer's, and
  /// name a patient, so it is left out.
  var described: String {
    let code = typeCode.map { ", type code \($0)" } ?? ""
    return "Account \(account), value date \(valueDate.iso), \(kind.rawValue), told of by \(format)\(code)."
  }
}

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
    let isSuspected = isBookingFormat && !isRepeated ? try isRepeatedOnAnotherDay(returned) : false
    try insert(event, counts: isBookingFormat && !isRepeated && !isSuspected)
    if configuration.bookingFormats[returned.account] == nil {
      return try open(WorkItem(.bankAccountNotListed, amount: returned.amount, subject: "return"), unit: unit)
    }
    guard isBookingFormat, !isRepeated else { return }
    guard !isSuspected else {
      return try open(WorkItem(.returnDuplicateSuspected, amount: returned.amount, subject: "return"), unit: unit)
    }
    try settle(returned, unit)
  }

  /// A person has released a return that was held.
  func settle(released event: Event<DepositReturned>) throws { try settle(event.data, unit(of: event)) }

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

  func unit(of event: Event<DepositReturned>) -> UnitContext {
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

  /// Whether another file told of this return under another day, as often as this file has: the rule for deposits.
  private func isRepeatedOnAnotherDay(_ returned: DepositReturned) throws -> Bool {
    guard let repetition = DepositRepeat(returned) else { return false }
    let today = returned.valueDate
    let days = today.adding(days: -DepositRepeat.days)...today.adding(days: DepositRepeat.days)
    var (ofOthers, ofThis) = (0, 1)
    let rows = try connection.query(
      """
      SELECT fingerprint, file = ?, counts FROM deposit_returns
      WHERE account = ? AND amount = ? AND currency = ? AND format = ?
      """,
      [
        .text(Self.bankFile(returned)), .text(returned.account), .integer(returned.amount.cents),
        .text(returned.currency), .text(returned.format),
      ])
    for row in rows {
      let told = Self.told(row.text(0))
      guard let day = told.day, days.contains(day), repetition.isSame(reference: told.reference, trace: told.trace)
      else { continue }
      let (isThisFile, isThisDay) = (row.integer(1) == 1, day == today)
      if isThisFile, isThisDay { ofThis += 1 }
      if !isThisFile, !isThisDay, row.integer(2) == 1 { ofOthers += 1 }
    }
    return DepositFingerprint.isRepeated(booked: ofOthers, inFile: ofThis)
  }

  /// The return that counts and is the same, as far as account, amount and days near it say.
  func twin(ofReturn id: String) throws -> String? {
    guard
      let own = try connection.first(
        "SELECT account, amount, currency, fingerprint FROM deposit_returns WHERE id = ?", [.text(id)]),
      let day = Self.told(own.text(3)).day
    else { return nil }
    return try connection.query(
      """
      SELECT id, fingerprint FROM deposit_returns
      WHERE account = ? AND amount = ? AND currency = ? AND id <> ? AND counts = 1
      """, [.text(own.text(0)), .integer(own.integer(1)), .text(own.text(2)), .text(id)]
    ).compactMap { row in
      Self.told(row.text(1)).day.map { (abs($0.daysSinceEpoch - day.daysSinceEpoch), row.text(0)) }
    }.filter { $0.0 <= DepositRepeat.days }.min { $0 < $1 }?.1
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

  /// Day, reference and trace number of a fingerprint.
  private static func told(_ fingerprint: String) -> (day: LocalDate?, reference: String, trace: String) {
    let parts = fingerprint.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6 else { return (nil, "", "") }
    return (LocalDate(iso: parts[1]), parts[4], parts[5])
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
          detail: Self.detail(of: returned, candidates), subject: "return",
          references: ["candidates": candidates.prefix(5).map(\.id).joined(separator: " ")]), unit: unit)
    }
    try connection.execute(
      "UPDATE deposit_returns SET deposit = ?, rule = ? WHERE id = ?",
      [.text(match.deposit), .text(match.rule), .text(unit.id)])
    try undo(match.deposit, on: returned.valueDate)
    try resolveAll(unit: unit, resolution: "The deposit was found by its \(match.rule).", except: [])
  }

  /// Which return it is, and which deposits it may take back.
  private static func detail(of returned: DepositReturned, _ candidates: [ReturnCandidate]) -> String {
    let place = "Account \(returned.account), value date \(returned.valueDate.iso), \(returned.kind.rawValue)."
    guard !candidates.isEmpty else { return "No deposit of the same amount is booked on the account. \(place)" }
    let named = candidates.prefix(5).map(\.id).joined(separator: ", ")
    let more = candidates.count > 5 ? " and \(candidates.count - 5) more" : ""
    return "Deposits of the same amount that are booked on the account: \(candidates.count), "
      + "namely \(named)\(more). \(place)"
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

  /// Undoes a deposit.
  private func undo(_ deposit: String, on day: LocalDate) throws {
    guard var unit = try self.deposit(deposit)?.unit else { return }
    unit.date = day
    try takeOff(deposit, on: day, description: "Deposit returned by the bank", leavesBank: true)
    // 2: the bank took it back. Unlike one of a withdrawn file it stays told of: a further report is no news.
    try connection.execute("UPDATE deposits SET books = 0, withdrawn = 2 WHERE id = ?", [.text(deposit)])
    try checkCandidates(of: deposit)
    try resolveAll(unit: unit, resolution: "The bank took the deposit back.", except: [])
  }

  /// Takes what a deposit booked off the books: it parts from its advices, what people added is taken back, and its
  /// cash is inverted on the accounts of the original. Returns how many journals that took. The caller says what it is
  /// from now on.
  /// - Parameter leavesBank: whether the cash leaves the bank: what the books began with was not booked from there.
  @discardableResult
  func takeOff(
    _ id: String, on day: LocalDate, description: String, leavesBank: Bool = false
  ) throws -> Int {
    var journals = 0
    let advices = try connection.query(
      "SELECT remittance FROM links WHERE deposit = ? ORDER BY remittance", [.text(id)])
    for row in advices {
      guard var linked = try deposit(id) else { continue }
      linked.unit.date = day
      journals += try unlink(linked, from: row.text(0))
      try unfund(row.text(0))
    }
    guard var linked = try deposit(id) else { return journals }
    linked.unit.date = day
    journals += try dropAdditions(to: linked)
    let unit = linked.unit
    if leavesBank, let opening = try openingDeposit(id) {
      let booking = try rules.bookReturn(of: opening, payer: nil, evidence: linked.evidence)
      return try journals + book(booking.entries, unit: unit, run: nextRun(of: id), description: description)
    }
    let run = try invert(unit, where: "run = (SELECT booked_run FROM deposits d WHERE d.id = unit)", [])
    return try journals
      + requestJournals(entries(unit: id, run: run), unit: unit, run: run, description: description)
  }

  /// The deposit, if the books began with it.
  private func openingDeposit(_ id: String) throws -> DepositReceived? {
    try connection.first(
      "SELECT amount, currency, value_date, account, format FROM deposits WHERE id = ? AND opening = 1", [.text(id)]
    ).flatMap { row in
      guard let day = LocalDate(iso: row.text(2)) else { return nil }
      return DepositReceived(
        amount: try Money(cents: row.integer(0)), currency: row.text(1), valueDate: day, account: row.text(3),
        kind: .other, format: row.text(4), source: .init(digest: "", recordRange: []))
    }
  }
}

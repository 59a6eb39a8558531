// What the books begin with: open receivables, money of unknown origin, items with payers.

import CashRules
import Messaging
import PaymentEvents
import Storage

extension CashTransaction {
  /// Books a balance once: a second file that tells of it in the same words has no effect.
  /// - Throws: `Failure` when it is loaded with other contents, or a field that its kind needs is missing.
  func receive(opening event: Event<OpeningBalanceLoaded>) throws {
    let balance = event.data
    guard try isNews(event) else { return try keepRepeat(event) }
    try connection.execute(
      """
      INSERT INTO opening_balances (id, kind, key, content, amount, patient_amount, currency, claim, file, date, payer)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(event.context.id.text), .text(balance.kind.rawValue), .text(balance.key), .text(balance.content),
        .integer(balance.amount.cents), .integer(balance.patientAmount?.cents ?? 0), .text(balance.currency),
        .optional(balance.patientControlNumber), .text(event.context.correlationID), .text(balance.date.iso),
        .optional(balance.kind == .item ? balance.payer.map(payerKey) : nil),
      ])
    switch balance.kind {
    case .receivable: try openReceivable(event)
    case .cash: try openCash(event)
    case .item: try openItem(event)
    }
  }

  private func isNews(_ event: Event<OpeningBalanceLoaded>) throws -> Bool {
    let known = try connection.first(
      "SELECT content, file FROM opening_balances WHERE key = ? AND withdrawn = 0", [.text(event.data.key)])
    guard let known else { return true }
    guard known.text(0) == event.data.content else {
      throw Failure(
        .permanent, code: "opening-balance-conflict",
        reason: "the balance of line \(event.data.source.line) is loaded already, with another amount or other details;"
          + " withdraw the file that it came with (`tributary files withdraw \(known.text(1))`), load a corrected one")
    }
    return false
  }

  /// It counts when what another file said first is withdrawn.
  private func keepRepeat(_ event: Event<OpeningBalanceLoaded>) throws {
    try connection.execute(
      "INSERT INTO opening_repeats (id, key, file) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(event.context.id.text), .text(event.data.key), .text(event.context.correlationID)])
  }

  /// The key under which a payer's items stand, by the payer list of today.
  func payerKey(_ name: String) -> String { configuration.payers.resolve(name)?.key ?? name }

  private func needed<Value>(_ value: Value?, _ field: String) throws -> Value {
    guard let value else {
      throw Failure(
        .permanent, code: "not-applicable", reason: "an opening balance of this kind needs the field \(field)",
        pointer: "/data/\(field)", rule: "required")
    }
    return value
  }

  func unit(of event: Event<OpeningBalanceLoaded>) -> UnitContext {
    UnitContext(
      id: event.context.id.text, kind: "opening-balance", date: event.data.date, currency: event.data.currency,
      correlationID: event.context.correlationID)
  }

  // MARK: - Receivables

  /// A claim is known from now on as by its charge, whose revenue other books have.
  private func openReceivable(_ event: Event<OpeningBalanceLoaded>) throws {
    let balance = event.data
    let claim = try needed(balance.patientControlNumber, "patientControlNumber")
    let patients = balance.patientAmount ?? .zero
    let open = try balance.amount + patients
    try requireUncharged(claim, line: balance.source.line)
    let total = balance.charge ?? open
    let charge = Charge(
      id: event.context.id, patientControlNumber: claim, amount: total,
      payers: balance.payers.compactMap { configuration.payers.resolve($0) }, dates: balance.serviceDates,
      facility: balance.facility, costCenter: balance.costCenter,
      opening: .init(
        owed: balance.amount, settled: try total - open, earlierPayers: balance.earlierPayers ?? 0))
    try insert(charge)
    let booking = try rules.bookOpeningReceivable(
      charge, amount: balance.amount, patientAmount: patients, evidence: balance.evidence)
    try book(booking.entries, unit: unit(of: event), run: 1, description: "Opening balance of a claim")
    try insert(rules.keys(of: charge), claim: claim, file: event.context.correlationID)
    try reviewHeldClaims(of: claim)
  }

  /// A claim that was charged here has its receivable, and its revenue, on the books.
  private func requireUncharged(_ claim: String, line: Int) throws {
    guard try charges(of: claim).isEmpty else {
      throw Failure(
        .permanent, code: "opening-balance-charged",
        reason: "the claim of line \(line) was charged here already, so that its receivable is on the books; leave the "
          + "line out", pointer: "/data/patientControlNumber")
    }
  }

  // MARK: - Cash

  /// Money that may pay an advice, as a deposit: what the bank still tells of it is no news. If the bank has told of it
  /// before, a person decides.
  func openCash(_ event: Event<OpeningBalanceLoaded>) throws {
    let deposit = try deposit(of: event)
    let payer = event.data.payer.flatMap { configuration.payers.resolve($0) }
    let isTold = try isTold(deposit)
    try insert(
      Event(event.context, data: deposit), payer: payer?.isListed == true ? payer : nil, books: !isTold,
      identified: false)
    try connection.execute("UPDATE deposits SET opening = 1 WHERE id = ?", [.text(event.context.id.text)])
    let key = DepositReportKey(deposit)
    try connection.execute(
      "INSERT INTO deposit_reports (deposit, reference, day_key, intraday, file) VALUES (?, ?, ?, 2, ?)",
      [.text(event.context.id.text), .text(key.reference), .text(key.day), .text(deposit.bankFile)])
    guard !isTold else {
      return try open(
        WorkItem(.depositDuplicateSuspected, amount: deposit.amount, subject: "deposit"), unit: unit(of: event))
    }
    try bookOpeningCash(of: event)
  }

  /// Whether one of the bank's reports has told of this money.
  private func isTold(_ deposit: DepositReceived) throws -> Bool {
    let key = DepositReportKey(deposit)
    return try connection.first(
      """
      SELECT 1 FROM deposit_reports r JOIN deposits d ON d.id = r.deposit
      WHERE r.day_key = ?1 AND d.format = ?2 AND d.opening = 0
        AND (d.books = 1 OR d.withdrawn = 2 OR d.decision = 'duplicate')
        AND (r.reference = ?3 OR r.reference = '' OR ?3 = '' OR d.trace = ?4) LIMIT 1
      """, [.text(key.day), .text(deposit.format), .text(key.reference), .optional(key.trace)]) != nil
  }

  /// The money as if the bank told of it now. Its account's own format tells of it as of its own reports.
  private func deposit(of event: Event<OpeningBalanceLoaded>) throws -> DepositReceived {
    let balance = event.data
    let account = try needed(balance.account, "account")
    guard let format = configuration.bookingFormats[account] else {
      throw Failure(
        .permanent, code: "not-applicable",
        reason: "the bank account of line \(balance.source.line) is not listed: list it in bankAccounts of "
          + "config/cash-application.yaml, restart, and retry this message",
        pointer: "/data/account", rule: "bankAccounts")
    }
    return DepositReceived(
      amount: balance.amount, currency: balance.currency, valueDate: balance.date, account: account, kind: .other,
      format: format, traceNumber: balance.traceNumber,
      reference: balance.reference,
      source: .init(digest: balance.source.digest, recordRange: [balance.source.line, balance.source.line]))
  }

  /// Books the cash of a deposit that the books began with, and looks at what it may pay.
  func bookOpeningCash(of event: Event<OpeningBalanceLoaded>) throws {
    let unit = unit(of: event)
    let run = try nextRun(of: unit.id)
    let booking = try rules.bookOpeningCash(event.data.amount, evidence: event.data.evidence)
    try book(booking.entries, unit: unit, run: run, description: "Opening balance of unidentified receipts")
    try connection.execute("UPDATE deposits SET booked_run = ? WHERE id = ?", [.integer(run), .text(unit.id)])
    guard try !settleReturns(of: deposit(of: event), as: unit.id), let deposit = try deposit(unit.id) else { return }
    if let trace = deposit.trace, !trace.isEmpty {
      try connection.execute("INSERT INTO traces_to_match (trace) VALUES (?) ON CONFLICT DO NOTHING", [.text(trace)])
    } else {
      try checkCandidates(of: unit.id)
      try syncRest(of: deposit)
    }
  }

  // MARK: - Items with payers

  private func openItem(_ event: Event<OpeningBalanceLoaded>) throws {
    let balance = event.data
    let key = OpenItemKey(
      payer: payerKey(try needed(balance.payer, "payer")), taxIdentifier: balance.taxIdentifier ?? "",
      provider: try needed(balance.provider, "provider"),
      reference: Trace.normalised(try needed(balance.reference, "reference")))
    let before = try openItem(key)
    let (booking, after) = try rules.bookOpeningItem(
      balance.amount, item: key, before: before, evidence: balance.evidence)
    try store(key, after)
    let unit = unit(of: event)
    try book(booking.entries, unit: unit, run: 1, description: "Opening balance with a payer")
    if try after.suspended().isZero {
      if try !before.suspended().isZero { try resolveTakeBack(key) }
    } else if balance.amount < .zero {
      try open(
        WorkItem(
          .takeBackUnmatched, amount: after.suspended(), detail: "The books began with it.",
          subject: key.takeBackSubject, references: ["payer": key.payer]), unit: unit)
    }
  }
}

extension OpeningBalanceLoaded {
  /// Everything but where it stands: what two files may tell alike.
  fileprivate var content: String {
    let texts: [String?] = [
      String(amount.cents), patientAmount.map { String($0.cents) }, currency, date.iso, charge.map { String($0.cents) },
      payers.joined(separator: "\u{1F}"), serviceDates?.from.iso, serviceDates?.to.iso, facility, costCenter, payer,
      traceNumber, reference,
    ]
    // What came later into the event is told apart only where it is there, so that what was kept before stays the same.
    let later = earlierPayers.map { [String($0)] } ?? []
    return (texts.map { $0 ?? "" } + later).joined(separator: "\u{1E}")
  }

  /// The evidence of an entry: the file and the line in it.
  var evidence: String { "\(source.digest) line \(source.line)" }
}

// What people decide about deposits and returns that another file told of.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// A deposit or a return that was held as a duplicate is real: its cash is booked, or the deposit that it takes back
  /// is undone.
  func release(deposit event: Event<PostingActionRequested>) throws {
    switch event.data.subject.flatMap(HoldReason.init(rawValue:)) {
    case .depositDuplicateSuspected: try releaseDeposit(event)
    case .returnDuplicateSuspected: try releaseReturn(event)
    default:
      let names = [HoldReason.depositDuplicateSuspected, .returnDuplicateSuspected].map(\.rawValue)
      throw Obstacle("of a deposit this reason cannot be released; those that can are \(names.joined(separator: ", "))")
    }
  }

  private func releaseDeposit(_ event: Event<PostingActionRequested>) throws {
    let held = try toldDeposit(event)
    guard !held.books else { throw Obstacle("the deposit is booked already") }
    guard try held.decision == "duplicate" || isHeld(held.id, .depositDuplicateSuspected) else {
      throw Obstacle("the deposit is not held as a suspected duplicate")
    }
    try connection.execute(
      "UPDATE deposits SET books = 1, decision = 'released', twin = NULL WHERE id = ?", [.text(held.id)])
    try resolveAll(unit: held.unit, resolution: "A person released it.", except: [])
    let body = try configuration.cipher.open(held.body)
    if held.type == OpeningBalanceLoaded.type {
      try bookOpeningCash(of: Event<OpeningBalanceLoaded>(json: body))
    } else {
      let deposit = try Event<DepositReceived>(json: body)
      try identify(deposit)
      try bookCash(of: deposit)
    }
  }

  /// It is booked by the payer list of today, which may know more than that of the day on which it came.
  private func identify(_ event: Event<DepositReceived>) throws {
    let payer = rules.depositPayer(event.data, directory: configuration.payers)
    let isIdentified = rules.depositIsIdentified(trace: event.data.traceNumber, payer: payer)
    try connection.execute(
      "UPDATE deposits SET payer = ?, payer_listed = ?, identified = ? WHERE id = ?",
      [
        .optional(payer?.key), .integer(payer?.isListed == true ? 1 : 0), .integer(isIdentified ? 1 : 0),
        .text(event.context.id.text),
      ])
  }

  private func releaseReturn(_ event: Event<PostingActionRequested>) throws {
    let held = try toldReturn(event)
    guard held.decision != "released", try held.decision == "duplicate" || isHeld(held.id, .returnDuplicateSuspected)
    else { throw Obstacle("the return is not held as a suspected duplicate") }
    let returned = try Event<DepositReturned>(json: configuration.cipher.open(held.body))
    try connection.execute(
      "UPDATE deposit_returns SET counts = 1, decision = 'released', twin = NULL WHERE id = ?", [.text(held.id)])
    try resolveAll(unit: held.unit, resolution: "A person released it.", except: [])
    try settle(released: returned)
  }

  /// A deposit is one that is booked already: it stays off the books, or leaves them by the inverse of what it booked.
  /// The same of a return that is held.
  func confirmDuplicate(_ event: Event<PostingActionRequested>) throws {
    guard try event.data.deposit.flatMap({ try self.told($0, "deposit_returns") }) == nil else {
      return try confirmReturn(event)
    }
    let told = try toldDeposit(event)
    guard try told.books || isHeld(told.id, .depositDuplicateSuspected) else {
      throw Obstacle("the deposit is neither booked nor held as a suspected duplicate")
    }
    guard let twin = try twin(of: told.id) else {
      throw Obstacle(
        "no other deposit of this amount is booked on the account for a day up to \(DepositRepeat.days) days away")
    }
    if told.books { try takeOff(told.id, on: asOf, description: "Deposit told of twice") }
    try connection.execute(
      "UPDATE deposits SET books = 0, decision = 'duplicate', twin = ? WHERE id = ?", [.text(twin), .text(told.id)])
    // What repeats it, repeats its twin.
    try connection.execute("UPDATE deposits SET twin = ? WHERE twin = ?", [.text(twin), .text(told.id)])
    try checkCandidates(of: told.id)
    try resolveAll(unit: told.unit, resolution: "A person confirmed that it is a duplicate.", except: [])
  }

  /// The deposit that is on the books, or was until the bank took it back, of the same money: told of in the same
  /// words, or else for the nearest day.
  private func twin(of deposit: String) throws -> String? {
    guard
      let own = try connection.first(
        "SELECT account, amount, currency, value_date, fingerprint FROM deposits WHERE id = ?", [.text(deposit)]),
      let day = LocalDate(iso: own.text(3))
    else { return nil }
    return try connection.query(
      """
      SELECT id, fingerprint, value_date FROM deposits
      WHERE account = ? AND amount = ? AND currency = ? AND id <> ? AND value_date BETWEEN ? AND ?
        AND (books = 1 OR withdrawn = 2)
      """,
      [
        .text(own.text(0)), .integer(own.integer(1)), .text(own.text(2)), .text(deposit),
        .text(day.adding(days: -DepositRepeat.days).iso), .text(day.adding(days: DepositRepeat.days).iso),
      ]
    ).map { row in
      let distance = LocalDate(iso: row.text(2)).map { abs($0.daysSinceEpoch - day.daysSinceEpoch) } ?? .max
      return (row.text(1) == own.text(4) ? 0 : 1, distance, row.text(0))
    }.min { $0 < $1 }?.2
  }

  private func confirmReturn(_ event: Event<PostingActionRequested>) throws {
    let held = try toldReturn(event)
    guard try isHeld(held.id, .returnDuplicateSuspected) else {
      throw Obstacle("the return is not held as a suspected duplicate")
    }
    try connection.execute(
      "UPDATE deposit_returns SET decision = 'duplicate', twin = ? WHERE id = ?",
      [.optional(try twin(ofReturn: held.id)), .text(held.id)])
    try resolveAll(unit: held.unit, resolution: "A person confirmed that it is a duplicate.", except: [])
  }

  // MARK: - What is meant

  /// A deposit or a return as it was told of.
  private struct Told {
    var id: String
    var unit: UnitContext
    /// The type of the event that told of it.
    var type: String
    var amount: Int64
    var decision: String?
    var body: [UInt8]
    var books: Bool
  }

  private func told(_ id: String, _ table: String) throws -> Told? {
    let ofDeposits = table == "deposits"
    return try connection.first(
      """
      SELECT d.id, d.amount, d.decision, i.body, \(ofDeposits ? "d.books" : "0"), i.type, d.currency,
        i.correlation_id
      FROM \(table) d JOIN inputs i ON i.event_id = d.id
      WHERE d.id = ? \(ofDeposits ? "AND d.withdrawn = 0" : "") LIMIT 1
      """, [.text(id)]
    ).map { row in
      Told(
        id: row.text(0),
        unit: UnitContext(
          id: row.text(0), kind: "deposit", date: asOf, currency: row.text(6), correlationID: row.text(7)),
        type: row.text(5), amount: row.integer(1), decision: row.optionalText(2), body: row.blob(3),
        books: row.integer(4) == 1)
    }
  }

  private func toldDeposit(_ event: Event<PostingActionRequested>) throws -> Told {
    guard let told = try event.data.deposit.flatMap({ try told($0, "deposits") }) else {
      throw Obstacle("there is no deposit of this id")
    }
    try requireAmount(event, of: told)
    return told
  }

  private func toldReturn(_ event: Event<PostingActionRequested>) throws -> Told {
    guard let told = try event.data.deposit.flatMap({ try told($0, "deposit_returns") }) else {
      throw Obstacle("there is no return of this id")
    }
    guard told.decision != "withdrawn" else { throw Obstacle("the file that told of the return was withdrawn") }
    try requireAmount(event, of: told)
    return told
  }

  /// The threshold of a role is about the amount, so it must be the right one.
  private func requireAmount(_ event: Event<PostingActionRequested>, of told: Told) throws {
    guard event.data.amount?.cents == told.amount else {
      throw Obstacle("the amount is not the one that the bank told of, \(Money.text(told.amount))")
    }
  }

  private func isHeld(_ unit: String, _ reason: HoldReason) throws -> Bool {
    try connection.first(
      "SELECT 1 FROM work_items WHERE unit = ? AND reason = ? AND state = 'open'",
      [.text(unit), .text(reason.rawValue)]) != nil
  }
}

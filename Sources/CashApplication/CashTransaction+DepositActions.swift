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
      "UPDATE deposits SET books = 1, decision = 'released' WHERE id = ?", [.text(held.id)])
    try resolveAll(unit: held.unit, resolution: "A person released it.", except: [])
    let body = try configuration.cipher.open(held.body)
    if held.type == OpeningBalanceLoaded.type {
      try bookOpeningCash(of: Event<OpeningBalanceLoaded>(json: body))
    } else {
      try bookCash(of: Event<DepositReceived>(json: body))
    }
  }

  private func releaseReturn(_ event: Event<PostingActionRequested>) throws {
    let held = try toldReturn(event)
    guard held.decision != "released", try held.decision == "duplicate" || isHeld(held.id, .returnDuplicateSuspected)
    else { throw Obstacle("the return is not held as a suspected duplicate") }
    let returned = try Event<DepositReturned>(json: configuration.cipher.open(held.body))
    try connection.execute(
      "UPDATE deposit_returns SET counts = 1, decision = 'released' WHERE id = ?", [.text(held.id)])
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
    let twin = try connection.first(
      """
      SELECT 1 FROM deposits d JOIN deposits o ON o.account = d.account AND o.amount = d.amount
        AND o.currency = d.currency AND o.id <> d.id
      WHERE d.id = ? AND (o.books = 1 OR o.withdrawn = 2) LIMIT 1
      """, [.text(told.id)])
    guard twin != nil else { throw Obstacle("no other deposit of this amount is booked on the account") }
    if told.books { try takeOff(told.id, on: asOf, description: "Deposit told of twice") }
    try connection.execute(
      "UPDATE deposits SET books = 0, decision = 'duplicate' WHERE id = ?", [.text(told.id)])
    try checkCandidates(of: told.id)
    try resolveAll(unit: told.unit, resolution: "A person confirmed that it is a duplicate.", except: [])
  }

  private func confirmReturn(_ event: Event<PostingActionRequested>) throws {
    let held = try toldReturn(event)
    guard try isHeld(held.id, .returnDuplicateSuspected) else {
      throw Obstacle("the return is not held as a suspected duplicate")
    }
    try connection.execute("UPDATE deposit_returns SET decision = 'duplicate' WHERE id = ?", [.text(held.id)])
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

// What people add to a booked deposit: the facilities that its cash is for, and what a card processor kept.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  // MARK: - Facilities

  /// A part of a deposit's cash is a facility's, or is so no longer.
  func split(_ event: Event<PostingActionRequested>) throws {
    let request = event.data
    let deposit = try bookedDeposit(event)
    guard let amount = request.amount, amount > .zero else { throw Obstacle("the amount must be above zero") }
    guard let facility = request.facility else { throw Obstacle("name the facility") }
    let shares = try splits(of: deposit)
    if request.action == .split {
      let left = try shares.reduce(cash(of: deposit).cents) { $0 - $1.cents }
      guard amount.cents <= left else {
        throw Obstacle("only \(Money.text(max(0, left))) of the deposit are no facility's yet")
      }
      try split(amount, of: deposit, facility: facility)
    } else {
      let share = shares.first { $0.facility == facility }?.cents ?? 0
      guard amount.cents <= share else { throw Obstacle("only \(Money.text(share)) of it are this facility's") }
      try split(amount.negated, of: deposit, facility: facility)
    }
  }

  @discardableResult
  private func split(_ amount: Money, of deposit: LinkedDeposit, facility: String) throws -> Int {
    let account = try connection.first("SELECT account FROM deposits WHERE id = ?", [.text(deposit.id.text)])
    let booking = try rules.splitDeposit(
      amount, bankAccount: account?.text(0) ?? "", facility: facility, evidence: deposit.evidence)
    try connection.execute(
      """
      INSERT INTO deposit_splits (deposit, facility, amount) VALUES (?, ?, ?)
      ON CONFLICT (deposit, facility) DO UPDATE SET amount = deposit_splits.amount + excluded.amount
      """, [.text(deposit.id.text), .text(facility), .integer(amount.cents)])
    return try add(booking, to: deposit, kind: "split", description: "Deposit divided among facilities")
  }

  private func splits(of deposit: LinkedDeposit) throws -> [(facility: String, cents: Int64)] {
    try connection.query(
      "SELECT facility, amount FROM deposit_splits WHERE deposit = ? AND amount <> 0 ORDER BY facility",
      [.text(deposit.id.text)]
    ).map { (facility: $0.text(0), cents: $0.integer(1)) }
  }

  private func cash(of deposit: LinkedDeposit) throws -> Money {
    let row = try connection.first("SELECT amount FROM deposits WHERE id = ?", [.text(deposit.id.text)])
    return try Money(cents: row?.integer(0) ?? 0)
  }

  // MARK: - Card fees

  /// The bank shows what a card processor left of a payment: what it kept is added, or taken back.
  func changeCardFee(_ event: Event<PostingActionRequested>) throws {
    let deposit = try bookedDeposit(event)
    guard let amount = event.data.amount, amount > .zero else { throw Obstacle("the amount must be above zero") }
    if event.data.action == .cardFee {
      guard try fees(of: deposit) + amount < cash(of: deposit) else {
        throw Obstacle("all fees together are less than what was paid")
      }
      try changeFee(by: amount, of: deposit)
    } else {
      let added = try addedFee(of: deposit)
      guard amount <= added else { throw Obstacle("only \(added) were added by people") }
      guard try amount <= deposit.rest else { throw Obstacle("an advice has got it; unlink the deposit first") }
      try changeFee(by: amount.negated, of: deposit)
    }
    if let trace = deposit.trace, !trace.isEmpty {
      try connection.execute("INSERT INTO traces_to_match (trace) VALUES (?) ON CONFLICT DO NOTHING", [.text(trace)])
    }
    try syncRest(of: deposit)
    try checkCandidates(of: deposit.id.text)
  }

  /// What a card processor kept, as its source and people say.
  private func fees(of deposit: LinkedDeposit) throws -> Money {
    let row = try connection.first("SELECT fee + fee_added FROM deposits WHERE id = ?", [.text(deposit.id.text)])
    return try Money(cents: row?.integer(0) ?? 0)
  }

  private func addedFee(of deposit: LinkedDeposit) throws -> Money {
    let row = try connection.first("SELECT fee_added FROM deposits WHERE id = ?", [.text(deposit.id.text)])
    return try Money(cents: row?.integer(0) ?? 0)
  }

  @discardableResult
  private func changeFee(by amount: Money, of deposit: LinkedDeposit) throws -> Int {
    try connection.execute(
      "UPDATE deposits SET fee_added = fee_added + ? WHERE id = ?",
      [.integer(amount.cents), .text(deposit.id.text)])
    let booking = try rules.bookCardFee(
      amount, at: restingPlace(of: deposit), party: deposit.payer?.key, evidence: deposit.evidence)
    return try add(booking, to: deposit, kind: "card-fee", description: "Fee of a card payment")
  }

  // MARK: - Both

  /// Takes back what people added to a deposit that is to leave the books. Returns how many journals that took.
  func dropAdditions(to deposit: LinkedDeposit) throws -> Int {
    var journals = 0
    for share in try splits(of: deposit) {
      journals += try split(Money(cents: -share.cents), of: deposit, facility: share.facility)
    }
    let fee = try addedFee(of: deposit)
    if !fee.isZero { journals += try changeFee(by: fee.negated, of: deposit) }
    return journals
  }

  private func add(
    _ booking: Booking, to deposit: LinkedDeposit, kind: String, description: String
  ) throws -> Int {
    var unit = deposit.unit
    unit.kind = kind
    return try book(booking.entries, unit: unit, run: nextRun(of: unit.id), description: description)
  }

  private func bookedDeposit(_ event: Event<PostingActionRequested>) throws -> LinkedDeposit {
    guard let deposit = try event.data.deposit.flatMap({ try self.deposit($0) }) else {
      throw Obstacle("there is no deposit of this id that books cash")
    }
    return deposit
  }
}

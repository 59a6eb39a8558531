// Charges: receivables onto the books, and claims that waited for them.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Books a charge. One of a claim that the books began with waits: its revenue is in the books before.
  func receive(charge event: Event<ChargePosted>) throws {
    guard try !isOpened(event.data.patientControlNumber) else { return try hold(event) }
    try book(charge: event)
  }

  private func book(charge event: Event<ChargePosted>) throws {
    let charge = Charge(event.context.id, event.data, directory: configuration.payers)
    try insert(charge)
    let booking = try rules.bookCharge(charge, evidence: "event \(event.context.id)")
    try book(booking.entries, unit: unit(of: event), run: 1, description: "Charges of a claim")
    try insert(rules.keys(of: charge), claim: charge.patientControlNumber, file: event.context.correlationID)
    try reviewHeldClaims(of: charge.patientControlNumber)
  }

  private func unit(of event: Event<ChargePosted>) -> UnitContext {
    UnitContext(
      id: event.context.id.text, kind: "charge", date: event.data.chargeDate, currency: event.data.currency,
      correlationID: event.context.correlationID)
  }

  /// Stores a charge.
  func insert(_ charge: Charge) throws {
    try connection.execute(
      """
      INSERT INTO charges (id, claim, amount, payers, service_from, service_to, facility, cost_center, settled,
        opened, earlier_payers)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(charge.id.text), .text(charge.patientControlNumber), .integer(charge.amount.cents),
        .text(PayerColumn.encode(charge.payers)), .optional(charge.dates?.from.iso), .optional(charge.dates?.to.iso),
        .optional(charge.facility), .optional(charge.costCenter), .integer(charge.opening?.settled.cents ?? 0),
        .optional(charge.opening?.owed.cents), .integer(Int64(charge.firstPlace)),
      ])
  }

  /// What payers before those of a charge had done.
  func settled(of charge: EventID) throws -> Money {
    let row = try connection.first("SELECT settled FROM charges WHERE id = ?", [.text(charge.text)])
    return try Money(cents: row?.integer(0) ?? 0)
  }

  /// All charges of a patient control number.
  func charges(of claim: String) throws -> [Charge] {
    try connection.query(
      """
      SELECT id, amount, payers, service_from, service_to, facility, cost_center, settled, opened, earlier_payers
      FROM charges WHERE claim = ? ORDER BY rowid
      """, [.text(claim)]
    ).map { row in
      var dates: DateRange?
      if let from = LocalDate(iso: row.text(3)), let to = LocalDate(iso: row.text(4)) {
        dates = DateRange(from: from, to: to)
      }
      return Charge(
        id: EventID(row.text(0)), patientControlNumber: claim, amount: try Money(cents: row.integer(1)),
        payers: PayerColumn.decode(row.text(2)), dates: dates, facility: row.optionalText(5),
        costCenter: row.optionalText(6), opening: try Self.opening(row))
    }
  }

  private static func opening(_ row: SQLRow) throws -> Charge.Opening? {
    try row.optionalInteger(8).map {
      Charge.Opening(
        owed: try Money(cents: $0), settled: try Money(cents: row.integer(7)), earlierPayers: Int(row.integer(9)))
    }
  }
}

// MARK: - Claims that the books began with

extension CashTransaction {
  private func isOpened(_ claim: String) throws -> Bool {
    try connection.first(
      "SELECT 1 FROM charges c JOIN opening_balances o ON o.id = c.id WHERE c.claim = ? LIMIT 1", [.text(claim)]) != nil
  }

  private func hold(_ event: Event<ChargePosted>) throws {
    try connection.execute(
      "INSERT INTO held_charges (id, claim) VALUES (?, ?)",
      [.text(event.context.id.text), .text(event.data.patientControlNumber)])
    try open(WorkItem(.chargeOpenedAlready, amount: event.data.amount, subject: "charge"), unit: unit(of: event))
  }

  /// Charges that waited because of opening balances of a file that is withdrawn now are booked.
  func reviewHeldCharges(ofWithdrawn digest: String) throws {
    let claims = try connection.query(
      """
      SELECT DISTINCT o.claim FROM opening_balances o JOIN held_charges h ON h.claim = o.claim
      WHERE o.file = ? AND o.withdrawn = 1 ORDER BY o.claim
      """, [.text(digest)])
    for row in claims where try !isOpened(row.text(0)) {
      try bookHeldCharges(of: row.text(0), "The opening balance of its claim was withdrawn.")
    }
  }

  /// A charge is for something else than what the books began with.
  func release(chargesOf claim: String) throws {
    guard try bookHeldCharges(of: claim, "A person released it.") > 0 else {
      throw Obstacle("no charge of this claim is held")
    }
  }

  @discardableResult
  private func bookHeldCharges(of claim: String, _ resolution: String) throws -> Int {
    let rows = try connection.query(
      """
      SELECT i.body FROM held_charges h JOIN inputs i ON i.event_id = h.id WHERE h.claim = ? ORDER BY i.sequence
      """, [.text(claim)])
    try connection.execute("DELETE FROM held_charges WHERE claim = ?", [.text(claim)])
    for row in rows {
      let event = try Event<ChargePosted>(json: configuration.cipher.open(row.blob(0)))
      try resolveAll(unit: unit(of: event), resolution: resolution, except: [])
      try book(charge: event)
    }
    return rows.count
  }
}

/// Payers in order, in one column: a line each, `+` before those that the payer list knows and `-` before others.
enum PayerColumn {
  static func encode(_ payers: [Payer]) -> String {
    payers.map { ($0.isListed ? "+" : "-") + $0.key }.joined(separator: "\n")
  }

  static func decode(_ text: String) -> [Payer] {
    text.split(separator: "\n").map { Payer(key: String($0.dropFirst()), isListed: $0.hasPrefix("+")) }
  }
}

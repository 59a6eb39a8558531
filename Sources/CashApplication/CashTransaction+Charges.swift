// Charges: receivables onto the books, and claims that waited for them.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  func receive(charge event: Event<ChargePosted>) throws {
    let charge = Charge(event.context.id, event.data, directory: configuration.payers)
    try insert(charge)
    let unit = UnitContext(
      id: event.context.id.text, kind: "charge", date: event.data.chargeDate, currency: event.data.currency,
      correlationID: event.context.correlationID)
    let booking = try rules.bookCharge(charge, evidence: "event \(event.context.id)")
    try book(booking.entries, unit: unit, run: 1, description: "Charges of a claim")
    try insert(rules.keys(of: charge), claim: charge.patientControlNumber, file: event.context.correlationID)
    try reviewHeldClaims(of: charge.patientControlNumber)
  }

  /// Stores a charge. - Parameter settled: what payers before its own had done.
  func insert(_ charge: Charge, settled: Money = .zero) throws {
    try connection.execute(
      """
      INSERT INTO charges (id, claim, amount, payers, service_from, service_to, facility, cost_center, settled)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(charge.id.text), .text(charge.patientControlNumber), .integer(charge.amount.cents),
        .text(PayerColumn.encode(charge.payers)), .optional(charge.dates?.from.iso), .optional(charge.dates?.to.iso),
        .optional(charge.facility), .optional(charge.costCenter), .integer(settled.cents),
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
      SELECT id, amount, payers, service_from, service_to, facility, cost_center FROM charges WHERE claim = ?
      ORDER BY rowid
      """, [.text(claim)]
    ).map { row in
      var dates: DateRange?
      if let from = LocalDate(iso: row.text(3)), let to = LocalDate(iso: row.text(4)) {
        dates = DateRange(from: from, to: to)
      }
      return Charge(
        id: EventID(row.text(0)), patientControlNumber: claim, amount: try Money(cents: row.integer(1)),
        payers: PayerColumn.decode(row.text(2)), dates: dates, facility: row.optionalText(5),
        costCenter: row.optionalText(6))
    }
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

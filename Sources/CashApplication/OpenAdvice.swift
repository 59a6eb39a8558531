// An advice as it stands in the database, read for a posting run.

import CashRules
import PaymentEvents
import Storage

struct OpenAdvice {
  let id: String
  let advice: RemittanceReceived
  let reference: AdviceReference
  let fingerprint: String
  let isFunded: Bool
  let runs: Int64
  let unit: UnitContext

  /// The advice, if its header and all its pages are here.
  init?(_ id: String, _ transaction: CashTransaction) throws {
    guard
      let row = try transaction.connection.first(
        """
        SELECT i.body, r.fingerprint,
          (SELECT COALESCE(SUM(l.amount), 0) FROM links l WHERE l.remittance = r.id) >= r.amount,
          r.runs, r.pages, r.correlation_id, (SELECT COUNT(*) FROM pages p WHERE p.remittance = r.id)
        FROM remittances r JOIN inputs i ON i.sequence = r.input WHERE r.id = ? AND r.state <> 'withdrawn'
        """, [.text(id)]),
      row.integer(4) == row.integer(6)
    else { return nil }
    let event = try Event<RemittanceReceived>(
      json: transaction.configuration.cipher.open(row.blob(0)))
    self.id = id
    advice = event.data
    reference = AdviceReference(event.context.id, advice, directory: transaction.configuration.payers)
    fingerprint = row.text(1)
    isFunded = row.integer(2) == 1 && !event.data.payment.amount.isZero
    runs = row.integer(3)
    unit = UnitContext(
      id: id, kind: "remittance", date: advice.payment.date ?? transaction.asOf, currency: advice.currency,
      correlationID: row.text(5))
  }

  /// Whether an advice like this one goes before it: one that was posted, or else one that came as an 835 before one
  /// that was read from paper, or else the one with the lower id. Money decides first: an advice that has its money
  /// does not stand back for one that has none. On paper neither payee nor day need be the same, nor the amount: of one
  /// payer and one number there is one payment.
  func hasTwin(_ transaction: CashTransaction) throws -> Bool {
    guard runs == 0 else { return false }
    return try transaction.connection.first(
      """
      SELECT 1 FROM remittances s JOIN remittances r ON r.id <> s.id AND (r.fingerprint = s.fingerprint
        OR (r.payer = s.payer AND r.trace = s.trace AND r.extracted + s.extracted > 0))
      WHERE s.id = ? AND r.state <> 'withdrawn' AND (r.runs > 0
        OR ((r.extracted < s.extracted OR (r.extracted = s.extracted AND r.id < s.id))
          AND (EXISTS (SELECT 1 FROM links l WHERE l.remittance = r.id) OR ? = 0))) LIMIT 1
      """, [.text(id), .integer(isFunded ? 1 : 0)]) != nil
  }
}

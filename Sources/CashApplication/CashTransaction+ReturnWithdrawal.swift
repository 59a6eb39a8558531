// Returns of a file that is withdrawn: those that have undone nothing yet never will.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// A return that has undone its deposit is an obstacle to the withdrawal (``FileWithdrawal``); the others are held
  /// for good. What other files told of as the same return counts in their place.
  func withdrawReturns(ofFile digest: String) throws {
    let rows = try connection.query(
      """
      SELECT r.id, r.account, r.amount, r.currency FROM deposit_returns r JOIN inputs i ON i.event_id = r.id
      WHERE i.correlation_id = ? AND r.deposit IS NULL ORDER BY i.sequence
      """, [.text(digest)])
    for row in rows {
      let unit = UnitContext(
        id: row.text(0), kind: "deposit", date: asOf, currency: row.text(3), correlationID: digest)
      try connection.execute(
        "UPDATE deposit_returns SET counts = 0, decision = 'withdrawn' WHERE id = ?", [.text(unit.id)])
      try resolveAll(unit: unit, resolution: Self.resolution, except: [])
    }
    for row in rows { try reviewRepeated(ofReturn: row) }
  }

  /// Returns that did not count because of this one are received again; what people confirmed about others stays.
  private func reviewRepeated(ofReturn row: SQLRow) throws {
    let waiting = try connection.query(
      """
      SELECT i.body FROM deposit_returns r JOIN inputs i ON i.event_id = r.id
      WHERE r.account = ? AND r.amount = ? AND r.currency = ? AND r.deposit IS NULL AND r.counts = 0
        AND (r.decision IS NULL OR (r.decision = 'duplicate' AND r.twin = ?)) ORDER BY i.sequence
      """, [.text(row.text(1)), .integer(row.integer(2)), .text(row.text(3)), .text(row.text(0))])
    for other in waiting {
      let event = try Event<DepositReturned>(json: configuration.cipher.open(other.blob(0)))
      try connection.execute("DELETE FROM deposit_returns WHERE id = ?", [.text(event.context.id.text)])
      try resolveAll(
        unit: unit(of: event), resolution: "The file that told of it first was withdrawn.", except: [])
      try receive(returned: event)
    }
  }
}

// A wrong file of opening balances is withdrawn: each is inverted on its own accounts, and may be loaded anew.

import CashRules
import Messaging
import PaymentEvents
import Storage

extension CashTransaction {
  /// Withdraws the receivables and items of a file; cash is a deposit and goes with the file's deposits. Returns how
  /// many journals that took.
  func withdrawOpenings(ofFile digest: String) throws -> Int {
    var journals = 0
    let rows = try connection.query(
      """
      SELECT o.id, o.kind, o.currency, o.claim, i.body, o.payer FROM opening_balances o
        JOIN inputs i ON i.event_id = o.id
      WHERE o.file = ? AND o.withdrawn = 0 ORDER BY o.id
      """, [.text(digest)])
    for row in rows {
      let unit = UnitContext(
        id: row.text(0), kind: "opening-balance", date: asOf, currency: row.text(2), correlationID: digest)
      switch OpeningBalanceLoaded.Kind(rawValue: row.text(1)) {
      case .receivable:
        journals += try invertOpening(unit) { _ in }
        try connection.execute("DELETE FROM charges WHERE id = ?", [.text(unit.id)])
        try reviewHeldClaims(of: row.text(3))
      case .item:
        let balance = try Event<OpeningBalanceLoaded>(json: configuration.cipher.open(row.blob(4))).data
        journals += try withdrawItem(balance, payer: row.optionalText(5) ?? payerKey(balance.payer ?? ""), unit)
      case .cash, nil: break
      }
    }
    try connection.execute("UPDATE opening_balances SET withdrawn = 1 WHERE file = ?", [.text(digest)])
    try connection.execute("DELETE FROM opening_repeats WHERE file = ?", [.text(digest)])
    return journals
  }

  /// Balances of a file that was withdrawn just now, which another file had told of in the same words: they count now.
  /// - Throws: ``Obstacle`` when one of them cannot be booked any more.
  func reviewOpenings(ofWithdrawn digest: String) throws {
    let rows = try connection.query(
      """
      SELECT r.id, i.body FROM opening_balances o JOIN opening_repeats r ON r.key = o.key
        JOIN inputs i ON i.event_id = r.id
      WHERE o.file = ? AND o.withdrawn = 1 ORDER BY i.sequence
      """, [.text(digest)])
    for row in rows {
      try connection.execute("DELETE FROM opening_repeats WHERE id = ?", [.text(row.text(0))])
      let event = try Event<OpeningBalanceLoaded>(json: configuration.cipher.open(row.blob(1)))
      do {
        try receive(opening: event)
      } catch let failure as Failure {
        throw Obstacle(
          "line \(event.data.source.line) of the file \(event.context.correlationID) would take the place of one of "
            + "its balances, and cannot be booked: \(failure.reason)")
      }
    }
  }

  /// - Parameter payer: the payer's key under which the item was booked.
  private func withdrawItem(_ balance: OpeningBalanceLoaded, payer: String, _ unit: UnitContext) throws -> Int {
    let key = OpenItemKey(
      payer: payer, taxIdentifier: balance.taxIdentifier ?? "",
      provider: balance.provider ?? "", reference: Trace.normalised(balance.reference ?? ""))
    let isOwed = balance.amount > .zero
    let movement = Movement(
      key: key, credits: isOwed ? balance.amount : .zero, debits: isOwed ? .zero : balance.amount.magnitude)
    let journals = try invertOpening(unit) { try takeBack(movement, unit, run: $0) }
    try resolveAll(unit: unit, resolution: Self.resolution, except: [])
    return journals
  }

  private func invertOpening(_ unit: UnitContext, _ more: (Int64) throws -> Void) throws -> Int {
    let run = try invert(unit, where: "run = 1", [])
    try more(run)
    return try requestJournals(
      entries(unit: unit.id, run: run), unit: unit, run: run, description: "Withdrawal of an opening balance")
  }
}

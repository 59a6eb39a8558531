// A wrong file of opening balances is withdrawn: each is inverted on its own accounts, and may be loaded anew.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Withdraws the receivables and items of a file; cash is a deposit and goes with the file's deposits. Returns how
  /// many journals that took.
  func withdrawOpenings(ofFile digest: String) throws -> Int {
    var journals = 0
    let rows = try connection.query(
      """
      SELECT o.id, o.kind, o.currency, o.claim, i.body FROM opening_balances o JOIN inputs i ON i.event_id = o.id
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
        journals += try withdrawItem(balance, unit)
      case .cash, nil: break
      }
    }
    try connection.execute("UPDATE opening_balances SET withdrawn = 1 WHERE file = ?", [.text(digest)])
    return journals
  }

  private func withdrawItem(_ balance: OpeningBalanceLoaded, _ unit: UnitContext) throws -> Int {
    let name = balance.payer ?? ""
    let key = OpenItemKey(
      payer: configuration.payers.resolve(name)?.key ?? name, taxIdentifier: balance.taxIdentifier ?? "",
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

// What is open of each claim: balances by claim and receivable account, and the credit balances among them.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Adds entries to the balances of their claims. A balance that is below zero, or was, is looked at when the batch
  /// has been applied: in between it may well be, and nobody needs to know.
  func addToReceivables(_ entries: [Entry], unit: UnitContext) throws {
    let payers = try rules.chart.account(.receivablePayer).path + ":"
    let patient = try rules.chart.account(.receivablePatient).path
    let refunds = try rules.chart.account(.refundPayable).path
    let owed = try owedAccounts
    var changes: [Receivable: Int64] = [:]
    for entry in entries {
      let path = entry.account.path
      if owed.contains(where: { path == $0 || path.hasPrefix($0 + ":") }) { try add(entry.net.cents, to: path) }
      guard let claim = entry.claim, path == patient || path.hasPrefix(payers) || path == refunds else { continue }
      changes[Receivable(claim: claim, account: path), default: 0] += entry.net.cents
    }
    for (receivable, change) in changes where change != 0 {
      let row = try connection.first(
        """
        INSERT INTO receivables (claim, account, balance) VALUES (?, ?, ?)
        ON CONFLICT (claim, account) DO UPDATE SET balance = receivables.balance + excluded.balance RETURNING balance
        """, [.text(receivable.claim), .text(receivable.account), .integer(change)])
      guard let balance = row?.integer(0), balance < 0 || balance - change < 0, receivable.account != refunds else {
        continue
      }
      try connection.execute(
        """
        INSERT INTO credits_to_check (claim, account, currency, correlation_id) VALUES (?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        [.text(receivable.claim), .text(receivable.account), .text(unit.currency), .text(unit.correlationID)])
    }
  }

  /// Accounts of what is owed to others that follow from no documents alone: transfers may empty them.
  private var owedAccounts: [String] {
    get throws { try [rules.chart.account(.patientDeposits).path, rules.chart.account(.advancesPayable).path] }
  }

  private func add(_ cents: Int64, to account: String) throws {
    try connection.execute(
      """
      INSERT INTO account_balances (account, balance) VALUES (?, ?)
      ON CONFLICT (account) DO UPDATE SET balance = account_balances.balance + excluded.balance
      """, [.text(account), .integer(cents)])
  }

  /// The same of what is owed, account by account: once, or when an account is named anew.
  func fillOwedAccounts() throws {
    for account in try owedAccounts {
      let known = try connection.first("SELECT 1 FROM account_balances WHERE account = ?", [.text(account)])
      guard known == nil else { continue }
      try connection.execute(
        """
        INSERT INTO account_balances (account, balance)
        SELECT ?, COALESCE(SUM(debit - credit), 0) FROM entries WHERE account = ?
        """, [.text(account), .text(account)])
    }
  }

  /// Works the balances out from the entries where there are none yet: a database of an earlier version.
  func fillReceivables() throws {
    guard try connection.first("SELECT 1 FROM receivables LIMIT 1") == nil else { return }
    let payers = try rules.chart.account(.receivablePayer).path + ":"
    try connection.execute(
      """
      INSERT INTO receivables (claim, account, balance)
      SELECT claim, account, SUM(debit - credit) FROM entries
      WHERE claim IS NOT NULL AND (account = ? OR substr(account, 1, length(?)) = ?) GROUP BY claim, account
      """, [.text(try rules.chart.account(.receivablePatient).path), .text(payers), .text(payers)])
    try connection.execute(
      """
      INSERT INTO credits_to_check (claim, account, currency, correlation_id)
      SELECT claim, account, (SELECT currency FROM journals LIMIT 1), '' FROM receivables WHERE balance < 0
      """)
  }

  /// Opens an item for every claim that somebody has overpaid, and resolves those that are settled.
  func checkCredits() throws {
    let rows = try connection.query(
      """
      SELECT c.claim, c.account, c.currency, c.correlation_id, r.balance FROM credits_to_check c
      JOIN receivables r ON r.claim = c.claim AND r.account = c.account ORDER BY c.claim, c.account
      """)
    guard !rows.isEmpty else { return }
    for row in rows {
      let unit = UnitContext(
        id: creditUnit(claim: row.text(0), account: row.text(1)), kind: "credit-balance", date: asOf,
        currency: row.text(2), correlationID: row.text(3))
      let balance = try Money(cents: min(max(row.integer(4), -Money.limit), Money.limit))
      guard balance < .zero else {
        try resolveAll(unit: unit, resolution: "The credit balance is settled.", except: [])
        continue
      }
      try connection.execute(
        "INSERT INTO credit_balances (unit, claim, account) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [.text(unit.id), .text(row.text(0)), .text(row.text(1))])
      try open(
        WorkItem(
          .creditBalance, amount: balance.magnitude, subject: "credit balance",
          references: ["account": String(row.text(1).prefix(256))]), unit: unit)
    }
    try connection.execute("DELETE FROM credits_to_check")
  }

  /// What stands for a claim's credit balance outside: without the patient control number.
  func creditUnit(claim: String, account: String) -> String {
    EventID(
      tenant: configuration.tenant, cause: claim, step: "credit balance \(account)", type: WorkItemOpened.type
    ).text
  }
}

/// A claim on a receivable account.
struct Receivable: Hashable {
  var claim: String
  var account: String
}

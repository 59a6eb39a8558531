// How a movement on an open item divides between what is owed and what is in suspense.

import Ledger
import PaymentEvents

extension RuleBook {
  /// The entries that lead an open item from one pair of sums to the next.
  ///
  /// A credit (FB−, WO−, 72−) is owed to the payer; as far as something was in suspense it settles that at once.
  /// A debit (FB+, WO+) uses up what is owed, and the rest goes to suspense. Whatever the order of the movements, the
  /// balances are those of ``OpenItemSums/owed()`` and ``OpenItemSums/suspended()``.
  /// - Parameters:
  ///   - key: the item.
  ///   - before: its sums before.
  ///   - after: its sums after; neither is below the one before.
  ///   - against: the account on the other side, for instance the advice's clearing account.
  ///   - rule: the rule's name.
  ///   - evidence: where it comes from.
  /// - Throws: `MoneyError`, `LedgerError`.
  package func moveOpenItem(
    _ key: OpenItemKey, before: OpenItemSums, after: OpenItemSums, against account: Account, rule: String,
    evidence: String
  ) throws -> [Entry] {
    let against = Side(account, key.payer)
    let owed = Side(try chart.owed(payer: key.payer), key.payer)
    let suspense = Side(try chart.takeBackSuspense(payer: key.payer), key.payer)
    var legs = Legs(EntryContext(openItem: key, evidence: evidence))
    let credit = try after.credits - before.credits
    legs.move(credit, debit: against, credit: owed, rule: rule)
    let settled = min(credit, try before.suspended())
    legs.move(settled, debit: owed, credit: suspense, rule: "\(rule) settles a take-back")
    let debit = try after.debits - before.debits
    let middle = OpenItemSums(credits: after.credits, debits: before.debits)
    let fromOwed = min(debit, try middle.owed())
    legs.move(fromOwed, debit: owed, credit: against, rule: rule)
    legs.move(try debit - fromOwed, debit: suspense, credit: against, rule: "\(rule) unmatched")
    return legs.entries
  }

  /// Divides an open item anew between what is owed and what is in suspense, after movements on it were taken back:
  /// what had used them up, or been settled by them, is no longer.
  /// - Parameters:
  ///   - key: the item.
  ///   - booked: what its entries say is owed.
  ///   - sums: its sums.
  ///   - evidence: where it comes from.
  /// - Throws: `MoneyError`, `LedgerError`.
  package func settleAnew(
    _ key: OpenItemKey, booked: Money, sums: OpenItemSums, evidence: String
  ) throws -> [Entry] {
    var legs = Legs(EntryContext(openItem: key, evidence: evidence))
    legs.move(
      try sums.owed() - booked, debit: Side(try chart.takeBackSuspense(payer: key.payer), key.payer),
      credit: Side(try chart.owed(payer: key.payer), key.payer), rule: "settled anew")
    return legs.entries
  }
}

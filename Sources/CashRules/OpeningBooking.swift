// What the books begin with: balances against the account of opening balances.

import Ledger
import PaymentEvents

extension RuleBook {
  /// Open receivables of a claim: the first payer's, and the patient's. Below zero they are credit balances.
  /// - Parameters:
  ///   - charge: the claim; its first payer owes `amount`, or the patient where there is none.
  ///   - amount: what the first payer owes.
  ///   - patientAmount: what the patient owes besides.
  ///   - evidence: where it comes from.
  /// - Throws: `LedgerError` when a payer's key is too long for an account.
  package func bookOpeningReceivable(
    _ charge: Charge, amount: Money, patientAmount: Money, evidence: String
  ) throws -> Booking {
    var legs = Legs(
      EntryContext(
        claim: charge.patientControlNumber, facility: charge.facility, costCenter: charge.costCenter,
        evidence: evidence))
    let opening = Side(try chart.account(.openingBalance))
    let debtor = try receivable(charge, payerIndex: charge.firstPlace)
    legs.move(amount, debit: debtor, credit: opening, rule: "opening receivable")
    legs.move(
      patientAmount, debit: Side(try chart.account(.receivablePatient)), credit: opening, rule: "opening receivable")
    return try legs.booking()
  }

  /// Money of unknown origin that was at the bank when the books began: the bank's balance is the ledger's own.
  /// - Throws: ``BookingError/notPositive(rule:amount:)``.
  package func bookOpeningCash(_ amount: Money, evidence: String) throws -> Booking {
    try transfer(
      amount, debit: chart.account(.openingBalance), credit: chart.account(.unidentifiedReceipts), party: nil,
      rule: "opening cash", evidence: evidence)
  }

  /// What is owed to a payer (above zero), or what it took back without an open item (below zero).
  /// - Returns: the booking and the item's sums after it.
  /// - Throws: `MoneyError`, `LedgerError`.
  package func bookOpeningItem(
    _ amount: Money, item: OpenItemKey, before: OpenItemSums, evidence: String
  ) throws -> (booking: Booking, sums: OpenItemSums) {
    var after = before
    if amount > .zero { try after.credits += amount } else { try after.debits += amount.magnitude }
    let entries = try moveOpenItem(
      item, before: before, after: after, against: chart.account(.openingBalance), rule: "opening item",
      evidence: evidence)
    return (try Booking(entries: entries), after)
  }
}

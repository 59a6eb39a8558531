// The rest of the journal table: returned deposits, patients' payments, refunds and write-offs.

import Ledger
import PaymentEvents

/// Why a receivable is written off; each has its own account.
package enum WriteOff: String, Sendable, CaseIterable {
  case badDebt = "bad debt"
  case charity
  case smallBalance = "small balance"

  var purpose: Chart.Purpose {
    switch self {
    case .badDebt: .badDebt
    case .charity: .charity
    case .smallBalance: .smallBalance
    }
  }
}

/// Whose receivable: a payer's, or the patient's.
package enum Debtor: Sendable, Hashable {
  case payer(String)
  case patient
}

extension RuleBook {
  /// A deposit that the bank takes back (NSF, ACH return): the account it had been booked to against cash. Clearing
  /// stays open until the advice is un-applied or the payment comes again.
  /// - Throws: as ``bookDeposit(_:payer:)``.
  package func bookReturn(of deposit: DepositReceived, payer: Payer?, evidence: String) throws -> Booking {
    let entries = try bookDeposit(deposit, payer: payer).entries.map { entry in
      var inverse = entry
      inverse.debit = entry.credit
      inverse.credit = entry.debit
      inverse.rule = "returned \(entry.rule)"
      inverse.evidence = evidence
      return inverse
    }
    return try Booking(entries: entries.reversed())
  }

  /// A patient pays: cash against the patient's receivable of a claim, or against patient deposits when it is a
  /// prepayment (`claim` is nil).
  /// - Parameter bankAccount: where the cash is; nil where the bank's own file books it: then the debit goes against
  ///   unidentified receipts, to which that file has booked it.
  package func bookPatientPayment(
    _ amount: Money, bankAccount: String?, claim: String?, evidence: String
  ) throws -> Booking {
    try transfer(
      amount, debit: bankAccount.map { try chart.cash(bankAccount: $0) } ?? chart.account(.unidentifiedReceipts),
      credit: chart.account(claim == nil ? .patientDeposits : .receivablePatient), claim: claim, party: nil,
      rule: claim == nil ? "prepayment" : "patient payment", evidence: evidence)
  }

  /// An approved write-off of a receivable.
  package func bookWriteOff(
    _ amount: Money, of debtor: Debtor, as reason: WriteOff, claim: String, evidence: String
  ) throws -> Booking {
    try transfer(
      amount, debit: chart.account(reason.purpose), credit: chart.account(of: debtor), claim: claim,
      party: debtor.party,
      rule: "write-off \(reason.rawValue)", evidence: evidence)
  }

  /// A credit balance becomes payable: the receivable against refund payable.
  package func bookCreditBalance(
    _ amount: Money, of debtor: Debtor, claim: String, evidence: String
  ) throws -> Booking {
    try transfer(
      amount, debit: chart.account(of: debtor), credit: chart.account(.refundPayable), claim: claim,
      party: debtor.party,
      rule: "credit balance", evidence: evidence)
  }

  /// The refund of a credit balance is paid: refund payable against cash.
  package func bookRefund(
    _ amount: Money, of debtor: Debtor, claim: String, bankAccount: String, evidence: String
  ) throws -> Booking {
    try transfer(
      amount, debit: chart.account(.refundPayable), credit: chart.cash(bankAccount: bankAccount), claim: claim,
      party: debtor.party, rule: "refund", evidence: evidence)
  }

  /// An overpayment letter of a payer is accepted: its receivable against what is owed to it, as a credit of the open
  /// item that the later take-back (WO+) names.
  /// - Parameter before: the open item's sums so far; what the payer took back already leaves suspense.
  /// - Returns: the booking and the open item's sums after it.
  package func acceptOverpayment(
    _ amount: Money, claim: String, item: OpenItemKey, before: OpenItemSums, evidence: String
  ) throws -> (booking: Booking, sums: OpenItemSums) {
    let rule = "overpayment accepted"
    try requirePositive(amount, rule: rule)
    let after = OpenItemSums(credits: try before.credits + amount, debits: before.debits)
    var entries = try moveOpenItem(
      item, before: before, after: after, against: chart.receivable(payer: item.payer), rule: rule,
      evidence: evidence)
    for index in entries.indices { entries[index].claim = claim }
    return (try Booking(entries: entries), after)
  }

  /// We refund an overpayment to the payer: what is owed against cash.
  /// - Returns: the booking and the open item's sums after it.
  package func refundPayer(
    _ amount: Money, item: OpenItemKey, before: OpenItemSums, bankAccount: String, evidence: String
  ) throws -> (booking: Booking, sums: OpenItemSums) {
    let rule = "refund to payer"
    try requirePositive(amount, rule: rule)
    let after = OpenItemSums(credits: before.credits, debits: try before.debits + amount)
    let entries = try moveOpenItem(
      item, before: before, after: after, against: chart.cash(bankAccount: bankAccount), rule: rule,
      evidence: evidence)
    return (try Booking(entries: entries), after)
  }
}

extension Chart {
  /// The receivable account of whoever owes. - Throws: ``LedgerError`` when a payer's key is too long.
  package func account(of debtor: Debtor) throws -> Account {
    switch debtor {
    case .payer(let key): try receivable(payer: key)
    case .patient: try account(.receivablePatient)
    }
  }
}

extension Debtor {
  fileprivate var party: String? {
    if case .payer(let key) = self { key } else { nil }
  }
}

// Which accounts people move amounts between: those whose balance does not follow from documents.

import Ledger
import PaymentEvents

extension Chart {
  /// What an account is for: the longest configured path that it is or is below; nil for one of no purpose here.
  /// - Throws: ``LedgerError`` when a configured path is none.
  package func purpose(of account: Account) throws -> Purpose? {
    var found: (purpose: Purpose, length: Int)?
    for purpose in Purpose.allCases {
      let own = try self.account(purpose)
      if account.isWithin(own), own.path.utf8.count > found?.length ?? 0 { found = (purpose, own.path.utf8.count) }
    }
    return found?.purpose
  }
}

extension Chart.Purpose {
  /// Whether people may debit and credit it by a transfer. Cash, clearing, unidentified receipts and items with payers
  /// follow from deposits, links and advices, and refunds from what is payable: those have actions of their own.
  package var takesTransfers: Bool {
    switch self {
    case .bank, .clearing, .unidentifiedReceipts, .owedToPayer, .takeBackSuspense, .refundPayable, .journalClearing:
      false
    default: true
    }
  }

  /// Whether it is money that is owed to others, of which no more can be taken than is there.
  package var isOwed: Bool { self == .patientDeposits || self == .advancesPayable }

  /// Whether a transfer on it must name a claim.
  package var isReceivable: Bool { self == .receivablePayer || self == .receivablePatient }
}

extension RuleBook {
  /// An amount that a person moves from one account to another; with the sides exchanged it is the exact inverse.
  /// - Parameters:
  ///   - amount: above zero.
  ///   - claim: the claim, where one of the accounts is a receivable.
  ///   - evidence: the request.
  /// - Throws: ``BookingError/notPositive(rule:amount:)``.
  package func bookTransfer(
    _ amount: Money, debit: (account: Account, party: String?), credit: (account: Account, party: String?),
    claim: String?, evidence: String
  ) throws -> Booking {
    try requirePositive(amount, rule: "transfer")
    var legs = Legs(EntryContext(claim: claim, evidence: evidence))
    legs.move(
      amount, debit: Side(debit.account, debit.party), credit: Side(credit.account, credit.party), rule: "transfer")
    return try legs.booking()
  }
}

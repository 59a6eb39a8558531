// What is written into the sub-ledger: entries, and bookings of entries that balance.

import Ledger
import PaymentEvents

/// One line of the sub-ledger. Exactly one of debit and credit is positive, the other is zero.
package struct Entry: Sendable, Equatable, Codable {
  /// The account.
  package var account: Account
  /// Debit.
  package var debit: Money
  /// Credit.
  package var credit: Money
  /// The patient control number, where the entry is about a claim. Stays in the sub-ledger.
  package var claim: String?
  /// The payer's key, where the entry is about one.
  package var party: String?
  /// The open item with the payer that the entry opens, settles or suspends.
  package var openItem: OpenItemKey?
  /// The facility's code.
  package var facility: String?
  /// The cost centre's code.
  package var costCenter: String?
  /// The rule that made it, for instance `contractual CO-45`; its version is ``RuleBook/version``.
  package var rule: String
  /// Where in the source it comes from, for instance `<sha-256> segments 12-40`.
  package var evidence: String

  /// Creates it; ``Booking`` checks the amounts.
  package init(
    account: Account, debit: Money, credit: Money, claim: String? = nil, party: String? = nil,
    openItem: OpenItemKey? = nil, facility: String? = nil, costCenter: String? = nil, rule: String, evidence: String
  ) {
    self.account = account
    self.debit = debit
    self.credit = credit
    self.claim = claim
    self.party = party
    self.openItem = openItem
    self.facility = facility
    self.costCenter = costCenter
    self.rule = rule
    self.evidence = evidence
  }

  /// Debit less credit.
  package var net: Money { debit.isZero ? credit.negated : debit }
}

/// Entries that balance, with what is only noted and what a person must look at.
package struct Booking: Sendable, Equatable {
  /// Sub-ledger entries, in pairs: after every pair the sum is zero.
  package let entries: [Entry]
  /// What the document says and the books do not take.
  package var memos: [Memo]
  /// What a person must look at. None of these holds the booking itself.
  package var workItems: [WorkItem]

  /// Nothing.
  package static let empty = Booking()

  /// Creates it.
  /// - Throws: ``BookingError`` when an entry has both sides, none, or one below zero, or when debits and credits
  ///   differ; `MoneyError` when the sums leave the range of an amount.
  package init(entries: [Entry], memos: [Memo] = [], workItems: [WorkItem] = []) throws {
    var debits = Money.zero
    var credits = Money.zero
    for entry in entries {
      guard entry.debit >= .zero, entry.credit >= .zero, entry.debit.isZero != entry.credit.isZero else {
        throw BookingError.sides(account: entry.account.path, rule: entry.rule)
      }
      try debits += entry.debit
      try credits += entry.credit
    }
    guard debits == credits else { throw BookingError.unbalanced(debits: debits, credits: credits) }
    self.entries = entries
    self.memos = memos
    self.workItems = workItems
  }

  private init() {
    entries = []
    memos = []
    workItems = []
  }

  /// Both bookings as one. - Throws: as ``init(entries:memos:workItems:)``.
  package func joined(with other: Booking) throws -> Booking {
    try Booking(
      entries: entries + other.entries, memos: memos + other.memos, workItems: workItems + other.workItems)
  }
}

/// A booking that must not exist.
package enum BookingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// An entry that does not have exactly one positive side.
  case sides(account: String, rule: String)
  /// Debits and credits differ.
  case unbalanced(debits: Money, credits: Money)
  /// An amount that must be above zero is not.
  case notPositive(rule: String, amount: Money)

  package var description: String {
    switch self {
    case .sides(let account, let rule):
      "rule '\(rule)' made an entry on \(account) that has not exactly one positive side"
    case .unbalanced(let debits, let credits): "debits are \(debits), credits \(credits); a booking must balance"
    case .notPositive(let rule, let amount): "rule '\(rule)' needs an amount above zero, not \(amount)"
    }
  }
}

/// Something that the document says and the books take note of only.
package struct Memo: Sendable, Equatable, Codable {
  /// What kind of note it is.
  package enum Kind: String, Sendable, Codable {
    /// An adjustment that is neither contractual nor a transfer: the receivable stays open.
    case denial
    /// OA-23: what earlier payers did already.
    case earlierPayers = "earlier-payers"
    /// AMT*I: interest, booked from PLB L6 only.
    case interest
    /// A contractual adjustment above the open balance, kept from the books by the payer's switch.
    case aboveOpenBalance = "above-open-balance"
  }
  /// What kind of note it is.
  package var kind: Kind
  /// Group and reason, for instance `CO-16`; `AMT*I` for interest.
  package var code: String
  /// The amount as written.
  package var amount: Money

  /// Creates it.
  package init(kind: Kind, code: String, amount: Money) {
    self.kind = kind
    self.code = code
    self.amount = amount
  }
}

/// What identifies an open item between a payer and us: a forwarded balance, an overpayment, a take-back.
/// The fiscal period is not part of it: a balance forwarded in one year is taken back in the next.
package struct OpenItemKey: Hashable, Sendable, Codable {
  /// The payer's key.
  package var payer: String
  /// The payee's tax id; empty where the advice has none.
  package var taxIdentifier: String
  /// PLB01.
  package var provider: String
  /// FB: the originating TRN02. WO and 72: the payer's claim number. Empty where there is none.
  package var reference: String

  /// Creates it.
  package init(payer: String, taxIdentifier: String, provider: String, reference: String) {
    self.payer = payer
    self.taxIdentifier = taxIdentifier
    self.provider = provider
    self.reference = reference
  }
}

// Making entries: every rule books in pairs, and a negative amount swaps the sides.

import Ledger
import PaymentEvents

/// What the entries of a document have in common.
struct EntryContext {
  var claim: String?
  var openItem: OpenItemKey?
  var facility: String?
  var costCenter: String?
  var evidence: String
}

/// An account and the payer that an entry on it is about.
struct Side {
  var account: Account
  var party: String?
  /// Whether the money is the whole entity's: one payment pays claims of several facilities, so clearing carries
  /// neither a facility nor a cost centre, as its deposit carries none.
  var isShared: Bool

  init(_ account: Account, _ party: String? = nil, isShared: Bool = false) {
    self.account = account
    self.party = party
    self.isShared = isShared
  }
}

/// Collects entries in pairs.
struct Legs {
  private(set) var entries: [Entry] = []
  var context: EntryContext

  init(_ context: EntryContext) { self.context = context }

  /// Adds a debit and a credit of `amount`; the sides are swapped when it is below zero; nothing when it is zero.
  mutating func move(_ amount: Money, debit: Side, credit: Side, rule: String) {
    guard !amount.isZero else { return }
    let (left, right) = amount < .zero ? (credit, debit) : (debit, credit)
    entries.append(entry(left, debit: amount.magnitude, credit: .zero, rule))
    entries.append(entry(right, debit: .zero, credit: amount.magnitude, rule))
  }

  private func entry(_ side: Side, debit: Money, credit: Money, _ rule: String) -> Entry {
    Entry(
      account: side.account, debit: debit, credit: credit, claim: context.claim, party: side.party,
      openItem: context.openItem, facility: side.isShared ? nil : context.facility,
      costCenter: side.isShared ? nil : context.costCenter, rule: rule, evidence: context.evidence)
  }

  /// The pairs as a booking. - Throws: as ``Booking/init(entries:memos:workItems:)``.
  func booking(memos: [Memo] = [], workItems: [WorkItem] = []) throws -> Booking {
    try Booking(entries: entries, memos: memos, workItems: workItems)
  }
}

// The sub-ledger of what we owe a payer, and of what it took back before we knew why.

import PaymentEvents

/// All that was posted on one open item, as two sums. The balances follow from the sums alone, whatever the order:
/// owed = max(0, credits − debits), in suspense = max(0, debits − credits).
package struct OpenItemSums: Sendable, Equatable, Codable {
  /// What the payer left with us (FB−, WO−, 72−), or what we accepted to owe.
  package var credits: Money
  /// What the payer took back (FB+, WO+), or what we refunded.
  package var debits: Money

  /// Nothing.
  package static let none = OpenItemSums(credits: .zero, debits: .zero)

  /// Creates it.
  package init(credits: Money, debits: Money) {
    self.credits = credits
    self.debits = debits
  }

  /// What is owed to the payer. - Throws: `MoneyError`.
  package func owed() throws(MoneyError) -> Money { max(.zero, try credits - debits) }

  /// What the payer took back without an item. - Throws: `MoneyError`.
  package func suspended() throws(MoneyError) -> Money { max(.zero, try debits - credits) }
}

/// What the provider-level adjustments of an advice do.
package struct ProviderAdjustmentPosting: Sendable, Equatable {
  /// Entries and work items.
  package var booking: Booking
  /// The sums of every open item that was touched, after it.
  package var items: [OpenItemKey: OpenItemSums]
  /// Items whose suspense is zero now and was not before: their `take-back-unmatched` work items are resolved.
  package var settled: [OpenItemKey]
  /// What is held back in clearing (codes set to review), as PLB amounts: positive reduces the payment.
  package var held: Money
}

extension OpenItemKey {
  /// The key as one text, for work items and sorting. Parts are encoded by length, so no two keys read the same.
  package var text: String {
    [payer, taxIdentifier, provider, reference].map { "\($0.utf8.count):\($0)" }.joined(separator: ",")
  }

  /// The subject of the item's `take-back-unmatched` work item, whichever advice it is about.
  package var takeBackSubject: String { "open item \(text)" }
}

// OA-23: what a later payer says that earlier ones did, compared with what was posted for them.

import PaymentEvents

/// What a posted claim of a later payer says of earlier payers, beside what is posted for them.
package struct EarlierPayerDifference: Sendable, Equatable {
  /// The later payer's claim.
  package var position: PostedClaim.Position
  /// The item that tells of the difference; nil when there is none.
  package var workItem: WorkItem?
}

extension RuleBook {
  /// Compares every later payer's claim that stands (is no reversal and not reversed) and has an OA-23. What was
  /// reversed is not compared: its payer has taken back what it said. The answer depends on what is posted, not on the
  /// order in which it was.
  /// - Parameters:
  ///   - posted: all posted claims of one charge.
  ///   - settled: what payers before those of the charge had done: of a receivable that the books began with.
  /// - Throws: `MoneyError` when a sum leaves the range of an amount.
  package func earlierPayerDifferences(
    _ posted: [PostedClaim], settled: Money = .zero
  ) throws(MoneyError) -> [EarlierPayerDifference] {
    let reversed = Set(posted.compactMap(\.reverses))
    var differences: [EarlierPayerDifference] = []
    for claim in posted where claim.payerIndex > 0 && claim.reverses == nil && !reversed.contains(claim.position) {
      guard let stated = claim.fingerprint.adjustments[AdjustmentCode.earlierPayers.reason] else { continue }
      let booked = try settled + posted.postedBefore(claim.payerIndex)
      var difference = EarlierPayerDifference(position: claim.position, workItem: nil)
      if stated != booked {
        difference.workItem = try .earlierPayers(
          stated: stated, posted: booked, sequence: claim.position.sequence)
      }
      differences.append(difference)
    }
    return differences.sorted { $0.order < $1.order }
  }
}

extension EarlierPayerDifference {
  fileprivate var order: (String, Int) { (position.remittance.text, position.sequence) }
}

extension [PostedClaim] {
  /// What was posted for the payers before this place, as payment and contractual adjustment; reversals count.
  func postedBefore(_ payerIndex: Int) throws(MoneyError) -> Money {
    var posted = Money.zero
    for prior in self where prior.payerIndex < payerIndex {
      try posted += prior.applied.paid
      try posted += prior.applied.contractual
    }
    return posted
  }
}

extension WorkItem {
  static func earlierPayers(stated: Money, posted: Money, sequence: Int) throws(MoneyError) -> WorkItem {
    WorkItem(
      .priorPayerDiffers, amount: try (stated - posted).magnitude,
      detail: "The payer says \(stated); posted are \(posted).", subject: "claim \(sequence)",
      references: ["claimSequence": String(sequence)])
  }
}

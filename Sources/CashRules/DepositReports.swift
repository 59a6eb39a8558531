// The same money in several reports of one bank: what the same day's report tells of, the next day's tells of again.

import PaymentEvents

/// What ties a deposit of an intraday report to the same one of a prior-day report: the bank's reference where both
/// have one, or the payer's trace number, since some banks give each report references of its own; account, day,
/// currency and amount in any case.
package struct DepositReportKey: Hashable, Sendable {
  /// Account, day, currency and amount as one text; the separator is in none of the parts.
  package let day: String
  /// The bank's reference, normalised; empty where there is none.
  package let reference: String
  /// The trace number, normalised; nil where there is none.
  package let trace: String?

  /// Reads it from a deposit.
  package init(_ deposit: DepositReceived) {
    day = [deposit.account, deposit.valueDate.iso, deposit.currency, String(deposit.amount.cents)]
      .joined(separator: "\u{1F}")
    reference = Trace.normalised(deposit.reference ?? "")
    trace = deposit.traceNumber.map(Trace.normalised).flatMap { $0.isEmpty ? nil : $0 }
  }
}

/// What becomes of a deposit that may have been told of before.
package enum DepositTelling: Sendable, Equatable {
  /// It is news: its cash is booked.
  case news
  /// A report of the other kind told of it, as was to be expected: nothing is booked, nobody is asked.
  case expected
  /// A file of the same kind told of it, or a report of the other kind under another reference, as banks do that give
  /// each report references of its own: nothing is booked, a person is asked.
  case suspect

  /// Decides it. Each deposit of the other kind of report stands for one of this file; what this file has beyond them
  /// is news, so that the larger number of the two is booked.
  /// - Parameters:
  ///   - isRepeated: whether any file told of exactly this deposit often enough (``DepositFingerprint``).
  ///   - isIntraday: whether this report is one of the same day, each of which repeats the one before.
  ///   - others: booked deposits of the other kind of report that may be this one: same account, day, currency and
  ///     amount, and not another reference, or the same trace number.
  ///   - free: how many of them stand for no deposit of this file yet.
  ///   - unlike: how many more booked deposits of the other kind have the same account, day, currency and amount under
  ///     another reference, and stand for no deposit at all.
  package init(isRepeated: Bool, isIntraday: Bool, others: Int, free: Int, unlike: Int = 0) {
    if free > 0 {
      self = .expected
    } else if others == 0, isRepeated {
      self = isIntraday ? .expected : .suspect
    } else {
      self = unlike > 0 ? .suspect : .news
    }
  }
}

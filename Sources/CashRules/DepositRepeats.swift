// The same money under another day: a prior-day report that a bank sends again the day after, with that day's date. It
// is told by the same marks whether the money comes or is taken back.

import PaymentEvents

/// What a deposit has in common with the same one of a report for another day.
///
/// Account, amount and currency are the same in any case. Then, in layers:
///
/// 1. the same trace number, and no other bank reference: where both have one it is the same;
/// 2. without a trace number on either side, the same bank reference, long enough not to be a number of the day.
///
/// Another reference under the same trace number is another payment: a payer may split one into equal parts. The same
/// deposit in two files for the same day is the business of ``DepositFingerprint`` and ``DepositReportKey``.
package struct DepositRepeat: Sendable, Equatable {
  /// The bank's reference, normalised; empty where there is none.
  package let reference: String
  /// The trace number, normalised; empty where there is none.
  package let trace: String

  /// How many days lie between two reports of the same money at most. What comes later with all of this in common is
  /// paid anew.
  package static let days: Int32 = 7
  /// The shortest reference that tells money by itself, in characters.
  package static let shortestReference = 8

  /// Reads it from a deposit; nil where nothing tells it from others of its amount.
  package init?(_ deposit: DepositReceived) {
    reference = Trace.normalised(deposit.reference ?? "")
    trace = Trace.normalised(deposit.traceNumber ?? "")
    guard !trace.isEmpty || reference.count >= Self.shortestReference else { return nil }
  }

  /// The same of a return: the trace number and the bank's reference of the deposit that is taken back.
  package init?(_ returned: DepositReturned) {
    reference = Trace.normalised(returned.originalReference ?? "")
    trace = Trace.normalised(returned.traceNumber ?? "")
    guard !trace.isEmpty || reference.count >= Self.shortestReference else { return nil }
  }

  /// Whether a deposit of another day with these is the same money.
  package func isSame(reference other: String, trace otherTrace: String) -> Bool {
    guard trace == otherTrace else { return false }
    if trace.isEmpty { return reference == other }
    return reference.isEmpty || other.isEmpty || reference == other
  }
}

extension DepositFingerprint {
  /// Account, currency and amount of a fingerprint: what any two tellings of the same money have in common.
  package static func money(_ fingerprint: String) -> String {
    let parts = fingerprint.split(separator: "\u{1F}", omittingEmptySubsequences: false)
    return (parts.prefix(1) + parts.dropFirst(2).prefix(2)).joined(separator: "\u{1F}")
  }
}

// How a journal of ours and what the ERP holds of it differ. Pure.

import Ledger
import PaymentEvents

/// A journal as it must stand in the ERP: by its own codes of accounts.
struct ExpectedEntry: Sendable {
  let key: String
  let postingDate: Day
  let currency: String
  let lines: [TargetEntry.Line]

  init(_ journal: Journal, code: (Account) -> String) {
    key = journal.id
    postingDate = journal.postingDate
    currency = journal.currency
    lines = journal.lines.map { TargetEntry.Line(account: code($0.account), debit: $0.debit, credit: $0.credit) }
  }
}

/// Compares, and says what differs in words.
enum Comparison {
  /// The first way in which they differ; nil for none. Lines are compared one by one, in no order.
  static func difference(_ ours: ExpectedEntry, _ theirs: TargetEntry) -> LedgerReconciled.Kind? {
    if ours.postingDate != theirs.postingDate { return .date }
    if ours.currency != theirs.currency { return .currency }
    if Set(ours.lines.map(\.account)) != Set(theirs.lines.map(\.account)) { return .accounts }
    return sorted(ours.lines) == sorted(theirs.lines) ? nil : .amounts
  }

  private static func sorted(_ lines: [TargetEntry.Line]) -> [TargetEntry.Line] {
    lines.sorted { ($0.account, $0.debit, $0.credit) < ($1.account, $1.debit, $1.credit) }
  }

  /// The sum of the debits. Beyond what 64 bits hold nothing is added.
  static func amount(_ lines: [TargetEntry.Line]) -> Int64 {
    lines.reduce(0) { sum, line in
      let (next, isTooLarge) = sum.addingReportingOverflow(line.debit)
      return isTooLarge ? sum : next
    }
  }

  /// The longest words in an event.
  private static let longest = 900

  /// `2026-03-05 USD: 1010 Dr 250.00, 2010 Cr 250.00`.
  static func words(_ day: Day, _ currency: String, _ lines: [TargetEntry.Line]) -> String {
    let amounts = sorted(lines).map { line in
      let sides = [("Dr", line.debit), ("Cr", line.credit)].filter { $0.1 != 0 }
      return "\(line.account) " + sides.map { "\($0.0) \(Cents.text($0.1))" }.joined(separator: " ")
    }
    let text = "\(day) \(currency): \(amounts.joined(separator: ", "))"
    let cut = ERPText.cut(text, to: longest)
    return cut.unicodeScalars.count < longest ? cut : cut + "…"
  }

  /// A currency as events have it. What the ERP says and is none becomes three X, which is "no currency" in ISO 4217.
  static func currency(_ text: String) -> String {
    text.wholeMatch(of: /[A-Z]{3}/) == nil ? String(repeating: "X", count: 3) : text
  }
}

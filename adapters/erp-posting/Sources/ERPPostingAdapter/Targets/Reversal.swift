// What a reversal must be: the lines of another journal with their sides exchanged.

import Ledger

extension Journal {
  /// Whether its lines are the other one's with debit and credit exchanged, in any order.
  func isInverse(of other: Journal) -> Bool {
    struct Side: Hashable {
      let account: Account
      let debit: Int64
      let credit: Int64
    }
    var counts: [Side: Int] = [:]
    for line in lines { counts[Side(account: line.account, debit: line.debit, credit: line.credit), default: 0] += 1 }
    for line in other.lines {
      counts[Side(account: line.account, debit: line.credit, credit: line.debit), default: 0] -= 1
    }
    return currency == other.currency && counts.values.allSatisfy { $0 == 0 }
  }
}

extension PostingOutcome {
  /// A reversal that is refused.
  init(cannotReverse key: String, because reason: String) {
    self = .rejected(code: "reversal", reason: "journal \(key) cannot be reversed: \(reason)")
  }
}

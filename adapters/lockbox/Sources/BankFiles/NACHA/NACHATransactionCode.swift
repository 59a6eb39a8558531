// What a transaction code says: which way money moves and whether it moves at all.

/// A NACHA transaction code: the account's type and what is done to it.
package struct NACHATransactionCode: Sendable, Equatable {
  /// Two digits, verbatim.
  package let text: String
  package let direction: Direction
  package let purpose: Purpose

  /// Which control total the amount belongs to.
  package enum Direction: Sendable, Equatable {
    case credit, debit
  }

  /// What the entry is for.
  package enum Purpose: Sendable, Equatable {
    /// Money moves.
    case payment
    /// A test without money before the first payment.
    case prenote
    /// No money, only remittance information.
    case zeroDollar
    /// A return of an entry, or a notification of change.
    case returnOrChange
    /// An accounting advice (ADV).
    case advice
  }

  /// Tens: 2 checking, 3 savings, 4 general ledger, 5 loan, 8 accounting advice. Nil if there is no such code.
  package init?(_ number: Int64) {
    guard number >= 0, number < Self.known.count, let code = Self.known[Int(number)] else { return nil }
    self = code
  }

  /// By number: each entry has one.
  private static let known: [NACHATransactionCode?] = (0..<100).map { NACHATransactionCode(named: $0) }

  private init?(named number: Int) {
    let (tens, units) = (number / 10, number % 10)
    text = "\(number)"
    switch (tens, units) {
    case (5, 5): (direction, purpose) = (.debit, .payment)
    case (5, 6): (direction, purpose) = (.debit, .returnOrChange)
    case (5, 7...9): return nil
    case (2...5, 1...4): (direction, purpose) = (.credit, Self.purposes[units - 1])
    case (2...4, 6...9): (direction, purpose) = (.debit, Self.purposes[units - 6])
    case (8, 1...8): (direction, purpose) = (units % 2 == 1 ? .credit : .debit, .advice)
    default: return nil
    }
  }

  private static let purposes: [Purpose] = [.returnOrChange, .payment, .prenote, .zeroDollar]
}

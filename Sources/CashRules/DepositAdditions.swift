// What people add to a deposit: the fee that a card processor kept, and the facilities that its cash belongs to.

import Ledger
import PaymentEvents

extension RuleBook {
  /// The bank shows what a card processor left of a payment: the fee that it kept belongs to the payment. It stands
  /// where the rest of the deposit does.
  /// - Parameters:
  ///   - amount: the fee; below zero to take it back.
  ///   - place: where the rest of the deposit stands.
  ///   - party: the payer's key, if it is known.
  ///   - evidence: where the deposit comes from.
  /// - Throws: `LedgerError` when a name is too long for an account.
  package func bookCardFee(
    _ amount: Money, at place: DepositPlace, party: String?, evidence: String
  ) throws -> Booking {
    var legs = Legs(EntryContext(evidence: evidence))
    legs.move(
      amount, debit: Side(try chart.account(.cardFees), party), credit: try side(of: place), rule: "card fee")
    return try legs.booking()
  }

  /// A part of a deposit's cash is a facility's: it moves on the bank account from no facility to this one. One payment
  /// pays claims of several facilities, and their receivables carry them; so the books of each facility balance.
  /// - Parameters:
  ///   - amount: the part; below zero to take it back.
  ///   - bankAccount: our account at the bank.
  ///   - facility: the facility's code.
  ///   - evidence: where the deposit comes from.
  /// - Throws: `LedgerError` when a name is too long for an account.
  package func splitDeposit(
    _ amount: Money, bankAccount: String, facility: String, evidence: String
  ) throws -> Booking {
    let cash = try chart.cash(bankAccount: bankAccount)
    var legs = Legs(EntryContext(facility: facility, evidence: evidence))
    legs.move(amount, debit: Side(cash), credit: Side(cash, isShared: true), rule: "split")
    return try legs.booking()
  }

  private func side(of place: DepositPlace) throws -> Side {
    switch place {
    case .unidentified: Side(try chart.account(.unidentifiedReceipts))
    case .clearing(let payer, let trace): Side(try chart.clearing(payer: payer.key, trace: trace), payer.key)
    }
  }
}

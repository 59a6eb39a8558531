// Charges and deposits: the bookings that open receivables and clearing accounts.

import Ledger
import PaymentEvents

extension RuleBook {
  /// A charge: receivable of the first payer (of the patient when there is none) against gross revenue. An amount
  /// below zero takes a charge back.
  /// - Parameters:
  ///   - charge: the charge; an amount of zero books nothing.
  ///   - evidence: where it comes from, for instance the event's id.
  /// - Throws: `LedgerError` when a payer's key is too long for an account.
  package func bookCharge(_ charge: Charge, evidence: String) throws -> Booking {
    var legs = Legs(
      EntryContext(
        claim: charge.patientControlNumber, facility: charge.facility, costCenter: charge.costCenter,
        evidence: evidence))
    legs.move(
      charge.amount, debit: try receivable(charge, payerIndex: charge.firstPlace),
      credit: Side(try chart.account(.grossRevenue), charge.payers.first?.key), rule: "charge")
    return try legs.booking()
  }

  /// A deposit: cash, and what a card processor kept as its fee, against the payment's clearing account when the payer
  /// is listed and there is a trace number, otherwise against unidentified receipts.
  /// - Parameters:
  ///   - deposit: the deposit.
  ///   - payer: who paid, from ``depositPayer(_:directory:)``.
  /// - Throws: ``BookingError/notPositive(rule:amount:)``; `LedgerError` when a name is too long for an account.
  package func bookDeposit(_ deposit: DepositReceived, payer: Payer?) throws -> Booking {
    try requirePositive(deposit.amount, rule: "deposit")
    let known = depositIsIdentified(trace: deposit.traceNumber, payer: payer)
    var legs = Legs(EntryContext(evidence: deposit.evidence))
    let credit: Side =
      if known, let payer, let trace = deposit.traceNumber {
        Side(try chart.clearing(payer: payer.key, trace: trace), payer.key)
      } else {
        Side(try chart.account(.unidentifiedReceipts))
      }
    legs.move(
      deposit.amount, debit: Side(try chart.cash(bankAccount: deposit.account)), credit: credit,
      rule: known ? "deposit" : "deposit unidentified")
    if let fee = deposit.fee {
      try requirePositive(fee, rule: "card fee")
      legs.move(fee, debit: Side(try chart.account(.cardFees), payer?.key), credit: credit, rule: "card fee")
    }
    return try legs.booking()
  }

  /// Who paid a deposit, as far as the list knows.
  package func depositPayer(_ deposit: DepositReceived, directory: PayerDirectory) -> Payer? {
    directory.resolve(
      identifiers: [deposit.traceOriginator, deposit.payer?.identifier], name: deposit.payer?.name)
  }

  /// Whether ``bookDeposit(_:payer:)`` books to clearing (true) or to unidentified receipts (false).
  package func depositIsIdentified(trace: String?, payer: Payer?) -> Bool {
    guard let payer, payer.isListed, let trace else { return false }
    return !Trace.normalised(trace).isEmpty
  }

  /// Money in unidentified receipts turns out to pay an advice: unidentified receipts against its clearing account.
  /// - Throws: ``BookingError/notPositive(rule:amount:)``; `LedgerError`.
  package func identify(_ amount: Money, payer: Payer, trace: String, evidence: String) throws -> Booking {
    try transfer(
      amount, debit: chart.account(.unidentifiedReceipts), credit: chart.clearing(payer: payer.key, trace: trace),
      party: payer.key, rule: "identified", evidence: evidence)
  }

  /// What a deposit has above its advice: the clearing account against unidentified receipts.
  /// - Throws: ``BookingError/notPositive(rule:amount:)``; `LedgerError`.
  package func splitExcess(_ excess: Money, payer: Payer, trace: String, evidence: String) throws -> Booking {
    try transfer(
      excess, debit: chart.clearing(payer: payer.key, trace: trace), credit: chart.account(.unidentifiedReceipts),
      party: payer.key, rule: "excess", evidence: evidence)
  }

  /// Money moved from one payment's clearing account to another's, as when a person links a mistyped trace number.
  /// - Throws: ``BookingError/notPositive(rule:amount:)``; `LedgerError`.
  package func transferClearing(
    _ amount: Money, from: (payer: Payer, trace: String), to: (payer: Payer, trace: String), evidence: String
  ) throws -> Booking {
    try transfer(
      amount, debit: chart.clearing(payer: from.payer.key, trace: from.trace),
      credit: chart.clearing(payer: to.payer.key, trace: to.trace), party: to.payer.key, rule: "link",
      evidence: evidence)
  }

  /// One pair of entries of an amount above zero.
  func transfer(
    _ amount: Money, debit: Account, credit: Account, claim: String? = nil, party: String?,
    openItem: OpenItemKey? = nil, rule: String, evidence: String
  ) throws -> Booking {
    try requirePositive(amount, rule: rule)
    var legs = Legs(EntryContext(claim: claim, openItem: openItem, evidence: evidence))
    legs.move(amount, debit: Side(debit, party), credit: Side(credit, party), rule: rule)
    return try legs.booking()
  }

  func requirePositive(_ amount: Money, rule: String) throws(BookingError) {
    guard amount > .zero else { throw .notPositive(rule: rule, amount: amount) }
  }

  /// The receivable of the payer at this place, or of the patient behind the last payer.
  func receivable(_ charge: Charge, payerIndex: Int) throws -> Side {
    let place = payerIndex - charge.firstPlace
    guard charge.payers.indices.contains(place) else { return Side(try chart.account(.receivablePatient)) }
    let payer = charge.payers[place].key
    return Side(try chart.receivable(payer: payer), payer)
  }
}

extension DepositReceived {
  /// The bank's file that tells of it. A file that holds the same bank file twice tells of its deposits twice.
  package var bankFile: String { source.fileNumber.map { "\(source.digest) file \($0)" } ?? source.digest }

  /// The evidence of an entry: the file and the records in it.
  package var evidence: String {
    "\(source.digest) records \(source.recordRange.map(String.init).joined(separator: "-"))"
  }
}

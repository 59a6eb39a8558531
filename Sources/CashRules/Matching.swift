// Which deposit pays which advice (reassociation).

import PaymentEvents

/// An advice that may still need its money.
package struct AdviceCandidate: Sendable, Equatable {
  /// The id of the `remittance.received` event.
  package var id: EventID
  /// TRN02.
  package var trace: String
  /// The payer.
  package var payer: Payer
  /// BPR02, or what it still needs of it. Advices of zero and below need no deposit and are passed over.
  package var amount: Money
  /// BPR16.
  package var date: LocalDate?

  /// Creates it; see the properties.
  package init(id: EventID, trace: String, payer: Payer, amount: Money, date: LocalDate?) {
    self.id = id
    self.trace = trace
    self.payer = payer
    self.amount = amount
    self.date = date
  }
}

/// A deposit that may still need its advice.
package struct DepositCandidate: Sendable, Equatable {
  /// The id of the `deposit.received` event.
  package var id: EventID
  /// The trace or check number. Deposits without one match nothing.
  package var trace: String?
  /// The payer; nil when the file does not say who paid. A payer outside the list counts as not known.
  package var payer: Payer?
  /// The amount, or what is left of it.
  package var amount: Money
  /// The bank's value date.
  package var valueDate: LocalDate

  /// Creates it; see the properties.
  package init(id: EventID, trace: String?, payer: Payer?, amount: Money, valueDate: LocalDate) {
    self.id = id
    self.trace = trace
    self.payer = payer
    self.amount = amount
    self.valueDate = valueDate
  }
}

/// A deposit and the advice that it pays.
package struct DepositMatch: Sendable, Equatable {
  /// The advice.
  package var remittance: EventID
  /// The deposit.
  package var deposit: EventID
  /// The rule that made the match, for instance `trace+payer+amount`.
  package var rule: String
  /// 0 to 100.
  package var confidence: Int
  /// What the advice gets.
  package var applied: Money
  /// What is left of the deposit, for unidentified receipts.
  package var excess: Money
}

/// A deposit and an advice that a person has parted.
package struct PartedPair: Hashable, Sendable {
  /// The deposit.
  package var deposit: EventID
  /// The advice.
  package var remittance: EventID

  /// Creates it.
  package init(deposit: EventID, remittance: EventID) {
    self.deposit = deposit
    self.remittance = remittance
  }
}

/// A deposit and an advice that seem to belong together but differ in the amount.
package struct AmountDifference: Sendable, Equatable {
  /// The advice.
  package var remittance: EventID
  /// The deposit.
  package var deposit: EventID
  /// Deposit less advice.
  package var difference: Money
  /// The work item to open.
  package var workItem: WorkItem
}

/// What makes two deposits the same when another file of the bank tells of them again.
package struct DepositFingerprint: Hashable, Sendable {
  /// As one text; the separator is in none of the parts.
  package let text: String

  /// Reads it from a deposit.
  package init(_ deposit: DepositReceived) {
    text = [
      deposit.account, deposit.valueDate.iso, deposit.currency, String(deposit.amount.cents), deposit.kind.rawValue,
      Trace.normalised(deposit.traceNumber ?? ""), Trace.normalised(deposit.reference ?? ""),
    ].joined(separator: "\u{1F}")
  }

  /// Whether a deposit is told of again: a file may tell of several equal ones, and each counts, but what another file
  /// told of counts only beyond that. Whatever the order, the largest number that one file tells of is booked.
  /// - Parameters:
  ///   - booked: how many equal ones are booked, from whatever file.
  ///   - inFile: how many equal ones this file has told of, this one included.
  package static func isRepeated(booked: Int, inFile: Int) -> Bool { inFile <= booked }
}

/// What matching found.
package struct MatchResult: Sendable, Equatable {
  /// In order of the deposits' ids; every advice and every deposit at most once.
  package var matches: [DepositMatch]
  /// Pairs to look at by hand.
  package var differences: [AmountDifference]
}

// Where the money of a deposit stands: with the advices that it pays, and the rest of it.

import PaymentEvents

/// A place where money of a deposit stands.
package enum DepositPlace: Hashable, Sendable {
  /// Unidentified receipts.
  case unidentified
  /// The clearing account of a payment.
  case clearing(payer: Payer, trace: String)

  fileprivate var order: (Int, String, String) {
    switch self {
    case .unidentified: (0, "", "")
    case .clearing(let payer, let trace): (1, payer.key, trace)
    }
  }
}

/// What an advice gets of a deposit.
package struct DepositShare: Sendable, Equatable {
  /// The advice's payer.
  package var payer: Payer
  /// The advice's TRN02, normalised.
  package var trace: String
  /// How much.
  package var amount: Money

  /// Creates it.
  package init(payer: Payer, trace: String, amount: Money) {
    self.payer = payer
    self.trace = trace
    self.amount = amount
  }
}

extension RuleBook {
  /// Where a deposit's money stands. It depends on the shares alone, not on the order in which they were given: each
  /// share in its advice's clearing account; the rest in unidentified receipts, or, while the deposit has no share and
  /// its payer and trace number are known, in the clearing account of its own.
  /// - Parameters:
  ///   - amount: the whole deposit.
  ///   - own: its payer and trace number where ``depositIsIdentified(trace:payer:)``; else nil.
  ///   - shares: what advices get; together at most `amount`.
  /// - Throws: `MoneyError` when sums leave the range of an amount.
  package func places(
    of amount: Money, own: (payer: Payer, trace: String)?, shares: [DepositShare]
  ) throws(MoneyError) -> [DepositPlace: Money] {
    var places: [DepositPlace: Money] = [:]
    var rest = amount
    for share in shares {
      let place = DepositPlace.clearing(payer: share.payer, trace: Trace.normalised(share.trace))
      places[place] = try (places[place] ?? .zero) + share.amount
      try rest = rest - share.amount
    }
    guard !rest.isZero else { return places }
    var place = DepositPlace.unidentified
    if shares.isEmpty, let own { place = .clearing(payer: own.payer, trace: Trace.normalised(own.trace)) }
    places[place] = try (places[place] ?? .zero) + rest
    return places
  }

  /// Moves a deposit's money from where it stands to where it shall stand. Back again is the exact inverse.
  /// - Throws: `MoneyError`, `LedgerError`, ``BookingError``.
  package func moveDeposit(
    from before: [DepositPlace: Money], to after: [DepositPlace: Money], evidence: String
  ) throws -> Booking {
    let places = Set(before.keys).union(after.keys).sorted { $0.order < $1.order }
    var changes = try places.map { ($0, try (after[$0] ?? .zero) - (before[$0] ?? .zero)) }
    var booking = Booking.empty
    for source in changes.indices {
      for target in changes.indices where changes[source].1 < .zero && changes[target].1 > .zero {
        let amount = min(changes[source].1.negated, changes[target].1)
        try changes[source].1 += amount
        changes[target].1 = try changes[target].1 - amount
        booking = try booking.joined(
          with: move(amount, from: changes[source].0, to: changes[target].0, evidence: evidence))
      }
    }
    return booking
  }

  private func move(_ amount: Money, from: DepositPlace, to: DepositPlace, evidence: String) throws -> Booking {
    switch (from, to) {
    case (.unidentified, .clearing(let payer, let trace)):
      try identify(amount, payer: payer, trace: trace, evidence: evidence)
    case (.clearing(let payer, let trace), .unidentified):
      try splitExcess(amount, payer: payer, trace: trace, evidence: evidence)
    case (.clearing(let payer, let trace), .clearing(let other, let otherTrace)):
      try transferClearing(amount, from: (payer, trace), to: (other, otherTrace), evidence: evidence)
    case (.unidentified, .unidentified): .empty
    }
  }
}

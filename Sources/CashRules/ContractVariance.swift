// What a payer allowed beside what its contract says: the difference, and whether somebody must look at it.

import PaymentEvents

/// A claim of a first payer beside its contract.
package struct ContractVariance: Sendable, Equatable {
  /// A line, or the whole claim, that differs.
  package struct Difference: Sendable, Equatable {
    /// `line 1, HC:99213`, or `case-rate`.
    package var about: String
    /// By the contract.
    package var expected: Money
    /// By the payer.
    package var allowed: Money
  }

  /// The contract's name.
  package var contract: String
  /// What the contract allows for what is compared.
  package var expected: Money
  /// What the payer allowed for it.
  package var allowed: Money
  /// Whether it is beyond the tolerance.
  package var isBeyondTolerance: Bool
  /// Where it comes from.
  package var differences: [Difference]

  /// Expected less allowed: above zero the payer allowed too little. - Throws: `MoneyError`.
  package func shortfall() throws(MoneyError) -> Money { try expected - allowed }
}

extension RuleBook {
  /// Compares what the payer allowed with the contract that the claim is under.
  ///
  /// Allowed is what was paid, what moved to the next payer or the patient, and sequestration (CO-253), which reduces
  /// the payment and not the price. Where other adjustments than contractual ones stand (a denial, OA-23, capitation),
  /// the payer has said more than a price: such lines are not compared, and no claim that is priced as a whole.
  /// - Parameters:
  ///   - claim: a claim of status 1 or 19 that adds up.
  ///   - contracts: contracts of the payer.
  /// - Returns: nil where nothing can be compared.
  /// - Throws: `MoneyError` when a sum leaves the range of an amount.
  package func variance(of claim: Claim, under contracts: [Contract]) throws(MoneyError) -> ContractVariance? {
    guard claim.charge > .zero, let contract = contracts.contract(for: claim), let price = try contract.price(claim)
    else { return nil }
    var found: [ContractVariance.Difference] = []
    switch price {
    case .claim(let expected, let method):
      guard let allowed = try allowed(claim.paid, claim.allAdjustments) else { return nil }
      found = [.init(about: method.rawValue, expected: expected, allowed: allowed)]
    case .lines(let prices):
      guard claim.adjustments.allSatisfy(\.amount.isZero) else { return try variance(of: claim, contract, prices) }
      for (index, line) in claim.services.enumerated() {
        guard let expected = prices[index], let allowed = try allowed(line.paid, line.adjustments) else { continue }
        found.append(.init(about: "line \(index + 1), \(line.procedure)", expected: expected, allowed: allowed))
      }
    }
    return try variance(contract, found)
  }

  /// Adjustments at the claim's level cannot be told apart by line: compared as a whole, if every line has a price.
  private func variance(
    of claim: Claim, _ contract: Contract, _ prices: [Money?]
  ) throws(MoneyError) -> ContractVariance? {
    let known = prices.compactMap { $0 }
    guard known.count == prices.count, let allowed = try allowed(claim.paid, claim.allAdjustments) else { return nil }
    return try variance(contract, [.init(about: "all lines", expected: try known.total(), allowed: allowed)])
  }

  private func variance(
    _ contract: Contract, _ compared: [ContractVariance.Difference]
  ) throws(MoneyError) -> ContractVariance? {
    guard !compared.isEmpty else { return nil }
    let expected = try compared.map(\.expected).total()
    let allowed = try compared.map(\.allowed).total()
    let tolerance = contract.tolerance ?? varianceTolerance
    let limit = max(tolerance.amount, try expected.part(points: tolerance.basisPoints))
    return ContractVariance(
      contract: contract.name, expected: expected, allowed: allowed,
      isBeyondTolerance: try (expected - allowed).magnitude > limit,
      differences: compared.filter { $0.expected != $0.allowed })
  }

  private func allowed(_ paid: Money, _ adjustments: [Adjustment]) throws(MoneyError) -> Money? {
    var sum = paid
    for adjustment in adjustments where !adjustment.amount.isZero {
      let code = AdjustmentCode(adjustment.group, adjustment.reason)
      if transfers.contains(code) || code == .sequestration {
        try sum += adjustment.amount
      } else if contractual[code] != .allowance {
        return nil
      }
    }
    return sum
  }
}

extension ContractVariance {
  /// The item that tells of it, or that holds the claim; nil within the tolerance.
  /// - Parameter holds: whether the claim is held for it (the payer's switch).
  /// - Throws: `MoneyError`.
  package func workItem(sequence: Int, holds: Bool) throws(MoneyError) -> WorkItem? {
    guard isBeyondTolerance else { return nil }
    let shortfall = try shortfall()
    let reason: HoldReason =
      holds ? .varianceAboveTolerance : shortfall > .zero ? .underpaid : .paidAboveContract
    let lines = differences.prefix(5).map { "\($0.about): \($0.expected) expected, \($0.allowed) allowed" }
    let more = differences.count > 5 ? "; and \(differences.count - 5) more" : ""
    return WorkItem(
      reason, amount: shortfall.magnitude,
      detail: "Contract \(contract): \(lines.joined(separator: "; "))\(more).", subject: "claim \(sequence)",
      references: ["claimSequence": String(sequence), "contract": contract])
  }
}

extension AdjustmentCode {
  /// "Sequestration - reduction in federal payment".
  static let sequestration = AdjustmentCode("CO", "253")
}

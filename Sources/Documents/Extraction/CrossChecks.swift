// The sums by which a document proves itself: rows across, columns down, and what was paid in all.

import PaymentEvents

extension Extraction {
  /// Chooses between readings by the sums, works out all sums that the values allow, and counts them with the values
  /// that take part.
  package mutating func crossCheck() {
    chooseReadings()
    countSums()
  }

  /// Works out all sums.
  mutating func countSums() {
    for index in claims.indices {
      checks += Self.across(&claims[index].amounts, "claim", index)
      for line in claims[index].lines.indices {
        checks += Self.across(&claims[index].lines[line].amounts, "line", index)
      }
      downLines(index)
    }
    checks += Self.across(&totals, "totals", nil)
    downClaims()
    payment()
  }

  /// Charge less adjustment is allowed; allowed less the patient's share and what an earlier payer paid is paid
  /// (ASC X12 005010X221A1, 1.10.2.1).
  private static func across(_ amounts: inout ExtractedAmounts, _ name: String, _ claim: Int?) -> [CrossCheck] {
    let values = amounts
    func value(_ kind: AmountKind) -> Int64? { values[kind]?.value.cents }
    let shares = values.shareKinds
    let rest = shares + (values[.otherPayer] == nil ? [] : [.otherPayer])
    let less = rest.reduce(0) { $0 + (value($1) ?? 0) }
    var sums: [(String, [AmountKind], AmountKind, Int64)] = []
    if let charge = value(.charge), let adjustment = value(.adjustment), value(.allowed) != nil {
      sums.append(("charge - adjustment = allowed", [.charge, .adjustment], .allowed, charge - adjustment))
    }
    if let allowed = value(.allowed), !shares.isEmpty {
      sums.append(("allowed - patient = paid", [.allowed] + rest, .paid, allowed - less))
    }
    if let charge = value(.charge), let adjustment = value(.adjustment), !shares.isEmpty {
      let parts = [.charge, .adjustment] + rest
      sums.append(("charge - adjustment - patient = paid", parts, .paid, charge - adjustment - less))
    }
    // Parts that are the whole confirm it. Others prove nothing: what is not covered may be in the whole besides.
    let pieces = AmountKind.shares.filter { values[$0] != nil }
    let sum = pieces.reduce(0) { $0 + (value($1) ?? 0) }
    if let whole = value(.patientResponsibility), !pieces.isEmpty, sum == whole {
      sums.append(("deductible + coinsurance + copay = patient", pieces, .patientResponsibility, whole))
    }
    var checks: [CrossCheck] = []
    for (text, parts, result, expected) in sums {
      guard let found = amounts[result]?.value, let expected = try? Money(cents: expected) else { continue }
      checks.append(CrossCheck(name: "\(name): \(text)", claim: claim, expected: expected, found: found))
      for kind in parts + [result] { amounts[kind]?.count(expected == found) }
    }
    return checks
  }

  private mutating func downLines(_ claim: Int) {
    let lines = claims[claim].lines
    // A sum of ours proves nothing.
    guard !lines.isEmpty, !claims[claim].isSumOfLines else { return }
    for kind in AmountKind.allCases {
      let values = lines.compactMap { $0.amounts[kind]?.value }
      guard values.count == lines.count, let stated = claims[claim].amounts[kind]?.value,
        let sum = try? values.total()
      else { continue }
      checks.append(
        CrossCheck(name: "lines add up to the claim: \(kind.rawValue)", claim: claim, expected: sum, found: stated))
      claims[claim].amounts[kind]?.count(sum == stated)
      for line in lines.indices { claims[claim].lines[line].amounts[kind]?.count(sum == stated) }
    }
  }

  private mutating func downClaims() {
    guard !claims.isEmpty else { return }
    for kind in AmountKind.allCases {
      let values = claims.compactMap { $0.amounts[kind]?.value }
      guard values.count == claims.count, let stated = totals[kind]?.value, let sum = try? values.total() else {
        continue
      }
      checks.append(CrossCheck(name: "claims add up to the totals: \(kind.rawValue)", expected: sum, found: stated))
      totals[kind]?.count(sum == stated)
      for claim in claims.indices { claims[claim].amounts[kind]?.count(sum == stated) }
    }
  }

  /// What the claims are paid, with what changes the payment besides, is what the check pays
  /// (ASC X12 005010X221A1, 1.10.2.1.3).
  private mutating func payment() {
    let values = claims.compactMap { $0.amounts[.paid]?.value } + providerAdjustments.map(\.effect.value)
    guard !claims.isEmpty, values.count == claims.count + providerAdjustments.count, let stated = amount?.value,
      let sum = try? values.total()
    else { return }
    checks.append(CrossCheck(name: Self.paymentCheck, expected: sum, found: stated))
    amount?.count(sum == stated)
    for claim in claims.indices { claims[claim].amounts[.paid]?.count(sum == stated) }
    for index in providerAdjustments.indices { providerAdjustments[index].effect.count(sum == stated) }
  }

  /// The name of the sum without which nothing passes.
  package static let paymentCheck = "claims add up to the payment"
}

extension ExtractedField {
  /// Notes a sum, or another source, that confirms or contradicts it.
  mutating func count(_ holds: Bool) {
    if holds { confirmations += 1 } else { contradictions += 1 }
  }
}

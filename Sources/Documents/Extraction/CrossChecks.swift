// The sums by which a document proves itself: rows across, columns down, and what was paid in all.

import PaymentEvents

extension Extraction {
  /// Works out all sums that the values allow, and counts them with the values that take part.
  package mutating func crossCheck() {
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

  /// Charge less adjustment is allowed; allowed less the patient's share is paid (ASC X12 005010X221A1, 1.10.2.1).
  private static func across(_ amounts: inout ExtractedAmounts, _ name: String, _ claim: Int?) -> [CrossCheck] {
    let values = amounts
    func value(_ kind: AmountKind) -> Int64? { values[kind]?.value.cents }
    var sums: [(String, [AmountKind], AmountKind, Int64)] = []
    if let charge = value(.charge), let adjustment = value(.adjustment), value(.allowed) != nil {
      sums.append(("charge - adjustment = allowed", [.charge, .adjustment], .allowed, charge - adjustment))
    }
    if let allowed = value(.allowed), let share = value(.patientResponsibility) {
      sums.append(("allowed - patient = paid", [.allowed, .patientResponsibility], .paid, allowed - share))
    }
    if let charge = value(.charge), let adjustment = value(.adjustment), let share = value(.patientResponsibility) {
      let parts: [AmountKind] = [.charge, .adjustment, .patientResponsibility]
      sums.append(("charge - adjustment - patient = paid", parts, .paid, charge - adjustment - share))
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

  /// What the claims are paid is what the check pays.
  private mutating func payment() {
    let values = claims.compactMap { $0.amounts[.paid]?.value }
    guard !claims.isEmpty, values.count == claims.count, let stated = amount?.value, let sum = try? values.total()
    else { return }
    checks.append(CrossCheck(name: Self.paymentCheck, expected: sum, found: stated))
    amount?.count(sum == stated)
    for claim in claims.indices { claims[claim].amounts[.paid]?.count(sum == stated) }
  }

  /// The name of the sum without which nothing passes.
  package static let paymentCheck = "claims add up to the payment"
}

extension ExtractedField {
  fileprivate mutating func count(_ holds: Bool) {
    if holds { confirmations += 1 } else { contradictions += 1 }
  }
}

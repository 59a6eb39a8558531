// Whether a claim adds up (005010X221A1, section 1.10.2.1): line by line, then as a whole. Nothing is ever adjusted.

import PaymentEvents

extension Claim {
  /// What does not add up, in words without patient data; nil when everything does.
  ///
  /// Lines: SVC02 − ΣCAS = SVC03. Claim: CLP03 − Σ(claim and line CAS) = CLP04. Where there are lines: ΣSVC02 = CLP03
  /// and ΣSVC03 − Σ(claim CAS) = CLP04 follow from each other, and the charges are compared. CLP05 is not compared:
  /// on reversals it need not be the sum of PR.
  /// - Throws: `MoneyError` when a sum leaves the range of an amount.
  package func outOfBalance() throws(MoneyError) -> String? {
    for (index, line) in services.enumerated() {
      let expected = try line.charge - line.adjustments.total()
      if expected != line.paid {
        return "Service line \(index + 1): charge less adjustments are \(expected), paid \(line.paid)."
      }
    }
    let expected = try charge - allAdjustments.total()
    if expected != paid { return "Charge less all adjustments are \(expected), paid \(paid)." }
    return try linesOutOfBalance()
  }

  private func linesOutOfBalance() throws(MoneyError) -> String? {
    guard !services.isEmpty else { return nil }
    var lines = Money.zero
    for line in services { try lines += line.charge }
    return lines == charge ? nil : "The service lines' charges add up to \(lines), the claim's charge is \(charge)."
  }
}

extension [Adjustment] {
  fileprivate func total() throws(MoneyError) -> Money {
    var sum = Money.zero
    for adjustment in self { try sum += adjustment.amount }
    return sum
  }
}

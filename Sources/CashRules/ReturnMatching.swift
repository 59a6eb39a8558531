// Which deposit the bank takes back: asked of what the return names, layer by layer, and never guessed.

import PaymentEvents

/// A booked deposit of the same account, currency and amount as a return, not later than it.
package struct ReturnCandidate: Sendable, Equatable {
  package var id: String
  /// The bank's reference of the deposit.
  package var reference: String
  /// Its trace or check number, normalised.
  package var trace: String
  /// The key of its payer, if it is listed.
  package var payer: String?

  package init(id: String, reference: String, trace: String, payer: String?) {
    self.id = id
    self.reference = reference
    self.trace = trace
    self.payer = payer
  }
}

/// The deposit that a return undoes, and the rule that found it.
package struct ReturnMatch: Sendable, Equatable {
  package var deposit: String
  /// `original-reference`, `trace-number`, `check-number` or `payer`.
  package var rule: String

  /// Finds it: by the bank's reference of the original; by the trace number; by the check number that stands where
  /// other banks put the original's reference; by the payer. The first layer with candidates decides, and only if it
  /// has one.
  package init?(_ returned: DepositReturned, payer: String?, among candidates: [ReturnCandidate]) {
    let original = Trace.normalised(returned.originalReference ?? "")
    let trace = Trace.normalised(returned.traceNumber ?? "")
    let layers: [(String, (ReturnCandidate) -> Bool)] = [
      ("original-reference", { !original.isEmpty && Trace.normalised($0.reference) == original }),
      ("trace-number", { !trace.isEmpty && $0.trace == trace }),
      ("check-number", { !original.isEmpty && $0.trace == original }),
      ("payer", { payer != nil && $0.payer == payer }),
    ]
    for (rule, holds) in layers {
      let found = candidates.filter(holds)
      if found.isEmpty { continue }
      guard found.count == 1 else { return nil }
      self.init(deposit: found[0].id, rule: rule)
      return
    }
    return nil
  }

  init(deposit: String, rule: String) {
    self.deposit = deposit
    self.rule = rule
  }
}

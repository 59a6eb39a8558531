// Reassociation: deposits and advices by trace number, payer and amount, in layers from sure to less sure.

import PaymentEvents

/// The layers, from the surest down. The raw value is the rule's name in events.
package enum MatchRule: String, Sendable, CaseIterable {
  /// Same trace number, payer and amount.
  case tracePayerAmount = "trace+payer+amount"
  /// Same trace number and amount; the deposit does not say who paid.
  case traceAmount = "trace+amount"
  /// Same trace number and payer; the deposit is larger, and the pair is the only one of its trace number and payer.
  case tracePayerExcess = "trace+payer, deposit larger"

  /// How sure a match by this rule is, 0 to 100.
  package var confidence: Int {
    switch self {
    case .tracePayerAmount: 100
    case .traceAmount: 90
    case .tracePayerExcess: 80
    }
  }
  /// What a match loses when deposit and advice are farther apart than the date window.
  package static let outsideWindow = 20
}

extension RuleBook {
  /// Finds the matches among what is open.
  ///
  /// Pure and independent of the lists' order: inside a layer the pair nearest in business days goes first, then the
  /// earlier value date, then the lower ids. Dates never prevent a match, since money may be late; outside the window
  /// the match is ``MatchRule/outsideWindow`` points less sure.
  /// - Parameters:
  ///   - deposits: deposits without an advice.
  ///   - advices: advices without money; those of zero and below are passed over.
  /// - Throws: `MoneyError` when an excess leaves the range of an amount.
  package func match(deposits: [DepositCandidate], advices: [AdviceCandidate]) throws(MoneyError) -> MatchResult {
    var open = OpenPairs(deposits: deposits, advices: advices)
    var matches: [DepositMatch] = []
    for rule in MatchRule.allCases {
      for pair in pairs(rule, open) where open.take(pair) {
        matches.append(try matched(pair, rule))
      }
    }
    return MatchResult(
      matches: matches.sorted { $0.deposit.text < $1.deposit.text }, differences: try differences(open))
  }

  /// All pairs that a rule allows, best first.
  private func pairs(_ rule: MatchRule, _ open: OpenPairs) -> [MatchPair] {
    var found: [MatchPair] = []
    for deposit in open.deposits {
      for advice in open.advices(traced: deposit.trace) where allows(rule, deposit, advice) {
        found.append(MatchPair(deposit: deposit, advice: advice, days: businessDays(deposit, advice)))
      }
    }
    if rule == .tracePayerExcess { found = found.filter { open.isAlone($0) } }
    return found.sorted { $0.order < $1.order }
  }

  private func allows(_ rule: MatchRule, _ deposit: DepositCandidate, _ advice: AdviceCandidate) -> Bool {
    let samePayer = deposit.knownPayer == advice.payer.key
    switch rule {
    case .tracePayerAmount: return samePayer && deposit.amount == advice.amount
    case .traceAmount: return deposit.knownPayer == nil && deposit.amount == advice.amount
    case .tracePayerExcess: return samePayer && deposit.amount > advice.amount
    }
  }

  private func matched(_ pair: MatchPair, _ rule: MatchRule) throws(MoneyError) -> DepositMatch {
    let inside = (pair.days ?? 0) <= dateWindow
    return DepositMatch(
      remittance: pair.advice.id, deposit: pair.deposit.id,
      rule: inside ? rule.rawValue : "\(rule.rawValue), outside the date window",
      confidence: inside ? rule.confidence : rule.confidence - MatchRule.outsideWindow,
      applied: pair.advice.amount, excess: try pair.deposit.amount - pair.advice.amount)
  }

  /// What is left and has the same trace number and payer (or no payer) but another amount.
  private func differences(_ open: OpenPairs) throws(MoneyError) -> [AmountDifference] {
    var pairs: [MatchPair] = []
    for deposit in open.deposits {
      for advice in open.advices(traced: deposit.trace)
      where deposit.knownPayer == nil || deposit.knownPayer == advice.payer.key {
        pairs.append(MatchPair(deposit: deposit, advice: advice, days: businessDays(deposit, advice)))
      }
    }
    var seen = open
    var out: [AmountDifference] = []
    for pair in pairs.sorted(by: { $0.order < $1.order }) where seen.take(pair) {
      out.append(try difference(pair))
    }
    return out
  }

  private func difference(_ pair: MatchPair) throws(MoneyError) -> AmountDifference {
    let difference = try pair.deposit.amount - pair.advice.amount
    return AmountDifference(
      remittance: pair.advice.id, deposit: pair.deposit.id, difference: difference,
      workItem: WorkItem(
        .amountDiffers, amount: difference.magnitude,
        detail: "The deposit is \(pair.deposit.amount), the advice \(pair.advice.amount).",
        subject: "deposit \(pair.deposit.id) advice \(pair.advice.id)",
        references: [
          "deposit": pair.deposit.id.text, "remittance": pair.advice.id.text, "traceNumber": pair.advice.trace,
          "payer": pair.advice.payer.key,
        ]))
  }

  /// Business days between value date and advice date; nil when the advice has no date.
  private func businessDays(_ deposit: DepositCandidate, _ advice: AdviceCandidate) -> Int? {
    advice.date.map { BusinessDays.between($0, deposit.valueDate, holidays: holidays) }
  }
}

/// A deposit and an advice that may belong together.
private struct MatchPair {
  let deposit: DepositCandidate
  let advice: AdviceCandidate
  let days: Int?

  var order: (Int, LocalDate, String, String) {
    (days ?? .max, deposit.valueDate, deposit.id.text, advice.id.text)
  }
}

/// What has no partner yet.
private struct OpenPairs {
  private(set) var deposits: [DepositCandidate]
  private var byTrace: [String: [AdviceCandidate]]

  init(deposits: [DepositCandidate], advices: [AdviceCandidate]) {
    self.deposits = deposits.filter { $0.amount > .zero }
    byTrace = Dictionary(grouping: advices.filter { $0.amount > .zero }) { Trace.normalised($0.trace) }
  }

  func advices(traced trace: String?) -> [AdviceCandidate] {
    guard let trace = trace.map(Trace.normalised), !trace.isEmpty else { return [] }
    return byTrace[trace] ?? []
  }

  /// Takes both out; false when one of them is taken already.
  mutating func take(_ pair: MatchPair) -> Bool {
    let trace = Trace.normalised(pair.advice.trace)
    guard let deposit = deposits.firstIndex(where: { $0.id == pair.deposit.id }),
      let advice = byTrace[trace]?.firstIndex(where: { $0.id == pair.advice.id })
    else { return false }
    deposits.remove(at: deposit)
    byTrace[trace]?.remove(at: advice)
    return true
  }

  /// Whether no other open deposit or advice has the pair's trace number and payer.
  func isAlone(_ pair: MatchPair) -> Bool {
    let trace = Trace.normalised(pair.advice.trace)
    let advices = advices(traced: trace).count { $0.payer.key == pair.advice.payer.key }
    let others = deposits.count {
      $0.trace.map(Trace.normalised) == trace && ($0.knownPayer ?? pair.advice.payer.key) == pair.advice.payer.key
    }
    return advices == 1 && others == 1
  }
}

extension DepositCandidate {
  /// The payer's key where the list knows the payer.
  fileprivate var knownPayer: String? { payer.flatMap { $0.isListed ? $0.key : nil } }
}

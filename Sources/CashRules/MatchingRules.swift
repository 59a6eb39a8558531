// Reassociation: deposits and advices by trace number, payer and amount, in layers from sure to less sure.

import PaymentEvents

/// The layers, from the surest down. The raw value is the rule's name in events.
package enum MatchRule: String, Sendable, CaseIterable {
  /// Same trace number, payer and amount.
  case tracePayerAmount = "trace+payer+amount"
  /// Same trace number and amount; the deposit does not say who paid.
  case traceAmount = "trace+amount"
  /// Same trace number and payer: several deposits that together are the one advice.
  case tracePayerDeposits = "trace+payer, several deposits"
  /// Same trace number and payer: several advices that together are the one deposit.
  case tracePayerAdvices = "trace+payer, several advices"
  /// Same trace number and payer; the deposit is larger, and the pair is the only one of its trace number and payer.
  case tracePayerExcess = "trace+payer, deposit larger"

  /// How sure a match by this rule is, 0 to 100.
  package var confidence: Int {
    switch self {
    case .tracePayerAmount: 100
    case .traceAmount: 90
    case .tracePayerDeposits, .tracePayerAdvices: 85
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
  ///   - deposits: deposits of which something is left, with what is left as the amount.
  ///   - advices: advices that still need money, with what they need as the amount; zero and below are passed over.
  ///   - parted: pairs (deposit, advice) that a person has parted: no rule joins them again.
  /// - Throws: `MoneyError` when an excess leaves the range of an amount.
  package func match(
    deposits: [DepositCandidate], advices: [AdviceCandidate], parted: Set<PartedPair> = []
  ) throws(MoneyError) -> MatchResult {
    var open = OpenPairs(deposits: deposits, advices: advices, parted: parted)
    var matches: [DepositMatch] = []
    for rule in MatchRule.allCases {
      switch rule {
      case .tracePayerDeposits, .tracePayerAdvices: matches += try matchSums(rule, &open)
      case .tracePayerAmount, .traceAmount, .tracePayerExcess: matches += try matchPairs(rule, &open)
      }
    }
    return MatchResult(
      matches: matches.sorted { $0.deposit.text < $1.deposit.text }, differences: try differences(open))
  }

  private func matchPairs(_ rule: MatchRule, _ open: inout OpenPairs) throws(MoneyError) -> [DepositMatch] {
    let snapshot = open
    let candidates = pairs(snapshot) { pair, trace in
      allows(rule, pair.deposit, pair.advice) && (rule != .tracePayerExcess || snapshot.isAlone(pair, trace))
    }
    var matches: [DepositMatch] = []
    for pair in candidates where open.take(pair) {
      matches.append(try matched(pair, rule, applied: pair.advice.amount))
    }
    return matches
  }

  /// One payment that came in several deposits, or paid several advices: all that is open of a trace number and payer
  /// on one side is exactly the one on the other.
  private func matchSums(_ rule: MatchRule, _ open: inout OpenPairs) throws(MoneyError) -> [DepositMatch] {
    var matches: [DepositMatch] = []
    for (deposits, advices) in open.groups() {
      let isOneAdvice = rule == .tracePayerDeposits
      guard isOneAdvice ? advices.count == 1 && deposits.count > 1 : deposits.count == 1 && advices.count > 1,
        try deposits.map(\.amount).total() == advices.map(\.amount).total()
      else { continue }
      for deposit in deposits {
        for advice in advices {
          let pair = MatchPair(deposit: deposit, advice: advice, days: businessDays(deposit, advice))
          matches.append(try matched(pair, rule, applied: min(deposit.amount, advice.amount)))
          open.close(pair)
        }
      }
    }
    return matches
  }

  /// All open pairs that `allowed` lets through, best first.
  private func pairs(_ open: OpenPairs, where allowed: (MatchPair, String) -> Bool) -> [MatchPair] {
    var found: [MatchPair] = []
    for trace in open.traces {
      let advices = open.advices(trace)
      for deposit in open.deposits(trace) {
        for advice in advices {
          let pair = MatchPair(deposit: deposit, advice: advice, days: businessDays(deposit, advice))
          if !open.isParted(pair), allowed(pair, trace) { found.append(pair) }
        }
      }
    }
    return found.sorted { $0.order < $1.order }
  }

  private func allows(_ rule: MatchRule, _ deposit: DepositCandidate, _ advice: AdviceCandidate) -> Bool {
    let samePayer = deposit.knownPayer == advice.payer.key
    switch rule {
    case .tracePayerAmount: return samePayer && deposit.amount == advice.amount
    case .traceAmount: return deposit.knownPayer == nil && deposit.amount == advice.amount
    case .tracePayerExcess: return samePayer && deposit.amount > advice.amount
    case .tracePayerDeposits, .tracePayerAdvices: return false
    }
  }

  private func matched(
    _ pair: MatchPair, _ rule: MatchRule, applied: Money
  ) throws(MoneyError) -> DepositMatch {
    let inside = (pair.days ?? 0) <= dateWindow
    return DepositMatch(
      remittance: pair.advice.id, deposit: pair.deposit.id,
      rule: inside ? rule.rawValue : "\(rule.rawValue), outside the date window",
      confidence: inside ? rule.confidence : rule.confidence - MatchRule.outsideWindow,
      applied: applied, excess: rule == .tracePayerExcess ? try pair.deposit.amount - applied : .zero)
  }

  /// What is left and has the same trace number and payer (or no payer) but another amount.
  private func differences(_ open: OpenPairs) throws(MoneyError) -> [AmountDifference] {
    var seen = open
    var out: [AmountDifference] = []
    let candidates = pairs(open) { pair, _ in
      pair.deposit.knownPayer == nil || pair.deposit.knownPayer == pair.advice.payer.key
    }
    for pair in candidates where seen.take(pair) {
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

/// What has no partner yet, by trace number.
private struct OpenPairs {
  private let allDeposits: [String: [DepositCandidate]]
  private let allAdvices: [String: [AdviceCandidate]]
  private var takenDeposits: Set<EventID> = []
  private var takenAdvices: Set<EventID> = []
  private let parted: Set<PartedPair>

  init(deposits: [DepositCandidate], advices: [AdviceCandidate], parted: Set<PartedPair>) {
    self.parted = parted
    allDeposits = Dictionary(grouping: deposits.filter { $0.amount > .zero }) { Trace.normalised($0.trace ?? "") }
    allAdvices = Dictionary(grouping: advices.filter { $0.amount > .zero }) { Trace.normalised($0.trace) }
  }

  /// Trace numbers that a deposit and an advice have.
  var traces: [String] { allDeposits.keys.filter { !$0.isEmpty && allAdvices[$0] != nil } }

  func deposits(_ trace: String) -> [DepositCandidate] {
    (allDeposits[trace] ?? []).filter { !takenDeposits.contains($0.id) }
  }

  func advices(_ trace: String) -> [AdviceCandidate] {
    (allAdvices[trace] ?? []).filter { !takenAdvices.contains($0.id) }
  }

  /// What is open by trace number and payer, in order of the trace numbers, without what a person has parted.
  func groups() -> [(deposits: [DepositCandidate], advices: [AdviceCandidate])] {
    var groups: [(deposits: [DepositCandidate], advices: [AdviceCandidate])] = []
    for trace in traces.sorted() {
      let byPayer = Dictionary(grouping: advices(trace)) { $0.payer.key }
      for (payer, advices) in byPayer.sorted(by: { $0.key < $1.key }) {
        let deposits = self.deposits(trace).filter { $0.knownPayer == payer }
        let isWhole = deposits.allSatisfy { deposit in
          advices.allSatisfy { !parted.contains(PartedPair(deposit: deposit.id, remittance: $0.id)) }
        }
        if isWhole { groups.append((deposits, advices)) }
      }
    }
    return groups
  }

  func isParted(_ pair: MatchPair) -> Bool {
    !parted.isEmpty && parted.contains(PartedPair(deposit: pair.deposit.id, remittance: pair.advice.id))
  }

  /// Takes both out, whether or not one of them is taken already.
  mutating func close(_ pair: MatchPair) {
    takenDeposits.insert(pair.deposit.id)
    takenAdvices.insert(pair.advice.id)
  }

  /// Takes both out; false when one of them is taken already.
  mutating func take(_ pair: MatchPair) -> Bool {
    guard !takenDeposits.contains(pair.deposit.id), !takenAdvices.contains(pair.advice.id) else { return false }
    takenDeposits.insert(pair.deposit.id)
    takenAdvices.insert(pair.advice.id)
    return true
  }

  /// Whether no other open deposit or advice of the trace number may be this payer's.
  func isAlone(_ pair: MatchPair, _ trace: String) -> Bool {
    let payer = pair.advice.payer.key
    return advices(trace).count { $0.payer.key == payer } == 1
      && deposits(trace).count { ($0.knownPayer ?? payer) == payer } == 1
  }
}

extension DepositCandidate {
  /// The payer's key where the list knows the payer.
  var knownPayer: String? { payer.flatMap { $0.isListed ? $0.key : nil } }
}

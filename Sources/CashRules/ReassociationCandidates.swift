// What an unmatched deposit may pay though no rule is sure of it: for a person to look at and to link.

import PaymentEvents

/// Advices, and perhaps further deposits, that fit a deposit in all but what would make it sure.
///
/// Nothing is linked by this: whether something is the only one that fits changes with what arrives next, and the books
/// must not depend on the order of arrival.
package struct ReassociationCandidate: Sendable, Equatable {
  /// How it fits.
  package enum Likeness: String, Sendable, CaseIterable {
    /// Same amount, and a trace number that differs in one or two places.
    case mistypedTrace = "same amount, trace number like it"
    /// Same payer and amount, near in time, and another trace number or none.
    case otherTrace = "same payer and amount, other trace number"
    /// Same amount, near in time; the deposit names neither a payer of ours nor a trace number.
    case onlyAmount = "same amount"
    /// Several advices of the payer, near in time, that together are the deposit.
    case severalAdvices = "several advices that are the deposit"
    /// Several deposits of the payer, near in time, that together are the advice.
    case severalDeposits = "several deposits that are the advice"

    /// How sure it is, 0 to 100; all are below what a rule links by itself.
    package var confidence: Int {
      switch self {
      case .mistypedTrace: 70
      case .severalAdvices, .severalDeposits: 60
      case .otherTrace: 50
      case .onlyAmount: 20
      }
    }
  }

  package var likeness: Likeness
  package var advices: [AdviceCandidate]
  /// The further deposits, where there are any.
  package var deposits: [DepositCandidate] = []
}

extension RuleBook {
  /// The most candidates of one deposit, the most parts of one, and the most documents that parts are looked for among.
  static let mostCandidates = 5
  static let mostParts = 4
  static let mostSearched = 20

  /// What an unmatched deposit may pay, the likeliest first. Independent of the lists' order.
  /// - Parameters:
  ///   - deposit: the deposit, with what is left of it as the amount.
  ///   - advices: advices that still need money, with what they need as the amount.
  ///   - others: further deposits of which something is left.
  ///   - parted: pairs that a person has parted.
  /// - Throws: `MoneyError` when a sum leaves the range of an amount.
  package func candidates(
    for deposit: DepositCandidate, advices: [AdviceCandidate], others: [DepositCandidate],
    parted: Set<PartedPair> = []
  ) throws(MoneyError) -> [ReassociationCandidate] {
    let own = Trace.normalised(deposit.trace ?? "")
    let open = nearest(
      advices.filter { advice in
        let isPayers = deposit.knownPayer == nil || deposit.knownPayer == advice.payer.key
        return isPayers && !parted.contains(PartedPair(deposit: deposit.id, remittance: advice.id))
      }, to: deposit)
    let singles = open.compactMap { advice -> ReassociationCandidate? in
      // The same trace number is the business of the rules.
      guard advice.amount == deposit.amount, Trace.normalised(advice.trace) != own else { return nil }
      return likeness(deposit, own, advice).map { ReassociationCandidate(likeness: $0, advices: [advice]) }
    }
    let found = singles.isEmpty ? try sums(deposit, open, others) : singles
    let order = { (candidate: ReassociationCandidate) in
      (candidate.advices.map(\.id.text) + candidate.deposits.map(\.id.text)).joined(separator: " ")
    }
    return Array(
      found.sorted {
        ($1.likeness.confidence, order($0)) < ($0.likeness.confidence, order($1))
      }.prefix(Self.mostCandidates))
  }

  private func likeness(
    _ deposit: DepositCandidate, _ trace: String, _ advice: AdviceCandidate
  ) -> ReassociationCandidate.Likeness? {
    if TraceLikeness.isMistyped(trace, Trace.normalised(advice.trace)) { return .mistypedTrace }
    guard isNear(deposit, advice.date) else { return nil }
    if deposit.knownPayer != nil { return .otherTrace }
    return trace.isEmpty && deposit.payer == nil ? .onlyAmount : nil
  }

  /// Several advices in one deposit, or several deposits for one advice; only where the payer is known.
  private func sums(
    _ deposit: DepositCandidate, _ advices: [AdviceCandidate], _ others: [DepositCandidate]
  ) throws(MoneyError) -> [ReassociationCandidate] {
    guard let payer = deposit.knownPayer else { return [] }
    let near = advices.filter { isNear(deposit, $0.date) }.prefix(Self.mostSearched)
    let smaller = near.filter { $0.amount < deposit.amount }
    var found = Self.parts(of: deposit.amount.cents, in: smaller.map(\.amount.cents), from: 2, to: Self.mostParts)
      .map { ReassociationCandidate(likeness: .severalAdvices, advices: $0.map { smaller[$0] }) }
    let beside = others.filter {
      $0.id != deposit.id && $0.knownPayer == payer && isNear(deposit, $0.valueDate)
    }.sorted { ($0.valueDate, $0.id.text) < ($1.valueDate, $1.id.text) }.prefix(Self.mostSearched)
    for advice in near where advice.amount > deposit.amount {
      let missing = try advice.amount - deposit.amount
      let parts = Array(beside)
      found += Self.parts(of: missing.cents, in: parts.map(\.amount.cents), from: 1, to: Self.mostParts - 1).map {
        ReassociationCandidate(likeness: .severalDeposits, advices: [advice], deposits: $0.map { parts[$0] })
      }
    }
    return found
  }

  /// The places of amounts that add up to a sum, of each way to do it; the first few ways.
  private static func parts(of sum: Int64, in amounts: [Int64], from least: Int, to most: Int) -> [[Int]] {
    var found: [[Int]] = []
    func look(_ start: Int, _ left: Int64, _ chosen: [Int]) {
      guard found.count < mostCandidates else { return }
      if left == 0, chosen.count >= least { return found.append(chosen) }
      guard left > 0, chosen.count < most else { return }
      for index in start..<max(start, amounts.count) where amounts[index] <= left {
        look(index + 1, left - amounts[index], chosen + [index])
      }
    }
    look(0, sum, [])
    return found
  }

  private func nearest(_ advices: [AdviceCandidate], to deposit: DepositCandidate) -> [AdviceCandidate] {
    advices.map { (days: days(deposit, $0.date) ?? .max, advice: $0) }
      .sorted { ($0.days, $0.advice.id.text) < ($1.days, $1.advice.id.text) }.map(\.advice)
  }

  private func isNear(_ deposit: DepositCandidate, _ date: LocalDate?) -> Bool {
    days(deposit, date).map { $0 <= dateWindow } ?? false
  }

  private func days(_ deposit: DepositCandidate, _ date: LocalDate?) -> Int? {
    date.map { BusinessDays.between($0, deposit.valueDate, holidays: holidays) }
  }
}

/// Whether one trace number is the other with a slip of the finger.
enum TraceLikeness {
  /// Shorter trace numbers, check numbers for instance, are alike by chance.
  static let shortest = 5
  /// The most slips: a character wrong, missing, too many, or two exchanged.
  static let mostSlips = 2

  static func isMistyped(_ one: String, _ other: String) -> Bool {
    // Systems pad numbers and strip the padding again.
    if one != other, !one.isEmpty, one.drop(while: { $0 == "0" }) == other.drop(while: { $0 == "0" }) { return true }
    let (left, right) = (Array(one.utf8), Array(other.utf8))
    guard min(left.count, right.count) >= shortest, abs(left.count - right.count) <= mostSlips, left != right else {
      return false
    }
    // A slip in every third place is no slip.
    return slips(left, right) <= min(mostSlips, min(left.count, right.count) / 4)
  }

  /// The optimal string alignment distance (Damerau 1964).
  private static func slips(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var next = [row + 1]
      for (column, other) in right.enumerated() {
        var least = min(next[column] + 1, last[column + 1] + 1, last[column] + (byte == other ? 0 : 1))
        if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
          least = min(least, before[column - 1] + 1)
        }
        next.append(least)
      }
      (before, last) = (last, next)
    }
    return last[right.count]
  }
}

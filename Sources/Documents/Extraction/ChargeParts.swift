// What becomes of a charge, by what a document states of it: what is taken off, what others owe or have paid, what is
// paid, and what each part is called.

import PaymentEvents

/// Why a claim is not published.
struct DraftProblem: Error {
  var text: String
}

/// What is stated of a claim or a line.
struct ChargeParts {
  private let charge: Money
  private let paid: Money
  private let allowed: Money?
  private let adjustment: Money?
  private let share: Int64?
  /// The columns that make the share, where they are it.
  private let pieces: [(kind: AmountKind, amount: Money)]
  private let otherPayer: Money

  /// Nil where charge or payment is missing.
  init?(_ amounts: ExtractedAmounts) {
    guard let charge = amounts[.charge]?.value, let paid = amounts[.paid]?.value else { return nil }
    (self.charge, self.paid) = (charge, paid)
    (allowed, adjustment) = (amounts[.allowed]?.value, amounts[.adjustment]?.value)
    otherPayer = amounts[.otherPayer]?.value ?? .zero
    share = amounts.shareCents
    let pieces = AmountKind.shares.compactMap { kind in amounts[kind].map { (kind: kind, amount: $0.value) } }
    self.pieces = pieces.reduce(0) { $0 + $1.amount.cents } == share ? pieces : []
  }

  /// All parts of the charge, where those that are stated leave one answer.
  func completed() throws(DraftProblem) -> CompleteCharge {
    let stated = [charge, paid, otherPayer] + [allowed, adjustment].compactMap { $0 } + pieces.map(\.amount)
    // A reversal has all signs turned (005010X221A1, 1.10.2.8).
    let isReversal = charge < .zero
    guard stated.allSatisfy({ $0.isZero || ($0 < .zero) == isReversal }) else {
      throw DraftProblem(text: "some of its amounts are below zero and others above, which a person has to post")
    }
    let rest = charge.cents - paid.cents - otherPayer.cents
    let reduced = adjustment?.cents ?? allowed.map { charge.cents - $0.cents } ?? share.map { rest - $0 }
    let owed = share ?? reduced.map { rest - $0 }
    guard let reduced = rest == 0 ? reduced ?? 0 : reduced, let owed = rest == 0 ? owed ?? 0 : owed else {
      throw DraftProblem(text: "what reduces its charge is not said")
    }
    guard [reduced, owed].allSatisfy({ $0 == 0 || ($0 < 0) == isReversal }), reduced + owed == rest,
      allowed.map({ $0.cents == charge.cents - reduced }) ?? true,
      let adjustment = try? Money(cents: reduced), let share = try? Money(cents: owed)
    else { throw DraftProblem(text: "its amounts do not add up") }
    // Where the patient's share is not stated, what is left of the allowed amount may be another payer's.
    guard self.share != nil || owed == 0 else { throw DraftProblem(text: "who owes the rest of it is not said") }
    return CompleteCharge(
      charge: charge, paid: paid, adjustment: adjustment, share: share, pieces: pieces, otherPayer: otherPayer)
  }
}

/// A charge and its parts, which add up.
struct CompleteCharge {
  var charge: Money
  var paid: Money
  var adjustment: Money
  var share: Money
  /// The share by deductible, coinsurance and copay, where it is stated so; together it.
  var pieces: [(kind: AmountKind, amount: Money)]
  /// What an earlier payer paid.
  var otherPayer: Money

  /// CLP02: a reversal; processed behind another payer; else as primary, since paper does not say it.
  var status: String { charge < .zero ? "22" : otherPayer.isZero ? "1" : "2" }
}

/// What the parts of a charge are called.
struct PartCodes {
  /// On the document.
  var stated: [String]
  /// By the titles of the columns.
  var byColumn: [AmountKind: String]

  /// What a charge of which nothing is allowed was reduced by, where no code says why: "claim/service denied". It opens
  /// a denial and writes nothing off.
  private static let denied = "CO-A1"
  /// "The impact of prior payer(s) adjudication including payments and/or adjustments".
  private static let priorPayer = "OA-23"

  func adjustments(_ parts: CompleteCharge) throws(DraftProblem) -> [Adjustment] {
    var adjustments: [Adjustment] = []
    if !parts.adjustment.isZero {
      let own = Set(stated.filter { !$0.hasPrefix("PR-") && (parts.otherPayer.isZero || $0 != Self.priorPayer) })
      // A column of discounts does not say why nothing at all was allowed.
      let derived = parts.charge == parts.adjustment ? Self.denied : byColumn[.adjustment]
      adjustments.append(try adjustment(parts.adjustment, "adjustment", own, derived))
    }
    if !parts.otherPayer.isZero {
      let own = Set(stated.filter { $0 == Self.priorPayer })
      adjustments.append(try adjustment(parts.otherPayer, "other payer's part", own, byColumn[.otherPayer]))
    }
    return try adjustments + shares(parts)
  }

  private func shares(_ parts: CompleteCharge) throws(DraftProblem) -> [Adjustment] {
    let own = Set(stated.filter { $0.hasPrefix("PR-") })
    guard !parts.share.isZero else { return [] }
    let pieces = parts.pieces.filter { !$0.amount.isZero }
    guard !pieces.isEmpty else {
      return [try adjustment(parts.share, "patient's share", own, byColumn[.patientResponsibility])]
    }
    var adjustments: [Adjustment] = []
    for (kind, amount) in pieces {
      // What the columns are says more than codes that stand together in the line.
      let column = byColumn[kind]
      let stated = own.filter { pieces.count == 1 || $0 == column }
      adjustments.append(try adjustment(amount, "patient's share", stated, column))
    }
    return adjustments
  }

  private func adjustment(
    _ amount: Money, _ name: String, _ stated: Set<String>, _ derived: String?
  ) throws(DraftProblem) -> Adjustment {
    guard stated.count <= 1 else { throw DraftProblem(text: "several reason codes share one amount") }
    guard let code = stated.first ?? derived else {
      throw DraftProblem(text: "the reason code of its \(name) is not said")
    }
    let pieces = code.split(separator: "-").map(String.init)
    return Adjustment(group: pieces[0], reason: pieces[1], amount: amount, derived: stated.isEmpty ? true : nil)
  }
}

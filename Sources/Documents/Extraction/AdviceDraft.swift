// From an extraction to the claims of an advice. Nothing is guessed: an amount that the document does not state is
// worked out only where the others leave one answer, and a code that it does not state only where its template says
// what the column stands for, which is said in what is published.

import PaymentEvents

/// The claims of an advice, and what keeps them from being published.
package struct AdviceDraft: Sendable, Equatable {
  /// In the document's order; of no use while there are problems.
  package private(set) var claims: [Claim] = []
  /// Why it is no advice; without patient data.
  package private(set) var problems: [String] = []

  /// What a charge of which nothing is allowed was reduced by, where no code says why: "claim/service denied". It opens
  /// a denial and writes nothing off.
  private static let denied = "CO-A1"

  package init(_ extraction: Extraction) {
    for (index, claim) in extraction.claims.enumerated() {
      switch Self.claim(claim, sequence: index + 1, least: extraction.thresholds) {
      case .success(let claim): claims.append(claim)
      case .failure(let problem): problems.append("claim \(index + 1): \(problem.text)")
      }
    }
  }

  /// Sums over all claims. - Throws: `MoneyError`.
  package func totals() throws(MoneyError) -> RemittanceReceived.Totals {
    var totals = RemittanceReceived.Totals(charge: .zero, paid: .zero, patientResponsibility: .zero, adjustments: [:])
    for claim in claims {
      try totals.charge += claim.charge
      try totals.paid += claim.paid
      try totals.patientResponsibility += claim.patientResponsibility
      for adjustment in claim.adjustments + claim.services.flatMap(\.adjustments) {
        totals.adjustments[adjustment.group] =
          try (totals.adjustments[adjustment.group] ?? .zero) + adjustment.amount
      }
    }
    return totals
  }

  private struct Problem: Error {
    var text: String
  }

  private static func claim(
    _ found: ExtractedClaim, sequence: Int, least: Thresholds
  ) -> Result<Claim, Problem> {
    guard let number = found.patientControlNumber?.value, let amounts = Parts(found.amounts) else {
      return .failure(Problem(text: "its number, charge or payment is missing"))
    }
    let codes = Codes(stated: found.codes, byColumn: found.columnCodes)
    do throws(Problem) {
      let parts = try amounts.completed()
      let services = Self.services(found, parts, least)
      let page = max(found.amounts[.paid]?.page ?? 1, 1)
      let payerNumber = found.payerClaimNumber.flatMap { $0.confidence >= least.claim ? $0.value : nil }
      return .success(
        Claim(
          sequence: sequence, patientControlNumber: number, payerClaimNumber: payerNumber, status: "1",
          charge: parts.charge, paid: parts.paid, patientResponsibility: parts.share,
          dates: found.serviceDate.map { DateRange(from: $0.value, to: $0.value) },
          adjustments: services == nil ? try codes.adjustments(parts) : [], services: services ?? [],
          segmentRange: [page, page]))
    } catch {
      return .failure(error)
    }
  }

  /// The service lines, where each is sure, adds up, and has its procedure, and together they are the claim; else nil:
  /// then the claim's own amounts are all that is published.
  private static func services(_ found: ExtractedClaim, _ claim: Completed, _ least: Thresholds) -> [ServiceLine]? {
    var (lines, charge, paid, share) = ([ServiceLine](), Int64(0), Int64(0), Int64(0))
    for line in found.lines {
      guard line.amounts.values.allSatisfy({ $0.confidence >= least.amount }), let procedure = line.procedure,
        procedure.confidence >= least.claim, procedure.value.count == 5,
        procedure.value.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }),
        let parts = try? Parts(line.amounts)?.completed(),
        let adjustments = try? Codes(stated: line.codes, byColumn: found.columnCodes).adjustments(parts)
      else { return nil }
      (charge, paid) = (charge + parts.charge.cents, paid + parts.paid.cents)
      share += parts.share.cents
      lines.append(
        ServiceLine(
          procedure: "HC:\(procedure.value)", charge: parts.charge, paid: parts.paid,
          dates: line.serviceDate.map { DateRange(from: $0.value, to: $0.value) }, adjustments: adjustments))
    }
    guard !lines.isEmpty, charge == claim.charge.cents, paid == claim.paid.cents, share == claim.share.cents
    else { return nil }
    return lines
  }

  /// What is stated of a claim or a line.
  private struct Parts {
    var charge: Money
    var paid: Money
    var allowed: Money?
    var adjustment: Money?
    var share: Money?

    init?(_ amounts: ExtractedAmounts) {
      guard let charge = amounts[.charge]?.value, let paid = amounts[.paid]?.value else { return nil }
      (self.charge, self.paid) = (charge, paid)
      (allowed, adjustment) = (amounts[.allowed]?.value, amounts[.adjustment]?.value)
      share = amounts[.patientResponsibility]?.value
    }

    /// All three parts of the charge, where those that are stated leave one answer.
    func completed() throws(Problem) -> Completed {
      let stated = [charge, paid] + [allowed, adjustment, share].compactMap { $0 }
      guard stated.allSatisfy({ $0 >= .zero }) else {
        throw Problem(text: "an amount below zero takes money back, which a person has to post")
      }
      let rest = charge.cents - paid.cents
      let reduced = adjustment?.cents ?? allowed.map { charge.cents - $0.cents } ?? share.map { rest - $0.cents }
      let owed = share?.cents ?? reduced.map { rest - $0 }
      guard let reduced = rest == 0 ? reduced ?? 0 : reduced, let owed = rest == 0 ? owed ?? 0 : owed else {
        throw Problem(text: "what reduces its charge is not said")
      }
      guard reduced >= 0, owed >= 0, reduced + owed == rest,
        allowed.map({ $0.cents == charge.cents - reduced }) ?? true,
        let adjustment = try? Money(cents: reduced), let share = try? Money(cents: owed)
      else { throw Problem(text: "its amounts do not add up") }
      // Where the patient's share is not stated, what is left of the allowed amount may be another payer's.
      guard self.share != nil || owed == 0 else { throw Problem(text: "who owes the rest of it is not said") }
      return Completed(charge: charge, paid: paid, adjustment: adjustment, share: share)
    }
  }

  /// A charge and its parts, which add up.
  private struct Completed {
    var charge: Money
    var paid: Money
    var adjustment: Money
    var share: Money
  }

  /// What the parts of a charge are called.
  private struct Codes {
    /// On the document.
    var stated: [String]
    /// By the titles of the columns.
    var byColumn: [AmountKind: String]

    func adjustments(_ parts: Completed) throws(Problem) -> [Adjustment] {
      var adjustments: [Adjustment] = []
      if !parts.adjustment.isZero {
        adjustments.append(try adjustment(parts.adjustment, .adjustment, isAllDenied: parts.charge == parts.adjustment))
      }
      if !parts.share.isZero { adjustments.append(try adjustment(parts.share, .patientResponsibility)) }
      return adjustments
    }

    private func adjustment(
      _ amount: Money, _ kind: AmountKind, isAllDenied: Bool = false
    ) throws(Problem) -> Adjustment {
      let isShare = kind == .patientResponsibility
      let fitting = Set(stated.filter { $0.hasPrefix("PR-") == isShare })
      guard fitting.count <= 1 else { throw Problem(text: "several reason codes share one amount") }
      // A column of discounts does not say why nothing at all was allowed.
      let derived = isAllDenied ? AdviceDraft.denied : byColumn[kind]
      guard let code = fitting.first ?? derived else {
        throw Problem(text: "the reason code of its \(isShare ? "patient's share" : "adjustment") is not said")
      }
      let pieces = code.split(separator: "-").map(String.init)
      return Adjustment(
        group: pieces[0], reason: pieces[1], amount: amount, derived: fitting.isEmpty ? true : nil)
    }
  }
}

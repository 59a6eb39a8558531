// What a payer should allow for a claim by its contract: case rate, per diem, fees and percentages, in this order.

import PaymentEvents

/// What a contract says that the payer allows for a claim.
package enum ContractPrice: Sendable, Equatable {
  /// For the whole claim, by the method.
  case claim(Money, ContractPublished.Method)
  /// Line by line; nil where no term is about the line.
  case lines([Money?])
}

extension Contract {
  /// The price of a claim that is under the contract; nil where no term is about any part of it.
  ///
  /// The first that fits counts: a case rate of the claim's DRG or of one of its procedures (of several the highest),
  /// or one without a code for a claim that has a DRG; a per diem of its revenue codes, with everything else included,
  /// or one without a code by the days that the payer covers; else each line by its fee or its percentage.
  /// - Throws: `MoneyError` when an amount leaves the range.
  package func price(_ claim: Claim) throws(MoneyError) -> ContractPrice? {
    let day = claim.serviceDay ?? from
    if let rate = caseRate(claim, day) { return .claim(try capped(rate, claim.charge), .caseRate) }
    if let rate = try perDiem(claim, day) { return .claim(try capped(rate, claim.charge), .perDiem) }
    var prices: [Money?] = []
    for line in claim.services { prices.append(try price(line, line.dates?.from ?? day)) }
    return prices.contains { $0 != nil } ? .lines(prices) : nil
  }

  private func capped(_ amount: Money, _ charge: Money) throws(MoneyError) -> Money {
    lesserOfCharge ? min(amount, charge) : amount
  }

  private func terms(_ method: ContractPublished.Method, _ day: LocalDate) -> [ContractPublished.Term] {
    terms.filter { term in
      term.method == method && term.from.map { $0 <= day } ?? true && term.to.map { day <= $0 } ?? true
    }
  }

  private func caseRate(_ claim: Claim, _ day: LocalDate) -> Money? {
    let rates = terms(.caseRate, day)
    let codes = Set([claim.diagnosisGroup].compactMap { $0 } + claim.services.compactMap(\.code))
    if let rate = rates.filter({ $0.code.map(codes.contains) ?? false }).compactMap(\.amount).max() { return rate }
    guard claim.diagnosisGroup != nil else { return nil }
    return rates.filter { $0.code == nil }.compactMap(\.amount).max()
  }

  private func perDiem(_ claim: Claim, _ day: LocalDate) throws(MoneyError) -> Money? {
    let rates = terms(.perDiem, day)
    guard !rates.isEmpty else { return nil }
    var sum: Money?
    for line in claim.services {
      guard let revenue = line.revenue, let rate = rates.first(where: { $0.code == revenue })?.amount,
        let days = Quantity(line.units)
      else { continue }
      sum = try (sum ?? .zero) + days.times(rate)
    }
    if let sum { return sum }
    guard let rate = rates.first(where: { $0.code == nil })?.amount, let days = claim.coveredDays else { return nil }
    return try days.times(rate)
  }

  /// A fee of the line's procedure goes first, of several the one with the most modifiers, then the one that began
  /// last; then a percentage of its procedure or revenue code, then one without a code.
  private func price(_ line: ServiceLine, _ day: LocalDate) throws(MoneyError) -> Money? {
    let modifiers = line.modifiers
    let fees = terms(.fee, day).filter {
      $0.code != nil && $0.code == line.code && modifiers.isSuperset(of: $0.modifiers)
    }
    let fee = fees.max { ($0.modifiers.count, $0.from ?? from) < ($1.modifiers.count, $1.from ?? from) }
    if let amount = fee?.amount, let units = Quantity(line.units) {
      return try capped(units.times(amount), line.charge)
    }
    let codes = Set([line.code, line.revenue].compactMap { $0 })
    let percentages = terms(.percentOfCharge, day)
    let percentage =
      percentages.first { $0.code.map(codes.contains) ?? false } ?? percentages.first { $0.code == nil }
    guard let points = percentage?.basisPoints else { return nil }
    return try capped(line.charge.part(points: points), line.charge)
  }
}

extension Claim {
  /// The days that the payer covers: QTY*CA, else MIA01; nil where it names none.
  fileprivate var coveredDays: Quantity? {
    let counted = (quantities ?? []).first { $0.qualifier == "CA" }?.value
    let stated = (adjudication ?? []).first { $0.element == "MIA01" }?.value
    guard let days = (counted ?? stated).flatMap(Quantity.init), days.thousandths > 0 else { return nil }
    return days
  }
}

/// A number of units with up to three decimals, without binary fractions.
struct Quantity: Equatable {
  let thousandths: Int64

  /// Reads `1`, `2.5`, `.25`; nil for what is below zero, too large or too fine.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = parts.first, whole.count <= 9 else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    let significant = fraction.reversed().drop { $0 == "0" }.count
    guard significant <= 3, !(whole.isEmpty && fraction.isEmpty),
      let units = Int64("0" + whole), let rest = Int64(("0" + fraction.prefix(3) + "000").prefix(4)), units >= 0
    else { return nil }
    thousandths = units * 1_000 + rest
  }

  /// So many times the amount, rounded half up to the cent. - Throws: `MoneyError`.
  func times(_ amount: Money) throws(MoneyError) -> Money { try amount.scaled(by: thousandths, over: 1_000) }
}

extension Money {
  /// A part of the amount in hundredths of a percent, rounded half up to the cent. - Throws: `MoneyError`.
  func part(points: Int) throws(MoneyError) -> Money { try scaled(by: Int64(points), over: 10_000) }

  fileprivate func scaled(by factor: Int64, over divisor: Int64) throws(MoneyError) -> Money {
    let product = cents.magnitude.multipliedFullWidth(by: factor.magnitude)
    let (low, carried) = product.low.addingReportingOverflow(divisor.magnitude / 2)
    let high = product.high + (carried ? 1 : 0)
    guard high < divisor.magnitude else { throw .overflow }
    let quotient = divisor.magnitude.dividingFullWidth((high, low)).quotient
    guard quotient <= UInt64(Money.limit) else { throw .overflow }
    return try Money(cents: cents < 0 ? -Int64(quotient) : Int64(quotient))
  }
}

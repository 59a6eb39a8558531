// A contract with a payer, and which of several a claim is under.

import PaymentEvents

/// A contract as pricing needs it: its dates, and those of its terms that may be about a claim.
package struct Contract: Sendable, Equatable {
  /// What it is called.
  package var name: String
  /// The plan that it is for; nil for all of the payer's.
  package var plan: String?
  /// The first day of service that it is for.
  package var from: LocalDate
  /// The last one; nil while it has no end.
  package var to: LocalDate?
  /// Whether the payer allows no more than was charged.
  package var lesserOfCharge: Bool
  /// Where it is not the configured one.
  package var tolerance: ContractPublished.Tolerance?
  /// The terms, in the contract's order.
  package var terms: [ContractPublished.Term]

  /// Creates it; see the properties.
  package init(
    name: String, plan: String? = nil, from: LocalDate, to: LocalDate? = nil, lesserOfCharge: Bool = false,
    tolerance: ContractPublished.Tolerance? = nil, terms: [ContractPublished.Term] = []
  ) {
    self.name = name
    self.plan = plan
    self.from = from
    self.to = to
    self.lesserOfCharge = lesserOfCharge
    self.tolerance = tolerance
    self.terms = terms
  }
}

extension Claim {
  /// The day by which contracts are chosen: the first day of service, of the claim or of its lines.
  package var serviceDay: LocalDate? { dates?.from ?? services.compactMap { $0.dates?.from }.min() }

  /// What the advice calls the patient's plan: the class of contract (REF*CE), the group (REF*1L, REF*6P), and the
  /// claim filing indicator (CLP06); 005010X221A1, loop 2100.
  package var plans: Set<String> {
    let named = (references ?? []).filter { ["CE", "1L", "6P"].contains($0.qualifier) }.map(\.value)
    return Set(named + [filingIndicator].compactMap { $0 })
  }

  /// The codes by which terms may be about the claim: procedures, revenue codes and the DRG, without qualifiers.
  package var termCodes: Set<String> {
    Set(services.flatMap { [$0.code, $0.revenue].compactMap { $0 } } + [diagnosisGroup].compactMap { $0 })
  }
}

extension ServiceLine {
  /// The parts of SVC01: qualifier, code, modifiers.
  private var parts: [String] { procedure.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
  /// The procedure's code; nil for a line that has a revenue code only.
  var code: String? { parts.count > 1 ? (parts[0] == "NU" ? nil : parts[1]) : parts.first }
  /// The revenue code.
  var revenue: String? { revenueCode ?? (parts.first == "NU" && parts.count > 1 ? parts[1] : nil) }
  /// The modifiers.
  var modifiers: Set<String> { Set(parts.dropFirst(2).filter { !$0.isEmpty }) }
}

extension [Contract] {
  /// The one that a claim is under: in force on its day of service; one for its plan before one for all plans; of
  /// several the one that began last, then the one that comes last by name. Nil without one, or without a day.
  package func contract(for claim: Claim) -> Contract? {
    guard let day = claim.serviceDay else { return nil }
    let plans = claim.plans
    return filter { contract in
      contract.from <= day && contract.to.map { day <= $0 } ?? true && contract.plan.map(plans.contains) ?? true
    }.max { $0.order < $1.order }
  }
}

extension Contract {
  fileprivate var order: (Int, LocalDate, String) { (plan == nil ? 0 : 1, from, name) }
}

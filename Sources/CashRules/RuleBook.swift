// The configuration of the rules: accounts, lists of adjustment codes, and switches by payer.

import PaymentEvents

/// Everything that the rules take from configuration. The same rule book and the same documents give the same books.
package struct RuleBook: Sendable, Equatable, Codable {
  /// The version of the rules in code; part of every decision's evidence.
  package static let version = 1

  /// Where things are booked.
  package var chart = Chart()
  /// Adjustments that reduce the receivable by contract, by group and reason.
  package var contractual: [AdjustmentCode: ContractualKind] = [
    .init("CO", "45"): .allowance, .init("CO", "253"): .allowance, .init("CO", "24"): .capitation,
  ]
  /// Adjustments that move to the next payer, else to the patient. OA-209 never moves, even if it is listed here.
  package var transfers: Set<AdjustmentCode> = [.init("PR", "1"), .init("PR", "2"), .init("PR", "3")]
  /// Provider-level adjustment codes that a person releases; nothing of them is posted.
  package var reviewedProviderAdjustments: Set<String> = []
  /// What differs from payer to payer, by the payer's key.
  package var payers: [String: PayerPolicy] = [:]
  /// Days that are not business days, besides Saturdays and Sundays.
  package var holidays: Set<LocalDate> = []
  /// How many business days deposit and advice may be apart.
  package var dateWindow = 3
  /// Business days after which an overdue item goes to the next role.
  package var escalationDays = 5
  /// What kind of denial it is.
  package var denialTable = DenialTable()
  /// How far what a payer allows may be off its contract, where the contract says nothing itself.
  package var varianceTolerance = ContractPublished.Tolerance(amount: .oneUnit, basisPoints: 0)
  /// Underpayments within the tolerance are told of each time they add up to so much more, by payer and contract.
  package var smallUnderpayments = Money.fiveHundredUnits

  /// The defaults.
  package init() {}

  /// Reads it as it was kept: what a document of an earlier version does not have is the default.
  package init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    chart = try values.decodeIfPresent(Chart.self, forKey: .chart) ?? chart
    contractual =
      try values.decodeIfPresent([AdjustmentCode: ContractualKind].self, forKey: .contractual) ?? contractual
    transfers = try values.decodeIfPresent(Set<AdjustmentCode>.self, forKey: .transfers) ?? transfers
    reviewedProviderAdjustments =
      try values.decodeIfPresent(Set<String>.self, forKey: .reviewedProviderAdjustments) ?? reviewedProviderAdjustments
    payers = try values.decodeIfPresent([String: PayerPolicy].self, forKey: .payers) ?? payers
    holidays = try values.decodeIfPresent(Set<LocalDate>.self, forKey: .holidays) ?? holidays
    dateWindow = try values.decodeIfPresent(Int.self, forKey: .dateWindow) ?? dateWindow
    escalationDays = try values.decodeIfPresent(Int.self, forKey: .escalationDays) ?? escalationDays
    denialTable = try values.decodeIfPresent(DenialTable.self, forKey: .denialTable) ?? denialTable
    varianceTolerance =
      try values.decodeIfPresent(ContractPublished.Tolerance.self, forKey: .varianceTolerance) ?? varianceTolerance
    smallUnderpayments = try values.decodeIfPresent(Money.self, forKey: .smallUnderpayments) ?? smallUnderpayments
  }

  /// The payer's policy, or the default one.
  package func policy(of payer: String) -> PayerPolicy { payers[payer] ?? PayerPolicy() }
}

/// A group code and a claim adjustment reason code.
package struct AdjustmentCode: Hashable, Sendable, Codable, CustomStringConvertible {
  /// CAS01.
  package var group: String
  /// The reason code (CARC).
  package var reason: String

  /// Creates it.
  package init(_ group: String, _ reason: String) {
    self.group = group
    self.reason = reason
  }

  /// `CO-45`.
  package var description: String { "\(group)-\(reason)" }

  /// What earlier payers did already.
  static let earlierPayers = AdjustmentCode("OA", "23")
  /// "Per regulatory or other agreement": the patient must not be charged for it.
  static let neverThePatient = AdjustmentCode("OA", "209")
}

/// Where a contractual adjustment goes.
package enum ContractualKind: String, Sendable, Codable {
  /// To the contractual allowance.
  case allowance
  /// To the allowance for services that a capitation payment covers.
  case capitation
}

/// What differs from payer to payer.
package struct PayerPolicy: Sendable, Equatable, Codable {
  /// Whether an advice waits for its money.
  package var postsWhenFunded: Bool
  /// Whether a person releases every advice.
  package var reviewsAll: Bool
  /// Whether CO-45 is capped at what earlier payers left open. Bookings then depend on what is posted when the claim
  /// comes, so an unusual order of corrections can end in other balances; the difference is on a work item.
  package var capsContractual: Bool

  /// Whether a claim that is beyond the contract's tolerance waits for a person; else it posts, and an item tells.
  package var holdsVariance: Bool
  /// How the payer writes our patient control numbers; nil: as they are.
  package var controlNumbers: ControlNumberRule?

  /// Creates it; the defaults are those of a payer without a policy.
  package init(
    postsWhenFunded: Bool = true, reviewsAll: Bool = false, capsContractual: Bool = false, holdsVariance: Bool = false,
    controlNumbers: ControlNumberRule? = nil
  ) {
    self.postsWhenFunded = postsWhenFunded
    self.reviewsAll = reviewsAll
    self.capsContractual = capsContractual
    self.holdsVariance = holdsVariance
    self.controlNumbers = controlNumbers
  }

  /// Reads it as it was kept, as ``RuleBook/init(from:)``.
  package init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.container(keyedBy: CodingKeys.self)
    postsWhenFunded = try values.decodeIfPresent(Bool.self, forKey: .postsWhenFunded) ?? postsWhenFunded
    reviewsAll = try values.decodeIfPresent(Bool.self, forKey: .reviewsAll) ?? reviewsAll
    capsContractual = try values.decodeIfPresent(Bool.self, forKey: .capsContractual) ?? capsContractual
    holdsVariance = try values.decodeIfPresent(Bool.self, forKey: .holdsVariance) ?? holdsVariance
    controlNumbers = try values.decodeIfPresent(ControlNumberRule.self, forKey: .controlNumbers)
  }
}

extension Money {
  private static func units(_ count: Int64) -> Money { (try? Money(cents: count * 100)) ?? .zero }
  fileprivate static let oneUnit = units(1)
  fileprivate static let fiveHundredUnits = units(500)
}

// The configuration of the rules: accounts, lists of adjustment codes, and switches by payer.

import PaymentEvents

/// Everything that the rules take from configuration. The same rule book and the same documents give the same books.
package struct RuleBook: Sendable, Equatable {
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

  /// The defaults.
  package init() {}

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

  /// Creates it; the defaults are those of a payer without a policy.
  package init(postsWhenFunded: Bool = true, reviewsAll: Bool = false, capsContractual: Bool = false) {
    self.postsWhenFunded = postsWhenFunded
    self.reviewsAll = reviewsAll
    self.capsContractual = capsContractual
  }
}

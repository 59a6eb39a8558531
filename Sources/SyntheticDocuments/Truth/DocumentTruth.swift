// What a made-up document says: known before it is drawn, so that reading can be measured against it.

import PaymentEvents

/// Amounts of a claim or of one of its lines. They balance: charge less adjustment is allowed; allowed less the
/// patient's share and what another payer paid is paid. A claim that is taken back has all of them below zero.
package struct TruthAmounts: Sendable, Equatable, Codable {
  package var charge: Int64
  package var adjustment: Int64
  package var patientResponsibility: Int64
  /// The part of the patient's share that is coinsurance; the rest is the deductible.
  package var coinsurance: Int64?
  /// What another payer paid before.
  package var otherPayer: Int64?

  package var allowed: Int64 { charge - adjustment }
  package var paid: Int64 { allowed - patientResponsibility - (otherPayer ?? 0) }

  static func + (left: TruthAmounts, right: TruthAmounts) -> TruthAmounts {
    TruthAmounts(
      charge: left.charge + right.charge, adjustment: left.adjustment + right.adjustment,
      patientResponsibility: left.patientResponsibility + right.patientResponsibility,
      coinsurance: sum(left.coinsurance, right.coinsurance), otherPayer: sum(left.otherPayer, right.otherPayer))
  }

  private static func sum(_ left: Int64?, _ right: Int64?) -> Int64? {
    left == nil && right == nil ? nil : (left ?? 0) + (right ?? 0)
  }

  static prefix func - (amounts: TruthAmounts) -> TruthAmounts {
    TruthAmounts(
      charge: -amounts.charge, adjustment: -amounts.adjustment, patientResponsibility: -amounts.patientResponsibility,
      coinsurance: amounts.coinsurance.map { -$0 }, otherPayer: amounts.otherPayer.map { -$0 })
  }

  static let zero = TruthAmounts(charge: 0, adjustment: 0, patientResponsibility: 0)
}

/// What changes the payment and belongs to no claim.
package struct TruthAdjustment: Sendable, Equatable, Codable {
  /// PLB03-1 (ASC X12 005010X221A1).
  package var code: String
  package var reference: String
  /// What it adds to the payment; below zero for what is taken back.
  package var effect: Int64
}

/// A service line.
package struct TruthLine: Sendable, Equatable, Codable {
  package var procedure: String
  package var serviceDate: LocalDate
  package var amounts: TruthAmounts
  /// The reason of the adjustment, as group and code (CARC).
  package var reason: String
}

/// A claim.
package struct TruthClaim: Sendable, Equatable, Codable {
  package var patientControlNumber: String
  package var payerClaimNumber: String
  package var patientName: String
  package var lines: [TruthLine]

  package var amounts: TruthAmounts { lines.reduce(.zero) { $0 + $1.amounts } }
}

/// A document.
package struct DocumentTruth: Sendable, Equatable, Codable {
  /// Kinds of documents, by the words of the trade.
  package enum Kind: String, Sendable, Codable, CaseIterable {
    case eob
    case denialLetter = "denial-letter"
    case refundRequest = "refund-request"
    case check
    case invoice
    case other
  }

  package var kind: Kind
  /// The layout's name.
  package var layout: String
  package var payer: String
  /// The number of the check or transfer; of a letter, its reference.
  package var traceNumber: String
  package var date: LocalDate
  package var claims: [TruthClaim]
  package var providerAdjustments: [TruthAdjustment]?

  /// What is paid; of a letter, what it is about.
  package var amount: Int64 {
    switch kind {
    case .eob, .check, .refundRequest:
      claims.reduce(0) { $0 + $1.amounts.paid } + (providerAdjustments ?? []).reduce(0) { $0 + $1.effect }
    case .denialLetter, .invoice, .other: claims.reduce(0) { $0 + $1.amounts.charge }
    }
  }
}

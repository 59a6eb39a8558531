// What a made-up document says: known before it is drawn, so that reading can be measured against it.

import PaymentEvents

/// Amounts of a claim or of one of its lines. They balance: charge less adjustment is allowed, and allowed less the
/// patient's share is paid.
package struct TruthAmounts: Sendable, Equatable, Codable {
  package var charge: Int64
  package var adjustment: Int64
  package var patientResponsibility: Int64

  package var allowed: Int64 { charge - adjustment }
  package var paid: Int64 { allowed - patientResponsibility }

  static func + (left: TruthAmounts, right: TruthAmounts) -> TruthAmounts {
    TruthAmounts(
      charge: left.charge + right.charge, adjustment: left.adjustment + right.adjustment,
      patientResponsibility: left.patientResponsibility + right.patientResponsibility)
  }

  static let zero = TruthAmounts(charge: 0, adjustment: 0, patientResponsibility: 0)
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
  }

  package var kind: Kind
  /// The layout's name.
  package var layout: String
  package var payer: String
  /// The number of the check or transfer; of a letter, its reference.
  package var traceNumber: String
  package var date: LocalDate
  package var claims: [TruthClaim]

  /// What is paid; of a letter, what it is about.
  package var amount: Int64 {
    switch kind {
    case .eob, .check, .refundRequest: claims.reduce(0) { $0 + $1.amounts.paid }
    case .denialLetter: claims.reduce(0) { $0 + $1.amounts.charge }
    }
  }
}

// What makes two claim payments the same, and a reversal the mirror image of an original.

import PaymentEvents

/// The amounts and identifiers of a claim payment by which duplicates and reversals are recognised.
package struct ClaimFingerprint: Hashable, Sendable, Codable {
  /// The payer's key, as the advice names it.
  package var payer: String
  /// CLP01.
  package var patientControlNumber: String
  /// CLP07; empty where there is none.
  package var payerClaimNumber: String
  /// CLP02.
  package var status: String
  /// CLP03.
  package var charge: Money
  /// CLP04.
  package var paid: Money
  /// Claim and line adjustments together, by reason code without the group (4010 reversals have group CR); reasons
  /// that add up to zero are left out.
  package var adjustments: [String: Money]

  /// Takes it as it was kept.
  package init(
    payer: String, patientControlNumber: String, payerClaimNumber: String, status: String, charge: Money, paid: Money,
    adjustments: [String: Money]
  ) {
    self.payer = payer
    self.patientControlNumber = patientControlNumber
    self.payerClaimNumber = payerClaimNumber
    self.status = status
    self.charge = charge
    self.paid = paid
    self.adjustments = adjustments
  }

  /// Reads it from a claim. - Throws: `MoneyError` when a sum leaves the range of an amount.
  package init(_ claim: Claim, payer: String) throws(MoneyError) {
    self.payer = payer
    patientControlNumber = claim.patientControlNumber
    payerClaimNumber = claim.payerClaimNumber ?? ""
    status = claim.status
    charge = claim.charge
    paid = claim.paid
    var sums: [String: Money] = [:]
    for adjustment in claim.allAdjustments {
      sums[adjustment.reason] = try (sums[adjustment.reason] ?? .zero) + adjustment.amount
    }
    adjustments = sums.filter { !$0.value.isZero }
  }

  /// Whether this reversal undoes `original`: same payer and patient control number, every amount with its sign
  /// turned. The payer claim number may differ, since some payers give the reversal its own.
  package func reverses(_ original: ClaimFingerprint) -> Bool {
    payer == original.payer && patientControlNumber == original.patientControlNumber
      && charge == original.charge.negated && paid == original.paid.negated
      && adjustments == original.adjustments.mapValues(\.negated)
  }
}

extension Claim {
  /// Claim and line adjustments together, in document order.
  package var allAdjustments: [Adjustment] { adjustments + services.flatMap(\.adjustments) }
}

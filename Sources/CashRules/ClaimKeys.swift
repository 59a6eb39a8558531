// By what a claim of an advice is told to be ours when no charge has its patient control number: layer by layer.

import PaymentEvents

/// How a payer writes our patient control numbers.
package struct ControlNumberRule: Sendable, Equatable, Codable {
  /// What it puts before them; the first that fits is taken off.
  package var prefixes: [String]
  /// After how many characters it cuts them off; 0: it does not.
  package var length: Int

  /// Creates it; see the properties.
  package init(prefixes: [String] = [], length: Int = 0) {
    self.prefixes = prefixes
    self.length = length
  }

  /// What is left of our own number.
  func key(of number: String) -> String { length > 0 ? String(number.prefix(length)) : number }

  /// The same of a number as the payer writes it.
  func key(stated number: String) -> String {
    let prefix = prefixes.first { number.hasPrefix($0) && $0.count < number.count }
    return key(of: String(number.dropFirst(prefix?.count ?? 0)))
  }
}

/// One way in which a claim may be told: the same kind and key on both sides.
package struct ClaimKey: Hashable, Sendable {
  /// The layers, from the surest down; the raw value is the rule's name.
  package enum Layer: String, Sendable, CaseIterable {
    /// The patient control number, as the payer writes it.
    case controlNumber = "control number by the payer's rule"
    /// The payer's number of a claim that was replaced or voided (REF*F8 of the 837).
    case payerClaimNumber = "payer claim number"
    /// The payer's number, member, first day of service and total charge of a claim that was posted. Some payers give
    /// many claims one number, so that number and charge alone may be another patient's.
    case postedClaim = "payer claim number, member, day and charge"
    /// Member, first day of service and total charge of a claim that was sent to the payer.
    case member = "member, day and charge"

    /// How sure it is, 0 to 100. The patient control number itself is 100.
    package var confidence: Int {
      switch self {
      case .controlNumber: 95
      case .payerClaimNumber: 90
      case .postedClaim: 85
      case .member: 80
      }
    }
  }

  /// The layer.
  package var layer: Layer
  /// The payer's key.
  package var payer: String
  /// What is compared.
  package var text: String

  fileprivate init?(_ layer: Layer, _ payer: String, _ parts: String?...) {
    guard parts.allSatisfy({ $0?.isEmpty == false }) else { return nil }
    self.layer = layer
    self.payer = payer
    text = parts.compactMap { $0 }.joined(separator: "\u{1F}")
  }
}

extension RuleBook {
  /// The keys by which payers may name a charge, beside its patient control number.
  package func keys(of charge: Charge) -> [ClaimKey] {
    charge.payers.compactMap { payer in
      policy(of: payer.key).controlNumbers.flatMap {
        ClaimKey(.controlNumber, payer.key, $0.key(of: charge.patientControlNumber))
      }
    }
  }

  /// The keys by which a payer may name a claim that was sent to it.
  package func keys(of submitted: ClaimSubmitted, payer: String) -> [ClaimKey] {
    [
      policy(of: payer).controlNumbers.flatMap {
        ClaimKey(.controlNumber, payer, $0.key(of: submitted.patientControlNumber))
      },
      ClaimKey(.payerClaimNumber, payer, submitted.payerClaimNumber),
      ClaimKey(
        .member, payer, submitted.memberIdentifier, submitted.dates?.from.iso, String(submitted.charge.cents)),
    ].compactMap { $0 }
  }

  /// The key that a posted claim teaches: by it what the payer says of the claim later, a reversal or a correction, is
  /// told. Nil where one of its parts is missing: what is left of it would tell too little.
  package func learned(from claim: Claim, payer: String) -> ClaimKey? {
    ClaimKey(
      .postedClaim, payer, claim.payerClaimNumber, claim.memberIdentifier, claim.serviceDay?.iso,
      String(claim.charge.magnitude.cents))
  }

  /// The keys of a claim of an advice, the surest first.
  package func keys(of claim: Claim, payer: String) -> [ClaimKey] {
    [
      policy(of: payer).controlNumbers.flatMap {
        ClaimKey(.controlNumber, payer, $0.key(stated: claim.patientControlNumber))
      },
      ClaimKey(.payerClaimNumber, payer, claim.payerClaimNumber), learned(from: claim, payer: payer),
      ClaimKey(
        .member, payer, claim.memberIdentifier, claim.serviceDay?.iso, String(claim.charge.magnitude.cents)),
    ].compactMap { $0 }
  }
}

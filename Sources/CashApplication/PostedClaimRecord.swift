// A posted claim as the sub-ledger stores it: a flat list of texts, since one is written for every claim.

import CashRules
import Foundation
import Ledger
import PaymentEvents

/// Writes and reads what is kept of a posted claim besides its entries, which are in the sub-ledger already.
enum PostedClaimRecord {
  static func encode(_ posted: PostedClaim) throws -> Data {
    let fingerprint = posted.fingerprint
    let applied = posted.applied
    var fields = [
      posted.charge.text, String(posted.payerIndex), posted.clearing.path, posted.reverses?.remittance.text ?? "",
      String(posted.reverses?.sequence ?? 0), fingerprint.payer, fingerprint.payerClaimNumber, fingerprint.status,
      text(fingerprint.charge), text(fingerprint.paid), text(applied.contractual), text(applied.transferred),
      text(applied.denied),
    ]
    for (reason, amount) in fingerprint.adjustments.sorted(by: { $0.key < $1.key }) {
      fields += [reason, text(amount)]
    }
    return try EventCoding.encoder().encode(fields)
  }

  /// - Throws: `DecodingError` or ``PostedClaimRecord/Damaged`` for what ``encode(_:)`` did not write.
  static func decode(
    _ bytes: [UInt8], claim: String, position: PostedClaim.Position, entries: [Entry]
  ) throws -> PostedClaim {
    let fields = try EventCoding.decoder().decode([String].self, from: Data(bytes))
    guard fields.count >= 13, fields.count % 2 == 1, let payerIndex = Int(fields[1]), let reversed = Int(fields[4])
    else { throw Damaged() }
    var adjustments: [String: Money] = [:]
    for place in stride(from: 13, to: fields.count, by: 2) { adjustments[fields[place]] = try money(fields[place + 1]) }
    let fingerprint = ClaimFingerprint(
      payer: fields[5], patientControlNumber: claim, payerClaimNumber: fields[6], status: fields[7],
      charge: try money(fields[8]), paid: try money(fields[9]), adjustments: adjustments)
    return PostedClaim(
      position: position, charge: EventID(fields[0]), payerIndex: payerIndex, fingerprint: fingerprint,
      entries: entries, clearing: try Account(fields[2]),
      applied: ClaimPaymentsApplied.AppliedClaim(
        sequence: position.sequence, patientControlNumber: claim, status: fields[7], paid: fingerprint.paid,
        contractual: try money(fields[10]), transferred: try money(fields[11]), denied: try money(fields[12])),
      reverses: fields[3].isEmpty ? nil : .init(remittance: EventID(fields[3]), sequence: reversed))
  }

  /// The stored record is not one.
  struct Damaged: Error {}

  private static func text(_ amount: Money) -> String { String(amount.cents) }

  private static func money(_ text: String) throws -> Money {
    guard let cents = Int64(text) else { throw Damaged() }
    return try Money(cents: cents)
  }
}

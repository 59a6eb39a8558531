// Items that only tell of something posted, kept true when later claims change what they tell of.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// A claim has been posted: what it reverses needs nobody any more, and what later payers said of earlier ones is
  /// compared anew.
  func syncNotes(of posted: PostedClaim, among others: [PostedClaim]) throws {
    if let original = posted.reverses {
      try resolve(
        where: "unit = ? AND reference = ? AND scope = ?",
        [.text(original.remittance.text), .text(String(original.sequence)), .text(HoldScope.claim.rawValue)],
        resolution: "The payer reversed the claim.")
    }
    let all = (others + [posted]).filter { $0.charge == posted.charge }
    guard all.contains(where: { $0.payerIndex > 0 }) else { return }
    for difference in try rules.earlierPayerDifferences(all, settled: settled(of: posted.charge)) {
      guard let unit = try adviceUnit(difference.position.remittance.text) else { continue }
      if let item = difference.workItem {
        try open(item, unit: unit)
      } else {
        try resolve(
          where: "unit = ? AND reference = ? AND reason = ?",
          [
            .text(unit.id), .text(String(difference.position.sequence)), .text(HoldReason.priorPayerDiffers.rawValue),
          ], resolution: "What is posted for earlier payers is what the payer says.")
      }
    }
  }

  /// The unit of an advice that is here.
  func adviceUnit(_ id: String) throws -> UnitContext? {
    try connection.first(
      "SELECT currency, payment_date, correlation_id FROM remittances WHERE id = ?", [.text(id)]
    ).map { row in
      UnitContext(
        id: id, kind: "remittance", date: row.optionalText(1).flatMap { LocalDate(iso: $0) } ?? asOf,
        currency: row.text(0), correlationID: row.text(2))
    }
  }
}

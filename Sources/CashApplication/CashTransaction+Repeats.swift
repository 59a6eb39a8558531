// Deposits that another file told of under another day.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Whether another file told of this money under another day, as often as this file has. Asked before it is stored.
  func isRepeatedOnAnotherDay(_ deposit: DepositReceived) throws -> Bool {
    guard let repetition = DepositRepeat(deposit) else { return false }
    let rows = try connection.query(
      """
      SELECT COALESCE(reference, ''), COALESCE(trace, ''), file = ?1, value_date,
        CASE WHEN books = 1 OR withdrawn = 2 OR decision = 'duplicate' THEN 1 ELSE 0 END
      FROM deposits
      WHERE account = ?2 AND amount = ?3 AND currency = ?4 AND format = ?5 AND value_date BETWEEN ?6 AND ?7
      """,
      [
        .text(deposit.bankFile), .text(deposit.account), .integer(deposit.amount.cents), .text(deposit.currency),
        .text(deposit.format), .text(deposit.valueDate.adding(days: -DepositRepeat.days).iso),
        .text(deposit.valueDate.adding(days: DepositRepeat.days).iso),
      ]
    ).filter { repetition.isSame(reference: $0.text(0), trace: $0.text(1)) }
    let ofOthers = rows.filter {
      $0.integer(2) == 0 && $0.text(3) != deposit.valueDate.iso && $0.integer(4) == 1
    }
    let ofThis = rows.filter { $0.integer(2) == 1 && $0.text(3) == deposit.valueDate.iso }
    return DepositFingerprint.isRepeated(booked: ofOthers.count, inFile: ofThis.count + 1)
  }
}

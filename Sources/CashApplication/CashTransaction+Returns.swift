// Money that the bank takes back: the deposit that it undoes is parted from its advices, and its cash is inverted.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  func receive(returned event: Event<DepositReturned>) throws {
    let data = event.data
    guard let bookedFrom = configuration.bookingFormats[data.account] else {
      return try open(
        WorkItem(.bankAccountNotListed, amount: data.amount, subject: "return"), unit: unit(ofReturn: event))
    }
    // The bank's other files only tell of the same return.
    guard bookedFrom == data.format else { return }
    try connection.execute(
      """
      INSERT INTO returns (id, account, amount, currency, trace, original_reference, payer, value_date, evidence,
        correlation_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(event.context.id.text), .text(data.account), .integer(data.amount.cents), .text(data.currency),
        .optional(data.traceNumber.map(Trace.normalised)), .optional(data.originalReference.map(Trace.normalised)),
        .optional(data.payerIdentifier), .text(data.valueDate.iso),
        .text("\(data.source.digest) records \(data.source.recordRange.map(String.init).joined(separator: "-"))"),
        .text(event.context.correlationID),
      ])
    try settleReturns(account: data.account, amount: data.amount)
  }

  private func unit(ofReturn event: Event<DepositReturned>) -> UnitContext {
    UnitContext(
      id: event.context.id.text, kind: "deposit-return", date: event.data.valueDate, currency: event.data.currency,
      correlationID: event.context.correlationID)
  }

  /// Finds the deposit of each open return of this account and amount: by the bank's own reference, else by the trace
  /// number. One deposit is undone; several or none are for a person. Asked again when a deposit arrives.
  func settleReturns(account: String, amount: Money) throws {
    let open = try connection.query(
      """
      SELECT id, trace, original_reference, value_date, currency, evidence, correlation_id FROM returns
      WHERE account = ? AND amount = ? AND deposit IS NULL ORDER BY id
      """, [.text(account), .integer(amount.cents)])
    for row in open {
      guard let date = LocalDate(iso: row.text(3)) else { continue }
      let unit = UnitContext(
        id: row.text(0), kind: "deposit-return", date: date, currency: row.text(4), correlationID: row.text(6))
      let found = try candidates(account, amount, trace: row.optionalText(1), reference: row.optionalText(2))
      if found.count == 1, let deposit = try self.deposit(found[0]) {
        try undo(deposit, by: unit, evidence: row.text(5))
      } else {
        try self.open(
          WorkItem(
            .returnUnmatched, amount: amount, detail: "\(found.count) deposits fit.", subject: "return"), unit: unit)
      }
    }
  }

  private func candidates(_ account: String, _ amount: Money, trace: String?, reference: String?) throws -> [String] {
    for (column, value) in [("reference", reference), ("trace", trace)] {
      guard let value, !value.isEmpty else { continue }
      let rows = try connection.query(
        """
        SELECT id FROM deposits WHERE \(column) = ? AND account = ? AND amount = ? AND books = 1 AND returned = 0
        ORDER BY id
        """, [.text(value), .text(account), .integer(amount.cents)])
      if !rows.isEmpty { return rows.map { $0.text(0) } }
    }
    return []
  }

  /// The exact inverse of what the deposit booked. Advices that it paid wait for money again, or, where they have
  /// posted, stand open in clearing until somebody un-posts them or the payment comes again.
  private func undo(_ deposit: LinkedDeposit, by unit: UnitContext, evidence: String) throws {
    let advices = try connection.query(
      "SELECT remittance FROM links WHERE deposit = ? ORDER BY remittance", [.text(deposit.id.text)]
    ).map { $0.text(0) }
    for advice in advices {
      guard let now = try self.deposit(deposit.id.text) else { continue }
      try unlink(now, from: advice)
      try unfund(advice, reason: .depositReturned)
    }
    let entries = try self.entries(unit: deposit.id.text, run: 1).reversed().map { entry in
      var inverse = entry
      (inverse.debit, inverse.credit) = (entry.credit, entry.debit)
      inverse.rule = "returned \(entry.rule)"
      inverse.evidence = evidence
      return inverse
    }
    try book(entries, unit: unit, run: 1, description: "Deposit returned by the bank")
    try connection.execute(
      "UPDATE deposits SET books = 0, returned = 1 WHERE id = ?", [.text(deposit.id.text)])
    try connection.execute("UPDATE returns SET deposit = ? WHERE id = ?", [.text(deposit.id.text), .text(unit.id)])
    try resolveAll(unit: deposit.unit, resolution: "The bank took the deposit back.", except: [])
    try resolveAll(unit: unit, resolution: "The deposit that it undoes was found.", except: [])
  }
}

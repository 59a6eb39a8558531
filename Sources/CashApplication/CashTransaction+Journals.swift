// The loop closes: what the ERP says about the journals that were requested.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  func receive(posted event: Event<JournalPosted>) throws {
    let journal = event.data.journal.text
    try connection.execute(
      "UPDATE journals SET state = 'posted', reference = ?, reason = NULL WHERE id = ?",
      [.text(event.data.reference), .text(journal)])
    try resolve(
      where: "unit = ? AND reason = ?", [.text(journal), .text(HoldReason.journalRejected.rawValue)],
      resolution: "The ERP took the journal.")
  }

  func receive(rejected event: Event<JournalRejected>) throws {
    let journal = event.data.journal.text
    let row = try connection.first(
      """
      UPDATE journals SET state = 'rejected', reason = ? WHERE id = ? AND state <> 'posted' RETURNING amount, currency
      """, [.text(event.data.reason), .text(journal)])
    guard let row else { return }
    let unit = UnitContext(
      id: journal, kind: "journal", date: asOf, currency: row.text(1), correlationID: event.context.correlationID)
    let item = WorkItem(
      .journalRejected, amount: try Money(cents: row.integer(0)), detail: event.data.reason, subject: "journal")
    try open(item, unit: unit)
  }
}

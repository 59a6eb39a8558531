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
    // Posted again and refused for another reason: the item says the newest one.
    try resolve(
      where: "unit = ? AND reason = ? AND summary <> ?",
      [.text(journal), .text(HoldReason.journalRejected.rawValue), .text(item.summary)],
      resolution: "The journal was posted again, and refused for another reason.")
    try open(item, unit: unit)
  }

  /// The ERP's books beside ours: a work item for each day on which they differ, until they no longer do.
  func receive(reconciled event: Event<LedgerReconciled>) throws {
    let data = event.data
    let days = try news(of: event)
    let prefix = "ledger \(data.target) "
    let differing = data.days.filter { days.contains($0.date) }
    let units = Set(differing.map { "\(prefix)\($0.date.iso) \($0.currency)" })
    for day in days.sorted() {
      let open = try connection.query(
        """
        SELECT unit FROM work_items WHERE state = 'open' AND reason = ? AND substr(unit, 1, length(?)) = ? ORDER BY id
        """, [.text(HoldReason.ledgerDiffers.rawValue), .text(prefix + day.iso), .text(prefix + day.iso)]
      ).map { $0.text(0) }
      for unit in open where !units.contains(unit) {
        try resolve(
          where: "unit = ? AND reason = ?", [.text(unit), .text(HoldReason.ledgerDiffers.rawValue)],
          resolution: "The ERP's books and ours agree on this day.")
      }
    }
    for day in differing {
      let unit = UnitContext(
        id: "\(prefix)\(day.date.iso) \(day.currency)", kind: "ledger", date: asOf, currency: day.currency,
        correlationID: event.context.correlationID)
      let detail = "\(day.differences) \(day.differences == 1 ? "journal" : "journals") of \(day.date.iso)."
      try open(WorkItem(.ledgerDiffers, amount: day.amount, detail: detail, subject: "day"), unit: unit)
    }
  }

  /// The days of which this is the newest comparison.
  private func news(of event: Event<LedgerReconciled>) throws -> Set<LocalDate> {
    let first = event.data.from.daysSinceEpoch
    let last = min(event.data.until.daysSinceEpoch, first + Int32(LedgerReconciliationRequested.maximumDays))
    guard first <= last else { return [] }
    return Set(
      try (first...last).map { LocalDate(daysSinceEpoch: $0) }.filter { day in
        try connection.execute(
          """
          INSERT INTO ledger_comparisons (target, day, at) VALUES (?, ?, ?)
          ON CONFLICT (target, day) DO UPDATE SET at = excluded.at WHERE excluded.at > ledger_comparisons.at
          """,
          [.text(event.data.target), .text(day.iso), .integer(event.context.time.milliseconds)]) == 1
      })
  }
}

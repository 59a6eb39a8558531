// The sub-ledger's entries and open items, and the journals that sum them up.

import CashRules
import Foundation
import Ledger
import PaymentEvents
import Storage

extension CashTransaction {
  /// Books a unit that is no advice: entries and journal in one step. Returns how many journals there are.
  @discardableResult
  func book(_ entries: [Entry], unit: UnitContext, run: Int64, description: String) throws -> Int {
    try insert(entries.map { .init(claimSequence: 0, entry: $0) }, unit: unit, run: run)
    return try requestJournals(entries, unit: unit, run: run, description: description)
  }

  func insert(_ entries: [PostingRun.BookedEntry], unit: UnitContext, run: Int64) throws {
    var rest = entries[...]
    while !rest.isEmpty {
      let rows = rest.prefix(Self.insertions.count)
      try connection.execute(Self.insertions[rows.count - 1], rows.flatMap { Self.values($0, unit, run) })
      rest = rest.dropFirst(rows.count)
    }
    try addToReceivables(entries.map(\.entry), unit: unit)
  }

  /// Statements for one row, two rows and so on: a claim's entries go in together, which costs less than one by one.
  private static let insertions: [String] = (1...16).map { count in
    """
    INSERT INTO entries (unit, run, claim_sequence, account, debit, credit, claim, party, open_item, facility,
      cost_center, rule, evidence)
    VALUES \(Array(repeating: "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", count: count).joined(separator: ", "))
    """
  }

  private static func values(_ booked: PostingRun.BookedEntry, _ unit: UnitContext, _ run: Int64) -> [SQLValue] {
    let entry = booked.entry
    return [
      .text(unit.id), .integer(run), .integer(Int64(booked.claimSequence)), .text(entry.account.path),
      .integer(entry.debit.cents), .integer(entry.credit.cents), .optional(entry.claim), .optional(entry.party),
      .optional(entry.openItem?.text), .optional(entry.facility), .optional(entry.costCenter), .text(entry.rule),
      .text(entry.evidence),
    ]
  }

  /// The entries of one claim of an advice, as they were booked.
  func entries(unit: String, claimSequence: Int64) throws -> [Entry] {
    try entries(where: "unit = ? AND claim_sequence = ?", [.text(unit), .integer(claimSequence)])
  }

  /// The entries of one run of a unit.
  func entries(unit: String, run: Int64) throws -> [Entry] {
    try entries(where: "unit = ? AND run = ?", [.text(unit), .integer(run)])
  }

  private func entries(where condition: String, _ arguments: [SQLValue]) throws -> [Entry] {
    try connection.query(
      """
      SELECT account, debit, credit, claim, party, facility, cost_center, rule, evidence
      FROM entries WHERE \(condition) ORDER BY sequence
      """, arguments
    ).map { row in
      Entry(
        account: try Account(row.text(0)), debit: try Money(cents: row.integer(1)),
        credit: try Money(cents: row.integer(2)), claim: row.optionalText(3), party: row.optionalText(4),
        openItem: nil, facility: row.optionalText(5), costCenter: row.optionalText(6), rule: row.text(7),
        evidence: row.text(8))
    }
  }

  /// The number of a unit's next run.
  func nextRun(of unit: String) throws -> Int64 {
    let last = try connection.first("SELECT MAX(run) FROM entries WHERE unit = ?", [.text(unit)])
    return (last?.optionalInteger(0) ?? 0) + 1
  }

  /// Requests the journals of a unit's run. Their ids come from the unit and the run. Returns how many there are.
  @discardableResult
  func requestJournals(_ entries: [Entry], unit: UnitContext, run: Int64, description: String) throws -> Int {
    let place = try place(unit.date)
    let posting = LocalDate(place.postingDate) ?? unit.date
    let parts = try rules.summarise(entries, evidence: "\(unit.kind) \(unit.id), run \(run)")
    for (index, lines) in parts.enumerated() {
      let step = "journal of \(unit.kind), run \(run), part \(index + 1)"
      let id = EventID(tenant: configuration.tenant, cause: unit.id, step: step, type: JournalRequested.type)
      try connection.execute(
        """
        INSERT INTO journals (id, unit, unit_id, run, amount, currency, posting_date, description, state,
          original_date, as_of)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'requested', ?, ?)
        """,
        [
          .text(id.text), .text(unit.kind), .text(unit.id), .integer(run),
          .integer(try lines.map(\.debit).total().cents), .text(unit.currency), .text(posting.iso), .text(description),
          .text(unit.date.iso), .text(asOf.iso),
        ])
      let journal = JournalRequested(
        journal: id, unit: unit.kind, description: description, valueDate: unit.date, postingDate: posting,
        originalDate: unit.date, period: place.period, entity: configuration.entity, currency: unit.currency,
        lines: lines)
      try send(journal, subject: id.text, cause: unit.id, step: step, about: unit)
    }
    return parts.count
  }

  // MARK: - Open items with payers

  func openItem(_ key: OpenItemKey) throws -> OpenItemSums {
    guard let row = try connection.first("SELECT credits, debits FROM open_items WHERE item = ?", [.text(key.text)])
    else { return .none }
    return OpenItemSums(credits: try Money(cents: row.integer(0)), debits: try Money(cents: row.integer(1)))
  }

  func store(_ key: OpenItemKey, _ sums: OpenItemSums) throws {
    try connection.execute(
      """
      INSERT INTO open_items (item, payer, reference, credits, debits) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (item) DO UPDATE SET credits = excluded.credits, debits = excluded.debits
      """,
      [
        .text(key.text), .text(key.payer), .text(key.reference), .integer(sums.credits.cents),
        .integer(sums.debits.cents),
      ])
  }

  /// A take-back's item has arrived: nobody needs to look for it any more.
  func resolveTakeBack(_ key: OpenItemKey) throws {
    try resolve(
      where: "reason = ? AND reference = ?",
      [.text(HoldReason.takeBackUnmatched.rawValue), .text(key.takeBackSubject)],
      resolution: "The open item arrived.")
  }
}

// Journals for the tests.

import Ledger

func day(_ iso: String) throws -> Day { try Day(iso: iso) }

func line(_ account: String, debit: Int64 = 0, credit: Int64 = 0, party: String? = nil) throws -> JournalEntryLine {
  JournalEntryLine(account: try Account(account), debit: debit, credit: credit, party: party, evidence: "advice 1")
}

func journal(
  _ lines: [JournalEntryLine], id: String = "j-1", date: String = "2026-03-02", currency: String = "USD",
  description: String = "posting run 1"
) throws -> Journal {
  let date = try day(date)
  return try Journal(
    id: id, description: description, valueDate: date, postingDate: date, originalDate: date, period: date.yearMonth,
    entity: "clinic", currency: currency, lines: lines)
}

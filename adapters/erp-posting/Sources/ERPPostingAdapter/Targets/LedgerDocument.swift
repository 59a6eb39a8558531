// A journal as the built-in ledger keeps it.

import Foundation
import Ledger
import PaymentEvents

/// The stored form of a journal.
struct LedgerDocument: Codable {
  var id: String
  var description: String
  var valueDate: Day
  var postingDate: Day
  var originalDate: Day
  var period: String
  var entity: String
  var currency: String
  var lines: [JournalEntryLine]

  init(_ journal: Journal) {
    id = journal.id
    description = journal.description
    valueDate = journal.valueDate
    postingDate = journal.postingDate
    originalDate = journal.originalDate
    period = journal.period
    entity = journal.entity
    currency = journal.currency
    lines = journal.lines
  }

  /// The journal, checked again on its way out.
  func journal() throws -> Journal {
    try Journal(
      id: id, description: description, valueDate: valueDate, postingDate: postingDate, originalDate: originalDate,
      period: period, entity: entity, currency: currency, lines: lines)
  }
}

extension Journal {
  /// Reads a requested journal. - Throws: ``LedgerError`` when it is none.
  package init(_ requested: JournalRequested) throws(LedgerError) {
    var lines: [JournalEntryLine] = []
    for line in requested.lines {
      lines.append(
        JournalEntryLine(
          account: try Account(line.account), debit: line.debit.cents, credit: line.credit.cents, party: line.party,
          facility: line.facility, costCenter: line.costCenter, evidence: line.evidence))
    }
    try self.init(
      id: requested.journal.text, description: requested.description, valueDate: try Day(iso: requested.valueDate.iso),
      postingDate: try Day(iso: requested.postingDate.iso), originalDate: try Day(iso: requested.originalDate.iso),
      period: requested.period, entity: requested.entity, currency: requested.currency, lines: lines)
  }
}

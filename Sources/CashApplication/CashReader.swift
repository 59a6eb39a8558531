// Looking into cash application's database: what came in, what was posted, what waits, and whether it ties out.

import AdapterKit
import CashRules
import Foundation
import PaymentEvents
import Storage

/// Reads cash application's database without being able to change it.
package struct CashReader: Sendable {
  let database: any Database
  /// The rules, for what follows from the day and for the names of accounts.
  let rules: RuleBook
  /// The path below which the clearing accounts lie.
  let clearing: String

  /// Opens it. - Throws: ``StorageError`` when there is none or it is not up to date.
  package init(data: URL, configuration: CashConfiguration) throws {
    database = try DataFolder.store(of: CashWorker.name, in: data).reader(CashTables.migrations)
    rules = configuration.rules
    clearing = try configuration.rules.chart.account(.clearing).path
  }

  /// How many of a file's events have been applied: answers about journals that followed from it do not count.
  package func inputs(ofFile digest: String) async throws -> Int {
    try await database.read { connection in
      let row = try connection.first(
        "SELECT COUNT(*) FROM inputs WHERE correlation_id = ? AND type NOT IN (?, ?, ?)",
        [
          .text(digest), .text(JournalPosted.type), .text(JournalRejected.type), .text(FileWithdrawalRequested.type),
        ])
      return Int(row?.integer(0) ?? 0)
    }
  }

  /// Which of these events have been applied.
  package func applied(_ ids: [String]) async throws -> Set<String> {
    try await database.read { connection in
      Set(
        try ids.filter {
          try connection.first("SELECT 1 FROM inputs WHERE event_id = ? LIMIT 1", [.text($0)]) != nil
        })
    }
  }

  /// Whether an event of this type and id has been applied with another content than this digest's: what comes under
  /// the id now is a conflict. (An event that was brought up to another version has another type here.)
  package func isConflict(id: String, source: String, type: String, digest: String) async throws -> Bool {
    try await database.read { connection in
      let row = try connection.first(
        """
        SELECT 1 FROM inbox JOIN inputs ON inputs.event_id = inbox.id
        WHERE inbox.source = ? AND inbox.id = ? AND inputs.type = ? AND inbox.digest <> ? LIMIT 1
        """, [.text(source), .text(id), .text(type), .text(digest)])
      return row != nil
    }
  }

  /// Messages that wait in the outbox.
  package func outboxDepth() async throws -> Int { try await database.read { try Outbox.count(in: $0) } }

  /// Journals by state: `requested`, `posted`, `rejected`.
  package func journalStates() async throws -> [String: Int] {
    try await database.read { connection in
      let rows = try connection.query("SELECT state, COUNT(*) FROM journals GROUP BY state")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), Int($0.integer(1))) })
    }
  }

  /// Counts and totals of a kind of journal.
  package struct JournalKind: Sendable, Codable {
    package let unit: String
    package let currency: String
    package let count: Int
    /// Cents; what was taken back counts below zero.
    package let amount: Int64
  }

  /// Posted journals by kind of unit and currency. A journal's own amount is the sum of its debits, whichever way they
  /// go: its entries say whether it takes something back.
  package func postedJournals() async throws -> [JournalKind] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT unit, currency, COUNT(*), SUM(CASE WHEN back THEN -amount ELSE amount END) FROM (
          SELECT unit, currency, amount,
            CASE WHEN unit IN ('charge', 'deposit', 'patient-payment') THEN
              (SELECT COALESCE(SUM(debit - credit), 0) FROM entries
                WHERE entries.unit = unit_id AND entries.run = journals.run AND account LIKE 'assets:%') < 0
            ELSE EXISTS (SELECT 1 FROM entries WHERE entries.unit = unit_id AND entries.run = journals.run
              AND (rule LIKE 'withdrawn %' OR rule LIKE 'unposted %'))
            END AS back
          FROM journals WHERE state = 'posted') AS posted
        GROUP BY unit, currency ORDER BY unit, currency
        """
      ).map {
        JournalKind(unit: $0.text(0), currency: $0.text(1), count: Int($0.integer(2)), amount: $0.integer(3))
      }
    }
  }

  /// Charges of one currency.
  package struct ChargeTotal: Sendable, Codable {
    package let currency: String
    package let count: Int
    package let amount: Int64
  }

  /// Number and total of the charges on the books, by currency.
  package func charges() async throws -> [ChargeTotal] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT COALESCE((SELECT currency FROM journals WHERE unit_id = charges.id LIMIT 1), ''), COUNT(*), SUM(amount)
        FROM charges WHERE id NOT IN (SELECT id FROM opening_balances) GROUP BY 1 ORDER BY 1
        """
      ).map { ChargeTotal(currency: $0.text(0), count: Int($0.integer(1)), amount: $0.integer(2)) }
    }
  }

  /// Balances of the sub-ledger by account, debits less credits, in cents; zero ones too.
  package func balances() async throws -> [String: Int64] {
    try await database.read { connection in
      let rows = try connection.query("SELECT account, SUM(debit - credit) FROM entries GROUP BY account")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), $0.integer(1)) })
    }
  }

  /// Balances of the sub-ledger by account and patient control number. Holds patient data.
  package func claimBalances() async throws -> [String: Int64] {
    try await database.read { connection in
      let rows = try connection.query(
        "SELECT COALESCE(claim, ''), account, SUM(debit - credit) FROM entries GROUP BY 1, 2")
      return Dictionary(uniqueKeysWithValues: rows.map { ("\($0.text(0)) \($0.text(1))", $0.integer(2)) })
    }
  }

  /// Open items with payers, by key: credits and debits.
  package func openItems() async throws -> [String: [Int64]] {
    try await database.read { connection in
      let rows = try connection.query("SELECT item, credits, debits FROM open_items")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), [$0.integer(1), $0.integer(2)]) })
    }
  }

  /// Claims by state and reason.
  package func claimStates() async throws -> [String: Int] {
    try await database.read { connection in
      let rows = try connection.query("SELECT state, COALESCE(reason, ''), COUNT(*) FROM claims GROUP BY 1, 2")
      return Dictionary(
        uniqueKeysWithValues: rows.map {
          ($0.text(1).isEmpty ? $0.text(0) : "\($0.text(0)) \($0.text(1))", Int($0.integer(2)))
        })
    }
  }
}

// The built-in double-entry ledger: the default target, in a database of its own.

import Foundation
import Ledger
import PaymentEvents
import Storage

/// A ledger that takes each journal once and refuses what does not balance or falls into a closed period.
package struct BuiltInLedger: ERPTarget {
  package let name = "built-in-ledger"
  package let capabilities: TargetCapabilities = [.reversal, .masterData, .entries]
  let database: any Database
  let periods: Periods

  /// Opens the ledger.
  /// - Parameter isReadOnly: whether it is only looked into, by whom is not the worker that posts to it.
  package init(store: StoreLocation, periods: Periods, isReadOnly: Bool = false) throws {
    database = try isReadOnly ? store.reader(BuiltInLedger.migrations) : store.open(BuiltInLedger.migrations)
    self.periods = periods
  }

  package static let migrations = [
    """
    CREATE TABLE journals (
      number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, posting_date TEXT NOT NULL, document BLOB NOT NULL
    );
    CREATE TABLE balances (
      currency TEXT NOT NULL, account TEXT NOT NULL, debits INTEGER NOT NULL, credits INTEGER NOT NULL,
      PRIMARY KEY (currency, account)
    )
    """,
    """
    CREATE TABLE reversals (reversed TEXT PRIMARY KEY, journal TEXT NOT NULL UNIQUE);
    CREATE INDEX journals_by_day ON journals (posting_date, id)
    """,
  ]

  package func find(_ keys: [String]) async throws -> [String: String] {
    try await database.read { connection in
      var found: [String: String] = [:]
      for key in keys {
        found[key] = try connection.first("SELECT number FROM journals WHERE id = ?", [.text(key)])
          .map { BuiltInLedger.reference($0.integer(0)) }
      }
      return found
    }
  }

  package func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    let periods = periods
    return try await database.write { connection in
      try journals.map { try BuiltInLedger.take($0, periods, connection) }
    }
  }

  static func take(_ journal: Journal, _ periods: Periods, _ connection: any SQLConnection) throws -> PostingOutcome {
    guard periods.isOpen(journal.postingDate) else {
      return PostingOutcome(refusedBy: .closedPeriod(journal.postingDate.yearMonth))
    }
    return try insert(journal, connection)
  }

  private static func insert(_ journal: Journal, _ connection: any SQLConnection) throws -> PostingOutcome {
    let document = Array(try EventCoding.encoder().encode(LedgerDocument(journal)))
    let row = try connection.first(
      "INSERT INTO journals (id, posting_date, document) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING number",
      [.text(journal.id), .text(journal.postingDate.description), .blob(document)])
    if let row {
      try addToBalances(journal, connection)
      return .posted(reference: reference(row.integer(0)))
    }
    return try answerRepeated(journal, document, connection)
  }

  private static func answerRepeated(
    _ journal: Journal, _ document: [UInt8], _ connection: any SQLConnection
  ) throws -> PostingOutcome {
    let known = try connection.first("SELECT number, document FROM journals WHERE id = ?", [.text(journal.id)])
    guard let known, known.blob(1) == document else { return PostingOutcome(refusedBy: .conflict(journal: journal.id)) }
    return .posted(reference: reference(known.integer(0)))
  }

  private static func addToBalances(_ journal: Journal, _ connection: any SQLConnection) throws {
    for line in journal.lines {
      try connection.execute(
        """
        INSERT INTO balances (currency, account, debits, credits) VALUES (?, ?, ?, ?)
        ON CONFLICT (currency, account) DO UPDATE
        SET debits = balances.debits + excluded.debits, credits = balances.credits + excluded.credits
        """,
        [.text(journal.currency), .text(line.account.path), .integer(line.debit), .integer(line.credit)])
    }
  }

  static func reference(_ number: Int64) -> String { "GL-\(number)" }
}

// Looking into the built-in ledger: journals in order, and balances.

import AdapterKit
import Foundation
import Ledger
import Storage

/// Reads the built-in ledger without being able to change it.
package struct LedgerReader: Sendable {
  private let database: any Database

  /// Opens it. - Throws: ``StorageError`` when there is none or it is not up to date.
  package init(store: StoreLocation) throws {
    database = try store.reader(BuiltInLedger.migrations)
  }

  /// Where the ledger of a data folder is. - Throws: ``StorageError``.
  package static func store(in data: URL) throws -> StoreLocation {
    try DataFolder.store(of: ERPPostingWorker.name, named: "ledger", in: data)
  }

  /// A posted journal and its number.
  package struct Posted: Sendable {
    /// The ledger's reference.
    package let reference: String
    /// The journal.
    package let journal: Journal
  }

  /// Journals by posting date and number, at most `limit` of them.
  package func journals(limit: Int = .max) async throws -> [Posted] {
    try await database.read { connection in
      try connection.query(
        "SELECT number, document FROM journals ORDER BY posting_date, number LIMIT ?", [.integer(Int64(limit))]
      ).map { row in
        let document = try JSONDecoder().decode(LedgerDocument.self, from: Data(row.blob(1)))
        return Posted(reference: BuiltInLedger.reference(row.integer(0)), journal: try document.journal())
      }
    }
  }

  /// How many journals there are.
  package func count() async throws -> Int {
    try await database.read { Int(try $0.first("SELECT COUNT(*) FROM journals")?.integer(0) ?? 0) }
  }

  /// One account's balance.
  package struct Balance: Sendable, Codable, Equatable {
    /// ISO 4217.
    package let currency: String
    /// The account's path.
    package let account: String
    /// Sum of debits, cents.
    package let debits: Int64
    /// Sum of credits, cents.
    package let credits: Int64
    /// Debits less credits, cents.
    package var balance: Int64 { debits - credits }
  }

  /// All accounts that were ever posted to, by currency and name.
  package func balances() async throws -> [Balance] {
    try await database.read { connection in
      try connection.query("SELECT currency, account, debits, credits FROM balances ORDER BY 1, 2").map { row in
        Balance(currency: row.text(0), account: row.text(1), debits: row.integer(2), credits: row.integer(3))
      }
    }
  }
}

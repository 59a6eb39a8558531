// Tables of opening balances as events: what a person takes out of the books before goes the way of everything else.

import CashRules
import Foundation
import PaymentEvents
import Storage

/// Turns a file of comma-separated balances into events.
package enum OpeningBalanceFile {
  /// The columns of a file's header.
  package static let columns = OpeningBalanceTable.columns

  /// What is wrong with a file: a line each, with file, line and column.
  package struct Unreadable: Error, CustomStringConvertible {
    package let findings: [String]
    package var description: String { findings.joined(separator: "\n") }
  }

  /// The events of a file, one JSON document each; the same bytes always give the same.
  /// - Parameters:
  ///   - file: comma-separated values with a header.
  ///   - digest: SHA-256 of the file.
  ///   - tenant: the tenant's name.
  ///   - source: who publishes them.
  ///   - payers: the payer list, of which every payer must be; nil: others may be, too.
  /// - Throws: ``Unreadable`` with everything that is wrong.
  package static func events(
    of file: URL, digest: String, tenant: String, source: String, payers: PayerDirectory? = nil
  ) throws -> [EncodedEvent] {
    guard let data = FileManager.default.contents(atPath: file.path), data.count <= CSVText.maximumLength,
      let text = String(data: data, encoding: .utf8)
    else { throw Unreadable(findings: ["\(file.path) cannot be read as text, or is too large"]) }
    let balances: [OpeningBalanceLoaded]
    do throws(TableFindings) {
      balances = try OpeningBalanceTable.balances(text, digest: digest, payers: payers)
    } catch {
      throw Unreadable(findings: error.findings.map { "\(file.path), \($0)" })
    }
    return try balances.map { balance in
      let id = EventID(
        tenant: tenant, digest: digest, position: "line \(balance.source.line)", type: OpeningBalanceLoaded.type)
      let context = EventContext(
        id: id, source: source, subject: "opening balance, line \(balance.source.line)",
        time: Instant(startOf: balance.date), tenant: tenant, correlationID: digest)
      return try Event(context, data: balance).encoded()
    }
  }
}

extension CashReader {
  /// What was loaded with one file, of one kind and currency.
  package struct OpeningTotal: Sendable, Codable {
    package let file: String
    package let kind: String
    package let currency: String
    package let balances: Int64
    /// Cents: what was open, the patients' parts included.
    package let amount: Int64
    package let withdrawn: Bool
  }

  /// What the books began with, by file and kind.
  package func openingTotals() async throws -> [OpeningTotal] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT file, kind, currency, COUNT(*), SUM(amount + patient_amount), withdrawn FROM opening_balances
        GROUP BY file, kind, currency, withdrawn ORDER BY MIN(rowid), kind
        """
      ).map { row in
        OpeningTotal(
          file: row.text(0), kind: row.text(1), currency: row.text(2), balances: row.integer(3), amount: row.integer(4),
          withdrawn: row.integer(5) == 1)
      }
    }
  }
}

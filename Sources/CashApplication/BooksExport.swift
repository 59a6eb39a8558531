// Everything that cash application has worked out, as text: the same books give the same bytes.

import AdapterKit
import Foundation
import Storage

/// Writes the books of a data folder as lines of text. Holds patient control numbers.
package struct BooksExport: Sendable {
  let database: any Database

  /// - Throws: ``StorageError`` when there is no database or it is not up to date.
  package init(data: URL) throws {
    database = try DataFolder.store(of: CashWorker.name, in: data).reader(CashTables.migrations)
  }

  /// The tables and columns, all but what tells how work was done (markers, the inputs themselves, the outbox), and
  /// by which of the columns they are ordered.
  private static let tables: [(name: String, key: String, columns: String)] = [
    ("charges", "1", "id claim amount payers service_from service_to facility cost_center"),
    (
      "deposits", "1",
      "id trace payer amount currency value_date account format books identified withdrawn decision fee fee_added"
    ),
    ("opening_balances", "1", "id kind key amount patient_amount currency claim file date withdrawn"),
    ("deposit_splits", "1, 2", "deposit facility amount"),
    ("remittances", "1", "id trace payer amount currency payment_date runs state held_adjustments"),
    ("links", "1, 2", "deposit remittance amount rule confidence"),
    ("parted_links", "1, 2", "deposit remittance"),
    ("claims", "1, 2", "remittance sequence claim state reason run paid document"),
    ("open_items", "1", "item payer reference credits debits"),
    ("receivables", "1, 2", "claim account balance"),
    ("journals", "1", "id unit unit_id run amount currency posting_date original_date as_of state reference reason"),
    (
      "work_items", "1",
      "id reason subcategory unit queue role priority opened_on due_on amount currency state times resolution assignee "
        + "closed_by resolved_on"
    ),
    ("work_item_notes", "1, 2", "item number as_of person kind code text"),
    ("actions", "1", "id action requested_by role reason_code amount state decided_by obstacle"),
    ("releases", "1, 2, 3", "remittance claim_sequence reason"),
    ("period_states", "1", "period state request as_of"),
    ("contracts", "1", "contract version payer plan valid_from valid_to currency lesser_of"),
    ("contract_totals", "1, 2, 3", "payer contract currency claims expected allowed small"),
    ("variances", "1, 2", "remittance sequence payer contract currency claims expected allowed small"),
    ("claim_matches", "1, 2", "remittance sequence stated claim rule confidence"),
    ("deposit_returns", "1", "id account amount deposit rule decision"),
  ]

  /// Entries are many, so they are written in pieces, in the order in which they were booked.
  private static let entries =
    "sequence unit run claim_sequence account debit credit claim party open_item facility cost_center rule evidence"
  private static let piece: Int64 = 20_000

  /// Writes all lines. - Throws: ``StorageError``, and what writing the file throws.
  package func write(to file: URL) async throws {
    let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
    guard FileManager.default.createFile(atPath: file.path, contents: nil, attributes: mode) else {
      throw StorageError("\(file.path) cannot be written; name a folder that can", isRetriable: false)
    }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    for table in Self.tables {
      try handle.write(contentsOf: try await lines(table.name, table.columns, "ORDER BY \(table.key)"))
    }
    var last: Int64 = 0
    while true {
      let first = last
      let (text, end) = try await entries(after: first)
      guard end > first else { return }
      try handle.write(contentsOf: text)
      last = end
    }
  }

  private func entries(after first: Int64) async throws -> (Data, Int64) {
    let range = "WHERE sequence > \(first) AND sequence <= \(first + Self.piece)"
    let text = try await lines("entries", Self.entries, "\(range) ORDER BY sequence")
    let end = try await database.read { connection in
      try connection.first("SELECT MAX(sequence) FROM entries \(range)")?.optionalInteger(0)
    }
    return (text, end ?? first)
  }

  private func lines(_ table: String, _ columns: String, _ rest: String) async throws -> Data {
    let names = columns.split(separator: " ")
    return try await database.read { connection in
      var text = ""
      for row in try connection.query("SELECT \(names.joined(separator: ", ")) FROM \(table) \(rest)") {
        text += table
        for column in names.indices { text += " " + Self.quoted(row[column]) }
        text += "\n"
      }
      return Data(text.utf8)
    }
  }

  /// A value as SQL would write it.
  private static func quoted(_ value: SQLValue) -> String {
    switch value {
    case .null: "NULL"
    case .integer(let number): String(number)
    case .text(let text): "'" + text.replacing("'", with: "''") + "'"
    case .blob(let bytes): "X'" + bytes.hexadecimal + "'"
    }
  }
}

// Work items, as people see them.

import CashRules
import Storage

extension CashReader {
  /// One thing that waits, or has waited, for a person.
  package struct Item: Sendable, Codable {
    package let id: String
    package let reason: String
    package let category: String
    package let scope: String
    package let unit: String
    package let queue: String
    package let priority: Int64
    package let openedOn: String
    package let dueOn: String
    package let amount: Int64
    package let currency: String
    package let summary: String
    package let reference: String
    package let state: String
    package let resolution: String?
    /// The trace number of the advice or deposit it is about.
    package let trace: String?
    /// The provider's account number of the claim it is about, if it is about one.
    package let patientControlNumber: String?

    /// What the reason means and what to do, in general.
    package var explanation: String { HoldReason(rawValue: reason)?.sentence ?? summary }
  }

  /// Items, the most urgent first.
  /// - Parameter state: `open`, `resolved`, or nil for all.
  package func workItems(state: String?) async throws -> [Item] {
    try await items("WHERE ? IS NULL OR w.state = ?", [.optional(state), .optional(state)])
  }

  /// One item by its id, or by the beginning of it.
  package func workItem(_ id: String) async throws -> Item? {
    try await items("WHERE substr(w.id, 1, length(?)) = ?", [.text(id), .text(id)]).first
  }

  private func items(_ condition: String, _ arguments: [SQLValue]) async throws -> [Item] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT w.id, w.reason, w.category, w.scope, w.unit, w.queue, w.priority, w.opened_on, w.due_on, w.amount,
          w.currency, w.summary, w.reference, w.state, w.resolution, COALESCE(r.trace, d.trace),
          COALESCE(c.claim, b.claim)
        FROM work_items w LEFT JOIN remittances r ON r.id = w.unit LEFT JOIN deposits d ON d.id = w.unit
          LEFT JOIN credit_balances b ON b.unit = w.unit
          LEFT JOIN claims c ON c.remittance = w.unit AND CAST(c.sequence AS TEXT) = w.reference
        \(condition) ORDER BY w.priority, w.due_on, w.amount DESC, w.id
        """, arguments
      ).map { row in
        Item(
          id: row.text(0), reason: row.text(1), category: row.text(2), scope: row.text(3), unit: row.text(4),
          queue: row.text(5), priority: row.integer(6), openedOn: row.text(7), dueOn: row.text(8),
          amount: row.integer(9), currency: row.text(10), summary: row.text(11), reference: row.text(12),
          state: row.text(13), resolution: row.optionalText(14), trace: row.optionalText(15),
          patientControlNumber: row.optionalText(16))
      }
    }
  }
}

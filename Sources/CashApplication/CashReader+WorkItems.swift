// Work items, as people see them.

import CashRules
import PaymentEvents
import Storage

extension CashReader {
  /// One thing that waits, or has waited, for a person.
  package struct Item: Sendable, Codable {
    package let id: String
    package let reason: String
    package let category: String
    /// The kind of a denial.
    package let subcategory: String?
    package let scope: String
    package let unit: String
    package let queue: String
    /// The role that works on it, after escalation.
    package let role: String
    /// 1 is most urgent; after escalation.
    package let priority: Int64
    /// 0 in time, 1 overdue, 2 overdue for long.
    package let escalation: Int64
    package let openedOn: String
    package let dueOn: String
    package let amount: Int64
    package let currency: String
    package let summary: String
    package let reference: String
    package let state: String
    package let resolution: String?
    /// Who works on it.
    package let assignee: String?
    /// The trace number of the advice or deposit it is about.
    package let trace: String?
    /// The provider's account number of the claim it is about, if it is about one.
    package let patientControlNumber: String?
    /// Of a credit balance: whose it is, a payer's key or `patient`.
    package let debtor: String?
    /// Of a request that waits for a second person: what is asked for, in words. Holds patient data.
    package let asked: String?

    /// What the reason means and what to do, in general.
    package var explanation: String { HoldReason(rawValue: reason)?.sentence ?? summary }

    /// Commands that do what the sentence says, while the item is open.
    package var commands: [String] {
      guard state == "open", let reason = HoldReason(rawValue: reason) else { return [] }
      return Remedies(
        reason, item: id, unit: unit, sequence: Int(reference), claim: patientControlNumber, debtor: debtor,
        amount: Money.text(amount).replacing(",", with: "")
      ).commands
    }
  }

  /// Which items are wanted; what is nil or false does not matter.
  package struct ItemFilter: Sendable {
    /// `open` or `resolved`.
    package var state: String?
    package var queue: String?
    /// After escalation.
    package var role: String?
    /// A category, or a kind of denial.
    package var category: String?
    package var assignee: String?
    /// Only those whose due day is past.
    package var isOverdue = false

    /// Creates it; see the properties.
    package init(state: String? = "open") { self.state = state }

    fileprivate func takes(_ item: Item) -> Bool {
      (queue ?? item.queue) == item.queue && (role ?? item.role) == item.role
        && (category == nil || category == item.category || category == item.subcategory)
        && (assignee == nil || assignee == item.assignee) && (!isOverdue || item.escalation > 0)
    }
  }

  /// Items, the most urgent first.
  /// - Parameters:
  ///   - state: `open`, `resolved`, or nil for all.
  ///   - day: today, for the escalation; nil: as if all were in time.
  package func workItems(state: String?, on day: LocalDate? = nil) async throws -> [Item] {
    try await workItems(ItemFilter(state: state), on: day)
  }

  /// Items that a filter takes, the most urgent first.
  package func workItems(_ filter: ItemFilter, on day: LocalDate? = nil) async throws -> [Item] {
    try await items("WHERE w.state = ?1 OR ?1 IS NULL", [.optional(filter.state)], day)
      .filter(filter.takes)
  }

  /// One item by its id, or by the beginning of it.
  package func workItem(_ id: String, on day: LocalDate? = nil) async throws -> Item? {
    try await items("WHERE substr(w.id, 1, length(?)) = ?", [.text(id), .text(id)], day).first
  }

  private func items(_ condition: String, _ arguments: [SQLValue], _ day: LocalDate?) async throws -> [Item] {
    let rules = rules
    return try await database.read { connection in
      try connection.query(
        """
        SELECT w.id, w.reason, w.category, w.scope, w.unit, w.queue, w.priority, w.opened_on, w.due_on, w.amount,
          w.currency, w.summary, w.reference, w.state, w.resolution, COALESCE(r.trace, d.trace),
          COALESCE(c.claim, b.claim, h.claim, a.claim), COALESCE(w.role, 'biller'), w.subcategory, w.assignee,
          b.account, a.request
        FROM work_items w LEFT JOIN remittances r ON r.id = w.unit LEFT JOIN deposits d ON d.id = w.unit
          LEFT JOIN credit_balances b ON b.unit = w.unit LEFT JOIN held_charges h ON h.id = w.unit
          LEFT JOIN actions a ON a.id = w.unit
          LEFT JOIN claims c ON c.remittance = w.unit AND CAST(c.sequence AS TEXT) = w.reference
        \(condition) ORDER BY w.priority, w.due_on, w.amount DESC, w.id
        """, arguments
      ).map { try Item($0, rules, on: $0.text(13) == "open" ? day : nil, connection) }
    }.sorted { ($0.priority, $0.dueOn) < ($1.priority, $1.dueOn) }
  }

  // MARK: - One item in full

  /// What people did with an item.
  package struct ItemNote: Sendable, Codable {
    package let day: String
    package let person: String
    /// `assigned`, `returned`, `noted` or `closed`.
    package let kind: String
    package let code: String
    package let text: String
  }

  /// An item's history, the oldest first.
  package func notes(of item: String) async throws -> [ItemNote] {
    try await database.read { connection in
      try connection.query(
        "SELECT as_of, person, kind, code, text FROM work_item_notes WHERE item = ? ORDER BY number", [.text(item)]
      ).map {
        ItemNote(day: $0.text(0), person: $0.text(1), kind: $0.text(2), code: $0.text(3), text: $0.text(4))
      }
    }
  }

  fileprivate static func asked(_ request: PostingActionRequested, _ connection: any SQLConnection) throws -> String {
    let about = try about(request, connection)
    return about.isEmpty ? request.action.rawValue : "\(request.action.rawValue): \(about)"
  }

  /// Where in which file it comes from: digests and the segments or records in them.
  package func evidence(of item: Item) async throws -> [String] {
    try await database.read { connection in
      if let sequence = Int64(item.reference) {
        let posted = try connection.query(
          "SELECT DISTINCT evidence FROM entries WHERE unit = ? AND claim_sequence = ? ORDER BY evidence LIMIT 10",
          [.text(item.unit), .integer(sequence)]
        ).map { $0.text(0) }
        if !posted.isEmpty { return posted }
        if let held = try Self.heldClaim(item.unit, sequence, connection) { return [held] }
      }
      let credit = try connection.first("SELECT claim, account FROM credit_balances WHERE unit = ?", [.text(item.unit)])
      if let credit { return try Self.evidence(ofCredit: credit.text(0), credit.text(1), connection) }
      let deposit = try connection.first("SELECT evidence FROM deposits WHERE id = ?", [.text(item.unit)])
      if let deposit { return [deposit.text(0)] }
      let advice = try connection.first("SELECT correlation_id FROM remittances WHERE id = ?", [.text(item.unit)])
      return advice.map { ["\($0.text(0)) advice \(item.unit)"] } ?? []
    }
  }

  /// What made a claim's balance on an account.
  private static func evidence(
    ofCredit claim: String, _ account: String, _ connection: any SQLConnection
  ) throws -> [String] {
    try connection.query(
      """
      SELECT DISTINCT evidence FROM entries WHERE claim = ?1 AND account = ?2 AND unit IN (
        SELECT id FROM charges WHERE claim = ?1 UNION SELECT remittance FROM claims WHERE claim = ?1
        UNION SELECT id FROM actions WHERE claim = ?1) ORDER BY evidence LIMIT 20
      """, [.text(claim), .text(account)]
    ).map { $0.text(0) }
  }

  private static func heldClaim(
    _ unit: String, _ sequence: Int64, _ connection: any SQLConnection
  ) throws -> String? {
    let row = try connection.first(
      """
      SELECT c.document, r.correlation_id FROM claims c JOIN remittances r ON r.id = c.remittance
      WHERE c.remittance = ? AND c.sequence = ? AND c.state = 'held'
      """, [.text(unit), .integer(sequence)])
    guard let row else { return nil }
    let range = try HeldClaim(stored: row.blob(0)).claim.segmentRange.map(String.init).joined(separator: "-")
    return "\(row.text(1)) segments \(range)"
  }
}

extension CashReader.Item {
  fileprivate init(_ row: SQLRow, _ rules: RuleBook, on day: LocalDate?, _ connection: any SQLConnection) throws {
    var (priority, role, level) = (row.integer(6), row.text(17), 0)
    if let day, let due = LocalDate(iso: row.text(8)) {
      let escalation = Escalation(
        priority: Int(priority), role: role, due: due, on: day, step: rules.escalationDays, holidays: rules.holidays)
      (priority, role, level) = (Int64(escalation.priority), escalation.role, escalation.level)
    }
    self.init(
      id: row.text(0), reason: row.text(1), category: row.text(2), subcategory: row.optionalText(18),
      scope: row.text(3), unit: row.text(4), queue: row.text(5), role: role, priority: priority,
      escalation: Int64(level), openedOn: row.text(7), dueOn: row.text(8), amount: row.integer(9),
      currency: row.text(10), summary: row.text(11), reference: row.text(12), state: row.text(13),
      resolution: row.optionalText(14), assignee: row.optionalText(19), trace: row.optionalText(15),
      patientControlNumber: row.optionalText(16),
      debtor: try row.optionalText(20).flatMap { try rules.chart.debtor(ofReceivable: $0) },
      asked: try row.optionalText(21).map { try CashReader.asked(KeptRequest.decode($0), connection) })
  }
}

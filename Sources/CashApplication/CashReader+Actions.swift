// What people have asked of cash application, and what became of it.

import PaymentEvents
import Storage

extension CashReader {
  /// A request about money or claims.
  package struct Action: Sendable, Codable {
    package let id: String
    package let action: String
    package let requestedBy: String
    package let role: String
    package let reasonCode: String
    package let reason: String
    package let amount: Int64?
    package let currency: String
    /// `waiting`, `applied`, `refused` or `declined`.
    package let state: String
    package let askedOn: String
    package let decidedBy: String?
    /// Why it was refused.
    package let obstacle: String?
    /// What it is about, in words: subject, claim, debtor, accounts, documents. Holds patient data.
    package let about: String
    /// The whole request; nil where an older version kept it and cash application has not started since.
    package let request: PostingActionRequested?
  }

  /// Requests, the newest first. - Parameter state: only those in this state.
  package func actions(state: String? = nil) async throws -> [Action] {
    try await actions("WHERE state = ?1 OR ?1 IS NULL ORDER BY rowid DESC", .optional(state))
  }

  /// The request of this id, once cash application has it.
  package func action(_ id: String) async throws -> Action? { try await actions("WHERE id = ?1", .text(id)).first }

  /// Requests about a claim, by its patient control number, and those of these ids; the oldest first.
  package func actions(about claim: String, ids: [String] = []) async throws -> [Action] {
    var found = try await actions("WHERE claim = ?1 ORDER BY rowid", .text(claim))
    for id in ids where !found.contains(where: { $0.id == id }) {
      if let action = try await action(id) { found.append(action) }
    }
    return found
  }

  /// Requests whose id begins so; at most two, to tell one from several.
  package func actionIDs(beginning: String) async throws -> [String] {
    try await database.read { connection in
      try connection.query(
        "SELECT id FROM actions WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2", [.text(beginning)]
      ).map { $0.text(0) }
    }
  }

  /// Ids that begin so, or whose trace number this is (of deposits also the bank's reference); at most two, to tell one
  /// from several.
  package func documents(_ kind: Document, beginning: String) async throws -> [String] {
    try await database.read { connection in
      try connection.query(
        "SELECT id FROM \(kind.table) WHERE substr(id, 1, length(?1)) = ?1 \(kind.further) LIMIT 2",
        [.text(beginning)]
      ).map { $0.text(0) }
    }
  }

  /// What has an id or a trace number.
  package enum Document: Sendable {
    case deposit, advice
    /// A deposit that the bank takes back; it has an id alone.
    case returned
    /// A charge; it has an id alone.
    case charge

    fileprivate var table: String {
      switch self {
      case .deposit: "deposits"
      case .advice: "remittances"
      case .returned: "deposit_returns"
      case .charge: "charges"
      }
    }

    fileprivate var further: String {
      switch self {
      case .deposit: "OR trace = ?1 OR reference = ?1"
      case .advice: "OR trace = ?1"
      case .returned, .charge: ""
      }
    }
  }

  private func actions(_ rest: String, _ argument: SQLValue) async throws -> [Action] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT id, action, requested_by, role, reason_code, reason, amount, currency, state, as_of, decided_by,
          obstacle, request
        FROM actions \(rest)
        """, [argument]
      ).map { row in
        let request = try row.optionalText(12).map(KeptRequest.decode)
        return Action(
          id: row.text(0), action: row.text(1), requestedBy: row.text(2), role: row.text(3), reasonCode: row.text(4),
          reason: row.text(5), amount: row.optionalInteger(6), currency: row.text(7), state: row.text(8),
          askedOn: row.text(9), decidedBy: row.optionalText(10), obstacle: row.optionalText(11),
          about: try request.map { try Self.about($0, connection) } ?? "", request: request)
      }
    }
  }

  /// Documents by their trace numbers, where they have one.
  static func about(_ request: PostingActionRequested, _ connection: any SQLConnection) throws -> String {
    let deposit = try request.deposit.flatMap {
      try connection.first("SELECT COALESCE(trace, reference) FROM deposits WHERE id = ?", [.text($0)])?.optionalText(0)
    }
    let advice = try request.remittance.flatMap {
      try connection.first("SELECT trace FROM remittances WHERE id = ?", [.text($0)])?.text(0)
    }
    return request.about(deposit: deposit, advice: advice)
  }
}

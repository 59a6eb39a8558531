// What became of each journal: waiting, posted or refused, in whose words, and who asked for another try.

import PaymentEvents
import Storage

/// The journals of this adapter beside their intents.
package enum JournalBook {
  /// Where a journal stands.
  package enum State: String, Sendable, Codable, CaseIterable {
    /// It is to be posted.
    case waiting
    /// The target has it and will say later what became of it.
    case handedOver = "handed-over"
    /// The target has it in its books.
    case posted
    /// The target does not take it, or our check of its master data says so.
    case refused
  }

  /// The tables. Journals of older versions are filled in from their intents.
  package static let migration = """
    CREATE TABLE journals (
      key TEXT PRIMARY KEY, posting_date TEXT NOT NULL, description TEXT NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, state TEXT NOT NULL, reference TEXT, code TEXT, reason TEXT, request TEXT
    ) WITHOUT ROWID;
    CREATE INDEX journals_by_day ON journals (posting_date);
    CREATE INDEX journals_open ON journals (state) WHERE state <> 'posted';
    CREATE TABLE journal_history (
      journal TEXT NOT NULL, number INTEGER NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL, who TEXT NOT NULL,
      code TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (journal, number)
    ) WITHOUT ROWID;
    /*sqlite*/
    INSERT INTO journals SELECT key, json_extract(CAST(body AS TEXT), '$.data.postingDate'),
      json_extract(CAST(body AS TEXT), '$.data.description'),
      (SELECT COALESCE(SUM(json_extract(value, '$.debit')), 0) FROM json_each(CAST(body AS TEXT), '$.data.lines')),
      json_extract(CAST(body AS TEXT), '$.data.currency'),
      CASE WHEN outcome IS NULL THEN 'waiting' WHEN outcome LIKE 'posted %' THEN 'posted' ELSE 'refused' END,
      CASE WHEN outcome LIKE 'posted %' THEN substr(outcome, 8) END,
      CASE WHEN outcome LIKE 'rejected %' THEN substr(outcome, 10) END, NULL, NULL
    FROM intents
    /*/sqlite*/
    """

  /// Notes a requested journal.
  static func record(_ journal: JournalRequested, in connection: any SQLConnection) throws {
    try connection.execute(
      """
      INSERT INTO journals (key, posting_date, description, amount, currency, state)
      VALUES (?, ?, ?, ?, ?, 'waiting') ON CONFLICT DO NOTHING
      """,
      [
        .text(journal.journal.text), .text(journal.postingDate.iso), .text(journal.description),
        .integer(journal.lines.reduce(0) { $0.addingReportingOverflow($1.debit.cents).partialValue }),
        .text(journal.currency),
      ])
  }

  /// Where a journal stands; nil for one that is not known.
  static func state(of journal: String, in connection: any SQLConnection) throws -> State? {
    try connection.first("SELECT state FROM journals WHERE key = ?", [.text(journal)])
      .flatMap { State(rawValue: $0.text(0)) }
  }

  /// All journals that stand refused.
  static func refused(in connection: any SQLConnection) throws -> [String] {
    try connection.query("SELECT key FROM journals WHERE state = 'refused'").map { $0.text(0) }
  }

  /// Opens a refused journal's intent again. One that is not refused stays as it is.
  static func retry(
    _ journal: String, request: String, by person: String, reason: String, at time: Instant,
    in connection: any SQLConnection
  ) throws {
    guard try state(of: journal, in: connection) == .refused, try Intents.reopen(key: journal, in: connection) else {
      return
    }
    try connection.execute(
      "UPDATE journals SET state = 'waiting', request = ? WHERE key = ?", [.text(request), .text(journal)])
    try note(journal, "retry asked for", by: person, text: reason, at: time, in: connection)
  }

  /// By whom another try was asked for: the ids of the events, by journal. Such journals are not checked by us again,
  /// since the ERP knows better what was corrected.
  static func requests(of journals: [String], in connection: any SQLConnection) throws -> [String: String] {
    try connection.query(
      "SELECT key, request FROM journals WHERE request IS NOT NULL AND key IN \(SQLList.marks(journals.count))",
      SQLList.arguments(journals)
    ).reduce(into: [:]) { $0[$1.text(0)] = $1.text(1) }
  }

  /// A journal in a state, as a condition on its intent.
  private static func isIn(_ state: State) -> String {
    "EXISTS (SELECT 1 FROM journals WHERE journals.key = intents.key AND state = '\(state.rawValue)')"
  }

  /// The oldest journals that are to be posted.
  static func waiting(limit: Int, in connection: any SQLConnection) throws -> [Intents.Pending] {
    try Intents.pending(limit: limit, where: isIn(.waiting), in: connection)
  }

  /// The one to ask a target with whether it works again; none where nothing is to be posted.
  static func leastTried(in connection: any SQLConnection) throws -> [Intents.Pending] {
    try Intents.leastTried(where: isIn(.waiting), in: connection).map { [$0] } ?? []
  }

  /// Journals that the target has and has not answered, behind a place among the intents.
  static func handedOver(
    after sequence: Int64, limit: Int, in connection: any SQLConnection
  ) throws -> [Intents.Pending] {
    try Intents.pending(limit: limit, where: "sequence > \(sequence) AND \(isIn(.handedOver))", in: connection)
  }

  /// Notes that these are about to be tried. Asking about what was handed over is no try.
  static func markTried(_ intents: [Intents.Pending], in connection: any SQLConnection) throws {
    let tried = try intents.filter { try state(of: $0.key, in: connection) != .handedOver }
    try Intents.markTried(tried.map(\.sequence), in: connection)
  }

  /// Stores what came of a try. What was refused, now or before, keeps its history.
  static func settle(
    _ journal: String, _ outcome: PostingOutcome, by target: String, at time: Instant, in connection: any SQLConnection
  ) throws {
    switch outcome {
    case .untried: break
    case .pending:
      try connection.execute("UPDATE journals SET state = 'handed-over' WHERE key = ?", [.text(journal)])
    case .posted(let reference):
      let row = try connection.first(
        """
        UPDATE journals SET state = 'posted', reference = ?, reason = NULL, code = NULL WHERE key = ?
        RETURNING request
        """, [.text(reference), .text(journal)])
      guard row?.optionalText(0) != nil else { return }
      try note(journal, "posted", by: target, text: reference, at: time, in: connection)
    case .rejected(let code, let reason):
      try connection.execute(
        "UPDATE journals SET state = 'refused', code = ?, reason = ? WHERE key = ?",
        [.text(code), .text(reason), .text(journal)])
      try note(journal, "refused", by: target, code: code, text: reason, at: time, in: connection)
    }
  }

  private static func note(
    _ journal: String, _ event: String, by who: String, code: String = "", text: String, at time: Instant,
    in connection: any SQLConnection
  ) throws {
    try connection.execute(
      """
      INSERT INTO journal_history (journal, number, at, event, who, code, text)
      SELECT ?, COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ? FROM journal_history WHERE journal = ?
      """,
      [
        .text(journal), .text(time.rfc3339), .text(event), .text(who), .text(code), .text(text), .text(journal),
      ])
  }
}

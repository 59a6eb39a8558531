// What people asked of workers, payers and files, and what was answered.

import Storage

enum ControlTables {
  /// The newest request about each thing and its answer; and who published an event and by which ways it went.
  static let requests = """
    CREATE TABLE controls (
      kind TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, wanted TEXT NOT NULL, actor TEXT NOT NULL,
      reason TEXT NOT NULL, requested_at TEXT NOT NULL, answered INTEGER, answer TEXT, answered_at TEXT, detail TEXT,
      PRIMARY KEY (kind, name)
    ) WITHOUT ROWID;
    ALTER TABLE events ADD COLUMN publisher TEXT;
    ALTER TABLE events ADD COLUMN why TEXT
    """
}

/// What people act on besides dead letters.
package enum ControlKind: String, Sendable, Codable, CaseIterable {
  case worker, payer, file
}

/// Something that people act on, as operations knows it: the newest request and its answer.
package struct Control: Sendable, Codable, Equatable {
  package let kind: ControlKind
  /// The worker's name, the payer's key, or the file's SHA-256.
  package let name: String
  /// The number of the newest request; 0: there was none.
  package let number: Int64
  /// What was asked for: `paused`, `running` or `withdrawn`.
  package let wanted: String
  package let requestedBy: String?
  package let reason: String?
  package let requestedAt: String?
  /// What the owner answered to it: `paused`, `running`, `withdrawn` or `refused`; nil while no answer is here.
  package let answer: String?
  package let answeredAt: String?
  /// What the answer says besides.
  package let detail: String?

  /// One word: what it is, or what it is about to be.
  package var state: String {
    if let answer { return answer }
    switch wanted {
    case "paused": return "pausing"
    case "withdrawn": return "withdrawing"
    default: return number == 0 ? "running" : "resuming"
    }
  }

  /// A worker about which nobody has asked for anything.
  static func untouched(_ kind: ControlKind, _ name: String) -> Control {
    Control(
      kind: kind, name: name, number: 0, wanted: "running", requestedBy: nil, reason: nil, requestedAt: nil,
      answer: nil, answeredAt: nil, detail: nil)
  }
}

extension Control {
  private static let columns = """
    kind, name, number, wanted, actor, reason, requested_at, CASE WHEN answered = number THEN answer END,
    CASE WHEN answered = number THEN answered_at END, CASE WHEN answered = number THEN detail END
    """

  private init(_ row: SQLRow) {
    self.init(
      kind: ControlKind(rawValue: row.text(0)) ?? .worker, name: row.text(1), number: row.integer(2),
      wanted: row.text(3), requestedBy: row.text(4), reason: row.text(5), requestedAt: row.text(6),
      answer: row.optionalText(7), answeredAt: row.optionalText(8), detail: row.optionalText(9))
  }

  /// The newest request about something; nil where there was none.
  static func find(_ kind: ControlKind, _ name: String, in connection: any SQLConnection) throws -> Control? {
    try connection.first(
      "SELECT \(columns) FROM controls WHERE kind = ? AND name = ?", [.text(kind.rawValue), .text(name)]
    ).map(Control.init)
  }

  /// The newest request about each thing of a kind, by name; at most 1,000.
  static func all(_ kind: ControlKind, in connection: any SQLConnection) throws -> [Control] {
    try connection.query(
      "SELECT \(columns) FROM controls WHERE kind = ? ORDER BY name LIMIT 1000", [.text(kind.rawValue)]
    ).map(Control.init)
  }

  /// Notes a request as the newest one.
  static func request(
    _ kind: ControlKind, _ name: String, number: Int64, wanted: String, by actor: String, reason: String,
    at time: String, in connection: any SQLConnection
  ) throws {
    try connection.execute(
      """
      INSERT INTO controls (kind, name, number, wanted, actor, reason, requested_at) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (kind, name) DO UPDATE SET number = excluded.number, wanted = excluded.wanted,
        actor = excluded.actor, reason = excluded.reason, requested_at = excluded.requested_at
      """,
      [
        .text(kind.rawValue), .text(name), .integer(number), .text(wanted), .text(actor), .text(reason), .text(time),
      ])
  }

  /// Notes an answer, unless a newer one is here.
  static func answer(
    _ kind: ControlKind, _ name: String, number: Int64, _ answer: String, detail: String? = nil, at time: String,
    in connection: any SQLConnection
  ) throws {
    try connection.execute(
      """
      UPDATE controls SET answered = ?, answer = ?, answered_at = ?, detail = ?
      WHERE kind = ? AND name = ? AND COALESCE(answered, 0) < ?
      """,
      [
        .integer(number), .text(answer), .text(time), .optional(detail), .text(kind.rawValue), .text(name),
        .integer(number),
      ])
  }
}

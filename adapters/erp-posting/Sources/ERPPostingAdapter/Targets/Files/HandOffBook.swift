// What has been handed over in which file, and what the ERP said of it: tables of our own.

import Ledger
import PaymentEvents
import Storage

/// The memory of the file hand-off.
struct HandOffBook: Sendable {
  static let migrations = [
    """
    CREATE TABLE files (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, released_at INTEGER NOT NULL, renamed INTEGER NOT NULL
    );
    CREATE TABLE handed (
      journal TEXT PRIMARY KEY, file INTEGER NOT NULL, state TEXT NOT NULL, handed_at INTEGER NOT NULL,
      reference TEXT, code TEXT, reason TEXT
    );
    CREATE INDEX handed_by_state ON handed (state, handed_at);
    CREATE TABLE opened (account TEXT PRIMARY KEY)
    """,
    """
    ALTER TABLE handed ADD COLUMN accepted_in TEXT;
    CREATE TABLE words_taken (answer TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (answer, digest))
    """,
  ]

  /// Where a journal stands.
  enum Standing: Sendable, Equatable {
    case waiting(file: String)
    case accepted(reference: String)
    case rejected(code: String, reason: String)
  }

  /// What the ERP said of a journal.
  struct Word: Sendable, Equatable {
    let journal: String
    let verdict: Standing
    /// The file that it speaks of; nil where it does not say.
    var file: String?
    /// What tells it from other records of the same acknowledgement file.
    var digest: String
  }

  /// What came of words of the ERP.
  struct Kept: Sendable, Equatable {
    /// What cannot be: it stays to be looked at by somebody.
    var strange: [String] = []
    /// What was taken, and what somebody must know of.
    var alarms: [String] = []
  }

  let database: any Database

  /// Where these journals stand; those that are unknown, or were rejected and asked for since, are left out.
  func standings(_ keys: [String]) async throws -> [String: Standing] {
    try await database.read { connection in
      var standings: [String: Standing] = [:]
      for key in keys {
        let row = try connection.first(
          """
          SELECT h.state, f.name, h.reference, h.code, h.reason FROM handed h JOIN files f ON f.number = h.file
          WHERE h.journal = ?
          """, [.text(key)])
        guard let row else { continue }
        switch row.text(0) {
        case "waiting": standings[key] = .waiting(file: row.text(1))
        case "accepted": standings[key] = .accepted(reference: row.text(2))
        case "rejected": standings[key] = .rejected(code: row.text(3), reason: row.text(4))
        default: break
        }
      }
      return standings
    }
  }

  /// The number of the next file.
  func nextNumber() async throws -> Int64 {
    try await database.read { try $0.first("SELECT COALESCE(MAX(number), 0) + 1 FROM files")?.integer(0) ?? 1 }
  }

  func opened() async throws -> Set<String> {
    try await database.read { Set(try $0.query("SELECT account FROM opened").map { $0.text(0) }) }
  }

  /// Notes that a file which lies ready aside is handed over: from here on its journals are in no other.
  /// - Parameter reference: what counts as the ERP's reference at once; nil where it acknowledges.
  func release(
    _ number: Int64, _ name: String, _ journals: [Journal], at now: Instant, reference: (@Sendable (Int) -> String)?
  ) async throws {
    try await database.write { connection in
      try connection.execute(
        "INSERT INTO files (number, name, released_at, renamed) VALUES (?, ?, ?, 0)",
        [.integer(number), .text(name), .integer(now.milliseconds)])
      for (index, journal) in journals.enumerated() {
        let given = reference?(index + 1)
        try connection.execute(
          """
          INSERT INTO handed (journal, file, state, handed_at, reference) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT (journal) DO UPDATE SET file = excluded.file, state = excluded.state,
            handed_at = excluded.handed_at, reference = excluded.reference, code = NULL, reason = NULL,
            accepted_in = NULL
          WHERE handed.state = 'told'
          """,
          [
            .text(journal.id), .integer(number), .text(given == nil ? "waiting" : "accepted"),
            .integer(now.milliseconds), given.map { .text($0) } ?? .null,
          ])
      }
      for account in Set(journals.flatMap { $0.lines.map(\.account.path) }) {
        try connection.execute("INSERT INTO opened (account) VALUES (?) ON CONFLICT DO NOTHING", [.text(account)])
      }
    }
  }

  /// Files that are handed over and may not have their names yet.
  func unnamed() async throws -> [(number: Int64, name: String)] {
    try await database.read { connection in
      try connection.query("SELECT number, name FROM files WHERE renamed = 0 ORDER BY number").map {
        ($0.integer(0), $0.text(1))
      }
    }
  }

  func named(_ number: Int64) async throws {
    _ = try await database.write { connection in
      try connection.execute("UPDATE files SET renamed = 1 WHERE number = ?", [.integer(number)])
    }
  }

  /// Rejections that have been told: posted again, their journals go into another file.
  func told(_ keys: [String]) async throws {
    let rejected = try await database.read { connection in
      try keys.filter {
        try connection.first("SELECT 1 FROM handed WHERE journal = ? AND state = 'rejected'", [.text($0)]) != nil
      }
    }
    guard !rejected.isEmpty else { return }
    try await database.write { connection in
      for key in rejected {
        try connection.execute(
          "UPDATE handed SET state = 'told' WHERE journal = ? AND state = 'rejected'", [.text(key)])
      }
    }
  }

  /// How many journals wait for an answer, and since when the oldest does.
  func waiting() async throws -> (count: Int, since: Instant?) {
    try await database.read { connection in
      let row = try connection.first("SELECT COUNT(*), MIN(handed_at) FROM handed WHERE state = 'waiting'")
      guard let row, row.integer(0) > 0 else { return (0, nil) }
      return (Int(row.integer(0)), Instant(milliseconds: row.integer(1)))
    }
  }
}

// Looking at dead letters: pages, groups, one with its history.

import Foundation
import Storage

extension OperationsReader {
  /// A stored dead letter, without what the message said.
  package struct Letter: Sendable, Codable, Equatable {
    package let number: Int64
    package let state: LetterState
    package let fingerprint: String
    package let message: String
    package let type: String
    package let publisher: String?
    package let payer: String?
    package let correlation: String
    package let failureClass: String
    package let code: String
    package let reason: String
    package let pointer: String?
    package let rule: String?
    package let queue: String
    /// Failures of the last try, the retry tiers' included.
    package let attempts: Int64
    /// Failures in all that are known.
    package let failures: Int64
    /// How often operators had it sent again.
    package let retries: Int64
    package let firstFailedAt: String?
    package let firstSeen: String
    package let lastSeen: String
    package let worker: String?
    package let workerVersion: String?
    package let supersededBy: String?
    package let imported: Bool
    package let digest: String
    package let bytes: Int64
    /// Its place in the order of arrival: where the next page begins.
    package let place: Int64
  }

  /// A page of letters.
  package struct Page: Sendable, Codable {
    package let letters: [Letter]
    /// What to ask the next page with; nil on the last one.
    package let next: Int64?
  }

  /// Letters with one fingerprint.
  package struct Group: Sendable, Codable, Equatable {
    package let fingerprint: String
    package let count: Int64
    package let firstSeen: String
    package let lastSeen: String
    /// The newest letter's number and reason.
    package let example: Int64
    package let reason: String
    package let queue: String
  }

  /// The most letters of a page.
  package static let maximumPage = 1_000
  /// The most groups of a view; the largest come first.
  package static let maximumGroups = 200

  static let letterColumns = """
    sequence, state, fingerprint, message_id, type, publisher, payer, correlation_id, failure_class, code, reason,
    pointer, rule, queue, attempts, failures, retries, first_failed_at, first_seen, last_seen, worker, worker_version,
    superseded_by, imported, digest, bytes, last_failure
    """

  /// A text in more letters than this is looked for in the reasons, newest first, which soon fills a page.
  private static let manyLetters: Int64 = 1_000
  private static let groupsIndex = "/*sqlite*/INDEXED BY dead_letters_by_group/*/sqlite*/"

  /// The statement behind a page, and what it is asked with. - Parameter isCommon: many letters have the text.
  package static func pageQuery(
    _ filter: LetterFilter, limit: Int, before: Int64? = nil, isCommon: Bool = false
  ) -> (sql: String, arguments: [SQLValue]) {
    var condition = filter.condition(searching: isCommon ? .reasons : .index)
    if let before { condition.add("last_failure < ?", .integer(before)) }
    let isShort = filter.text != nil && filter.phrase == nil && filter.numbers == nil
    let choice =
      isShort  // no index of texts has it; all reasons lie side by side in the groups' index
      ? "sequence IN (SELECT sequence FROM dead_letters \(groupsIndex) WHERE \(condition.sql) "
        + "ORDER BY last_failure DESC LIMIT ?)"
      : condition.sql
    let sql = "SELECT \(letterColumns) FROM dead_letters WHERE \(choice) ORDER BY last_failure DESC LIMIT ?"
    let size = SQLValue.integer(Int64(limit))
    return (sql, condition.arguments + (isShort ? [size, size] : [size]))
  }

  private static func isCommon(_ filter: LetterFilter, _ connection: any SQLConnection) throws -> Bool {
    guard let phrase = filter.phrase else { return false }
    let row = try connection.first(
      """
      SELECT COUNT(*) FROM (
        SELECT 1 FROM dead_letter_text WHERE \(LetterText.matches) LIMIT \(manyLetters)) AS found
      """, [.text(phrase)])
    return row?.integer(0) == manyLetters
  }

  /// The statement behind the groups. SQLite would take the index of what is filtered by and fetch row after row; the
  /// groups' own index holds all that is asked for.
  package static func groupQuery(_ filter: LetterFilter) -> (sql: String, arguments: [SQLValue]) {
    let condition = filter.condition(searching: .reasons)
    let index = filter.numbers == nil ? groupsIndex : ""
    let sql = """
      SELECT fingerprint, COUNT(*), MIN(first_seen), MAX(last_seen), MAX(last_failure) FROM dead_letters \(index)
      WHERE \(condition.sql) GROUP BY fingerprint ORDER BY 2 DESC, 1 LIMIT \(maximumGroups)
      """
    return (sql, condition.arguments)
  }

  /// A page of letters, the newest first. - Parameter before: the last page's `next`.
  package func page(_ filter: LetterFilter, limit: Int = 100, before: Int64? = nil) async throws -> Page {
    let size = min(max(limit, 1), OperationsReader.maximumPage)
    let rows = try await database.read { connection in
      let query = OperationsReader.pageQuery(
        filter, limit: size + 1, before: before, isCommon: try OperationsReader.isCommon(filter, connection))
      return try connection.query(query.sql, query.arguments)
    }
    let letters = rows.map(OperationsReader.letter)
    return Page(
      letters: Array(letters.prefix(size)), next: letters.count > size ? letters[size - 1].place : nil)
  }

  /// Letters by fingerprint, the largest group first.
  package func groups(_ filter: LetterFilter) async throws -> [Group] {
    let query = OperationsReader.groupQuery(filter)
    return try await database.read { connection in
      try connection.query(query.sql, query.arguments).map { row in
        let newest = try connection.first(
          "SELECT sequence, reason, queue FROM dead_letters WHERE last_failure = ?", [.integer(row.integer(4))])
        return Group(
          fingerprint: row.text(0), count: row.integer(1), firstSeen: row.text(2), lastSeen: row.text(3),
          example: newest?.integer(0) ?? 0, reason: newest?.text(1) ?? "", queue: newest?.text(2) ?? "")
      }
    }
  }

  /// One letter, by number or by its message's id (the newest one then).
  package func deadLetter(_ key: String) async throws -> Letter? {
    try await database.read { connection in
      let columns = OperationsReader.letterColumns
      if let number = Int64(key),
        let row = try connection.first(
          "SELECT \(columns) FROM dead_letters WHERE sequence = ?", [.integer(number)])
      {
        return OperationsReader.letter(row)
      }
      return try connection.first(
        "SELECT \(columns) FROM dead_letters WHERE message_id = ? ORDER BY sequence DESC LIMIT 1", [.text(key)]
      ).map(OperationsReader.letter)
    }
  }

  /// The body of a dead letter, as it came. May hold patient data.
  package func body(of number: Int64) async throws -> [UInt8] {
    let sealed = try await database.read {
      try $0.first("SELECT body FROM dead_letter_bodies WHERE letter = ?", [.integer(number)])?.blob(0)
    }
    return try sealed.map(cipher.open) ?? []
  }

  /// How many letters wait for somebody.
  package func deadLetterCount() async throws -> Int {
    try await database.read { connection in
      let row = try connection.first(
        "SELECT COUNT(*) FROM dead_letters WHERE state IN ('open', 'retrying', 'awaiting-approval')")
      return Int(row?.integer(0) ?? 0)
    }
  }

  /// How many letters there are in each state.
  package func deadLetterStates() async throws -> [String: Int] {
    try await database.read { connection in
      let rows = try connection.query("SELECT state, COUNT(*) FROM dead_letters GROUP BY state")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), Int($0.integer(1))) })
    }
  }

  /// The number of the newest failure of a letter; 0 where there is none.
  package func newestFailure() async throws -> Int64 {
    try await database.read { try $0.first("SELECT COALESCE(MAX(last_failure), 0) FROM dead_letters")?.integer(0) ?? 0 }
  }

  /// How many of these messages are among the dead letters, in whatever state, by a failure after a certain one.
  package func deadLetterCount(ofMessages ids: [String], after failure: Int64 = 0) async throws -> Int {
    try await database.read { connection in
      let sql = "SELECT 1 FROM dead_letters WHERE message_id = ? AND last_failure > ? LIMIT 1"
      return try ids.count { id in
        try connection.first(sql, [.text(id), .integer(failure)]) != nil
      }
    }
  }

  /// How many messages of a correlation are among the dead letters.
  package func deadLetterCount(correlation: String) async throws -> Int {
    try await database.read { connection in
      let row = try connection.first(
        "SELECT COUNT(DISTINCT message_id) FROM dead_letters WHERE correlation_id = ?", [.text(correlation)])
      return Int(row?.integer(0) ?? 0)
    }
  }

  static func letter(_ row: SQLRow) -> Letter {
    Letter(
      number: row.integer(0), state: LetterState(rawValue: row.text(1)) ?? .open, fingerprint: row.text(2),
      message: row.text(3), type: row.text(4), publisher: row.optionalText(5), payer: row.optionalText(6),
      correlation: row.text(7), failureClass: row.text(8), code: row.text(9), reason: row.text(10),
      pointer: row.optionalText(11), rule: row.optionalText(12), queue: row.text(13), attempts: row.integer(14),
      failures: row.integer(15), retries: row.integer(16), firstFailedAt: row.optionalText(17),
      firstSeen: row.text(18), lastSeen: row.text(19), worker: row.optionalText(20),
      workerVersion: row.optionalText(21), supersededBy: row.optionalText(22), imported: row.integer(23) != 0,
      digest: row.text(24), bytes: row.integer(25), place: row.integer(26))
  }
}

// What became of events that somebody has just published: passed on by the router, or refused.

import Storage

extension OperationsReader {
  /// A dead letter that answers for a message.
  package struct Refusal: Sendable, Equatable {
    /// The letter.
    package let number: Int64
    /// Why it failed.
    package let code: String
  }

  /// Which of these events the router has passed on.
  package func passed(_ ids: [String]) async throws -> Set<String> {
    guard !ids.isEmpty else { return [] }
    return try await database.read { connection in
      Set(
        try ids.filter {
          try connection.first("SELECT 1 FROM events WHERE id = ? LIMIT 1", [.text($0)]) != nil
        })
    }
  }

  /// Whether an event of this source and id has passed with another content than this digest's.
  package func isConflict(id: String, source: String, digest: String) async throws -> Bool {
    try await database.read { connection in
      try connection.first(
        "SELECT 1 FROM inbox WHERE source = ? AND id = ? AND digest <> ?", [.text(source), .text(id), .text(digest)])
        != nil
    }
  }

  /// The newest dead letter of each of these messages that came by a failure after a certain one.
  package func refusals(of ids: Set<String>, after failure: Int64) async throws -> [String: Refusal] {
    guard !ids.isEmpty else { return [:] }
    return try await database.read { connection in
      var refusals: [String: Refusal] = [:]
      for id in ids {
        let row = try connection.first(
          """
          SELECT sequence, code FROM dead_letters WHERE message_id = ? AND last_failure > ?
          ORDER BY last_failure DESC LIMIT 1
          """, [.text(id), .integer(failure)])
        if let row { refusals[id] = Refusal(number: row.integer(0), code: row.text(1)) }
      }
      return refusals
    }
  }
}

// Letters in their tables: one a message and place, with every failure of it.

import AdapterKit
import Messaging
import Storage

/// What becomes of a letter.
package enum LetterState: String, Sendable, Codable, CaseIterable {
  /// It waits for somebody to act.
  case open
  /// It was sent again; the outcome is not known yet.
  case retrying
  /// It was sent again and received.
  case resolved
  /// A correction waits for a second person.
  case awaitingApproval = "awaiting-approval"
  /// A corrected message took its place.
  case superseded
  /// Somebody decided that nothing will be done.
  case discarded
}

/// Writes letters, inside a transaction of the caller.
struct LetterShelf {
  let connection: any SQLConnection
  let cipher: any BodyCipher
  let now: String

  /// A letter that is there already.
  struct Known {
    let number: Int64
    let state: LetterState
    let retries: Int64
  }

  /// The letter of this message at this place. A retry that failed leads to its letter, also where the place has
  /// changed from one of the router's queues to another: retries come in by the internal one, and imported letters' all
  /// go by way of the router, which may refuse what a worker had failed on.
  func find(_ letter: DeadLetter) throws -> Known? {
    if let retry = letter.retry,
      let row = try connection.first(
        "SELECT sequence, state, retries, message_id, digest, queue, imported FROM dead_letters WHERE sequence = ?",
        [.integer(retry.letter)]),
      row.text(3) == letter.message.id, row.text(4) == letter.digest
    {
      let isRouted = !Replay.returns(to: row.text(5), imported: row.integer(6) != 0)
      if row.text(5) == letter.queue || isRouted && !Queue.receivers.contains(letter.queue) { return known(row) }
    }
    return try connection.first(
      "SELECT sequence, state, retries FROM dead_letters WHERE message_id = ? AND digest = ? AND queue = ?",
      [.text(letter.message.id), .text(letter.digest), .text(letter.queue)]
    ).map(known)
  }

  private func known(_ row: SQLRow) -> Known {
    Known(number: row.integer(0), state: LetterState(rawValue: row.text(1)) ?? .open, retries: row.integer(2))
  }

  /// Adds a letter without failures; returns its number.
  func insert(_ letter: DeadLetter, imported: Bool) throws -> Int64 {
    let row = try connection.first(
      """
      INSERT INTO dead_letters (message_id, digest, queue, type, routing_key, content_type, correlation_id, publisher,
        payer, fingerprint, failure_class, code, reason, attempts, first_failed_at, first_seen, last_seen, last_failure,
        failures, retries, state, imported, headers, bytes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', 0, ?, ?, ?, 0, 0, 0, 'open', ?, ?, ?) RETURNING sequence
      """,
      [
        .text(letter.message.id), .text(letter.digest), .text(letter.queue), .text(letter.message.type),
        .text(letter.message.routingKey), .text(letter.message.contentType),
        .text(letter.message.correlationID ?? letter.message.id), .optional(letter.publisher),
        .optional(letter.payer), .optional(letter.firstFailedAt), .text(now), .text(now), .integer(imported ? 1 : 0),
        .text(letter.headers), .integer(Int64(letter.message.body.count)),
      ])
    let number = row?.integer(0) ?? 0
    try connection.execute(
      "INSERT INTO dead_letter_bodies (letter, body) VALUES (?, ?)",
      [.integer(number), .blob(try cipher.seal(letter.message.body))])
    return number
  }

  /// Notes the failure and those before it that are not known yet; nil when it is known already. A redelivery repeats
  /// attempt, time and retry; a message that fails again in the same way does not.
  func record(_ letter: DeadLetter, in number: Int64) throws -> Int64? {
    let retry = letter.retry?.letter == number ? letter.retry?.number ?? 0 : 0
    for record in letter.earlier {
      _ = try insert(
        number, retry, record.attempt, record.time, (record.failureClass, record.code, ""),
        (record.worker, record.version))
    }
    return try insert(
      number, retry, letter.attempts, letter.failedAt, (letter.failureClass, letter.code, letter.reason),
      (letter.worker, letter.version))
  }

  private func insert(
    _ letter: Int64, _ retry: Int64, _ attempt: Int64, _ time: String,
    _ failure: (failureClass: String, code: String, reason: String), _ by: (worker: String?, version: String?)
  ) throws -> Int64? {
    try connection.first(
      """
      INSERT INTO dead_letter_failures (letter, retry, attempt, failed_at, failure_class, code, reason, worker, version,
        seen_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING sequence
      """,
      [
        .integer(letter), .integer(retry), .integer(attempt), .text(time), .text(failure.failureClass),
        .text(failure.code), .text(failure.reason), .optional(by.worker), .optional(by.version), .text(now),
      ])?.integer(0)
  }

  /// Brings the letter up to date with its newest failure, and ends the retry that failed.
  func refresh(_ number: Int64, _ letter: DeadLetter, failure: Int64, known: Known?) throws {
    if let retry = letter.retry, retry.letter == number {
      try RetryBook.end(retry, outcome: "failed", at: now, in: connection)
    } else if let retry = letter.retry {
      // Mostly it got past the place where it failed before; what came after is this other letter's matter.
      try RetryBook.resolve(
        retry, by: letter.queue, of: letter.message.id, outcome: "failed at \(letter.queue)", at: now, in: connection)
    }
    try LetterText.replace(number, with: letter.reason, isNew: known == nil, in: connection)
    try connection.execute(
      """
      UPDATE dead_letters SET fingerprint = ?, failure_class = ?, code = ?, reason = ?, pointer = ?, rule = ?,
        attempts = ?, worker = ?, worker_version = ?, last_seen = ?, last_failure = ?, state = ?,
        failures = (SELECT COUNT(*) FROM dead_letter_failures WHERE letter = ?)
      WHERE sequence = ?
      """,
      [
        .text(letter.fingerprint), .text(letter.failureClass), .text(letter.code), .text(letter.reason),
        .optional(letter.pointer), .optional(letter.rule), .integer(letter.attempts), .optional(letter.worker),
        .optional(letter.version), .text(now), .integer(failure),
        .text(stateAfterFailure(letter, known).rawValue), .integer(number), .integer(number),
      ])
  }

  /// A message that fails again waits for somebody again; unless its retry is still on its way, or another message has
  /// or may soon have taken its place.
  private func stateAfterFailure(_ letter: DeadLetter, _ known: Known?) -> LetterState {
    guard let known else { return .open }
    switch known.state {
    case .open, .resolved, .discarded: return .open
    case .awaitingApproval, .superseded: return known.state
    case .retrying:
      let isItsRetry = letter.retry == RetryID(letter: known.number, number: known.retries)
      return isItsRetry ? .open : .retrying
    }
  }
}

/// The index of reasons by their text.
enum LetterText {
  /// That a letter's reason holds a phrase, as ``LetterFilter/phrase`` makes it.
  static let matches = "/*sqlite*/dead_letter_text MATCH ?/*/sqlite*//*+postgresql has_phrase(reason, ?)*/"

  static func replace(_ number: Int64, with reason: String, isNew: Bool, in connection: any SQLConnection) throws {
    if !isNew {
      let old = try connection.first("SELECT reason FROM dead_letters WHERE sequence = ?", [.integer(number)])?.text(0)
      if old == reason { return }
      try connection.execute(
        """
        /*sqlite*/INSERT INTO dead_letter_text (dead_letter_text, rowid, reason) VALUES ('delete', ?, ?)/*/sqlite*/
        /*+postgresql DELETE FROM dead_letter_text WHERE rowid = ? AND reason = ?*/
        """,
        [.integer(number), .text(old ?? "")])
    }
    try connection.execute(
      "INSERT INTO dead_letter_text (rowid, reason) VALUES (?, ?)", [.integer(number), .text(reason)])
  }
}

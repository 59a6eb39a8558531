// Work on many letters: chosen when it is asked for, done in steps that survive the end of the process.

import AdapterKit
import Foundation
import Logging
import Storage

/// What is done with letters.
package enum LetterAction: String, Sendable, Codable, CaseIterable {
  /// Their messages are sent again.
  case retry
  /// Nothing will be done about them, for a reason.
  case discard
  /// Their retry is declared lost, so that they can be retried.
  case reopen

  /// The state that a letter must be in.
  var from: LetterState { self == .reopen ? .retrying : .open }

  /// The state that it gets.
  var into: LetterState {
    switch self {
    case .retry: .retrying
    case .discard: .discarded
    case .reopen: .open
    }
  }
}

/// Work on letters and how far it is.
package struct LetterJob: Sendable, Codable, Equatable {
  package let number: Int64
  package let action: LetterAction
  package let actor: String
  package let reason: String
  package let requestedAt: String
  /// `running`, `paused`, `cancelled` or `done`.
  package let state: String
  /// Letters that were chosen.
  package let total: Int64
  /// Letters that it was done to.
  package let done: Int64
  /// Letters that had changed in the meantime: somebody else was faster, or they failed again.
  package let skipped: Int64
  package let endedAt: String?

  /// Whether it has come to its end.
  package var isOver: Bool { state == "done" || state == "cancelled" }

  static let columns = "sequence, action, actor, reason, requested_at, state, total, done, skipped, ended_at"

  init(_ row: SQLRow) {
    number = row.integer(0)
    action = LetterAction(rawValue: row.text(1)) ?? .retry
    actor = row.text(2)
    reason = row.text(3)
    requestedAt = row.text(4)
    state = row.text(5)
    total = row.integer(6)
    done = row.integer(7)
    skipped = row.integer(8)
    endedAt = row.optionalText(9)
  }
}

/// Works through what was asked for, oldest first. Each step is one transaction: the messages of its retries go into
/// the outbox, and the letters leave the list of what is left. A process that dies repeats nothing and forgets nothing.
package struct LetterJobRunner: Sendable {
  let database: any Database
  let cipher: any BodyCipher
  let clock: any WallClock
  /// Raised when there is something to do.
  let wake: Signal
  /// Raised after each commit, for the relay.
  let committed: Signal
  let logger: Logger
  /// Letters of one transaction.
  static let stepSize: Int64 = 200
  /// Messages that may wait in the outbox before the work pauses.
  static let outboxLimit = 2_000

  /// Creates it.
  package init(
    database: any Database, cipher: any BodyCipher, clock: any WallClock, wake: Signal, committed: Signal,
    logger: Logger
  ) {
    self.database = database
    self.cipher = cipher
    self.clock = clock
    self.wake = wake
    self.committed = committed
    self.logger = logger
  }

  /// Works until the task is cancelled.
  package func run() async throws {
    wake.raise()  // what an earlier process left
    for await _ in wake.raised {
      var room = RetryPause(longest: .seconds(1))
      while !Task.isCancelled {
        if try await hasRoom() {
          guard try await step() else { break }
          room.reset()
        } else {
          try await room.wait()  // the relay empties the outbox
        }
      }
    }
  }

  private func hasRoom() async throws -> Bool {
    try await database.read { try Outbox.count(in: $0) } < LetterJobRunner.outboxLimit
  }

  /// Does the next step of the oldest running work. False when there is none.
  package func step() async throws -> Bool {
    let (cipher, now) = (cipher, clock.now().rfc3339)
    var didWork = false
    try await RetryPause.untilStored(logger: logger, what: "work on dead letters") {
      didWork = try await database.write { connection in
        let didWork = try LetterJobRunner.step(cipher: cipher, now: now, in: connection)
        if didWork { CrashPoint.lettersWorking.pass() }
        return didWork
      }
    }
    guard didWork else { return false }
    CrashPoint.lettersWorked.pass()
    committed.raise()
    return didWork
  }

  private static func step(cipher: any BodyCipher, now: String, in connection: any SQLConnection) throws -> Bool {
    guard
      let row = try connection.first(
        """
        SELECT sequence, action, actor, reason, last_failure FROM dead_letter_jobs WHERE state = 'running'
        ORDER BY sequence LIMIT 1
        """)
    else { return false }
    let job = Step(
      job: row.integer(0), action: LetterAction(rawValue: row.text(1)) ?? .retry, actor: row.text(2),
      reason: row.text(3), lastFailure: row.integer(4), cipher: cipher, now: now)
    let letters = try connection.query(
      "SELECT letter FROM dead_letter_job_items WHERE job = ? ORDER BY letter LIMIT ?",
      [.integer(job.job), .integer(stepSize)]
    ).map { $0.integer(0) }
    var done: Int64 = 0
    for letter in letters where try job.apply(to: letter, in: connection) { done += 1 }
    if let last = letters.last {
      try connection.execute(
        "DELETE FROM dead_letter_job_items WHERE job = ? AND letter <= ?", [.integer(job.job), .integer(last)])
    }
    let isOver = Int64(letters.count) < stepSize
    try connection.execute(
      """
      UPDATE dead_letter_jobs SET done = done + ?, skipped = skipped + ?, state = ?, ended_at = ? WHERE sequence = ?
      """,
      [
        .integer(done), .integer(Int64(letters.count) - done), .text(isOver ? "done" : "running"),
        .optional(isOver ? now : nil), .integer(job.job),
      ])
    return true
  }
}

/// A step of some work.
private struct Step {
  let job: Int64
  let action: LetterAction
  let actor: String
  let reason: String
  let lastFailure: Int64
  let cipher: any BodyCipher
  let now: String

  /// False where the letter is no longer as it was when the work was asked for: of two people who retry the same
  /// letters at once, the second finds them retried; and what has failed again since is for a new decision.
  func apply(to letter: Int64, in connection: any SQLConnection) throws -> Bool {
    guard
      let row = try connection.first(
        "SELECT state, last_failure, retries FROM dead_letters WHERE sequence = ?", [.integer(letter)]),
      row.text(0) == action.from.rawValue, row.integer(1) <= lastFailure
    else { return false }
    switch action {
    case .retry:
      let order = RetryBook.Order(actor: actor, job: job, now: now)
      guard try RetryBook.begin(letter, order, cipher: cipher, in: connection) else { return false }
    case .discard:
      try connection.execute(
        "UPDATE dead_letters SET state = 'discarded' WHERE sequence = ?", [.integer(letter)])
    case .reopen:
      let lost = RetryID(letter: letter, number: row.integer(2))
      try RetryBook.end(lost, outcome: "declared lost by \(actor)", at: now, in: connection)
      try connection.execute("UPDATE dead_letters SET state = 'open' WHERE sequence = ?", [.integer(letter)])
    }
    try AuditLog.append(
      action.rawValue, by: actor, at: now, letter: letter, job: job, was: action.from.rawValue,
      became: action.into.rawValue, detail: reason, in: connection)
    return true
  }
}

// Reading master data and comparing books: asked for by people or by the timetable, done one after the other.

import AdapterKit
import Foundation
import Logging
import PaymentEvents
import Storage

/// By whom a job is asked for.
struct JobAsker {
  /// The person, or ``schedule``.
  var name: String
  /// The event that asked; nil for the timetable.
  var event: String?
  var correlationID: String?

  static let schedule = JobAsker(name: "the timetable")
}

/// What is to be done with the target besides posting.
enum TargetJob: Sendable, Equatable {
  case reading
  case reconciliation(ClosedRange<LocalDate>)

  private static let readingName = "reading"
  static let reconciliationName = "reconciliation"

  var kind: String { if case .reading = self { Self.readingName } else { Self.reconciliationName } }
}

/// The jobs: a table, and what works through it.
package struct TargetJobs: Sendable {
  package static let migration = """
    CREATE TABLE target_jobs (
      number INTEGER PRIMARY KEY, kind TEXT NOT NULL, event TEXT UNIQUE, correlation_id TEXT, asked_by TEXT NOT NULL,
      asked_at INTEGER NOT NULL, first_day TEXT, last_day TEXT, state TEXT NOT NULL, ended_at INTEGER, words TEXT,
      journals INTEGER NOT NULL DEFAULT 0, entries INTEGER NOT NULL DEFAULT 0, differences INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX target_jobs_open ON target_jobs (number) WHERE state = 'open';
    CREATE TABLE ledger_differences (
      job INTEGER NOT NULL, number INTEGER NOT NULL, journal TEXT NOT NULL, kind TEXT NOT NULL, day TEXT NOT NULL,
      currency TEXT NOT NULL, amount INTEGER NOT NULL, reference TEXT, ours TEXT, theirs TEXT,
      PRIMARY KEY (job, number)
    ) WITHOUT ROWID
    """

  /// A job that is not done.
  struct Open: Sendable {
    let number: Int64
    let job: TargetJob
    let event: String?
    let correlationID: String?
  }

  let target: any ERPTarget
  let database: any Database
  let reader: MasterDataReader
  let reconciler: Reconciler
  let asked: Signal
  let clock: any WallClock
  let board: PosterBoard
  let gate: PauseGate
  let logger: Logger
  let pause: @Sendable (Duration) async throws -> Void

  /// Creates it. While `gate` is closed it does nothing.
  package init(
    target: any ERPTarget, database: any Database, reader: MasterDataReader, asked: Signal,
    gate: PauseGate = PauseGate(), board: PosterBoard = PosterBoard(),
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.target = target
    self.database = database
    self.reader = reader
    reconciler = Reconciler(
      target: target, database: database, tenant: reader.tenant, clock: reader.clock, committed: reader.committed)
    self.asked = asked
    clock = reader.clock
    self.board = board
    self.gate = gate
    logger = reader.logger
    self.pause = pause
  }

  /// Notes a job; one event asks once, and a reading that waits is not asked for twice.
  static func ask(
    _ job: TargetJob, for asker: JobAsker, at time: Instant, in connection: any SQLConnection
  ) throws {
    var days: ClosedRange<LocalDate>?
    if case .reconciliation(let span) = job { days = span }
    try connection.execute(
      """
      INSERT INTO target_jobs (kind, event, correlation_id, asked_by, asked_at, first_day, last_day, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO NOTHING
      """,
      [
        .text(job.kind), .optional(asker.event), .optional(asker.correlationID), .text(asker.name),
        .integer(time.milliseconds), .optional(days?.lowerBound.iso), .optional(days?.upperBound.iso),
      ])
  }

  /// The oldest job that is not done, behind another one; where none is behind it, the oldest of all.
  static func next(after number: Int64, in connection: any SQLConnection) throws -> Open? {
    let row = try connection.first(
      """
      SELECT number, kind, event, correlation_id, first_day, last_day FROM target_jobs WHERE state = 'open'
      ORDER BY CASE WHEN number > ? THEN 0 ELSE 1 END, number LIMIT 1
      """, [.integer(number)])
    guard let row else { return nil }
    var job = TargetJob.reading
    if row.text(1) == TargetJob.reconciliationName, let from = row.optionalText(4).flatMap({ LocalDate(iso: $0) }),
      let until = row.optionalText(5).flatMap({ LocalDate(iso: $0) }), from <= until
    {
      job = .reconciliation(from...until)
    }
    return Open(
      number: row.integer(0), job: job, event: row.optionalText(2), correlationID: row.optionalText(3))
  }

  /// Ends a job in the transaction of what it did.
  static func end(
    _ number: Int64, as state: String, words: String? = nil, journals: Int = 0, entries: Int = 0, differences: Int = 0,
    at time: Instant, in connection: any SQLConnection
  ) throws {
    try connection.execute(
      """
      UPDATE target_jobs SET state = ?, words = ?, journals = ?, entries = ?, differences = ?, ended_at = ?
      WHERE number = ?
      """,
      [
        .text(state), .optional(words), .integer(Int64(journals)), .integer(Int64(entries)),
        .integer(Int64(differences)), .integer(time.milliseconds), .integer(number),
      ])
  }

  /// Works through jobs until the task is cancelled.
  package func run() async throws {
    asked.raise()  // what an earlier process left
    for await _ in asked.raised { try await drain() }
  }

  private func drain() async throws {
    var breaker = CircuitBreaker(.init(failures: 1))
    // The others are done before one that failed is tried again: what ails it may be its own.
    var failed: Int64 = 0
    while !Task.isCancelled {
      let last = failed
      guard let job = try await database.read({ try TargetJobs.next(after: last, in: $0) }) else { return }
      try await gate.waitUntilOpen()
      if case .wait(let milliseconds) = breaker.permission(at: clock.now()) {
        try await pause(.milliseconds(milliseconds))
      }
      do {
        try await work(job)
        breaker.succeeded()
        board.set(.jobs, nil)
      } catch is CancellationError {
        throw CancellationError()
      } catch let error as TargetCannot {
        try await note(job, "failed", "\(error)")
      } catch {
        breaker.failed(at: clock.now())
        failed = job.number
        let words = "\(target.name) cannot be read: \(error.withoutWords)"
        board.set(.jobs, words)
        logger.error("\(words)", metadata: ["job": "\(job.number)"])
        try await note(job, "open", "\(target.name) cannot be read: \(error)")
      }
    }
  }

  private func note(_ job: Open, _ state: String, _ words: String) async throws {
    let now = clock.now()
    try await database.write {
      try TargetJobs.end(job.number, as: state, words: ERPText.cut(words, to: 1_000), at: now, in: $0)
    }
  }

  private func work(_ open: Open) async throws {
    switch open.job {
    case .reading:
      let clock = clock
      try await reader.read(cause: open.event, correlationID: open.correlationID) { connection in
        try TargetJobs.end(open.number, as: "done", at: clock.now(), in: connection)
      }
    case .reconciliation(let days): try await reconciler.reconcile(days, as: open)
    }
  }
}

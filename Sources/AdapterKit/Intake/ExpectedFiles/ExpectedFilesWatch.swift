// A file that did not come is an event: otherwise nobody misses it until the money is missed.

import Logging
import Metrics
import PaymentEvents
import Storage

/// Looks, once a minute, which promised files are due, and publishes `file.missing` for those that have not come.
public struct ExpectedFilesWatch: Sendable {
  let adapter: String
  let tenant: String
  let files: [ExpectedFile]
  let time: BusinessTime
  let database: any Database
  let clock: any WallClock
  let committed: Signal
  let logger: Logger
  private let missing = Counter(label: "tributary_files_missing_total")
  /// The most days looked back upon after a standstill.
  private static let mostDays: Int32 = 400

  /// `since`: from when a promise is watched. `due`: what became of each due date: it `came`, is `missing`, came `late`
  /// (`late-now` until the next due date), or nobody expects it any more (`dropped`). A file that comes too late keeps
  /// the oldest broken promise, not the next one.
  public static let migration = """
    CREATE TABLE expected_files (name TEXT PRIMARY KEY, since INTEGER NOT NULL);
    CREATE TABLE expected_dates (
      name TEXT NOT NULL, due_on TEXT NOT NULL, due_at INTEGER NOT NULL, state TEXT NOT NULL,
      PRIMARY KEY (name, due_on)
    )
    """

  /// Creates it. `committed` is raised after each commit, for the relay.
  public init(
    adapter: String, tenant: String, files: [ExpectedFile], time: BusinessTime, database: any Database,
    clock: any WallClock, committed: Signal, logger: Logger
  ) {
    self.adapter = adapter
    self.tenant = tenant
    self.files = files
    self.time = time
    self.database = database
    self.clock = clock
    self.committed = committed
    self.logger = logger
  }

  /// Looks until the task is cancelled.
  public func run() async throws {
    while !Task.isCancelled {
      try await RetryPause.untilStored(logger: logger, what: "the calendar of files") { try await check() }
      try await Task.sleep(for: .seconds(60))  // due times are minutes
    }
  }

  /// Looks once. A promise that is new is watched from now on.
  public func check() async throws {
    let now = clock.now()
    try await database.write { try drop(in: $0) }
    for file in files {
      let broken = try await database.write { try check(file, at: now, in: $0) }
      for _ in 0..<broken {
        missing.increment()
        logger.warning("a file that was expected has not come", metadata: ["expected": "\(file.name)"])
      }
      if broken > 0 { committed.raise() }
    }
  }

  /// Returns how many promises were found broken.
  private func check(_ file: ExpectedFile, at now: Instant, in connection: any SQLConnection) throws -> Int {
    try connection.execute(
      "INSERT INTO expected_files (name, since) VALUES (?, ?) ON CONFLICT DO NOTHING",
      [.text(file.name), .integer(now.milliseconds)])
    let row = try connection.first(
      """
      SELECT MAX(at) FROM (
        SELECT since AS at FROM expected_files WHERE name = ?1
        UNION ALL SELECT due_at FROM expected_dates WHERE name = ?1) AS known
      """, [.text(file.name)])
    var from = Instant(milliseconds: row?.integer(0) ?? now.milliseconds)
    var broken = 0
    for due in dates(of: file, after: from, until: now) {
      if try isKept(file, from, due, in: connection) {
        try note(file, due, state: "came", in: connection)
      } else {
        try note(file, due, state: "missing", in: connection)
        try publish(file, due, at: now, in: connection)
        broken += 1
      }
      from = due.at
    }
    try noteLate(file, from, now, in: connection)
    return broken
  }

  /// What is no longer in the configuration is no longer missed.
  private func drop(in connection: any SQLConnection) throws {
    let marks = files.isEmpty ? "''" : files.map { _ in "?" }.joined(separator: ", ")
    try connection.execute(
      "UPDATE expected_dates SET state = 'dropped' WHERE state = 'missing' AND name NOT IN (\(marks))",
      files.map { .text($0.name) })
  }

  /// Files that came since the last due date keep the oldest broken promises at once, so that they are not shown as
  /// missing until the next due date.
  private func noteLate(
    _ file: ExpectedFile, _ from: Instant, _ now: Instant, in connection: any SQLConnection
  ) throws {
    let open = try connection.first(
      "SELECT 1 FROM expected_dates WHERE name = ? AND state = 'missing'", [.text(file.name)])
    if open == nil { return }
    let noted = try connection.first(
      "SELECT COUNT(*) FROM expected_dates WHERE name = ? AND state = 'late-now'", [.text(file.name)])
    let came = try arrivals(of: file, from, now, in: connection) - Int(noted?.integer(0) ?? 0)
    _ = try markLate(file, came, as: "late-now", in: connection)
  }

  /// Marks the oldest broken promises, at most `count`; returns how many.
  private func markLate(
    _ file: ExpectedFile, _ count: Int, as state: String, in connection: any SQLConnection
  ) throws -> Int {
    guard count > 0 else { return 0 }
    return try connection.execute(
      """
      UPDATE expected_dates SET state = ?1 WHERE name = ?2 AND due_on IN (
        SELECT due_on FROM expected_dates WHERE name = ?2 AND state = 'missing' ORDER BY due_on LIMIT ?3)
      """, [.text(state), .text(file.name), .integer(Int64(count))])
  }

  private struct Due {
    var day: LocalDate
    var at: Instant
  }

  private func dates(of file: ExpectedFile, after: Instant, until now: Instant) -> [Due] {
    let last = time.date(of: now)
    var day = max(time.date(of: after), last.adding(days: -ExpectedFilesWatch.mostDays))
    var dates: [Due] = []
    while day <= last {
      let due = Due(day: day, at: time.instant(on: day, minute: file.minute))
      if file.isDue(on: day), after < due.at, due.at <= now { dates.append(due) }
      day = day.adding(days: 1)
    }
    return dates
  }

  /// Whether more new files came in between than promises had been broken before.
  private func isKept(
    _ file: ExpectedFile, _ from: Instant, _ due: Due, in connection: any SQLConnection
  ) throws -> Bool {
    let noted = try connection.execute(
      "UPDATE expected_dates SET state = 'late' WHERE name = ? AND state = 'late-now'", [.text(file.name)])
    let came = try arrivals(of: file, from, due.at, in: connection) - noted
    return try came > markLate(file, came, as: "late", in: connection)
  }

  private func arrivals(
    of file: ExpectedFile, _ from: Instant, _ to: Instant, in connection: any SQLConnection
  ) throws -> Int {
    // Times are text, and fractions of a second spoil their order: days narrow it down, the rest is compared here.
    let rows = try connection.query(
      "SELECT name, arrived_at FROM intakes WHERE duplicate = 0 AND substr(arrived_at, 1, 10) BETWEEN ? AND ?",
      [.text(from.utcDate.iso), .text(to.utcDate.iso)])
    return rows.count { row in
      guard let at = Instant(rfc3339: row.text(1)) else { return false }
      return from < at && at <= to && file.isKept(by: row.text(0))
    }
  }

  private func note(_ file: ExpectedFile, _ due: Due, state: String, in connection: any SQLConnection) throws {
    try connection.execute(
      "INSERT INTO expected_dates (name, due_on, due_at, state) VALUES (?, ?, ?, ?)",
      [.text(file.name), .text(due.day.iso), .integer(due.at.milliseconds), .text(state)])
  }

  private func publish(_ file: ExpectedFile, _ due: Due, at now: Instant, in connection: any SQLConnection) throws {
    let id = EventID(
      tenant: tenant, cause: "\(adapter) expects \(file.name)", step: due.day.iso, type: FileMissing.type)
    let context = EventContext(
      id: id, source: "/adapters/\(adapter)", subject: file.name, time: now, tenant: tenant, correlationID: id.text)
    let data = FileMissing(expectation: file.name, files: file.pattern, dueOn: due.day, dueAt: due.at)
    try Outbox.append(try Event(context, data: data).encoded().message(), to: Exchange.internal, in: connection)
  }
}

// The desk where people's requests about dead letters arrive: who may, whether it fits, what is noted.

import AdapterKit
import Foundation
import PaymentEvents
import SchemaValidation
import Storage

/// What somebody wants done with letters.
package struct LetterRequest: Sendable, Codable {
  /// Drawn by who asks: asked again with the same one, nothing is done twice.
  package var request: String
  /// What is to be done.
  package var action: LetterAction
  /// With which letters.
  package var filter: LetterFilter
  /// Why. Needed to discard and to reopen. Without patient data.
  package var reason: String

  /// Creates it; see the properties.
  package init(request: String, action: LetterAction, filter: LetterFilter, reason: String) {
    self.request = request
    self.action = action
    self.filter = filter
    self.reason = reason
  }
}

/// What would happen.
package struct LetterForecast: Sendable, Codable, Equatable {
  /// Letters alike in cause and way.
  package struct Part: Sendable, Codable, Equatable {
    package let fingerprint: String
    package let queue: String
    /// Where their messages would go.
    package let way: String
    package let count: Int64
  }
  package let action: LetterAction
  /// Letters it would be done to.
  package let total: Int64
  /// Chosen letters that are in a state in which it cannot be done, by state.
  package let left: [String: Int64]
  /// The largest first; at most ``OperationsReader/maximumGroups``.
  package let parts: [Part]
}

/// Decides about requests and writes what follows from them.
package struct LetterDesk: Sendable {
  /// The most characters of a reason.
  package static let maximumReason = 500

  let tenant: String
  let database: any Database
  let cipher: any BodyCipher
  let schemas: SchemaRegistry
  let clock: any WallClock
  let wake: Signal
  let committed: Signal

  /// Creates it. `wake` is raised for the work that is asked for, `committed` for the relay.
  package init(
    tenant: String, database: any Database, cipher: any BodyCipher, schemas: SchemaRegistry, clock: any WallClock,
    wake: Signal, committed: Signal
  ) {
    self.tenant = tenant
    self.database = database
    self.cipher = cipher
    self.schemas = schemas
    self.clock = clock
    self.wake = wake
    self.committed = committed
  }

  /// Takes a request on. The letters are chosen now; what changes afterwards is skipped.
  /// - Throws: ``DeskRefusal``.
  package func take(_ request: LetterRequest, from person: Operator) async throws -> LetterJob {
    if request.action == .reopen { try person.require(.administer, to: "reopen dead letters") }
    try check(request)
    let now = clock.now().rfc3339
    let job = try await database.write { connection in
      if let known = try LetterDesk.job("request = ?", .text(request.request), connection) {
        guard known.actor == person.name else { throw DeskRefusal(.conflict, "the request's id is in use") }
        return known
      }
      return try LetterDesk.store(request, person, now, connection)
    }
    if !job.isOver { wake.raise() }
    return job
  }

  /// What a request would do; nothing is changed. - Throws: ``DeskRefusal``.
  package func forecast(_ request: LetterRequest) async throws -> LetterForecast {
    try check(request, isDryRun: true)
    return try await database.read { connection in
      let eligible = LetterDesk.eligible(request).condition
      let parts = try connection.query(
        """
        SELECT fingerprint, queue, imported, COUNT(*) FROM dead_letters WHERE \(eligible.sql)
        GROUP BY fingerprint, queue, imported ORDER BY 4 DESC, 1, 2
        """, eligible.arguments
      ).map { row in
        let way = Replay.way(to: row.text(1), imported: row.integer(2) != 0)
        return LetterForecast.Part(
          fingerprint: row.text(0), queue: row.text(1), way: request.action == .retry ? way : "stays",
          count: row.integer(3))
      }
      return LetterForecast(
        action: request.action, total: parts.map(\.count).reduce(0, +),
        left: try LetterDesk.left(request, connection), parts: Array(parts.prefix(OperationsReader.maximumGroups)))
    }
  }

  /// Work and how far it is. - Throws: ``DeskRefusal``.
  package func job(_ number: Int64) async throws -> LetterJob {
    try await database.read { try LetterDesk.known(number, $0) }
  }

  /// The latest work, the newest first.
  package func jobs(limit: Int) async throws -> [LetterJob] {
    try await database.read { connection in
      try connection.query(
        "SELECT \(LetterJob.columns) FROM dead_letter_jobs ORDER BY sequence DESC LIMIT ?",
        [.integer(Int64(min(max(limit, 1), 1_000)))]
      ).map(LetterJob.init)
    }
  }

  /// How work is steered.
  package enum Steering: String, Sendable, CaseIterable {
    case pause, resume, cancel

    /// What the work becomes.
    var state: String {
      switch self {
      case .pause: "paused"
      case .resume: "running"
      case .cancel: "cancelled"
      }
    }
  }

  /// Pauses, resumes or ends work; what is done stays done. - Throws: ``DeskRefusal``.
  package func steer(_ number: Int64, _ steering: Steering, by person: Operator) async throws -> LetterJob {
    let now = clock.now().rfc3339
    let job = try await database.write { connection in
      let job = try LetterDesk.known(number, connection)
      if job.state == steering.state { return job }  // it is so already: nothing is noted twice
      guard !job.isOver else { throw DeskRefusal(.conflict, "work \(number) is \(job.state) already") }
      try connection.execute(
        "UPDATE dead_letter_jobs SET state = ?, ended_at = ? WHERE sequence = ?",
        [.text(steering.state), .optional(steering == .cancel ? now : nil), .integer(number)])
      if steering == .cancel {
        try connection.execute("DELETE FROM dead_letter_job_items WHERE job = ?", [.integer(number)])
      }
      try AuditLog.append(
        "\(steering.rawValue) work", by: person.name, at: now, job: number, was: job.state, became: steering.state,
        in: connection)
      return try LetterDesk.known(number, connection)
    }
    wake.raise()
    return job
  }
}

extension LetterDesk {
  private func check(_ request: LetterRequest, isDryRun: Bool = false) throws {
    guard (8...64).contains(request.request.utf8.count) else {
      throw DeskRefusal(.invalid, "a request has an id of 8 to 64 characters")
    }
    if let fault = request.filter.fault { throw DeskRefusal(.invalid, fault) }
    try LetterDesk.check(reason: request.reason, isNeeded: request.action != .retry && !isDryRun)
  }

  static func check(reason: String, isNeeded: Bool) throws {
    guard reason.count <= maximumReason, !reason.contains("\n") else {
      throw DeskRefusal(.invalid, "a reason is one line of at most \(maximumReason) characters")
    }
    guard !isNeeded || reason.contains(where: { !$0.isWhitespace }) else {
      throw DeskRefusal(.invalid, "say why, for whoever reads this next year; without patient data")
    }
  }

  /// The chosen letters that are in the state that the action needs.
  private static func eligible(_ request: LetterRequest) -> LetterFilter {
    var filter = request.filter
    filter.states = [request.action.from]
    return filter
  }

  /// Chosen letters in other states. Only where letters are named: a filter means those that it fits.
  private static func left(_ request: LetterRequest, _ connection: any SQLConnection) throws -> [String: Int64] {
    guard request.filter.numbers != nil else { return [:] }
    var filter = request.filter
    filter.states = LetterState.allCases.filter { $0 != request.action.from }
    let condition = filter.condition
    let rows = try connection.query(
      "SELECT state, COUNT(*) FROM dead_letters WHERE \(condition.sql) GROUP BY state", condition.arguments)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), $0.integer(1)) })
  }

  private static func store(
    _ request: LetterRequest, _ person: Operator, _ now: String, _ connection: any SQLConnection
  ) throws -> LetterJob {
    let filter = String(decoding: try EventCoding.encoder().encode(request.filter), as: UTF8.self)
    let row = try connection.first(
      """
      INSERT INTO dead_letter_jobs (request, action, filter, reason, actor, requested_at, last_failure, total, done,
        skipped, state)
      VALUES (?, ?, ?, ?, ?, ?, (SELECT COALESCE(MAX(sequence), 0) FROM dead_letter_failures), 0, 0, 0, 'running')
      RETURNING sequence
      """,
      [
        .text(request.request), .text(request.action.rawValue), .text(filter), .text(request.reason),
        .text(person.name), .text(now),
      ])
    let number = row?.integer(0) ?? 0
    let condition = eligible(request).condition
    let total = try connection.execute(
      "INSERT INTO dead_letter_job_items SELECT ?, sequence FROM dead_letters WHERE \(condition.sql)",
      [.integer(number)] + condition.arguments)
    guard total > 0 else { throw try nothing(request, connection) }  // the transaction is undone: no work, no audit
    try connection.execute(
      "UPDATE dead_letter_jobs SET total = ? WHERE sequence = ?", [.integer(Int64(total)), .integer(number)])
    try AuditLog.append(
      "request to \(request.action.rawValue)", by: person.name, at: now, job: number,
      detail: "\(total) letters\(request.reason.isEmpty ? "" : ": \(request.reason)")", in: connection)
    return try known(number, connection)
  }

  /// Why there is nothing to do.
  private static func nothing(_ request: LetterRequest, _ connection: any SQLConnection) throws -> DeskRefusal {
    let others = try left(request, connection).sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let why = others.isEmpty ? "" : "; those that are named are in another state: \(others.joined(separator: ", "))"
    return DeskRefusal(
      .conflict,
      "nothing matches: no \(request.action.from.rawValue) letter fits, so nothing was done and nothing is noted\(why)")
  }

  private static func known(_ number: Int64, _ connection: any SQLConnection) throws -> LetterJob {
    guard let job = try job("sequence = ?", .integer(number), connection) else {
      throw DeskRefusal(.missing, "there is no work \(number) on dead letters; see `tributary dead-letters jobs`")
    }
    return job
  }

  private static func job(
    _ condition: String, _ value: SQLValue, _ connection: any SQLConnection
  ) throws -> LetterJob? {
    try connection.first("SELECT \(LetterJob.columns) FROM dead_letter_jobs WHERE \(condition)", [value])
      .map(LetterJob.init)
  }
}

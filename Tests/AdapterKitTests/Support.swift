// What the tests of the kit share: a service's database, a handler that does as it is told, a log of what happened.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import Storage
import Synchronization
import TestSupport

/// What happened, in order.
final class EventLog: Sendable {
  private let lines = Mutex<[String]>([])
  func note(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
}

/// Writes each event's id into a table, and throws for those that it is told to refuse.
struct RecordingHandler: EventHandler {
  var refusing: [String: any Error & Sendable] = [:]
  var log = EventLog()

  static let migrations = [Inbox.migration, Outbox.migration, "CREATE TABLE effects (id TEXT NOT NULL)"]

  func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    try connection.execute("INSERT INTO effects (id) VALUES (?)", [.text(event.id)])
    if let error = refusing[event.id] { throw error }
  }

  func finishBatch(in connection: any SQLConnection) throws { log.note("finish") }
  func didCommit() { log.note("told") }
}

func withServiceDatabase<Result>(_ body: (any Database) async throws -> Result) async throws -> Result {
  try await withTemporaryFolder { folder in
    let database = try testStore(of: "service", in: folder).open(RecordingHandler.migrations)
    let result = try await body(database)
    try await database.close()
    return result
  }
}

extension Database {
  func effects() async throws -> [String] {
    try await read { try $0.query("SELECT id FROM effects ORDER BY rowid").map { $0.text(0) } }
  }

  func outbox() async throws -> [OutgoingMessage] {
    try await read { try Outbox.pending(after: 0, limit: 10_000, in: $0).map(\.outgoing) }
  }
}

let noon = FixedClock(Instant(milliseconds: 1_772_366_400_000))  // 2026-03-01T12:00:00Z

func receiver(_ database: any Database, _ handler: any EventHandler = RecordingHandler()) -> EventReceiver {
  EventReceiver(
    worker: "tester", queue: "cash-application", database: database, handler: handler, clock: noon, batchLimit: 100,
    logger: quietLogger)
}

// Recomputing the books from the inputs that were kept: proof that nothing else made them, and what other rules would
// have made of them.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import Storage
import Synchronization

/// Applies all kept inputs again, in their order and batches and under their days, to an empty database.
package struct CashReplay: Sendable {
  let source: any Database
  let configuration: CashConfiguration
  let isUnderKept: Bool

  /// What was applied.
  package struct Summary: Sendable, Codable {
    /// Inputs that were applied.
    package var inputs = 0
    /// Inputs that were refused now, though they had been applied; none with the rules that had applied them.
    package var refused = 0
    /// Configurations that were in force one after the other.
    package var configurations = 1
    /// Inputs that had been applied under another configuration than now: their books may differ.
    package var otherConfiguration = 0
  }

  /// - Parameters:
  ///   - data: the data folder with cash application's database, which is only read.
  ///   - configuration: the rules to apply; with `underKept` only where no configuration was kept at all.
  ///   - underKept: whether each input is applied under what was configured when it came.
  /// - Throws: ``StorageError`` when there is no database or it is not up to date.
  package init(data: URL, configuration: CashConfiguration, underKept: Bool = false) throws {
    isUnderKept = underKept
    source = try DataFolder.store(of: CashWorker.name, in: data).reader(CashTables.migrations)
    self.configuration = configuration
  }

  /// Applies everything to a new database.
  /// - Parameters:
  ///   - scratch: an empty folder, which becomes a data folder.
  ///   - progress: told how many inputs have been applied.
  /// - Throws: ``StorageError``.
  package func run(into scratch: URL, progress: @Sendable (Int) -> Void = { _ in }) async throws -> Summary {
    let database = try DataFolder.store(of: CashWorker.name, in: scratch).open(CashTables.migrations)
    let clock = ReplayClock()
    var kept = isUnderKept ? try await keptConfigurations() : []
    // What came before configurations were kept was applied under the first of them, as far as anybody knows.
    var handler = try Self.handler(kept.first?.configuration ?? configuration, clock)
    var turns = try await self.turns()[...]
    var summary = Summary()
    var last: Int64 = 0
    for batch in try await batches() {
      while let next = kept.first, next.afterInput < batch.last {
        kept.removeFirst()
        if summary.inputs > 0 { summary.configurations += 1 }
        handler = try await begin(next, clock, database)
      }
      let inputs = try await self.inputs(after: last, upTo: batch.last)
      last = batch.last
      let digest = handler.configuration.digest
      summary.otherConfiguration += inputs.count { $0.configuration != digest }
      summary.refused += try await apply(inputs, of: batch, handler, clock, to: database)
      summary.inputs += inputs.count
      while let turn = turns.first, turn.last <= batch.last {
        turns.removeFirst()
        try await take(turn, handler, clock, to: database)
      }
      progress(summary.inputs)
    }
    for next in kept {
      summary.configurations += 1
      _ = try await begin(next, clock, database)
    }
    try await database.close()
    return summary
  }

  /// Another configuration is in force from here on; what it changes at once is changed.
  private func begin(
    _ kept: KeptConfiguration, _ clock: ReplayClock, _ database: any Database
  ) async throws -> CashHandler {
    let handler = try Self.handler(kept.configuration, clock)
    clock.set(kept.day)
    try await handler.review(database)
    return handler
  }

  /// Applies one batch; returns how many inputs were refused.
  private func apply(
    _ inputs: [Input], of batch: Batch, _ handler: CashHandler, _ clock: ReplayClock, to database: any Database
  ) async throws -> Int {
    try await database.write { connection in
      var refused = 0
      for input in inputs {
        clock.set(input.day)
        do {
          try connection.savepoint { try handler.handle(IncomingEvent(input.message), in: connection) }
        } catch let error as StorageError { throw error } catch { refused += 1 }
      }
      clock.set(batch.day)
      try handler.finishBatch(in: connection)
      try connection.execute("DELETE FROM outbox")
      return refused
    }
  }

  /// Applies a transaction without an input.
  private func take(
    _ turn: Batch, _ handler: CashHandler, _ clock: ReplayClock, to database: any Database
  ) async throws {
    try await database.write { connection in
      clock.set(turn.day)
      try handler.finishTurn(in: connection)
      try connection.execute("DELETE FROM outbox")
    }
  }

  private static func handler(_ configuration: CashConfiguration, _ clock: ReplayClock) throws -> CashHandler {
    guard let time = BusinessTime(zone: "UTC") else { throw StorageError("no UTC", isRetriable: false) }
    return CashHandler(configuration: configuration, clock: clock, businessTime: time, committed: Signal())
  }

  // MARK: - What was kept

  private struct Batch: Sendable {
    var last: Int64
    var day: LocalDate
  }

  private struct Input: Sendable {
    var message: Message
    var day: LocalDate
    var configuration: String
  }

  private func batches() async throws -> [Batch] {
    try await source.read { connection in
      try connection.query("SELECT last_input, as_of FROM batches ORDER BY last_input").compactMap { row in
        LocalDate(iso: row.text(1)).map { Batch(last: row.integer(0), day: $0) }
      }
    }
  }

  /// Transactions without an input, each after the last one that had come before it.
  private func turns() async throws -> [Batch] {
    try await source.read { connection in
      try connection.query("SELECT after_input, as_of FROM turns ORDER BY number").compactMap { row in
        LocalDate(iso: row.text(1)).map { Batch(last: row.integer(0), day: $0) }
      }
    }
  }

  private func keptConfigurations() async throws -> [KeptConfiguration] {
    let cipher = configuration.cipher
    return try await source.read { try KeptConfiguration.all(cipher, in: $0) }
  }

  private func inputs(after first: Int64, upTo last: Int64) async throws -> [Input] {
    let cipher = configuration.cipher
    return try await source.read { connection in
      try connection.query(
        """
        SELECT sequence, event_id, type, correlation_id, as_of, configuration, body FROM inputs
        WHERE sequence > ? AND sequence <= ? ORDER BY sequence
        """, [.integer(first), .integer(last)]
      ).compactMap { row in
        guard let day = LocalDate(iso: row.text(4)) else { return nil }
        let message = Message(
          id: row.text(1), type: row.text(2), routingKey: row.text(2), body: try cipher.open(row.blob(6)),
          correlationID: row.text(3),
          headers: [
            HeaderName.contentDigest: .string("kept"), HeaderName.source: .string("input \(row.integer(0))"),
          ])
        return Input(message: message, day: day, configuration: row.text(5))
      }
    }
  }
}

/// A clock that stands at the days of the inputs.
private final class ReplayClock: WallClock {
  private let instant = Mutex(Instant(milliseconds: 0))

  func now() -> Instant { instant.withLock { $0 } }

  func set(_ day: LocalDate) { instant.withLock { $0 = Instant(startOf: day) } }
}

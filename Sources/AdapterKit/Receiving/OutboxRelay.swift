// Drains the outbox: publish, wait for the confirm, forget.

import Logging
import Messaging
import Metrics
import Storage

/// Publishes what committed transactions left in the outbox, in order, with confirms. It is independent of receiving:
/// the flow is a cycle through the router, and a receiver that waited for its own confirms could stop it for good.
public struct OutboxRelay: Sendable {
  let database: any Database
  let publisher: any Publisher
  /// The broker user, which every message names: the router decides by it, the broker refuses a false one.
  let user: String
  let wake: Signal
  let logger: Logger
  /// The most messages of one round; bounds memory together with the largest event.
  let batchLimit: Int
  private let published = Counter(label: "tributary_events_published_total")

  /// Creates it. Raise `wake` after each commit that may have appended something.
  public init(
    database: any Database, publisher: any Publisher, user: String, wake: Signal, logger: Logger, batchLimit: Int = 256
  ) {
    self.database = database
    self.publisher = publisher
    self.user = user
    self.wake = wake
    self.logger = logger
    self.batchLimit = batchLimit
  }

  /// Drains until the task is cancelled.
  public func run() async throws {
    wake.raise()  // what an earlier process left
    for await _ in wake.raised { try await drain() }
  }

  private func drain() async throws {
    var pause = RetryPause()
    while try await !sendAll() { try await pause.wait() }
  }

  /// Sends what is in the outbox now, each message once, oldest first. Returns whether all went.
  ///
  /// A message that the broker does not take stays, and does not hold up those behind it.
  private func sendAll() async throws -> Bool {
    let end = try await database.read { try Outbox.lastSequence(in: $0) }
    var position: Int64 = 0
    var isComplete = true
    while position < end {
      try Task.checkCancellation()
      let (start, limit) = (position, batchLimit)
      let pending = try await database.read { try Outbox.pending(after: start, limit: limit, in: $0) }
      guard let last = pending.last else { break }
      position = last.sequence
      CrashPoint.outboxRead.pass()
      let round = await publish(pending)
      try await forget(round.confirmed)
      if round.confirmed.count < pending.count { isComplete = false }
      if round.isDisconnected { break }
    }
    return isComplete
  }

  private func forget(_ confirmed: [Int64]) async throws {
    guard !confirmed.isEmpty else { return }
    CrashPoint.outboxConfirmed.pass()
    try await RetryPause.untilStored(logger: logger, what: "the relay") {
      try await database.write { connection in
        try Outbox.remove(confirmed, in: connection)
        CrashPoint.outboxForgetting.pass()
      }
    }
    CrashPoint.outboxForgotten.pass()
    published.increment(by: confirmed.count)
  }

  private func signed(_ outgoing: OutgoingMessage) -> OutgoingMessage {
    var outgoing = outgoing
    outgoing.message.userID = user
    return outgoing
  }

  private struct Round {
    var confirmed: [Int64] = []
    /// The connection went: what comes next would fail as well.
    var isDisconnected = false
  }

  private func publish(_ pending: [Outbox.Pending]) async -> Round {
    let results = await publisher.publish(batch: pending.map { signed($0.outgoing) })
    var round = Round()
    var reason: PublishError?
    for (entry, result) in zip(pending, results) {
      switch result {
      case .success: round.confirmed.append(entry.sequence)
      case .failure(let error):
        reason = error
        if case .unknownOutcome = error { round.isDisconnected = true }
        if !error.isRetriable { logger.error("message \(entry.outgoing.message.id) stays in the outbox: \(error)") }
      }
    }
    if let reason {
      logger.warning(
        "\(pending.count - round.confirmed.count) messages stay in the outbox and are sent again: \(reason)")
    }
    return round
  }
}

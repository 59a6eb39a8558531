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
    while !Task.isCancelled {
      let limit = batchLimit
      let pending = try await database.read { try Outbox.pending(after: 0, limit: limit, in: $0) }
      if pending.isEmpty { return }
      let confirmed = await publish(pending)
      if !confirmed.isEmpty {
        let sequences = confirmed
        try await RetryPause.untilStored(logger: logger, what: "the relay") {
          try await database.write { try Outbox.remove(sequences, in: $0) }
        }
        published.increment(by: confirmed.count)
      }
      if confirmed.count == pending.count { pause.reset() } else { try await pause.wait() }
    }
  }

  private func signed(_ outgoing: OutgoingMessage) -> OutgoingMessage {
    var outgoing = outgoing
    outgoing.message.userID = user
    return outgoing
  }

  private func publish(_ pending: [Outbox.Pending]) async -> [Int64] {
    let results = await publisher.publish(batch: pending.map { signed($0.outgoing) })
    var confirmed: [Int64] = []
    var reason: PublishError?
    for (entry, result) in zip(pending, results) {
      switch result {
      case .success: confirmed.append(entry.sequence)
      case .failure(let error): reason = error
      }
    }
    if let reason {
      logger.warning("\(pending.count - confirmed.count) messages stay in the outbox and are sent again: \(reason)")
    }
    return confirmed
  }
}

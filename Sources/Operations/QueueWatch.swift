// Depth, consumers and age of every queue, for the metrics of operations.

import AdapterKit
import Foundation
import Logging
import Metrics
import RabbitMQ

/// Asks the broker's management API from time to time.
struct QueueWatch: Sendable {
  private let management: ManagementClient
  private let virtualHost: String
  private let clock: any WallClock
  private let logger: Logger

  /// How often the queues are looked at; the broker's own numbers are up to 5 seconds old.
  static let interval = Duration.seconds(5)

  /// Nil where no management port is configured. - Throws: ``ConfigurationError`` without the user's password.
  init?(_ context: WorkerContext) throws {
    guard let management = try context.management() else { return nil }
    self.management = management
    virtualHost = context.configuration.text("broker.virtualHost")
    clock = context.clock
    logger = context.logger
  }

  /// Looks until the task is cancelled.
  func run() async throws {
    var ages: [String: QueueAge] = [:]
    while true {
      do {
        for queue in try await management.queues(of: virtualHost) { record(queue, &ages[queue.name, default: .init()]) }
      } catch {
        logger.warning("the queues cannot be looked at: \(error)")  // the gauges keep what was seen last
      }
      try await Task.sleep(for: QueueWatch.interval)  // the broker cannot call
    }
  }

  private func record(_ queue: QueueStatus, _ age: inout QueueAge) {
    guard let depth = queue.messages else { return }  // no statistics yet
    let oldest = age.look(depth: Int64(depth), acknowledged: Int64(queue.messageStats?.ack ?? 0), at: clock.now())
    let labels = [("queue", queue.name)]
    Gauge(label: "tributary_queue_messages", dimensions: labels).record(depth)
    // Among them those that a consumer has taken and not settled: a router that pauses holds some so.
    Gauge(label: "tributary_queue_unacknowledged_messages", dimensions: labels)
      .record(queue.messagesUnacknowledged ?? 0)
    Gauge(label: "tributary_queue_consumers", dimensions: labels).record(queue.consumers ?? 0)
    Gauge(label: "tributary_queue_oldest_message_seconds", dimensions: labels).record(Double(oldest) / 1_000)
  }
}

// Whether every consumer that an event needs is bound: while one is missing the router pauses.

import AdapterKit
import Foundation
import Logging
import RabbitMQ
import Routing
import Synchronization

/// Looks at the broker's bindings from time to time.
final class BindingWatch: Sendable {
  private let management: ManagementClient?
  private let virtualHost: String
  private let logger: Logger
  private let required = RequiredConsumers(PaymentTopology.requiredConsumers)
  private let state: Mutex<String?>
  /// How often the bindings are read.
  static let interval = Duration.seconds(5)

  /// Reads the bindings as the monitoring user; without a management port it trusts the topology.
  init(_ context: WorkerContext) throws {
    let port = context.configuration.integer("broker.managementPort")
    virtualHost = context.configuration.text("broker.virtualHost")
    logger = context.logger
    guard port > 0, let base = URL(string: "http://\(context.configuration.text("broker.host")):\(port)") else {
      management = nil
      state = Mutex(nil)
      return
    }
    management = ManagementClient(
      base: base, user: BrokerUsers.monitor, password: try context.password(of: BrokerUsers.monitor))
    state = Mutex("the bindings have not been read yet")
  }

  /// Why the router must pause; nil when it need not.
  var obstacle: String? { state.withLock { $0 } }

  /// Reads the bindings until the task is cancelled.
  func run() async throws {
    guard let management else {
      try await Task.sleep(for: .seconds(Int64(Int32.max)))  // nothing to watch; ends by cancellation
      return
    }
    while true {
      let found = await read(management)
      let before = state.withLock { state in
        defer { state = found }
        return state
      }
      if let found, found != before { logger.error("paused: \(found)") }
      try await Task.sleep(for: found == nil ? BindingWatch.interval : .milliseconds(500))  // the interval of reading
    }
  }

  /// Returns at once while all is well.
  func waitUntilComplete() async throws {
    var pause = RetryPause(longest: .seconds(1))
    while obstacle != nil { try await pause.wait() }
  }

  private func read(_ management: ManagementClient) async -> String? {
    do {
      let bindings = try await management.bindings(of: virtualHost)
        .filter { $0.source == Exchange.events }
        .map { Binding(queue: $0.destination, pattern: $0.routingKey) }
      let missing = required.missing(in: bindings)
      return missing.isEmpty ? nil : missing.map(\.description).joined(separator: "; ")
    } catch {
      // An unreachable management API says nothing about the bindings: what was known stays.
      let known = obstacle
      logger.warning("the bindings cannot be read: \(error)")
      return known
    }
  }
}

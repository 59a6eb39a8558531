// Whether every consumer that an event needs is bound: while one is missing the router pauses.

import AdapterKit
import Foundation
import Logging
import RabbitMQ
import Routing
import Synchronization

/// Looks at the broker's bindings from time to time, for the rules in force and for those that wait for theirs.
final class BindingWatch: Sendable {
  private let management: ManagementClient?
  private let virtualHost: String
  private let logger: Logger
  private let rules: RuleWatch
  private let state: Mutex<State>

  private struct State {
    /// Why the router must pause; nil when it need not.
    var obstacle: String?
    /// What was last found to be bound, all of it.
    var complete: RequiredConsumers?
  }

  /// How often the bindings are read while all is well.
  static let interval = Duration.seconds(5)
  /// How often while some are missing.
  static let shortInterval = Duration.milliseconds(500)

  /// Creates it; without a management API it trusts the topology.
  init(_ management: ManagementClient?, virtualHost: String, rules: RuleWatch, logger: Logger) {
    self.management = management
    self.virtualHost = virtualHost
    self.rules = rules
    self.logger = logger
    state = Mutex(State(obstacle: management == nil ? nil : "the bindings have not been read yet"))
  }

  /// Why the router must pause; nil when it need not.
  var obstacle: String? { state.withLock { $0.obstacle } }

  /// Reads the bindings until the task is cancelled.
  func run() async throws {
    guard let management else {
      try await Task.sleep(for: .seconds(Int64(Int32.max)))  // nothing to watch; ends by cancellation
      return
    }
    while true {
      let before = obstacle
      let found = await read(management)
      if let found, found != before { logger.error("paused: \(found)") }
      if found == nil, !rules.isWaiting {
        try await waitForInterval()
      } else {
        try await Task.sleep(for: BindingWatch.shortInterval)  // the broker cannot call
      }
    }
  }

  /// Waits until the bindings are due again, or rules need others.
  private func waitForInterval() async throws {
    let clock = ContinuousClock()
    let end = clock.now + BindingWatch.interval
    while clock.now < end, !rules.isWaiting, state.withLock({ $0.complete }) == rules.rules.required {
      try await clock.sleep(for: .milliseconds(100))  // the rules are replaced by another loop
    }
  }

  /// The rules in force, as soon as every consumer that they require is bound. At once while all is well.
  func rulesWithAllConsumers() async throws -> RouterRules {
    var pause = RetryPause(longest: .seconds(1))
    while true {
      let rules = rules.rules
      if management == nil || state.withLock({ $0.obstacle == nil && $0.complete == rules.required }) { return rules }
      try await pause.wait()
    }
  }

  /// What stands before routing keys of the exchange of older versions, among those of canonical events.
  static let olderPrefix = "older version "

  private static func binding(_ route: BoundRoute) -> Binding? {
    switch route.source {
    case Exchange.events: Binding(queue: route.destination, pattern: route.routingKey)
    case Exchange.older: Binding(queue: route.destination, pattern: olderPrefix + route.routingKey)
    default: nil
    }
  }

  private func read(_ management: ManagementClient) async -> String? {
    do {
      let bindings = try await management.bindings(of: virtualHost)
        .compactMap(BindingWatch.binding)
      rules.bound(bindings)
      let required = rules.rules.required
      let missing = required.missing(in: bindings)
      let obstacle = missing.isEmpty ? nil : missing.map(\.description).joined(separator: "; ")
      state.withLock { $0 = State(obstacle: obstacle, complete: missing.isEmpty ? required : nil) }
      return obstacle
    } catch {
      // An unreachable management API says nothing about the bindings: what was known stays.
      let known = obstacle
      logger.warning("the bindings cannot be read: \(error)")
      return known
    }
  }
}

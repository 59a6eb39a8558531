// Rules are read again when a file changes or SIGHUP comes; what is wrong, or needs bindings that are missing, leaves
// the old ones in force.

import AdapterKit
import Dispatch
import Foundation
import Logging
import Metrics
import Routing
import SchemaValidation
import Synchronization

/// Holds the rules in force.
package final class RuleWatch: Sendable {
  /// When changed rules come into force.
  package enum Admission: Sendable {
    /// As soon as they are right.
    case atOnce
    /// When the broker has every binding that they need and the former ones did not: see ``RuleWatch/bound(_:)``.
    case whenBound
  }

  private struct State {
    var rules: RouterRules
    /// Newer rules that are right and wait for their bindings.
    var waiting: RouterRules?
    var seen: [String: Data]
    var fault: String?
  }

  private let files: RuleFiles
  private let schemas: SchemaRegistry
  private let admission: Admission
  private let logger: Logger
  private let state: Mutex<State>
  private let valid = Gauge(label: "tributary_rules_valid")
  private let reloads = Counter(label: "tributary_rules_reloads_total")
  /// How often the files are looked at.
  static let interval = Duration.seconds(1)
  private static let former = "changed rules are not in force, the former ones are"

  /// Reads the rules. - Throws: ``ConfigurationError``: a router does not start with rules that are wrong.
  package init(
    _ files: RuleFiles, schemas: SchemaRegistry, admission: Admission = .atOnce, logger: Logger
  ) throws(ConfigurationError) {
    self.files = files
    self.schemas = schemas
    self.admission = admission
    self.logger = logger
    let seen = try files.contents()
    state = Mutex(State(rules: try files.load(schemas), seen: seen))
    valid.record(1)
  }

  /// The rules in force.
  package var rules: RouterRules { state.withLock { $0.rules } }

  /// Why newer rules are not in force; nil when there are none. For the health page.
  package var remark: String? { state.withLock { $0.fault } }

  /// Whether newer rules wait for their bindings.
  package var isWaiting: Bool { state.withLock { $0.waiting != nil } }

  /// Reads the rules again where something changed, or in any case.
  package func reload(always: Bool = false) {
    let found = (try? files.contents()) ?? [:]  // files that cannot be read are a change, which loading explains
    guard always || found != state.withLock({ $0.seen }) else { return }
    take(Result { () throws(ConfigurationError) in try files.load(schemas) }, found)
  }

  private func take(_ result: Result<RouterRules, ConfigurationError>, _ found: [String: Data]) {
    state.withLock { state in
      state.seen = found
      switch result {
      case .success(let rules):
        if admission == .atOnce || rules.required.isCovered(by: state.rules.required) {
          enact(rules, &state)
        } else {
          state.waiting = rules
          state.fault = "\(RuleWatch.former): it is not known yet whether all that they need is bound"
          valid.record(0)
        }
      case .failure(let error):
        state.waiting = nil
        state.fault = "\(RuleWatch.former): \(error)"
        valid.record(0)
        logger.error("\(RuleWatch.former): \(error)")
      }
    }
  }

  /// Hears what is bound now: rules that wait for nothing else come into force. While a binding is missing that the
  /// former rules do without, these stay, so a subscriber that is only half declared stops nobody's events.
  package func bound(_ bindings: [Binding]) {
    state.withLock { state in
      guard let waiting = state.waiting else { return }
      let known = Set(state.rules.required.missing(in: bindings))
      let missing = waiting.required.missing(in: bindings).filter { !known.contains($0) }
      guard let first = missing.first else { return enact(waiting, &state) }
      let others = missing.count > 1 ? " (and \(missing.count - 1) more bindings are missing)" : ""
      let fault = "\(RuleWatch.former): \(first), and they come into force by themselves\(others)"
      if fault != state.fault { logger.error("\(fault)") }
      state.fault = fault
    }
  }

  private func enact(_ rules: RouterRules, _ state: inout State) {
    state.rules = rules
    state.waiting = nil
    state.fault = nil
    valid.record(1)
    reloads.increment()
    logger.info("the rules were read again and are in force", metadata: ["digest": "\(rules.digest)"])
  }

  /// Looks at the files until the task is cancelled.
  func watchFiles() async throws {
    while true {
      try await Task.sleep(for: RuleWatch.interval)  // files cannot call
      reload()
    }
  }

  /// Reads the rules at each SIGHUP until the task is cancelled.
  package func watchSignals() async {
    signal(SIGHUP, SIG_IGN)
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let source = DispatchSource.makeSignalSource(signal: SIGHUP)
    source.setEventHandler { continuation.yield() }
    source.resume()
    for await _ in stream { reload(always: true) }
    source.cancel()
  }
}

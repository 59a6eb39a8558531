// Rules are read again when a file changes or SIGHUP comes; what is wrong leaves the old ones in force.

import AdapterKit
import Dispatch
import Foundation
import Logging
import Metrics
import SchemaValidation
import Synchronization

/// Holds the rules in force.
package final class RuleWatch: Sendable {
  private struct State {
    var rules: RouterRules
    var seen: [String: Data]
    var fault: String?
  }

  private let files: RuleFiles
  private let schemas: SchemaRegistry
  private let logger: Logger
  private let state: Mutex<State>
  private let valid = Gauge(label: "tributary_rules_valid")
  private let reloads = Counter(label: "tributary_rules_reloads_total")
  /// How often the files are looked at.
  static let interval = Duration.seconds(1)

  /// Reads the rules. - Throws: ``ConfigurationError``: a router does not start with rules that are wrong.
  package init(_ files: RuleFiles, schemas: SchemaRegistry, logger: Logger) throws(ConfigurationError) {
    self.files = files
    self.schemas = schemas
    self.logger = logger
    let seen = try files.contents()
    state = Mutex(State(rules: try files.load(schemas), seen: seen))
    valid.record(1)
  }

  /// The rules in force.
  package var rules: RouterRules { state.withLock { $0.rules } }

  /// Why newer rules are not in force; nil when there are none. For the health page.
  package var remark: String? { state.withLock { $0.fault } }

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
        state.rules = rules
        state.fault = nil
        valid.record(1)
        reloads.increment()
        logger.info("the rules were read again", metadata: ["digest": "\(rules.digest)"])
      case .failure(let error):
        state.fault = "changed rules are not in force, the former ones are: \(error)"
        valid.record(0)
        logger.error("changed rules are not in force, the former ones are: \(error)")
      }
    }
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

// Reading the whole configuration as its readers do, without starting them.

import AdapterKit
import CashApplication
import DocumentExtractionAdapter
import ERPPostingAdapter
import Foundation
import LockboxAdapter
import Logging
import Operations
import PayerEDIAdapter

/// Reads every file by the same code as the worker whose file it is.
struct ConfigurationCheck {
  let home: URL
  /// What is in order.
  private(set) var lines: [String] = []
  private(set) var faults: [String] = []
  private var wrong: Set<String> = []

  init(home: URL) { self.home = home }

  private struct File {
    let worker: String
    let path: String
    let keys: [ConfigurationKey]
    /// What the worker makes of it, beyond the shapes of its keys.
    var load: @Sendable (Configuration, _ home: URL) throws -> Void = { _, _ in }
    /// What it makes of it where the tenant is.
    var loadInZone: @Sendable (Configuration, String) throws -> Void = { _, _ in }
  }

  private static let tenant = "config/tenant.yaml"
  private static let payers = "config/payers.yaml"
  private static let cash = "config/cash-application.yaml"
  private static let documents = "config/documents"

  private static let workers = [
    File(worker: "operations", path: "config/operations.yaml", keys: OperationsWorker.keys),
    File(worker: PayerEDIWorker.name, path: "adapters/payer-edi/config.yaml", keys: PayerEDIWorker.keys) {
      configuration, _ in
      try PayerEDIWorker.check(configuration)
      _ = try ExpectedFile.all(configuration)
    },
    File(worker: LockboxWorker.name, path: FileAdapters.lockboxConfiguration, keys: FileAdapters.lockboxKeys) {
      configuration, _ in
      _ = try BankProfiles(configuration)
      _ = try ExpectedFile.all(configuration)
    },
    File(
      worker: DocumentExtractionWorker.name, path: DocumentExtractionWorker.configuration,
      keys: DocumentExtractionWorker.keys
    ) { configuration, _ in
      _ = try ExpectedFile.all(configuration)
    },
    File(
      worker: "erp-posting", path: ERPPostingWorker.configuration, keys: ERPPostingWorker.keys,
      load: { try ERPPostingWorker.check($0, home: $1) },
      loadInZone: { try ERPPostingWorker.check($0, tenantZone: $1) }),
    File(worker: "cash-application", path: cash, keys: CashConfiguration.keys),
  ]

  mutating func run(_ options: DataOptions) {
    let (home, environment) = (home, ProcessInfo.processInfo.environment)
    let read = { (path: String, keys: [ConfigurationKey], environment: [String: String]) in
      try Configuration(file: home.appendingPathComponent(path), named: path, keys: keys, environment: environment)
    }
    var shared: Configuration?
    check(ConfigurationCheck.tenant) {
      let tenant = try read($0, WorkerKeys.shared, environment)
      try WorkerKeys.check(tenant)
      shared = tenant
    }
    for worker in ConfigurationCheck.workers {
      check(worker.path) { path in
        let own = try read(path, worker.keys, environment)
        try worker.load(own, home)
        _ = try BodyKeys.cipher(own)
        guard let shared else { return }
        try worker.loadInZone(own, shared.text("timeZone"))
        try WorkerContext(
          name: worker.worker, home: home, shared: shared, configuration: own, logger: Logger(label: "check"),
          metrics: MetricsRegistry()
        ).checkBroker()
      }
    }
    check(ConfigurationCheck.payers) { _ = try read($0, CashConfiguration.payerListKeys, [:]) }
    if wrong.isDisjoint(with: [ConfigurationCheck.tenant, ConfigurationCheck.cash, ConfigurationCheck.payers]) {
      check("\(ConfigurationCheck.cash) with payers.yaml") { _ in _ = try options.cashConfiguration(home: home) }
    }
    check(ConfigurationCheck.documents) { _ in _ = try ExtractionSetup.templates(home: home) }
    if !wrong.contains(ConfigurationCheck.tenant) { checkRules() }
  }

  /// The files of the router, which belong together.
  private mutating func checkRules() {
    do {
      let rules = try RouterSetup(home: home).rules
      lines += [
        "config/router.yaml: in order", "config/systems.yaml: in order",
        "config/translations: \(rules.translations.count) in order",
        "config/versions: \(rules.versions.versions.count) steps in order",
        "config/routes.yaml: \(rules.routes.rules.count) rules in order",
      ]
    } catch {
      note(error, of: nil)
    }
  }

  private mutating func check(_ path: String, _ load: (String) throws -> Void) {
    do {
      try load(path)
      lines.append("\(path): in order")
    } catch {
      wrong.insert(path)
      note(error, of: path)
    }
  }

  /// Notes what is wrong; every fault names its file.
  private mutating func note(_ error: any Error, of path: String?) {
    for fault in (error as? ConfigurationError)?.faults ?? ["\(error)"] {
      let name = path?.split(separator: "/").last.map(String.init) ?? ""
      let isNamed = path == nil || fault.hasPrefix("/") || fault.contains("\(name):")
      faults.append(isNamed ? fault : "\(path ?? ""): \(fault)")
    }
  }
}

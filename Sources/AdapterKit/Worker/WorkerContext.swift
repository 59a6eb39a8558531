// What every worker is built from: configuration, time, folders, database, broker.

import Foundation
import Logging
import PaymentEvents
import RabbitMQ
import Storage

/// The surroundings of a worker.
public struct WorkerContext: Sendable {
  /// The worker's name: folder, executable, queue, broker user and metrics label.
  public let name: String
  /// The folder with schemas, adapters and shared configuration.
  public let home: URL
  /// What all workers of the tenant agree on.
  public let shared: Configuration
  /// The worker's configuration.
  public let configuration: Configuration
  /// The file it was read from; nil where there was none.
  public let configurationFile: URL?
  /// The clock.
  public let clock: any WallClock
  /// The logger.
  public let logger: Logger
  /// The process's metrics.
  public let metrics: MetricsRegistry
  /// How far the worker has come.
  let stage = WorkerStage()

  /// Creates it.
  public init(
    name: String, home: URL, shared: Configuration, configuration: Configuration, configurationFile: URL? = nil,
    clock: any WallClock = SystemClock(), logger: Logger, metrics: MetricsRegistry
  ) {
    self.shared = shared
    self.name = name
    self.home = home
    self.configuration = configuration
    self.configurationFile = configurationFile
    self.clock = clock
    self.logger = logger
    self.metrics = metrics
  }

  /// The tenant's name.
  public var tenant: String { shared.text("tenant") }
  /// The folder with all state.
  public var data: URL { DataFolder.url(configuration.text("data")) }
  /// This worker's own part of it.
  public var folder: URL { data.appendingPathComponent(name) }

  /// The tenant's business days. - Throws: ``ConfigurationError`` for an unknown time zone.
  public func businessTime() throws -> BusinessTime {
    let zone = shared.text("timeZone")
    guard let time = BusinessTime(zone: zone) else {
      throw ConfigurationError("timeZone: '\(zone)' is not an IANA time zone, for instance Europe/Berlin")
    }
    return time
  }

  /// Opens the worker's own database. While another process of the worker has it this one stands by.
  /// - Throws: `CancellationError`, `StorageError`.
  public func database(_ migrations: [String]) async throws -> any Database {
    let (store, logger) = (try DataFolder.store(of: name, in: data), logger)
    var pause = RetryPause(longest: .seconds(2))
    var isToldOf = false
    while true {
      do {
        let database = try store.open(migrations) { logger.error("\($0)") }
        stage.enter(.starting)
        return database
      } catch let inUse as StoreInUse {
        stage.enter(.standingBy)
        if !isToldOf { logger.notice("stands by: another process writes to \(inUse.place)") }
        isToldOf = true
        try await pause.wait()
      }
    }
  }

  /// The store of claim checks, shared by the adapters.
  public func claimChecks() throws -> ClaimCheckStore {
    try ClaimCheckStore(folder: data.appendingPathComponent("claim-checks"), cipher: try bodyCipher())
  }

  /// What protects bodies at rest. - Throws: ``ConfigurationError``.
  public func bodyCipher() throws -> any BodyCipher { try BodyKeys.cipher(configuration) }

  /// The password of a broker user, from its file.
  public func password(of user: String) throws -> Secret {
    let folder = configuration.optionalText("broker.passwordFolder").map(DataFolder.url)
    return try DataFolder.password(of: user, in: folder ?? data.appendingPathComponent("secrets"))
  }
}

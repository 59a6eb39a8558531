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

  /// Opens the worker's own database.
  public func database(_ migrations: [String]) throws -> any Database {
    let logger = logger
    return try DataFolder.store(of: name, in: data).open(migrations) { logger.error("\($0)") }
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

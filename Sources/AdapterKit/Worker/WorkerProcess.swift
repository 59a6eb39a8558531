// The life of a worker's process: arguments, configuration, services, signals, exit status.

import Foundation
import Logging
import Metrics
import ServiceLifecycle

/// A loop that runs until it is cancelled.
public struct WorkerLoop: Sendable {
  /// What people call it.
  public let name: String
  /// Its body.
  public let run: @Sendable () async throws -> Void

  /// Creates it.
  public init(_ name: String, _ run: @escaping @Sendable () async throws -> Void) {
    self.name = name
    self.run = run
  }
}

/// What a worker consists of once it is put together.
public struct Worker: Sendable {
  /// Its loops.
  public var loops: [WorkerLoop]
  /// Whether it is ready, and why not.
  public var readiness: @Sendable () async -> Readiness
  /// Called when all loops have ended: close connections and databases.
  public var close: @Sendable () async -> Void

  /// Creates it.
  public init(
    loops: [WorkerLoop],
    readiness: @escaping @Sendable () async -> Readiness, close: @escaping @Sendable () async -> Void
  ) {
    self.loops = loops
    self.readiness = readiness
    self.close = close
  }
}

/// Runs a worker as a process.
public struct WorkerProcess: Sendable {
  let name: String
  let keys: [ConfigurationKey]
  let standardConfiguration: String
  let make: @Sendable (WorkerContext) async throws -> Worker

  /// Describes the process.
  /// - Parameters:
  ///   - configuration: the configuration file's path below the home folder, used without `--config`.
  ///   - keys: the schema of its configuration.
  ///   - make: puts the worker together.
  public init(
    name: String, configuration: String, keys: [ConfigurationKey],
    make: @escaping @Sendable (WorkerContext) async throws -> Worker
  ) {
    self.name = name
    self.keys = keys
    standardConfiguration = configuration
    self.make = make
  }

  /// Runs until SIGTERM, SIGINT or (with `--exit-with-parent`) the end of standard input; exits with 0, or says in one
  /// line what is wrong and exits with 64 (usage), 65 (configuration) or 70 (anything else).
  public func runAndExit() async -> Never {
    umask(0o077)  // all that a worker writes may hold patient data
    do {
      let options = try WorkerOptions(Array(CommandLine.arguments.dropFirst()))
      try await run(options)
      exit(0)
    } catch let error as WorkerOptions.UsageError {
      quit(64, "\(error)")
    } catch let error as ConfigurationError {
      quit(65, "\(error)")
    } catch {
      quit(70, "\(error)")
    }
  }

  private func quit(_ status: Int32, _ message: String) -> Never {
    StandardError.write("\(name): \(message)\n")
    exit(status)
  }

  private func run(_ options: WorkerOptions) async throws {
    let home = try Home.find(options.home)
    let file = options.configuration ?? home.appendingPathComponent(standardConfiguration)
    let environment = ProcessInfo.processInfo.environment
    let shared = try Configuration(
      file: home.appendingPathComponent("config/tenant.yaml"), keys: WorkerKeys.shared, environment: environment)
    try WorkerKeys.check(shared)
    let configuration = try Configuration(file: file, keys: keys, environment: environment)
    let worker = name
    LoggingSystem.bootstrap { label in JSONLogHandler(worker: worker, label: label) }
    let metrics = MetricsRegistry()
    MetricsSystem.bootstrap(metrics)
    let logger = Logger(label: name)
    let context = WorkerContext(
      name: name, home: home, shared: shared, configuration: configuration, configurationFile: file,
      logger: logger, metrics: metrics)
    if let store = configuration.optionalText("store.url") { try DataFolder.setAddress(store, in: context.data) }
    CrashPoint.arm(worker: name, environment: environment, logger: logger)
    if options.exitsWithParent { ParentWatch.start() }
    try await run(context)
  }

  /// The worker and, from the first moment on, what it says of its health.
  private func run(_ context: WorkerContext) async throws {
    var services: [any Service] = []
    let port = context.configuration.integer("health.port")
    if port > 0 {
      services.append(
        HealthServer(
          host: context.configuration.text("health.host"), port: port, registry: context.metrics,
          logger: context.logger, readiness: { await context.stage.readiness() }))
    }
    let service = WorkerService(context, make: make)
    services.append(service)
    var quiet = context.logger
    quiet.logLevel = .warning
    let group = ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet))
    let result: Result<Void, any Error>
    do {
      try await group.run()
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await service.close()
    try result.get()
    context.logger.info("stopped")
  }
}

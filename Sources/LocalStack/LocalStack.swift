// The whole of Tributary on one machine: a private broker and every worker as a process of its own.

import AdapterKit
import Foundation
import Logging
import RabbitMQ

/// A running stack on one data folder.
public actor LocalStack {
  /// The workers, each an executable beside this one.
  public static let workers = [
    "router", "payer-edi", "lockbox", "document-extraction", "cash-application", "erp-posting", "operations",
  ]
  /// The virtual host of the embedded stack.
  public static let virtualHost = "tributary"

  /// How to run it.
  public struct Settings: Sendable {
    /// All state lies here.
    public var data: URL
    /// Schemas, adapters and configuration.
    public var home: URL
    /// The folder with the workers' executables.
    public var executables: URL
    /// Further environment variables of the workers.
    public var environment: [String: String] = [:]
    /// Which workers are started, by name.
    public var workers = LocalStack.workers
    /// The longest pause before a worker that ended is started again, in seconds.
    public var longestRestartPause = 5.0

    /// Creates them; the executables are by default those beside this one.
    public init(data: URL, home: URL, executables: URL? = nil) {
      self.data = data
      self.home = home
      self.executables = executables ?? Home.executable().deletingLastPathComponent()
    }
  }

  /// The broker.
  public nonisolated let broker: PrivateBroker
  /// The workers' supervisors, by name.
  public nonisolated let supervisors: [String: WorkerSupervisor]
  /// Where it is to be reached.
  public nonisolated let address: StackAddress
  /// How it was started.
  public nonisolated let settings: Settings

  /// Starts the broker, then all workers. `progress` is told each step.
  /// - Throws: ``PrivateBrokerError`` and errors of the file system; nothing is left running then.
  public static func start(
    _ settings: Settings, logger: Logger, progress: @Sendable (String) -> Void = { _ in }
  ) async throws -> LocalStack {
    try FileManager.default.createDirectory(
      at: settings.data.appendingPathComponent("logs"), withIntermediateDirectories: true)
    let systems = try EnterpriseSystem.all(home: settings.home)
    let secrets = try StackSecrets(data: settings.data, systems: systems)
    progress("starting a private RabbitMQ node")
    let broker = try await PrivateBroker.start(try brokerSettings(settings, secrets, systems), logger: logger)
    let stack: LocalStack
    do {
      stack = try LocalStack(settings, broker, logger)
      progress("starting \(settings.workers.count) workers")
      for name in settings.workers { try stack.supervisors[name]?.start() }
    } catch {
      await broker.stop()
      throw error
    }
    return stack
  }

  private init(_ settings: Settings, _ broker: PrivateBroker, _ logger: Logger) throws {
    self.settings = settings
    self.broker = broker
    var health: [String: String] = [:]
    for name in LocalStack.workers { health[name] = "http://127.0.0.1:\(try FreePort.next())" }
    address = StackAddress(
      broker: .init(host: "127.0.0.1", port: Int(broker.address.port)),
      management: broker.management.absoluteString, health: health, api: "http://127.0.0.1:\(try FreePort.next())",
      supervisor: getpid(), home: settings.home.path)
    try address.write(in: settings.data)
    var supervisors: [String: WorkerSupervisor] = [:]
    for name in LocalStack.workers {
      supervisors[name] = WorkerSupervisor(
        LocalStack.worker(name, settings, address), logger: logger)
    }
    self.supervisors = supervisors
  }

  /// Starts the broker again whenever it has ended by itself, until the task is cancelled; the workers reconnect.
  public nonisolated func keepBrokerRunning(_ logger: Logger) async {
    while !Task.isCancelled {
      if !broker.isRunning {
        logger.warning("the broker ended; it is started again")
        await broker.kill()  // ends what watched over the dead node
        do { try await broker.start() } catch { logger.error("the broker cannot be started again: \(error)") }
      }
      try? await Task.sleep(for: .seconds(1))  // the process is looked at; it cannot call
    }
  }

  /// How one more process of a worker is run, for instance a second router. It serves no health.
  public nonisolated func settings(ofAnother name: String) -> WorkerSupervisor.Settings {
    var another = LocalStack.worker(name, settings, address)
    another.environment["TRIBUTARY_HEALTH_PORT"] = "0"
    return another
  }

  /// Stops the workers in good order, then the broker. All state stays.
  public func stop() async {
    await withTaskGroup(of: Void.self) { group in
      for supervisor in supervisors.values { group.addTask { await supervisor.stop() } }
    }
    await broker.stop()
    StackAddress.remove(in: settings.data)
  }

  private static func brokerSettings(
    _ settings: Settings, _ secrets: StackSecrets, _ systems: [EnterpriseSystem]
  ) throws -> PrivateBrokerSettings {
    let topology = PaymentTopology.topology(virtualHost: virtualHost, users: try secrets.users(), systems: systems)
    return PrivateBrokerSettings(
      folder: settings.data.appendingPathComponent("broker"), administrator: BrokerUsers.administrator,
      administratorPassword: try secrets.password(of: BrokerUsers.administrator),
      definitions: try topology.brokerDefinitions())
  }

  private static func port(of address: String) -> String? { URL(string: address)?.port.map(String.init) }

  private static func worker(_ name: String, _ settings: Settings, _ address: StackAddress) -> WorkerSupervisor.Settings
  {
    var environment = ProcessInfo.processInfo.environment.merging(settings.environment) { _, own in own }
    environment["TRIBUTARY_DATA"] = settings.data.path
    environment["TRIBUTARY_BROKER_HOST"] = address.broker.host
    environment["TRIBUTARY_BROKER_PORT"] = String(address.broker.port)
    environment["TRIBUTARY_BROKER_MANAGEMENT_PORT"] = port(of: address.management)
    environment["TRIBUTARY_BROKER_VIRTUAL_HOST"] = virtualHost
    environment["TRIBUTARY_API_PORT"] = name == "operations" ? port(of: address.api) : nil
    environment["TRIBUTARY_HEALTH_PORT"] = address.health[name].flatMap(port)
    var supervised = WorkerSupervisor.Settings(
      name: name, executable: settings.executables.appendingPathComponent(name),
      arguments: ["--home", settings.home.path], environment: environment,
      log: settings.data.appendingPathComponent("logs/\(name).log"))
    supervised.longestPause = settings.longestRestartPause
    return supervised
  }
}

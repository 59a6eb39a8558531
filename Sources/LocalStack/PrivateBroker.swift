// A RabbitMQ node of our own: nothing to install as a service, nothing shared, nothing left behind.

import Foundation
import Logging
import RabbitMQ
import Synchronization

/// Why a private node could not be started.
public struct PrivateBrokerError: Error, Sendable, CustomStringConvertible {
  /// What happened and what to do next; holds the end of the node's log where that helps.
  public let description: String

  init(_ description: String) { self.description = description }
}

/// A RabbitMQ node in a folder, on loopback ports, for as long as this process lives.
///
/// It runs as the present user, root or not. If this process is killed, a watchdog stops the node.
public actor PrivateBroker {
  /// Where the node listens for AMQP.
  public nonisolated let address: BrokerAddress
  /// Where the node listens for AMQP over TLS, if its settings say so. By name, because certificates are for names.
  public nonisolated let tlsAddress: BrokerAddress?
  /// The management API, for instance `http://127.0.0.1:15672`.
  public nonisolated let management: URL
  /// What it was started with.
  public nonisolated let settings: PrivateBrokerSettings

  let ports: BrokerPorts
  private let lock: FolderLock
  private let logger: Logger
  /// Behind a mutex and not the actor, because ``endNow()`` runs when no task does any more.
  private let watchdog = Mutex<RunningWatchdog?>(nil)

  private struct RunningWatchdog {
    var id: pid_t
    var input: Int32
  }

  /// Starts a node and waits until it serves AMQP and the management API.
  /// - Throws: ``PrivateBrokerError`` with the end of the log; `CancellationError`. Nothing is left running then.
  public static func start(_ settings: PrivateBrokerSettings, logger: Logger) async throws -> PrivateBroker {
    let broker = try PrivateBroker(settings, logger)
    try await KnownProcess.endStale(settings)
    try await broker.start()
    return broker
  }

  private init(_ settings: PrivateBrokerSettings, _ logger: Logger) throws {
    guard FileManager.default.isExecutableFile(atPath: settings.serverScript) else {
      throw PrivateBrokerError("\(settings.serverScript) is missing: install the package rabbitmq-server")
    }
    self.settings = settings
    self.logger = logger
    try FileManager.default.createDirectory(at: settings.folder, withIntermediateDirectories: true)
    lock = try FolderLock(settings)
    ports = try BrokerPorts(settings)
    address = BrokerAddress(host: "127.0.0.1", port: ports.amqp)
    tlsAddress = ports.tls.map { BrokerAddress(host: "localhost", port: $0) }
    guard let url = URL(string: "http://127.0.0.1:\(ports.management)") else {
      throw PrivateBrokerError("no URL for port \(ports.management)")
    }
    management = url
  }

  deinit {
    // Closing the pipe tells the watchdog to stop the node.
    guard let running = take() else { return }
    close(running.input)
    Thread.detachNewThread { Watchdog.waitForEndBlocking(of: running.id) }
  }

  /// Starts the node again on the same data and ports, after ``stop()`` or ``kill()``. Does nothing if it runs.
  public func start() async throws {
    guard watchdog.withLock({ $0 == nil }) else { return }
    // Else the questions below would be answered by whoever listens there.
    try FreePort.check(ports.amqp)
    try FreePort.check(ports.management)
    try settings.writeFiles(ports)
    try? FileManager.default.removeItem(atPath: settings.path("pids"))
    let (id, input) = try Watchdog.start(settings, ports)
    watchdog.withLock { $0 = RunningWatchdog(id: id, input: input) }
    do {
      try await Condition.wait(for: settings.startTimeout, "the broker to start") { try await isReady() }
    } catch {
      await end(with: .kill)
      throw explained(error)
    }
    logger.info("the private broker is up", metadata: ["amqp": "\(address)", "management": "\(management)"])
  }

  /// Whether the node's process runs.
  public nonisolated var isRunning: Bool { KnownProcess.inFolder(settings).first?.isRunning ?? false }

  /// Stops the node in good order. Its data stay.
  public func stop() async { await end(with: .stop) }

  /// Ends the node at once with SIGKILL, as a crash would. Its data stay.
  public func kill() async { await end(with: .kill) }

  /// Ends the node at once and for good, waiting for it on this thread: for the end of the process. A temporary folder
  /// is removed.
  public nonisolated func endNow() {
    guard let running = take() else { return }
    tell(running, .leave)
    Watchdog.waitForEndBlocking(of: running.id)
  }

  private func end(with word: Watchdog.Word) async {
    guard let running = take() else { return }
    tell(running, word)
    await Watchdog.waitForEnd(of: running.id)
  }

  private nonisolated func tell(_ running: RunningWatchdog, _ word: Watchdog.Word) {
    let line = Array("\(word.rawValue)\n".utf8)
    _ = send(running.input, line, line.count, Int32(MSG_NOSIGNAL))
    close(running.input)
  }

  private nonisolated func take() -> RunningWatchdog? {
    watchdog.withLock { running in
      defer { running = nil }
      return running
    }
  }

  private func isReady() async throws -> Bool {
    let processes = KnownProcess.inFolder(settings)
    if let node = processes.first, !node.isRunning { throw PrivateBrokerError("the broker ended while it started") }
    guard await Probe.speaksAMQP(port: ports.amqp) else { return false }
    return await Probe.speaksHTTP(port: ports.management)
  }

  private func explained(_ error: any Error) -> any Error {
    guard !(error is CancellationError) else { return error }
    let tail = ["log/start.log", "log/\(settings.logName)"].compactMap { LogTail.lines(of: settings.path($0)) }
    return PrivateBrokerError(
      "\(error); see \(settings.path("log")). The end of its log:\n" + tail.joined(separator: "\n"))
  }
}

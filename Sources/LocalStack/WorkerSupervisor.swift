// Keeps one worker's process running, as compose's restart policy would.

import Foundation
import Logging
import Synchronization

/// Starts a worker's executable and starts it again when it ends by itself.
public final class WorkerSupervisor: Sendable {
  /// How to run a worker.
  public struct Settings: Sendable {
    /// The worker's name.
    public var name: String
    /// The executable.
    public var executable: URL
    /// Arguments.
    public var arguments: [String]
    /// The environment.
    public var environment: [String: String]
    /// The longest pause before it is started again, in seconds.
    public var longestPause = 5.0
    /// Where standard error (the log) goes; appended to.
    public var log: URL

    /// Creates the settings; see the properties.
    public init(name: String, executable: URL, arguments: [String], environment: [String: String], log: URL) {
      self.name = name
      self.executable = executable
      self.arguments = arguments
      self.environment = environment
      self.log = log
    }
  }

  private struct State {
    var process: Process?
    var input: Pipe?
    var isStopping = false
    var starts = 0
  }

  private let settings: Settings
  private let logger: Logger
  private let state = Mutex(State())

  /// Creates it; nothing is started yet.
  public init(_ settings: Settings, logger: Logger) {
    self.settings = settings
    self.logger = logger
  }

  /// The worker's name.
  public var name: String { settings.name }
  /// The process id, while it runs.
  public var processID: Int32? { state.withLock { $0.process.flatMap { $0.isRunning ? $0.processIdentifier : nil } } }
  /// How often it was started.
  public var starts: Int { state.withLock { $0.starts } }

  /// Starts the worker.
  public func start() throws {
    let process = Process()
    process.executableURL = settings.executable
    process.arguments = settings.arguments + ["--exit-with-parent"]
    process.environment = settings.environment
    let input = Pipe()  // closed when this process ends, however it ends: the worker sees that and stops
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try log()
    process.terminationHandler = { [weak self] process in self?.ended(process) }
    try state.withLock { state in
      guard !state.isStopping else { return }
      try process.run()
      state.process = process
      state.input = input
      state.starts += 1
    }
  }

  /// Ends the worker at once, as a crash would; it is started again.
  public func kill() {
    if let id = processID { Glibc.kill(id, SIGKILL) }
  }

  /// Asks the worker to stop, and ends it after `limit`.
  public func stop(within limit: Duration = .seconds(10)) async {
    let process = state.withLock { state in
      state.isStopping = true
      return state.process
    }
    guard let process, process.isRunning else { return }
    process.terminate()
    try? await Condition.wait(for: limit, "\(name) to stop") { !process.isRunning }
    if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Starts a worker that was stopped.
  public func startAgain() throws {
    state.withLock { $0.isStopping = false }
    try start()
  }

  private func ended(_ process: Process) {
    let (again, starts) = state.withLock { ($0.isStopping == false, $0.starts) }
    guard again else { return }
    logger.warning("\(name) ended (status \(process.terminationStatus)); it is started again")
    // Later each time for a worker that cannot live, at once for one that was killed.
    let delay = min(settings.longestPause, 0.1 * Double(1 << min(starts, 6)))
    DispatchQueue.global().asyncAfter(deadline: .now() + delay) { [weak self] in
      guard let self else { return }
      do {
        try self.start()
      } catch {
        self.logger.error("\(self.name) cannot be started again: \(error)")
      }
    }
  }

  private func log() throws -> FileHandle {
    if !FileManager.default.fileExists(atPath: settings.log.path) {
      _ = FileManager.default.createFile(
        atPath: settings.log.path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    let handle = try FileHandle(forWritingTo: settings.log)
    try handle.seekToEnd()
    return handle
  }
}

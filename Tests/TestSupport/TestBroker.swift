// One real broker for a whole test process, and a virtual host of its own for each test.

import Foundation
import LocalStack
import Logging
import RabbitMQ
import Synchronization

/// The broker that the tests of this process share. Started by the first test that needs it, gone with the process.
public actor TestBroker {
  private static let instance = TestBroker()
  private var starting: Task<PrivateBroker, any Error>?

  /// The administrator of every node that tests start.
  public static let administrator = "administrator"
  /// The administrator's password: the node is private and short-lived.
  public static let administratorPassword: Secret = "for-tests-only"

  /// The node, running.
  public static func shared() async throws -> PrivateBroker { try await instance.broker() }

  /// A further node in a folder of the caller, for tests that stop or kill it.
  public static func start(in folder: URL) async throws -> PrivateBroker {
    try await PrivateBroker.start(settings(folder, isTemporary: false), logger: quietLogger)
  }

  private func broker() async throws -> PrivateBroker {
    if let starting { return try await starting.value }
    let task = Task {
      let name = "tributary-test-broker-\(ProcessInfo.processInfo.processIdentifier)"
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
      let broker = try await PrivateBroker.start(Self.settings(folder, isTemporary: true), logger: quietLogger)
      EndOfProcess.end(broker)
      return broker
    }
    starting = task
    return try await task.value
  }

  private static func settings(_ folder: URL, isTemporary: Bool) -> PrivateBrokerSettings {
    var settings = PrivateBrokerSettings(
      folder: folder, administrator: administrator, administratorPassword: administratorPassword)
    settings.isTemporary = isTemporary
    return settings
  }
}

/// A logger that says nothing below critical: failures show in the tests themselves.
public let quietLogger: Logger = {
  var logger = Logger(label: "tests")
  logger.logLevel = .critical
  return logger
}()

/// What has to be stopped when the process ends in its ordinary way. (If it is killed, the watchdog does it.)
private enum EndOfProcess {
  private static let brokers = Mutex<[PrivateBroker]>([])

  static func end(_ broker: PrivateBroker) {
    let isFirst = brokers.withLock { list in
      list.append(broker)
      return list.count == 1
    }
    if isFirst { atexit { EndOfProcess.brokers.withLock { $0 }.forEach { $0.endNow() } } }
  }
}

// One real broker for a whole test process, and a virtual host of its own for each test.

import Foundation
import LocalStack
import Logging
import RabbitMQ
import Synchronization

/// Where a broker is and who administers it.
public struct BrokerEndpoint: Sendable {
  /// Where it listens for AMQP.
  public let address: BrokerAddress
  /// Its management API.
  public let management: URL
  /// A user with the tag `administrator`.
  public let administrator: String
  /// That user's password.
  public let password: Secret

  /// A node that a test started.
  init(_ broker: PrivateBroker) {
    address = broker.address
    management = broker.management
    administrator = TestBroker.administrator
    password = TestBroker.administratorPassword
  }

  /// A broker that runs already: `amqp://user:password@host:port` and the address of its management API.
  /// - Throws: ``NotMet`` if one of them cannot be read.
  init(amqp: String, management: String?) throws {
    guard let parts = URLComponents(string: amqp), let host = parts.host, let user = parts.user,
      let url = URL(string: management ?? "http://\(host):15672")
    else { throw NotMet(description: "TRIBUTARY_TEST_BROKER must be amqp://user:password@host:port") }
    address = BrokerAddress(host: host, port: UInt16(parts.port ?? 5672))
    self.management = url
    administrator = user
    password = Secret(parts.password ?? "")
  }
}

/// The broker that the tests of this process share. Started by the first test that needs it, gone with the process.
///
/// `TRIBUTARY_TEST_BROKER` (and `TRIBUTARY_TEST_BROKER_MANAGEMENT`) name one that runs already instead.
/// `TRIBUTARY_RABBITMQ_SERVER` is the `rabbitmq-server` script that nodes are started with.
public actor TestBroker {
  private static let instance = TestBroker()
  private var starting: Task<PrivateBroker, any Error>?

  /// The administrator of every node that tests start.
  public static let administrator = "administrator"
  /// The administrator's password: the node is private and short-lived.
  public static let administratorPassword: Secret = "for-tests-only"

  /// The node, running.
  public static func shared() async throws -> BrokerEndpoint {
    let environment = ProcessInfo.processInfo.environment
    if let amqp = environment["TRIBUTARY_TEST_BROKER"] {
      return try BrokerEndpoint(amqp: amqp, management: environment["TRIBUTARY_TEST_BROKER_MANAGEMENT"])
    }
    return BrokerEndpoint(try await instance.broker())
  }

  /// A further node in a folder of the caller, for tests that stop or kill it.
  public static func start(in folder: URL) async throws -> PrivateBroker {
    try await PrivateBroker.start(settings(folder), logger: quietLogger)
  }

  private func broker() async throws -> PrivateBroker {
    if let starting { return try await starting.value }
    let task = Task {
      let name = "tributary-test-broker-\(ProcessInfo.processInfo.processIdentifier)"
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
      var settings = Self.settings(folder)
      settings.isTemporary = true
      let broker = try await PrivateBroker.start(settings, logger: quietLogger)
      EndOfProcess.end(broker)
      return broker
    }
    starting = task
    return try await task.value
  }

  /// What a test's own node is started with.
  public static func settings(_ folder: URL) -> PrivateBrokerSettings {
    var settings = PrivateBrokerSettings(
      folder: folder, administrator: administrator, administratorPassword: administratorPassword)
    if let script = ProcessInfo.processInfo.environment["TRIBUTARY_RABBITMQ_SERVER"] { settings.serverScript = script }
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

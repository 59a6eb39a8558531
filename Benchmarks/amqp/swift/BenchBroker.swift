// The private broker and the quorum queue that all clients use.

import Foundation
import LocalStack
import Logging
import RabbitMQ

/// A node for one run of the benchmark, with one user and one queue.
struct BenchBroker: Sendable {
  static let user = "bench"
  static let queue = "bench"
  static let virtualHost = "/"

  let address: BrokerAddress
  let password: Secret
  /// The same password, for the environment of the clients.
  let passwordText: String

  /// Starts a node, declares the queue, and removes everything at the end.
  static func with(_ body: @Sendable (BenchBroker) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("amqp-bench-\(getpid())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = UUID().uuidString
    let password = Secret(text)
    var logger = Logger(label: "amqp-bench")
    logger.logLevel = .warning
    let settings = PrivateBrokerSettings(folder: folder, administrator: user, administratorPassword: password)
    let node = try await PrivateBroker.start(settings, logger: logger)
    do {
      let topology = Topology(
        virtualHost: virtualHost, exchanges: [], queues: [.init(queue)], bindings: [], policies: [])
      try await ManagementClient(base: node.management, user: user, password: password)
        .importDefinitions(topology.virtualHostDefinitions(), into: virtualHost)
      try await body(BenchBroker(address: node.address, password: password, passwordText: text))
    } catch {
      await node.stop()
      throw error
    }
    await node.stop()
  }

  /// How our own client reaches it.
  func configuration(_ name: String, window: Int) -> BrokerConfiguration {
    var configuration = BrokerConfiguration(
      addresses: [address], virtualHost: Self.virtualHost, user: Self.user, password: password, connectionName: name)
    configuration.maximumInFlight = window
    configuration.publishTimeout = .seconds(600)
    return configuration
  }
}

/// Why a benchmark gave up.
struct BenchmarkError: Error, CustomStringConvertible {
  let description: String
}

/// Prints a line at once, also into a pipe.
func say(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) }

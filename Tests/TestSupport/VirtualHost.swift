// A virtual host and a user for one test.

import Foundation
import LocalStack
import RabbitMQ

/// What a test gets: a virtual host that only it uses, and a user with all rights in it.
public struct TestVirtualHost: Sendable {
  /// The virtual host.
  public let name: String
  /// The user; also the user's password.
  public let user: String
  /// The broker.
  public let broker: BrokerEndpoint

  /// The management API as administrator.
  public var management: ManagementClient {
    ManagementClient(
      base: broker.management, user: broker.administrator, password: broker.password)
  }

  /// How to connect as the test's user.
  public func configuration(_ connectionName: String = "test") -> BrokerConfiguration {
    BrokerConfiguration(
      addresses: [broker.address], virtualHost: name, user: user, password: Secret(user),
      connectionName: connectionName)
  }

  /// Declares what the test needs.
  public func declare(
    exchanges: [Topology.Exchange] = [], queues: [Topology.Queue] = [], bindings: [Topology.Binding] = [],
    policies: [Topology.Policy] = []
  ) async throws {
    let topology = Topology(
      virtualHost: name, exchanges: exchanges, queues: queues, bindings: bindings, policies: policies)
    try await management.importDefinitions(topology.virtualHostDefinitions(), into: name)
  }
}

/// Runs a test in a virtual host of its own on the shared node (or on `broker`), and removes it afterwards.
public func withVirtualHost<Result>(
  on broker: PrivateBroker? = nil, _ body: (TestVirtualHost) async throws -> Result
) async throws -> Result {
  let node: BrokerEndpoint
  if let broker { node = BrokerEndpoint(broker) } else { node = try await TestBroker.shared() }
  let name = "test-" + UUID().uuidString.lowercased()
  let host = TestVirtualHost(name: name, user: name, broker: node)
  try await host.management.createVirtualHost(name)
  try await host.management.putUser(name, password: Secret(name))
  try await host.management.setPermissions(user: name, virtualHost: name, configure: ".*", write: ".*", read: ".*")
  do {
    let result = try await body(host)
    await remove(host)
    return result
  } catch {
    await remove(host)
    throw error
  }
}

/// What cannot be removed goes with the node; a test does not fail for it.
private func remove(_ host: TestVirtualHost) async {
  try? await host.management.deleteVirtualHost(host.name)
  try? await host.management.deleteUser(host.user)
}

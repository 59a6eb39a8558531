// Where a running stack is to be reached: written when it starts, read by every other command.

import AdapterKit
import Foundation
import RabbitMQ

/// Where the parts of a running stack are.
public struct StackAddress: Codable, Sendable, Equatable {
  /// The broker, for AMQP.
  public struct Broker: Codable, Sendable, Equatable {
    /// The host's name or address.
    public var host: String
    /// The port.
    public var port: Int
    /// A PEM file with the authorities that may vouch for the broker; nil: without TLS.
    public var authoritiesFile: String?

    /// Creates it.
    public init(host: String, port: Int, authoritiesFile: String? = nil) {
      (self.host, self.port, self.authoritiesFile) = (host, port, authoritiesFile)
    }
  }

  /// The broker.
  public var broker: Broker
  /// The broker's management API, as `http://127.0.0.1:15672`.
  public var management: String
  /// Health and metrics of each worker, as `http://127.0.0.1:8080`.
  public var health: [String: String]
  /// The API of operations, as `http://127.0.0.1:8700`.
  public var api: String
  /// The supervising process; nil where none supervises all, as with containers.
  public var supervisor: Int32?
  /// The folder with the passwords of the broker's users; nil: `secrets` in the data folder.
  public var secrets: String?
  /// The folder with the schemas and the configuration that it was started with.
  public var home: String?

  /// Creates it; see the properties.
  public init(
    broker: Broker, management: String, health: [String: String], api: String, supervisor: Int32? = nil,
    secrets: String? = nil, home: String? = nil
  ) {
    (self.broker, self.management, self.health, self.api) = (broker, management, health, api)
    (self.supervisor, self.secrets, self.home) = (supervisor, secrets, home)
  }

  /// The file that says where a stack is which no process supervises.
  public static let variable = "TRIBUTARY_STACK"

  static func file(in data: URL) -> URL { data.appendingPathComponent("stack.json") }

  /// The address of the stack that runs on this data folder, or that ``variable`` names; nil when none does.
  public static func running(on data: URL) -> StackAddress? {
    let named = ProcessInfo.processInfo.environment[variable].map { URL(fileURLWithPath: $0) }
    guard let bytes = try? Data(contentsOf: named ?? file(in: data)),
      let address = try? JSONDecoder().decode(StackAddress.self, from: bytes)
    else { return nil }
    guard let supervisor = address.supervisor else { return named == nil ? nil : address }
    return kill(supervisor, 0) == 0 || errno == EPERM ? address : nil
  }

  /// How a user of the broker connects. - Throws: `ConfigurationError` where the user's password is missing.
  public func connection(user: String, data: URL, name: String) throws -> BrokerConfiguration {
    BrokerConfiguration(
      addresses: [BrokerAddress(host: broker.host, port: UInt16(clamping: broker.port))],
      virtualHost: LocalStack.virtualHost, user: user, password: try password(of: user, data: data),
      connectionName: name, tls: broker.authoritiesFile.map { BrokerTLS(authoritiesFile: $0) })
  }

  /// A broker user's password. - Throws: `ConfigurationError` where it is missing.
  public func password(of user: String, data: URL) throws -> Secret {
    try DataFolder.password(of: user, in: secrets.map(DataFolder.url) ?? data.appendingPathComponent("secrets"))
  }

  /// As JSON.
  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  func write(in data: URL) throws { try encoded().write(to: StackAddress.file(in: data), options: .atomic) }

  static func remove(in data: URL) { try? FileManager.default.removeItem(at: file(in: data)) }
}

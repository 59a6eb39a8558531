// A topology as RabbitMQ's definitions JSON: what `load_definitions` and the management API read.

import Foundation

extension Topology {
  /// Definitions of a whole broker: users, permissions, the virtual host and everything in it. For `load_definitions`.
  /// The same topology always gives the same bytes.
  public func brokerDefinitions() throws -> Data { try Self.brokerDefinitions([self]) }

  /// Definitions of a broker with several virtual hosts. A user that several topologies name is taken from the first.
  public static func brokerDefinitions(_ topologies: [Topology]) throws -> Data {
    var users: [String: Definitions.User] = [:]
    for user in topologies.flatMap(\.users) where users[user.name] == nil { users[user.name] = .init(user) }
    let parts = topologies.map { $0.content(virtualHost: $0.virtualHost) }
    return try render(
      Definitions(
        users: users.values.sorted { $0.name < $1.name },
        vhosts: topologies.map { .init(name: $0.virtualHost) },
        permissions: topologies.flatMap(\.permissionEntries),
        policies: parts.flatMap(\.policies), exchanges: parts.flatMap(\.exchanges),
        queues: parts.flatMap(\.queues), bindings: parts.flatMap(\.bindings)))
  }

  /// Definitions of what is in one virtual host, whatever its name, for
  /// ``ManagementClient/importDefinitions(_:into:)``.
  public func virtualHostDefinitions() throws -> Data { try Self.render(content(virtualHost: nil)) }

  private var permissionEntries: [Definitions.Permission] {
    users.compactMap { user in
      user.permissions.map {
        .init(user: user.name, vhost: virtualHost, configure: $0.configure, write: $0.write, read: $0.read)
      }
    }
  }

  private func content(virtualHost: String?) -> Definitions {
    Definitions(
      policies: policies.map { .init($0, virtualHost) }, exchanges: exchanges.map { .init($0, virtualHost) },
      queues: queues.map { .init($0, virtualHost) }, bindings: bindings.map { .init($0, virtualHost) })
  }

  private static func render(_ definitions: Definitions) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(definitions)
  }
}

/// The shape of the JSON. Names are RabbitMQ's; what is nil is left out.
private struct Definitions: Encodable {
  var users: [User]?
  var vhosts: [VirtualHost]?
  var permissions: [Permission]?
  var policies: [Policy]
  var exchanges: [Exchange]
  var queues: [Queue]
  var bindings: [Binding]

  struct User: Encodable {
    var name: String
    var password_hash: String
    var hashing_algorithm = "rabbit_password_hashing_sha256"
    var tags: [String]

    init(_ user: Topology.User) {
      name = user.name
      password_hash = user.passwordHash
      tags = user.tags
    }
  }

  struct VirtualHost: Encodable { var name: String }

  struct Permission: Encodable {
    var user: String
    var vhost: String
    var configure: String
    var write: String
    var read: String
  }

  struct Policy: Encodable {
    enum CodingKeys: String, CodingKey {
      case vhost, name, pattern, priority, definition
      case target = "apply-to"
    }
    var vhost: String?
    var name: String
    var pattern: String
    var target: String
    var priority: Int
    var definition: [String: Topology.Argument]

    init(_ policy: Topology.Policy, _ vhost: String?) {
      self.vhost = vhost
      name = policy.name
      pattern = policy.pattern
      target = policy.target.rawValue
      priority = policy.priority
      definition = policy.definition
    }
  }

  struct Exchange: Encodable {
    var vhost: String?
    var name: String
    var type: String
    var durable = true
    var auto_delete = false
    var `internal` = false
    var arguments: [String: Topology.Argument]

    init(_ exchange: Topology.Exchange, _ vhost: String?) {
      self.vhost = vhost
      name = exchange.name
      type = exchange.kind.rawValue
      arguments = exchange.arguments
    }
  }

  struct Queue: Encodable {
    var vhost: String?
    var name: String
    var durable = true
    var auto_delete = false
    var arguments: [String: Topology.Argument]

    init(_ queue: Topology.Queue, _ vhost: String?) {
      self.vhost = vhost
      name = queue.name
      arguments = queue.arguments
    }
  }

  struct Binding: Encodable {
    var vhost: String?
    var source: String
    var destination: String
    var destination_type = "queue"
    var routing_key: String
    var arguments: [String: Topology.Argument] = [:]

    init(_ binding: Topology.Binding, _ vhost: String?) {
      self.vhost = vhost
      source = binding.exchange
      destination = binding.queue
      routing_key = binding.routingKey
    }
  }
}

extension Topology.Argument: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else {
      // Lists and fractions are none of ours: they only have to differ.
      self = .string((try? container.decode(String.self)) ?? "a value of another kind")
    }
  }
}

extension Topology.Argument: CustomStringConvertible {
  public var description: String {
    switch self {
    case .string(let value): value
    case .integer(let value): String(value)
    case .boolean(let value): String(value)
    }
  }
}

extension Topology.Argument: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .string(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .boolean(let value): try container.encode(value)
    }
  }
}

// The enterprise systems on our broker: each a broker user, who may publish, subscribe, or both.

import Foundation
import RabbitMQ

/// Another system of the enterprise, as `config/systems.yaml` declares it.
public struct EnterpriseSystem: Sendable, Equatable {
  /// Its name, and that of its broker user.
  public let name: String
  /// Whether it may write to `pay.ingress`. What it may publish is said in `config/router.yaml`.
  public let publishes: Bool
  /// Whether it has a queue.
  public let subscribes: Bool
  /// Patterns of full types that its queue gets, all events of them; routes may send it more.
  public let types: [String]
  /// How much may wait in its queue, in bytes, before the oldest is dropped.
  public let maximumBytes: Int64

  /// The path of the file below the home folder.
  public static let file = "config/systems.yaml"
  /// The prefix of every subscriber's queue, and of the routing key that brings an event there by a route.
  public static let queuePrefix = "sub."

  /// Its queue.
  public var queue: String { EnterpriseSystem.queuePrefix + name }
  /// The topic patterns of its types.
  public var patterns: [String] {
    types.map { $0.hasPrefix("tributary.") ? String($0.dropFirst("tributary.".count)) : $0 }
  }

  /// Whether it may use the broker's HTTP API, within its permissions: for shell scripts.
  public let usesManagement: Bool

  /// Those that name one version: only they mean it when there is a newer one.
  public var versionedPatterns: [String] { patterns.filter { !$0.hasSuffix("*") && !$0.hasSuffix("#") } }

  /// Creates it; see the properties.
  public init(
    name: String, publishes: Bool = false, subscribes: Bool = true, types: [String] = [],
    maximumBytes: Int64 = 256 << 20, usesManagement: Bool = false
  ) {
    self.name = name
    self.publishes = publishes
    self.subscribes = subscribes
    self.types = types
    self.maximumBytes = maximumBytes
    self.usesManagement = usesManagement
  }

  /// The keys of the file.
  public static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "systems",
      .map(
        .section([
          ConfigurationKey("publishes", .boolean, default: "false", "Whether it may write to pay.ingress."),
          ConfigurationKey("subscribes", .boolean, default: "true", "Whether it has a queue, sub.<name>."),
          ConfigurationKey("types", .list(.text), "Types its queue gets; `*` stands for one word."),
          ConfigurationKey("management", .boolean, default: "false", "Whether it may use the broker's HTTP API."),
          ConfigurationKey(
            "maximumBytes", .integer(1 << 20...1 << 40), default: String(256 << 20),
            "Bytes that may wait before the oldest event is dropped."),
        ])), "Other systems, by broker user.")
  ]

  /// All of them, by name; none where there is no such file. - Throws: ``ConfigurationError``.
  public static func all(home: URL) throws -> [EnterpriseSystem] {
    let url = home.appendingPathComponent(file)
    guard FileManager.default.fileExists(atPath: url.path) else { return [] }
    let systems = try Configuration(file: url, named: file, keys: keys).map("systems")
    let faults = systems.sorted { $0.key < $1.key }.compactMap { name, section in
      fault(name).map { section.fault("", $0) }
    }
    guard faults.isEmpty else { throw ConfigurationError(faults) }
    return systems.sorted { $0.key < $1.key }.map { name, section in
      EnterpriseSystem(
        name: name, publishes: section.boolean("publishes"), subscribes: section.boolean("subscribes"),
        types: section.texts("types"), maximumBytes: Int64(section.integer("maximumBytes")),
        usesManagement: section.boolean("management"))
    }
  }

  /// What is wrong with a system's name; nil for nothing.
  private static func fault(_ name: String) -> String? {
    let isName =
      (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    if !isName { return "a name has 1 to 64 of a-z, 0-9 and -" }
    let isTaken = name != BrokerUsers.billing && BrokerUsers.all.contains { $0.name == name }
    return isTaken ? "this is a user of our own; choose another name" : nil
  }
}

extension EnterpriseSystem {
  /// The system's broker user.
  public var role: BrokerUsers.Role {
    let writes = publishes || name == BrokerUsers.billing
    return BrokerUsers.Role(
      name: name, tags: usesManagement ? ["management"] : [],
      permissions: .init(
        write: writes ? "^pay\\.ingress$" : "^$", read: subscribes ? "^\(queuePattern)$" : "^$"))
  }

  /// Its queue's name as a regular expression.
  private var queuePattern: String { "sub\\.\(name)" }

  var topologyQueue: Topology.Queue { .init(queue) }

  var bindings: [Topology.Binding] {
    (patterns + [queue]).map { .init(exchange: Exchange.events, queue: queue, routingKey: $0) }
      + versionedPatterns.map { .init(exchange: Exchange.older, queue: queue, routingKey: $0) }
  }

  /// A subscriber that stands still must not stop the river: its oldest events are dropped. It has no dead-letter
  /// exchange, since what is dropped for room would all become dead letters.
  var policy: Topology.Policy {
    .init(
      queue, pattern: "^\(queuePattern)$", priority: 1,
      definition: ["max-length-bytes": .integer(maximumBytes), "overflow": "drop-head", "delivery-limit": 1_000_000])
  }
}

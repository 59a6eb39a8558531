// What a broker holds, as its definitions say: the other side of a comparison with a topology.

/// A virtual host of a broker as it is.
public struct BrokerState: Sendable, Equatable {
  /// A user with what it may do in the virtual host.
  public struct User: Sendable, Equatable {
    /// The name.
    public var name: String
    /// The salted hash of the password.
    public var passwordHash: String
    /// How it was made.
    public var hashingAlgorithm: String
    /// Tags, sorted.
    public var tags: [String]
    /// What the user may do in the virtual host; nil: it is kept out.
    public var permissions: Topology.Permissions?
  }

  /// The broker's version, for instance `4.0.5`.
  public var version: String
  /// Whether there is such a virtual host at all.
  public var exists: Bool
  /// Exchanges, those that the broker makes by itself left out. The kind is a text: plugins have kinds of their own.
  public var exchanges: [String: Exchange]
  /// Queues: their arguments.
  public var queues: [String: [String: Topology.Argument]]
  /// Bindings from exchanges to queues, without the implicit ones. Bindings between exchanges are listed apart.
  public var bindings: Set<Topology.Binding>
  /// Bindings of exchanges to exchanges, in words.
  public var exchangeBindings: [String]
  /// Policies.
  public var policies: [String: Topology.Policy]
  /// All users of the broker.
  public var users: [User]

  /// An exchange as it is.
  public struct Exchange: Sendable, Equatable {
    /// How it routes.
    public var kind: String
    /// Whether it outlives a restart.
    public var isDurable: Bool
    /// Its arguments.
    public var arguments: [String: Topology.Argument]
  }
}

extension BrokerState {
  /// The answer of `GET /api/definitions`.
  struct Document: Decodable {
    struct User: Decodable {
      var name: String
      var passwordHash: String?
      var hashingAlgorithm: String?
      var tags: Tags?
    }
    /// A list since 3.9, a text with commas before.
    struct Tags: Decodable {
      var names: [String]

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let list = try? container.decode([String].self) {
          names = list
        } else {
          names = try container.decode(String.self).split(separator: ",").map(String.init)
        }
      }
    }
    struct VirtualHost: Decodable { var name: String }
    struct Permission: Decodable {
      var user: String
      var vhost: String
      var configure: String
      var write: String
      var read: String
    }
    struct Policy: Decodable {
      enum CodingKeys: String, CodingKey {
        case vhost, name, pattern, priority, definition
        // The decoder has turned names with underscores already; this one has a dash.
        case target = "apply-to"
      }
      var vhost: String
      var name: String
      var pattern: String
      var target: String
      var priority: Int
      var definition: [String: Topology.Argument]
    }
    struct Exchange: Decodable {
      var vhost: String
      var name: String
      var type: String
      var durable: Bool
      var arguments: [String: Topology.Argument]
    }
    struct Queue: Decodable {
      var vhost: String
      var name: String
      var arguments: [String: Topology.Argument]
    }
    struct Binding: Decodable {
      var vhost: String
      var source: String
      var destination: String
      var destinationType: String
      var routingKey: String
    }
    var users: [User]
    var vhosts: [VirtualHost]
    var permissions: [Permission]
    var policies: [Policy]
    var exchanges: [Exchange]
    var queues: [Queue]
    var bindings: [Binding]
  }

  struct Overview: Decodable { var rabbitmqVersion: String }

  struct FeatureFlag: Decodable {
    var name: String
    var state: String
  }

  init(_ document: Document, virtualHost: String, version: String) {
    self.version = version
    exists = document.vhosts.contains { $0.name == virtualHost }
    exchanges = [:]
    for exchange in document.exchanges where exchange.vhost == virtualHost {
      exchanges[exchange.name] = Exchange(
        kind: exchange.type, isDurable: exchange.durable, arguments: exchange.arguments)
    }
    queues = [:]
    for queue in document.queues where queue.vhost == virtualHost { queues[queue.name] = queue.arguments }
    let own = document.bindings.filter { $0.vhost == virtualHost && !$0.source.isEmpty }
    bindings = Set(
      own.filter { $0.destinationType == "queue" }
        .map { Topology.Binding(exchange: $0.source, queue: $0.destination, routingKey: $0.routingKey) })
    exchangeBindings = own.filter { $0.destinationType != "queue" }
      .map { "\($0.source) → exchange \($0.destination) by '\($0.routingKey)'" }.sorted()
    policies = [:]
    for policy in document.policies where policy.vhost == virtualHost {
      policies[policy.name] = Topology.Policy(
        policy.name, pattern: policy.pattern, target: .init(rawValue: policy.target) ?? .all,
        priority: policy.priority, definition: policy.definition)
    }
    users = document.users.map { user in
      let permission = document.permissions.first { $0.user == user.name && $0.vhost == virtualHost }
      return User(
        name: user.name, passwordHash: user.passwordHash ?? "",
        hashingAlgorithm: user.hashingAlgorithm ?? "rabbit_password_hashing_sha256",
        tags: (user.tags?.names ?? []).sorted(),
        permissions: permission.map(BrokerState.permissions))
    }
  }

  /// The broker takes an empty pattern for `^$`: nothing. As a regular expression it would be found in every name.
  private static func permissions(_ permission: Document.Permission) -> Topology.Permissions {
    let pattern = { (text: String) in text.isEmpty ? "^$" : text }
    return .init(
      configure: pattern(permission.configure), write: pattern(permission.write), read: pattern(permission.read))
  }
}

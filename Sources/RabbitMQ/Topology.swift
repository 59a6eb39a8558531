// What a broker must hold: users, virtual hosts, exchanges, queues, bindings, policies. Plain values.

import Messaging

/// A declared topology. Everything durable; rendered to RabbitMQ's definitions format.
public struct Topology: Sendable, Equatable {
  /// An exchange.
  public struct Exchange: Sendable, Equatable {
    /// How an exchange routes (AMQP 0-9-1, section 3.1.3).
    public enum Kind: String, Sendable { case topic, direct, fanout, headers }
    /// Its name.
    public var name: String
    /// How it routes.
    public var kind: Kind
    /// Arguments, for instance `alternate-exchange`.
    public var arguments: [String: Argument]

    /// Creates it.
    public init(_ name: String, _ kind: Kind, arguments: [String: Argument] = [:]) {
      self.name = name
      self.kind = kind
      self.arguments = arguments
    }
  }

  /// A queue.
  public struct Queue: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Arguments; `x-queue-type` is `quorum` unless given.
    public var arguments: [String: Argument]

    /// Creates it.
    public init(_ name: String, arguments: [String: Argument] = [:]) {
      self.name = name
      self.arguments = arguments.merging(["x-queue-type": "quorum"]) { given, _ in given }
    }
  }

  /// A route from an exchange to a queue.
  public struct Binding: Sendable, Hashable {
    /// The exchange.
    public var exchange: String
    /// The queue.
    public var queue: String
    /// The key or pattern.
    public var routingKey: String

    /// Creates it.
    public init(exchange: String, queue: String, routingKey: String) {
      self.exchange = exchange
      self.queue = queue
      self.routingKey = routingKey
    }
  }

  /// A policy: arguments for every queue or exchange whose name matches; at most one applies to each.
  public struct Policy: Sendable, Equatable {
    /// To what a policy applies. `quorum_queues` is not among them: RabbitMQ 3.10 refuses it.
    public enum Target: String, Sendable { case queues, exchanges, all }
    /// Its name.
    public var name: String
    /// A regular expression over names.
    public var pattern: String
    /// To what it applies.
    public var target: Target
    /// Of several that match, the highest wins.
    public var priority: Int
    /// What it sets.
    public var definition: [String: Argument]

    /// Creates it.
    public init(
      _ name: String, pattern: String, target: Target = .queues, priority: Int = 0, definition: [String: Argument]
    ) {
      self.name = name
      self.pattern = pattern
      self.target = target
      self.priority = priority
      self.definition = definition
    }
  }

  /// A value of an argument.
  public enum Argument: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
  {
    /// A text.
    case string(String)
    /// A number.
    case integer(Int64)
    /// Yes or no.
    case boolean(Bool)

    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
  }

  /// A broker user.
  public struct User: Sendable, Equatable {
    /// The name.
    public var name: String
    /// The salted hash of the password, as RabbitMQ stores it: see ``PasswordHash``.
    public var passwordHash: String
    /// Tags: `administrator`, `monitoring`, `management`, `policymaker`, `impersonator`.
    public var tags: [String]
    /// What the user may do in the topology's virtual host; none keeps the user out.
    public var permissions: Permissions?

    /// Creates it.
    public init(_ name: String, passwordHash: String, tags: [String] = [], permissions: Permissions? = nil) {
      self.name = name
      self.passwordHash = passwordHash
      self.tags = tags
      self.permissions = permissions
    }
  }

  /// Regular expressions over names of exchanges and queues; an empty one matches none.
  public struct Permissions: Sendable, Equatable {
    /// What may be declared and deleted. Passive declares need no permission.
    public var configure: String
    /// Which exchanges may be published to.
    public var write: String
    /// Which queues may be consumed.
    public var read: String

    /// Creates them.
    public init(configure: String = "^$", write: String, read: String) {
      self.configure = configure
      self.write = write
      self.read = read
    }

    /// Everything.
    public static let all = Permissions(configure: ".*", write: ".*", read: ".*")
  }

  /// The virtual host it is for.
  public var virtualHost: String
  /// The exchanges.
  public var exchanges: [Exchange]
  /// The queues.
  public var queues: [Queue]
  /// The bindings.
  public var bindings: [Binding]
  /// The policies.
  public var policies: [Policy]
  /// The users. Only in the definitions of a whole broker: users belong to no virtual host.
  public var users: [User]

  /// Creates a topology.
  public init(
    virtualHost: String, exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = [],
    policies: [Policy] = [], users: [User] = []
  ) {
    self.virtualHost = virtualHost
    self.exchanges = exchanges
    self.queues = queues
    self.bindings = bindings
    self.policies = policies
    self.users = users
  }
}

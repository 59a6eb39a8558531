// The broker's users: one a worker, each with the narrowest permissions.

import RabbitMQ

/// Who connects to the broker, and what each may do there.
public enum BrokerUsers {
  /// Reads bindings for the router's readiness.
  public static let monitor = "monitor"
  /// Imports the topology; used by people and `tributary up` only.
  public static let administrator = "administrator"
  /// The dead-letter store: sends messages again in the name of who published them first.
  public static let operations = "operations"
  /// The billing system of the samples: an enterprise system that publishes events.
  public static let billing = "billing"

  /// A user without a password.
  public struct Role: Sendable {
    /// The user's name.
    public let name: String
    /// Tags.
    public let tags: [String]
    /// Permissions in the tenant's virtual host.
    public let permissions: Topology.Permissions
  }

  /// All of them.
  public static let all: [Role] = [
    worker("payer-edi", write: "internal|failed", read: "payer-edi|control\\.payer-edi"),
    worker("lockbox", write: "internal|failed", read: "control\\.lockbox"),
    worker(
      "document-extraction", write: "internal|failed", read: "document-extraction|control\\.document-extraction"),
    worker("cash-application", write: "internal|failed", read: "cash-application|control\\.cash-application"),
    worker("erp-posting", write: "internal|failed", read: "erp-posting|control\\.erp-posting"),
    worker("router", write: "events|older|dead|retry\\..*", read: "router\\..*"),
    worker(operations, write: "internal|failed|return", read: "operations|dead-letters|unrouted"),
    worker(billing, write: "ingress"),
    Role(name: monitor, tags: ["monitoring"], permissions: .init(write: "^$", read: "^$")),
    Role(name: administrator, tags: ["administrator"], permissions: .all),
  ]

  private static func worker(_ name: String, write: String, read: String? = nil) -> Role {
    Role(
      name: name, tags: [],
      permissions: .init(write: "^pay\\.(\(write))$", read: read.map { "^(\($0))$" } ?? "^$"))
  }
}

// The names on the broker: exchanges, queues, and who consumes what. The one place that declares them.

import Messaging
import RabbitMQ

/// Exchanges.
public enum Exchange {
  /// Other systems publish here.
  public static let ingress = "pay.ingress"
  /// Our workers publish here.
  public static let `internal` = "pay.internal"
  /// Canonical events; only the router writes.
  public static let events = "pay.events"
  /// What no queue is bound for.
  public static let unrouted = "pay.unrouted"
  /// Failed deliveries, on their way to the retry policy.
  public static let failed = "pay.failed"
  /// From a retry tier back to the queue where it failed.
  public static let `return` = "pay.return"
  /// Dead letters.
  public static let dead = "pay.dead"

  /// The exchange (and queue) of a retry tier.
  public static func retry(_ tier: RetryPolicy.Tier) -> String { "pay.retry.\(tier.name)" }
}

/// Queues. A worker's queue has the worker's name.
public enum Queue {
  public static let routerIngress = "router.ingress"
  public static let routerInternal = "router.internal"
  public static let routerFailed = "router.failed"
  public static let cashApplication = "cash-application"
  public static let erpPosting = "erp-posting"
  public static let operations = "operations"
  public static let deadLetters = "dead-letters"
  public static let unrouted = "unrouted"
}

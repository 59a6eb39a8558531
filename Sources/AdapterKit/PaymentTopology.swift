// The names on the broker: exchanges, queues, who consumes what, who may do what. The one place that declares them.

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
  /// Copies of canonical events in older versions, for systems that subscribe to them.
  public static let older = "pay.older"
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
  /// Events of other systems, to the router. The only queue with a length limit.
  public static let routerIngress = "router.ingress"
  /// Events of our workers, to the router.
  public static let routerInternal = "router.internal"
  /// Failed deliveries, to the router.
  public static let routerFailed = "router.failed"
  /// Requests to payers, to the payer EDI adapter.
  public static let payerEDI = "payer-edi"
  /// To cash application.
  public static let cashApplication = "cash-application"
  /// To ERP posting.
  public static let erpPosting = "erp-posting"
  /// Images of documents, what banks' indexes say of them, and people's corrections, to document extraction.
  public static let documentExtraction = "document-extraction"
  /// Everything, to operations.
  public static let operations = "operations"
  /// Dead letters, to the dead-letter store.
  public static let deadLetters = "dead-letters"
  /// Events that no queue is bound for, to operations.
  public static let unrouted = "unrouted"

  /// The queues of workers that receive events.
  public static let workers = [payerEDI, documentExtraction, cashApplication, erpPosting, operations]

  /// The workers that people may pause. Not the router, by way of which the request to resume would come, nor
  /// operations, which would not hear the answer.
  public static let pausable = [payerEDI, "lockbox", documentExtraction, cashApplication, erpPosting]

  /// What people ask of a worker comes by a queue of its own, which it reads while it is paused, too.
  public static func control(of worker: String) -> String { "control.\(worker)" }

  /// The queues that a retried message may return to.
  public static let receivers = workers + pausable.map(control)
}

/// The topology of a tenant's virtual host.
public enum PaymentTopology {
  /// Routing keys that each worker's queue takes of the canonical events.
  public static let subscriptions: [String: [String]] = [
    Queue.payerEDI: ["claim.status-requested.*", "eligibility.requested.*"],
    Queue.documentExtraction: [
      "document.received.*", "document.correction-requested.*", "document.indexed.*", "file.received.*",
    ],
    Queue.cashApplication: [
      "charge.posted.*", "deposit.received.*", "deposit.returned.*", "remittance.received.*",
      "remittance.claims-received.*", "journal.posted.*", "journal.rejected.*", "payer.state-requested.*",
      "file.withdrawal-requested.*", "patient-payment.received.*", "posting.action-requested.*",
      "contract.published.*", "claim.submitted.*", "ledger.reconciled.*",
      "opening-balance.loaded.*", "document.extracted.*",
    ],
    Queue.erpPosting: [
      "journal.requested.*", "journal.retry-requested.*", "master-data.reading-requested.*",
      "ledger.reconciliation-requested.*",
    ],
    Queue.operations: ["#"],
  ].merging(Queue.pausable.map { (Queue.control(of: $0), ["worker.state-requested.*"]) }) { first, _ in first }

  /// The consumers that an event needs: while one is not bound, the router pauses, since a tap makes every event
  /// look routed.
  public static let requiredConsumers: [String: Set<String>] = [
    "charge.posted.v1": [Queue.cashApplication], "deposit.received.v1": [Queue.cashApplication],
    "deposit.returned.v1": [Queue.cashApplication], "opening-balance.loaded.v1": [Queue.cashApplication],
    "remittance.received.v1": [Queue.cashApplication], "remittance.claims-received.v1": [Queue.cashApplication],
    "journal.requested.v1": [Queue.erpPosting], "journal.posted.v1": [Queue.cashApplication],
    "journal.rejected.v1": [Queue.cashApplication], "work-item.opened.v1": [Queue.operations],
    "payer.state-requested.v1": [Queue.cashApplication], "file.withdrawal-requested.v1": [Queue.cashApplication],
    "journal.retry-requested.v1": [Queue.erpPosting], "master-data.reading-requested.v1": [Queue.erpPosting],
    "ledger.reconciliation-requested.v1": [Queue.erpPosting], "ledger.reconciled.v1": [Queue.cashApplication],
    "document.received.v1": [Queue.documentExtraction], "document.extracted.v1": [Queue.cashApplication],
    "document.correction-requested.v1": [Queue.documentExtraction],
    "claim.status-requested.v1": [Queue.payerEDI], "eligibility.requested.v1": [Queue.payerEDI],
    "worker.state-requested.v1": Set(Queue.pausable.map(Queue.control)),
  ]

  /// How many events of other systems may wait before the broker refuses more.
  public static let ingressLimit: Int64 = 1_000_000

  /// Exchanges, queues, bindings and policies; users are added by whoever knows their passwords.
  /// - Parameter systems: the enterprise systems; each that subscribes has a queue of its own.
  public static func topology(
    virtualHost: String, users: [Topology.User] = [], systems: [EnterpriseSystem] = []
  ) -> Topology {
    let subscribers = systems.filter(\.subscribes)
    return Topology(
      virtualHost: virtualHost, exchanges: exchanges, queues: queues + subscribers.map(\.topologyQueue),
      bindings: bindings + subscribers.flatMap(\.bindings), policies: policies + subscribers.map(\.policy),
      users: users)
  }

  private static let tiers = RetryPolicy.standard.tiers

  private static var exchanges: [Topology.Exchange] {
    [
      .init(Exchange.ingress, .topic), .init(Exchange.internal, .topic),
      .init(Exchange.events, .topic, arguments: ["alternate-exchange": .string(Exchange.unrouted)]),
      .init(Exchange.older, .topic), .init(Exchange.unrouted, .fanout), .init(Exchange.failed, .topic),
      .init(Exchange.return, .direct),
      .init(Exchange.dead, .fanout),
    ] + tiers.map { .init(Exchange.retry($0), .fanout) }
  }

  private static var queues: [Topology.Queue] {
    let plain = [
      Queue.routerIngress, Queue.routerInternal, Queue.routerFailed, Queue.deadLetters, Queue.unrouted,
    ]
    return (plain + Queue.receivers).map { .init($0, arguments: quorum) } + tiers.map(retryQueue)
  }

  private static let quorum: [String: Topology.Argument] = ["x-queue-type": "quorum"]

  private static func retryQueue(_ tier: RetryPolicy.Tier) -> Topology.Queue {
    var arguments = quorum
    arguments["x-message-ttl"] = .integer(tier.delayMilliseconds)
    arguments["x-dead-letter-exchange"] = .string(Exchange.return)
    arguments["x-dead-letter-strategy"] = "at-least-once"
    arguments["x-overflow"] = "reject-publish"
    return .init(Exchange.retry(tier), arguments: arguments)
  }

  private static var bindings: [Topology.Binding] {
    var bindings: [Topology.Binding] = [
      .init(exchange: Exchange.ingress, queue: Queue.routerIngress, routingKey: "#"),
      .init(exchange: Exchange.internal, queue: Queue.routerInternal, routingKey: "#"),
      .init(exchange: Exchange.failed, queue: Queue.routerFailed, routingKey: "#"),
      .init(exchange: Exchange.dead, queue: Queue.deadLetters, routingKey: ""),
      .init(exchange: Exchange.unrouted, queue: Queue.unrouted, routingKey: ""),
    ]
    for (queue, keys) in subscriptions.sorted(by: { $0.key < $1.key }) {
      bindings += keys.map { .init(exchange: Exchange.events, queue: queue, routingKey: $0) }
      bindings.append(.init(exchange: Exchange.return, queue: queue, routingKey: queue))
    }
    bindings += tiers.map { .init(exchange: Exchange.retry($0), queue: Exchange.retry($0), routingKey: "") }
    return bindings
  }

  private static var policies: [Topology.Policy] {
    let work: [String: Topology.Argument] = [
      "dead-letter-exchange": .string(Exchange.dead), "dead-letter-strategy": "at-least-once",
      "overflow": "reject-publish", "delivery-limit": 20,
    ]
    // At most one policy applies to a queue, so the ingress has all of the work queues' settings and its own.
    let ingress = work.merging(["max-length": .integer(ingressLimit)]) { _, own in own }
    return [
      .init(
        "work",
        pattern: "^(router\\..*|control\\..*|payer-edi|document-extraction|cash-application|erp-posting|operations)$",
        priority: 1, definition: work),
      .init("ingress", pattern: "^router\\.ingress$", priority: 2, definition: ingress),
      // 3.10 knows no "unlimited"; the number keeps 4.x from deleting what is redelivered often.
      .init("kept", pattern: "^(dead-letters|unrouted)$", priority: 1, definition: ["delivery-limit": 1_000_000]),
    ]
  }
}

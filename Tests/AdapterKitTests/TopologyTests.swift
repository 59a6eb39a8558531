// The topology holds together: every queue is fed, returned to and covered by a policy, every name belongs together.

import AdapterKit
import Foundation
import Messaging
import RabbitMQ
import Testing

@Suite struct TopologyTests {
  private let topology = PaymentTopology.topology(virtualHost: "clinic")

  private func bindings(to queue: String) -> [Topology.Binding] { topology.bindings.filter { $0.queue == queue } }

  @Test func bindingsNameExchangesAndQueuesThatExist() {
    let exchanges = Set(topology.exchanges.map(\.name))
    let queues = Set(topology.queues.map(\.name))
    #expect(exchanges.count == topology.exchanges.count && queues.count == topology.queues.count)
    for binding in topology.bindings {
      #expect(exchanges.contains(binding.exchange), "\(binding)")
      #expect(queues.contains(binding.queue), "\(binding)")
    }
  }

  @Test func everyQueueIsFed() {
    for queue in topology.queues { #expect(!bindings(to: queue.name).isEmpty, "\(queue.name)") }
  }

  @Test(arguments: Queue.receivers)
  func aWorkersQueueTakesEventsAndIsReturnedTo(_ queue: String) {
    let own = bindings(to: queue)
    #expect(own.contains { $0.exchange == Exchange.events })
    #expect(own.filter { $0.exchange == Exchange.return }.map(\.routingKey) == [queue])
    #expect(PaymentTopology.subscriptions[queue] != nil)
    let worker = queue.hasPrefix("control.") ? String(queue.dropFirst("control.".count)) : queue
    #expect(BrokerUsers.all.contains { $0.name == worker }, "queue, worker and user have one name")
  }

  @Test func nobodyElseIsReturnedTo() {
    let returned = topology.bindings.filter { $0.exchange == Exchange.return }.map(\.queue)
    #expect(Set(returned) == Set(Queue.receivers))
    #expect(Set(PaymentTopology.subscriptions.keys) == Set(Queue.receivers))
  }

  @Test func everyQueueHasExactlyOnePolicyInForceOrItsOwnArguments() throws {
    for queue in topology.queues {
      let matching = try topology.policies.filter {
        let pattern = try Regex($0.pattern)
        return queue.name.contains(pattern)
      }
      if queue.name.hasPrefix("pay.retry.") {
        #expect(matching.isEmpty)
        #expect(queue.arguments["x-dead-letter-exchange"] == .string(Exchange.return))
        #expect(queue.arguments["x-dead-letter-strategy"] == "at-least-once")
        #expect(queue.arguments["x-overflow"] == "reject-publish")
      } else {
        let highest = matching.map(\.priority).max()
        #expect(matching.filter { $0.priority == highest }.count == 1, "\(queue.name)")
      }
    }
  }

  @Test func workQueuesAreDeadLetteredAtLeastOnce() throws {
    let work = try #require(topology.policies.first { $0.name == "work" })
    let ingress = try #require(topology.policies.first { $0.name == "ingress" })
    for policy in [work, ingress] {
      #expect(policy.definition["dead-letter-exchange"] == .string(Exchange.dead))
      #expect(policy.definition["dead-letter-strategy"] == "at-least-once")
      #expect(policy.definition["overflow"] == "reject-publish")
      #expect(policy.definition["delivery-limit"] == 20)
    }
    #expect(work.definition["max-length"] == nil, "inner queues have no length limit")
    #expect(ingress.definition["max-length"] == .integer(PaymentTopology.ingressLimit))
    #expect(ingress.priority > work.priority, "both match router.ingress; the limit must win")
  }

  @Test func deadLettersAreKept() throws {
    let kept = try #require(topology.policies.first { $0.name == "kept" })
    #expect(kept.definition["dead-letter-exchange"] == nil && kept.definition["message-ttl"] == nil)
    for name in [Queue.deadLetters, Queue.unrouted] {
      #expect(try name.contains(Regex(kept.pattern)))
    }
  }

  @Test func allQueuesAreQuorumQueues() {
    for queue in topology.queues { #expect(queue.arguments["x-queue-type"] == "quorum", "\(queue.name)") }
  }

  @Test func eachTierHasItsExchangeItsQueueAndItsDelay() {
    for tier in RetryPolicy.standard.tiers {
      let name = Exchange.retry(tier)
      #expect(topology.exchanges.contains { $0.name == name })
      let queue = topology.queues.first { $0.name == name }
      #expect(queue?.arguments["x-message-ttl"] == .integer(tier.delayMilliseconds))
      #expect(bindings(to: name).map(\.exchange) == [name])
    }
  }

  @Test func whatNoQueueTakesIsNotLost() throws {
    let events = try #require(topology.exchanges.first { $0.name == Exchange.events })
    #expect(events.arguments["alternate-exchange"] == .string(Exchange.unrouted))
    #expect(bindings(to: Queue.unrouted).map(\.exchange) == [Exchange.unrouted])
    #expect(bindings(to: Queue.deadLetters).map(\.exchange) == [Exchange.dead])
  }

  @Test func everyRequiredConsumerSubscribes() {
    for (key, queues) in PaymentTopology.requiredConsumers {
      for queue in queues {
        let patterns = PaymentTopology.subscriptions[queue] ?? []
        let isTaken = patterns.contains { $0 == "#" || key.hasPrefix($0.dropLast()) && $0.hasSuffix(".*") }
        #expect(isTaken, "\(queue) must take \(key)")
      }
    }
  }

  /// Who may write where is what the router relies on.
  @Test(arguments: [
    ("payer-edi", "pay.internal", true), ("payer-edi", "pay.events", false), ("payer-edi", "pay.dead", false),
    ("billing", "pay.ingress", true), ("billing", "pay.internal", false), ("cash-application", "pay.failed", true),
    ("cash-application", "pay.events", false), ("router", "pay.events", true), ("router", "pay.dead", true),
    ("router", "pay.retry.1h", true), ("router", "pay.internal", false), ("operations", "pay.events", false),
    ("monitor", "pay.internal", false),
  ])
  func onlyTheRouterWritesEvents(_ user: String, _ exchange: String, _ may: Bool) throws {
    let role = try #require(BrokerUsers.all.first { $0.name == user })
    #expect(try exchange.contains(Regex(role.permissions.write)) == may)
  }

  @Test func noWorkerMayConfigureAndEachReadsItsOwnQueuesOnly() throws {
    for role in BrokerUsers.all where role.name != BrokerUsers.administrator {
      #expect(try !"anything".contains(Regex(role.permissions.configure)), "\(role.name)")
      let readable = try topology.queues.map(\.name).filter { try $0.contains(Regex(role.permissions.read)) }
      switch role.name {
      case "router": #expect(Set(readable) == [Queue.routerIngress, Queue.routerInternal, Queue.routerFailed])
      case "operations": #expect(Set(readable) == [Queue.operations, Queue.deadLetters, Queue.unrouted])
      case Queue.payerEDI, Queue.documentExtraction, Queue.cashApplication, Queue.erpPosting:
        #expect(Set(readable) == [role.name, Queue.control(of: role.name)])
      case "lockbox": #expect(readable == [Queue.control(of: role.name)])
      default: #expect(readable.isEmpty)
      }
    }
  }
}

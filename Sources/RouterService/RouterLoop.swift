// From the router's queues to where each message goes: publish with confirm, then acknowledge.

import AdapterKit
import Logging
import Messaging
import Metrics
import RabbitMQ

/// Moves messages. It has no database: a message published twice is absorbed by its receivers.
struct RouterLoop: Sendable {
  let router: @Sendable (RouterRules) -> EventRouter
  let publisher: any Publisher
  let subscriber: RabbitSubscriber
  let bindings: BindingWatch
  let logger: Logger
  let prefetch: UInt16
  let batch: Int
  private let routed = Counter(label: "tributary_messages_routed_total")

  init(
    router: @escaping @Sendable (RouterRules) -> EventRouter, publisher: any Publisher, subscriber: RabbitSubscriber,
    bindings: BindingWatch, logger: Logger,
    prefetch: UInt16, batch: Int
  ) {
    self.router = router
    self.publisher = publisher
    self.subscriber = subscriber
    self.bindings = bindings
    self.logger = logger
    self.prefetch = prefetch
    self.batch = batch
  }

  func run(_ queue: String) async throws {
    let deliveries = try await subscriber.deliveries(from: queue, prefetch: prefetch)
    for await batch in deliveries.batches(of: batch) {
      let rules = try await bindings.rulesWithAllConsumers()
      try await route(batch, by: router(rules), from: queue)
    }
  }

  private func route(_ batch: [Delivery], by router: EventRouter, from queue: String) async throws {
    var waiting = batch.map { Routed(delivery: $0, outgoing: router.routes($0.message, from: queue)) }
    CrashPoint.routeDecided.pass()
    var pause = RetryPause()
    while true {
      var results = await publisher.publish(batch: waiting.flatMap(\.outgoing))[...]
      CrashPoint.routeConfirmed.pass()
      var done: [Delivery] = []
      waiting = waiting.compactMap { routed in
        let own = results.prefix(routed.outgoing.count)
        results = results.dropFirst(own.count)
        let left = unpublished(routed, own, router, from: queue)
        if left == nil { done.append(routed.delivery) }
        return left
      }
      done.ack()
      CrashPoint.routeAcknowledged.pass()
      routed.increment(by: done.count)
      if waiting.isEmpty { return }
      try await pause.wait()
    }
  }

  /// What is to be published again; nil if the broker has all of it. Nothing is given back to the queue for a fault
  /// that is not the message's own: a returned delivery would count against it.
  private func unpublished(
    _ routed: Routed, _ results: ArraySlice<Result<Void, PublishError>>, _ router: EventRouter, from queue: String
  ) -> Routed? {
    var left = routed
    left.outgoing = zip(routed.outgoing, results).compactMap { outgoing, result in
      switch result {
      case .success: return nil
      case .failure(let error) where error.isRetriable:
        logger.warning("publishing is tried again: \(error)", metadata: ["event": "\(outgoing.message.id)"])
        return outgoing
      case .failure(let error): return router.unpublishable(routed.delivery.message, error, from: queue)
      }
    }
    return left.outgoing.isEmpty ? nil : left
  }
}

/// A message on its way through the router.
private struct Routed: Sendable {
  let delivery: Delivery
  /// What the broker does not have yet: the event, and copies in older versions.
  var outgoing: [OutgoingMessage]
}

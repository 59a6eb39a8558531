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
    try await DeliveryBatches(limit: batch).run(deliveries) { batch in
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
      waiting = waiting.compactMap { routed in
        let own = results.prefix(routed.outgoing.count)
        results = results.dropFirst(own.count)
        return settle(routed, own, queue: queue)
      }
      CrashPoint.routeAcknowledged.pass()
      if waiting.isEmpty { return }
      try await pause.wait()
    }
  }

  /// Acknowledges what the broker has; returns what is to be published again. Nothing is given back to the queue for
  /// a fault that is not the message's own: a returned delivery would count against it.
  private func settle(_ routed: Routed, _ results: ArraySlice<Result<Void, PublishError>>, queue: String) -> Routed? {
    var left = routed
    left.outgoing = zip(routed.outgoing, results).compactMap { outgoing, result in
      switch result {
      case .success: return nil
      case .failure(let error) where error.isRetriable:
        logger.warning("publishing is tried again: \(error)", metadata: ["event": "\(outgoing.message.id)"])
        return outgoing
      case .failure(let error): return routed.refused(by: error, queue: queue)
      }
    }
    guard left.outgoing.isEmpty else { return left }
    routed.delivery.ack()
    self.routed.increment()
    return nil
  }
}

/// A message on its way through the router.
private struct Routed: Sendable {
  let delivery: Delivery
  /// What the broker does not have yet: the event, and copies in older versions.
  var outgoing: [OutgoingMessage]

  /// The broker will never take it as it is: it goes to the dead letters with a plain set of headers.
  func refused(by error: PublishError, queue: String) -> OutgoingMessage {
    var message = delivery.message
    message.headers = [:]
    let failure = Failure(.invalid, code: "not-publishable", reason: "\(error)")
    return OutgoingMessage(
      exchange: Exchange.dead, message: message.failed(failure, queue: queue, worker: "router", at: ""))
  }
}

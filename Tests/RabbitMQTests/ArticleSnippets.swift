// The code of the articles in RabbitMQ.docc, compiled, and run where a broker allows it. ArticleTests compares the two.

import Logging
import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

enum ArticleSnippets {
  static func connect(password: String) -> BrokerConfiguration {
    let broker = BrokerConfiguration(
      addresses: [BrokerAddress(host: "broker-1"), BrokerAddress(host: "broker-2")], virtualHost: "clinic",
      user: "billing", password: Secret(password), connectionName: "billing")
    return broker
  }

  static func declare(_ broker: BrokerConfiguration, logger: Logger) async throws {
    let administrator = try await RabbitAdministrator(broker.named("setup"), logger: logger)
    try await administrator.declare(ExchangeDeclaration("payments", .topic))
    try await administrator.declare(QueueDeclaration("deposits", arguments: ["x-delivery-limit": 20]))
    try await administrator.bind(queue: "deposits", to: "payments", routingKey: "deposit.#")
    await administrator.close()
  }

  static func publishAndConsume(
    _ broker: BrokerConfiguration, logger: Logger, handle: (Message) -> Void, isDone: () -> Bool
  ) async throws {
    let publisher = try await RabbitPublisher(broker.named("billing publisher"), logger: logger)
    let message = Message(
      id: "deposit-1", type: "deposit.received", routingKey: "deposit.received", body: Array("{}".utf8),
      contentType: "application/json", headers: ["attempt": 1, "source": ["bank": "north", "page": 3]])
    try await publisher.publish(message, to: "payments")

    let subscriber = try await RabbitSubscriber(broker.named("billing subscriber"), logger: logger)
    for await delivery in try await subscriber.deliveries(from: "deposits", prefetch: 100) {
      handle(delivery.message)
      delivery.ack()
      if isDone() { break }
    }
    await subscriber.close()
    await publisher.close()
  }

  static func first(_ subscriber: RabbitSubscriber) async throws -> RabbitDeliveries {
    let first = try await subscriber.deliveries(
      from: "deposits", prefetch: 10, options: ConsumerOptions(priority: 10))
    return first
  }

  static func trace(_ received: Message) -> Message {
    var generator = SystemRandomNumberGenerator()
    var next = Message(id: "deposit-2", type: "deposit.received", routingKey: "deposit.received", body: [])
    next.traceParent = received.traceParent?.child(using: &generator) ?? .root(using: &generator)
    return next
  }

  static func settle(_ deliveries: RabbitDeliveries, commit: (Message) async throws -> Void) async {
    for await delivery in deliveries {
      do {
        try await commit(delivery.message)
        delivery.ack()
      } catch {
        delivery.nack(requeue: true)
      }
    }
  }

  static func settleTogether(_ deliveries: RabbitDeliveries, commit: ([Message]) async throws -> Void) async throws {
    for await batch in deliveries.batches(of: 200) {
      try await commit(batch.map(\.message))
      batch.ack()
    }
  }

  static func follow(_ publisher: RabbitPublisher, report: (String) -> Void) async {
    for await state in publisher.states {
      switch state {
      case .connected: report("up")
      case .reconnecting(let reason), .blocked(let reason), .stalled(let reason): report(reason)
      case .closed: report("closed")
      }
    }
  }

  static func measure(_ publisher: RabbitPublisher, count: @Sendable (String, Double) -> Void) async {
    await publisher.reportMetrics(every: .seconds(10)) { samples in
      for sample in samples where sample.kind == .counter { count(sample.name, sample.value) }
    }
  }

  static func secure(_ broker: inout BrokerConfiguration, passphrase: String) {
    broker.addresses = [BrokerAddress(host: "broker-1", port: 5671)]
    broker.tls = BrokerTLS(authoritiesFile: "/etc/clinic/authority.pem")

    broker.tls = BrokerTLS(
      authoritiesFile: "/etc/clinic/authority.pem", certificateFile: "/etc/clinic/billing.pem",
      keyFile: "/etc/clinic/billing.key", keyPassphrase: Secret(passphrase))

    broker.authentication = .clientCertificate
  }
}

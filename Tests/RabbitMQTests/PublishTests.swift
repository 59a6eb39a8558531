// Publishing to a real broker: confirm, return, refusal, rejection.

import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct PublishTests {
  @Test func aConfirmedMessageArrives() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [Topology.Queue("q")])
      let publisher = try await RabbitPublisher(host.configuration(), logger: quietLogger)
      let subscriber = try await RabbitSubscriber(host.configuration(), logger: quietLogger)
      let message = Message(id: "1", type: "t", routingKey: "q", body: Array("hello".utf8), correlationID: "c")
      try await publisher.publish(message, to: "")
      let deliveries = try await subscriber.deliveries(from: "q", prefetch: 10)
      for await delivery in deliveries {
        #expect(delivery.message == message)
        #expect(delivery.queue == "q")
        #expect(!delivery.redelivered)
        #expect(delivery.deliveryCount == 0)
        delivery.ack()
        break
      }
      await publisher.close()
      await subscriber.close()
      #expect(publisher.state == .closed)
    }
  }
}

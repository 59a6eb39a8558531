// What the tests of this target share.

import Messaging
import RabbitMQ
import TestSupport

/// A small message that goes to the queue of the same name as its routing key when sent to the default exchange.
func message(_ id: String, to key: String = "q", bytes: Int = 5) -> Message {
  Message(id: id, type: "t", routingKey: key, body: [UInt8](repeating: 120, count: bytes))
}

extension TestVirtualHost {
  /// A publisher and a subscriber for the time of the body.
  func withClients<Result>(
    _ configure: (inout BrokerConfiguration) -> Void = { _ in },
    _ body: (RabbitPublisher, RabbitSubscriber) async throws -> Result
  ) async throws -> Result {
    var settings = configuration()
    configure(&settings)
    let publisher = try await RabbitPublisher(settings.named("publisher"), logger: quietLogger)
    let subscriber = try await RabbitSubscriber(settings.named("subscriber"), logger: quietLogger)
    do {
      let result = try await body(publisher, subscriber)
      await publisher.close()
      await subscriber.close()
      return result
    } catch {
      await publisher.close()
      await subscriber.close()
      throw error
    }
  }
}

extension RabbitDeliveries {
  /// The next `count` deliveries, unsettled.
  func take(_ count: Int) async -> [Delivery] {
    var taken: [Delivery] = []
    var iterator = makeAsyncIterator()
    while taken.count < count, let delivery = await iterator.next() { taken.append(delivery) }
    return taken
  }
}

extension Result<Void, PublishError> {
  /// The error, if this is one.
  var error: PublishError? {
    if case .failure(let error) = self { error } else { nil }
  }
}

extension TestVirtualHost {
  /// How to connect through a proxy.
  func configuration(through proxy: FaultProxy) -> BrokerConfiguration {
    var settings = configuration()
    settings.addresses = [BrokerAddress(host: "127.0.0.1", port: proxy.port)]
    return settings
  }
}

// Connections of a worker, whose counts its metrics show.

import Metrics
import RabbitMQ

extension WorkerContext {
  /// Connects a publisher. - Throws: ``ConfigurationError``, `RabbitError`, `CancellationError`.
  public func publisher(_ purpose: String = "publisher") async throws -> RabbitPublisher {
    let publisher = try await RabbitPublisher(broker(purpose: purpose), logger: logger)
    show(publisher, purpose)
    return publisher
  }

  /// Connects a subscriber. - Throws: ``ConfigurationError``, `RabbitError`, `CancellationError`.
  public func subscriber(_ purpose: String = "subscriber") async throws -> RabbitSubscriber {
    let subscriber = try await RabbitSubscriber(broker(purpose: purpose), logger: logger)
    show(subscriber, purpose)
    return subscriber
  }

  /// Shows what the connection counts, as it is whenever somebody looks.
  private func show(_ connection: any RabbitConnection, _ purpose: String) {
    metrics.gather([("connection", purpose)]) {
      let up = connection.state == .connected ? 1.0 : 0.0
      return [("tributary_amqp_connected", up)]
        + connection.metrics.samples().map { ("tributary_\($0.name)", $0.value) }
    }
  }
}

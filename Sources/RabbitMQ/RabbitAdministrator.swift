// Topology over AMQP, and getting single messages: async calls in, one connection behind.

import Logging
import Messaging

/// Changes and asks about exchanges, queues and bindings over a connection of its own.
///
/// Every call waits for the broker's answer, at most ``BrokerConfiguration/requestTimeout``. A refusal is a
/// ``RabbitError`` with a code of its own and concerns that call only. When the connection goes, calls that were sent
/// fail as retriable and the others wait for the next connection. Declaring, binding and deleting may be repeated: AMQP
/// makes them idempotent.
public final class RabbitAdministrator: Sendable {
  let client: ConnectionClient<AdministratorRole>
  private let configuration: BrokerConfiguration

  /// Connects, and tries again until it works or the task is cancelled.
  /// - Throws: ``RabbitError`` if the broker refuses user or virtual host; `CancellationError`.
  public init(_ configuration: BrokerConfiguration, logger: Logger) async throws {
    self.configuration = configuration
    client = try ConnectionClient(configuration, logger: logger) { _ in AdministratorRole() }
    try await client.started()
  }

  /// Declares an exchange. One that exists with the same settings is left alone.
  /// - Throws: ``RabbitError``: `preconditionFailed` if it exists with other settings, `notPermitted`.
  public func declare(_ exchange: ExchangeDeclaration) async throws { try await ask(.declareExchange(exchange)) }

  /// Declares a queue. One that exists with the same settings is left alone.
  /// - Throws: ``RabbitError``: `preconditionFailed` if it exists with other settings, `notPermitted`,
  ///   `resourceLocked`.
  @discardableResult
  public func declare(_ queue: QueueDeclaration) async throws -> DeclaredQueue {
    try await declared(.declareQueue(queue))
  }

  /// Makes sure that an exchange exists, without changing anything (a passive declare).
  /// - Throws: ``RabbitError`` with code `exchangeNotFound`.
  public func check(exchange: String) async throws { try await ask(.checkExchange(exchange)) }

  /// Makes sure that a queue exists, without changing anything (a passive declare), and tells how full it is.
  /// - Throws: ``RabbitError`` with code `queueNotFound`.
  @discardableResult
  public func check(queue: String) async throws -> DeclaredQueue { try await declared(.checkQueue(queue)) }

  /// Binds a queue to an exchange.
  /// - Throws: ``RabbitError``: `queueNotFound`, `exchangeNotFound`, `notPermitted`.
  public func bind(
    queue: String, to exchange: String, routingKey: String, arguments: [String: HeaderValue] = [:]
  ) async throws {
    try await ask(
      .bind(.init(source: exchange, destination: .queue(queue), routingKey: routingKey, arguments: arguments)))
  }

  /// Binds an exchange to another: what reaches `source` and matches goes on to `exchange`.
  /// - Throws: ``RabbitError``: `exchangeNotFound`, `notPermitted`.
  public func bind(
    exchange: String, to source: String, routingKey: String, arguments: [String: HeaderValue] = [:]
  ) async throws {
    try await ask(
      .bind(.init(source: source, destination: .exchange(exchange), routingKey: routingKey, arguments: arguments)))
  }

  /// Removes a binding; key and arguments must be those it was made with. One that is missing is no error.
  /// - Throws: ``RabbitError``.
  public func unbind(
    queue: String, from exchange: String, routingKey: String, arguments: [String: HeaderValue] = [:]
  ) async throws {
    try await ask(
      .unbind(.init(source: exchange, destination: .queue(queue), routingKey: routingKey, arguments: arguments)))
  }

  /// Removes a binding between exchanges; key and arguments must be those it was made with.
  /// - Throws: ``RabbitError``.
  public func unbind(
    exchange: String, from source: String, routingKey: String, arguments: [String: HeaderValue] = [:]
  ) async throws {
    try await ask(
      .unbind(.init(source: source, destination: .exchange(exchange), routingKey: routingKey, arguments: arguments)))
  }

  /// Deletes an exchange; it may be missing.
  /// - Throws: ``RabbitError``: `preconditionFailed` if it is bound although `ifUnused`.
  public func delete(exchange: String, ifUnused: Bool = false) async throws {
    try await ask(.deleteExchange(exchange, ifUnused: ifUnused))
  }

  /// Deletes a queue with its messages; it may be missing. Returns how many messages went with it. RabbitMQ refuses
  /// `ifUnused` and `ifEmpty` for quorum queues.
  /// - Throws: ``RabbitError``: `preconditionFailed` if it has consumers or messages although it was to have none.
  @discardableResult
  public func delete(queue: String, ifUnused: Bool = false, ifEmpty: Bool = false) async throws -> Int {
    try await counted(.deleteQueue(queue, ifUnused: ifUnused, ifEmpty: ifEmpty))
  }

  /// Deletes a queue's ready messages; those delivered and unsettled stay. Returns how many they were.
  /// - Throws: ``RabbitError`` with code `queueNotFound`.
  @discardableResult
  public func purge(queue: String) async throws -> Int { try await counted(.purgeQueue(queue)) }

  /// Gets one message (`basic.get`), to be settled like any delivery; nil if the queue is empty. For looking and for
  /// tools: a subscriber is faster by orders of magnitude. What is not settled goes back when the connection ends, and
  /// when a later `get` is refused, because that closes the channel; settling it then does nothing.
  /// - Throws: ``RabbitError``: `queueNotFound`, `notPermitted`; `configuration` if the body is over the limit.
  public func get(from queue: String) async throws -> Delivery? {
    guard case .message(let received, let generation) = try await ask(.get(queue: queue)) else { return nil }
    let mailbox = client.mailbox
    let settle: @Sendable (Delivery.Settlement) -> Void = { settlement in
      mailbox.post(.role(.settle(generation: generation, tag: received.tag, settlement)))
    }
    if let bytes = received.oversizedBytes {
      settle(.nack(requeue: true))
      let limit = configuration.maximumBodyBytes
      throw RabbitError(
        .configuration, "the message has \(bytes) bytes, more than the \(limit) allowed: raise maximumBodyBytes",
        context: .init(queue: queue))
    }
    return Delivery(
      message: received.message, queue: queue, exchange: received.exchange, redelivered: received.redelivered,
      deliveryCount: received.message.headers["x-delivery-count"]?.integerValue ?? 0, settle: settle)
  }

  /// Waits for calls under way (at most ``BrokerConfiguration/closeTimeout``), then closes the connection. Messages
  /// that were got and not settled go back. The thread and all descriptors are gone when it returns.
  public func close() async { await client.close() }

  private func declared(_ request: AdministrationRequest) async throws -> DeclaredQueue {
    guard case .queue(let queue) = try await ask(request) else { throw Self.unexpected(request) }
    return queue
  }

  private func counted(_ request: AdministrationRequest) async throws -> Int {
    guard case .messages(let count) = try await ask(request) else { throw Self.unexpected(request) }
    return count
  }

  private static func unexpected(_ request: AdministrationRequest) -> RabbitError {
    RabbitError(
      .protocolViolation, "the broker gave an answer of another kind",
      context: .init(queue: request.queue, exchange: request.exchange))
  }

  @discardableResult
  private func ask(_ request: AdministrationRequest) async throws -> AdministrationAnswer {
    try request.check()
    let call = AdministrationCall(request: request, deadline: .now + configuration.requestTimeout)
    guard client.mailbox.post(.role(.ask(call))) else {
      throw RabbitError(.closed, "the administrator is closed")
    }
    return try await call.answer.waitOrCancel()
  }
}

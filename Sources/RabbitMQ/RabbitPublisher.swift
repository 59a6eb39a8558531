// The publisher that workers use: async calls in, one connection behind.

import Logging
import Messaging

/// Publishes over a connection of its own, with confirms, pipelined, and survives the loss of the connection.
///
/// Any number of tasks may publish at once; their messages share the wire. A batch is one hand-over to the connection's
/// thread, however many messages it has. Messages that were not yet written when a connection went are written on the
/// next one; those that were, fail with `unknownOutcome`. Nothing waits longer than
/// ``BrokerConfiguration/publishTimeout``.
public final class RabbitPublisher: Publisher {
  let client: ConnectionClient<PublisherRole>
  private let configuration: BrokerConfiguration
  private let deadlines = PublishDeadlines()

  /// Connects, and tries again until it works or the task is cancelled.
  /// - Throws: ``RabbitError`` if the broker refuses user or virtual host; `CancellationError`.
  public init(_ configuration: BrokerConfiguration, logger: Logger) async throws {
    self.configuration = configuration
    client = try ConnectionClient(configuration, logger: logger) { [deadlines] in
      PublisherRole($0, deadlines: deadlines)
    } watched: { [deadlines] now in
      _ = deadlines.expire(at: now) { "the connection's thread stands still" }
    }
    try await client.started()
  }

  /// - Throws: `CancellationError`, and nothing is sent, if the task is cancelled already; ``PublishError``.
  public func publish(_ message: Message, to exchange: String) async throws {
    try Task.checkCancellation()
    let results = await publish(batch: [OutgoingMessage(exchange: exchange, message: message)])
    try results[0].get()
  }

  public func publish(batch messages: [OutgoingMessage]) async -> [Result<Void, PublishError>] {
    guard !messages.isEmpty else { return [] }
    if let refusal = refusal(messages.count) { return messages.map { _ in .failure(refusal) } }
    let deadline = ContinuousClock.now + configuration.publishTimeout
    let batch = PublishBatch(messages, maximumBodyBytes: configuration.maximumBodyBytes, deadline: deadline)
    let call = PublishCall(batch)
    defer { withExtendedLifetime(call) {} }
    if !batch.isFinished {
      deadlines.add(call)
      if !client.mailbox.post(.role(call)) {
        batch.resolveRest(.unknownOutcome(reason: "not sent: the publisher is closed"))
      }
    }
    return await withTaskCancellationHandler {
      await batch.wait()
    } onCancel: {
      batch.resolveRest(.unknownOutcome(reason: "the task was cancelled before the outcome was known"))
    }
  }

  /// Why a batch is not begun at all.
  private func refusal(_ count: Int) -> PublishError? {
    if Task.isCancelled { return .unknownOutcome(reason: "not sent: the task is cancelled") }
    let limit = configuration.maximumWaiting
    guard count > limit else { return nil }
    return .rejected(reason: "a batch of \(count), while at most \(limit) messages may wait: send it in parts")
  }

  /// How full a queue is, asked by declaring it passively.
  /// - Throws: ``RabbitError``, for instance when there is no such queue.
  public func queueDepth(_ queue: String) async throws -> QueueDepth { try await client.queueDepth(queue) }

  /// Waits for outstanding outcomes (at most ``BrokerConfiguration/closeTimeout``), then closes the connection.
  /// The thread and all descriptors are gone when it returns.
  public func close() async { await client.close() }
}

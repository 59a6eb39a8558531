// The stream of deliveries of one queue.

import Messaging

/// Deliveries of one queue, for one iterating task.
///
/// The stream survives reconnects, and ends when the subscriber is closed, the iterating task is cancelled, or after
/// ``drain()``. When it ends, or is dropped, the consumer is cancelled; deliveries already taken can still be settled.
public struct RabbitDeliveries: DeliveryStream {
  public typealias Element = Delivery
  public typealias Failure = Never

  let lease: ConsumerLease

  /// Stops consuming without giving anything back: the stream ends when all that the broker has sent is taken, and the
  /// channel closes when all of it is settled. (What a stream that is dropped has not taken goes back to the queue,
  /// which a quorum queue counts as a delivery.)
  public func drain() { lease.drain() }

  public func makeAsyncIterator() -> Iterator { Iterator(lease: lease) }

  /// What has arrived, at most `limit` deliveries at a time; the fast way to consume. For one iterating task, like the
  /// stream itself.
  public func batches(of limit: Int) -> Batches { Batches(lease: lease, limit: Swift.max(1, limit)) }

  /// Takes deliveries one by one.
  public struct Iterator: AsyncIteratorProtocol {
    let lease: ConsumerLease

    public mutating func next() async -> Delivery? { await next(isolation: nil) }

    public mutating func next(isolation actor: isolated (any Actor)?) async -> Delivery? {
      await lease.next(isolation: actor) { $0.nextIfReady() }
    }
  }

  /// The same deliveries in batches: whatever is there.
  public struct Batches: AsyncSequence, Sendable {
    public typealias Element = [Delivery]
    public typealias Failure = Never

    let lease: ConsumerLease
    let limit: Int

    public func makeAsyncIterator() -> Iterator { Iterator(lease: lease, limit: limit) }

    /// Takes what is there, up to the limit.
    public struct Iterator: AsyncIteratorProtocol {
      let lease: ConsumerLease
      let limit: Int

      public mutating func next() async -> [Delivery]? { await next(isolation: nil) }

      public mutating func next(isolation actor: isolated (any Actor)?) async -> [Delivery]? {
        let limit = limit
        return await lease.next(isolation: actor) { $0.batchIfReady(limit) }
      }
    }
  }
}

/// One consumer, as the connection's thread sees it.
final class Consumer: Sendable {
  let queue: String
  let prefetch: UInt16
  let options: ConsumerOptions
  let buffer = DeliveryBuffer()
  /// Opens when the consumer runs for the first time, or cannot.
  let started = Promise<Void>()

  init(queue: String, prefetch: UInt16, options: ConsumerOptions) {
    self.queue = queue
    self.prefetch = prefetch
    self.options = options
  }
}

/// One consumer, as its receiver sees it; stops it when the receiver is gone.
final class ConsumerLease: Sendable {
  private let consumer: Consumer
  private let mailbox: Mailbox<LoopCommand<SubscriberCommand>>

  init(_ consumer: Consumer, _ mailbox: Mailbox<LoopCommand<SubscriberCommand>>) {
    self.consumer = consumer
    self.mailbox = mailbox
  }

  deinit { stop() }

  func start() async throws {
    guard mailbox.post(.role(.consume(consumer))) else {
      throw RabbitError(.closed, "the subscriber is closed")
    }
    try await withTaskCancellationHandler {
      try await consumer.started.wait()
    } onCancel: {
      // The broker may take its time to answer; who waits here does not.
      consumer.started.resolve(.failure(CancellationError()))
      stop()
    }
  }

  /// Takes what is there, waiting for it if there is nothing; nil at the end.
  func next<Taken>(
    isolation: isolated (any Actor)?, _ take: (DeliveryBuffer) -> Taken?
  ) async -> Taken? {
    // A receiver that is never without work would not notice in the wait that it is cancelled.
    if Task.isCancelled { stop() }
    repeat {
      // What is there already is taken without leaving the caller's executor.
      if let taken = take(consumer.buffer) { return taken }
    } while await wait(isolation: isolation)
    return nil
  }

  private func wait(isolation: isolated (any Actor)?) async -> Bool {
    await withTaskCancellationHandler {
      await consumer.buffer.wait(isolation: isolation)
    } onCancel: {
      stop()
    }
  }

  /// Ends the stream after what the broker has sent.
  func drain() { mailbox.post(.role(.drain(consumer))) }

  /// Ends the stream; what was not taken goes back to the queue.
  func stop() {
    consumer.buffer.finish().nack(requeue: true)
    mailbox.post(.role(.stop(consumer)))
  }
}

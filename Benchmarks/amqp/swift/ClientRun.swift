// Our client under measurement: a process of its own with the arguments of c/amqp-client.c.

import Foundation
import Logging
import Messaging
import RabbitMQ
import Synchronization

/// Publishes or consumes a number of messages and prints what it took.
struct ClientRun {
  /// How publisher and subscriber are called: in batches, as the relay, the receivers and the router do, or one message
  /// a call.
  enum Mode: String { case publish, publishSingly = "publish-singly", consume, consumeSingly = "consume-singly" }

  private let mode: Mode
  private let messages: Int
  private let window: Int
  private let bodyBytes: Int
  private let broker: BenchBroker
  private let logger = Logger(label: "client", factory: { _ in SwiftLogNoOpLogHandler() })

  /// The relay publishes at most this many in one batch.
  private static let batch = 256
  /// The receivers take at most this many in one batch.
  private static let receivedBatch = 200

  init(_ arguments: [String]) throws {
    guard arguments.count == 9, let mode = Mode(rawValue: arguments[0]), let port = UInt16(arguments[1]),
      let messages = Int(arguments[5]), let window = Int(arguments[6]), let bodyBytes = Int(arguments[7])
    else { throw BenchmarkError(description: "client: wrong arguments; they are those of c/amqp-client.c") }
    self.mode = mode
    self.messages = messages
    self.window = window
    self.bodyBytes = bodyBytes
    let password = ProcessInfo.processInfo.environment["AMQP_BENCH_PASSWORD"] ?? ""
    broker = BenchBroker(
      address: BrokerAddress(host: "127.0.0.1", port: port), password: Secret(password), passwordText: password)
  }

  func run() async throws {
    switch mode {
    case .publish: try await publish(inBatchesOf: Self.batch, tasks: max(2, 2 * window / Self.batch))
    case .publishSingly: try await publish(inBatchesOf: 1, tasks: window)
    case .consume: try await consume { try await Self.takeBatches(of: $0, $1, bodyBytes: $2) }
    case .consumeSingly: try await consume { try await Self.takeSingly(of: $0, $1, bodyBytes: $2) }
    }
  }

  /// Tasks take numbers from a common counter until all are published; the publisher keeps `window` in flight.
  private func publish(inBatchesOf size: Int, tasks: Int) async throws {
    let publisher = try await RabbitPublisher(broker.configuration("publisher", window: window), logger: logger)
    let numbers = Numbers()
    let body = [UInt8](repeating: 120, count: bodyBytes)
    let last = messages
    let start = Usage.now()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<tasks {
        group.addTask {
          while true {
            let first = numbers.take(size)
            guard first < last else { return }
            try await Self.publish(first..<min(first + size, last), body, publisher)
          }
        }
      }
      try await group.waitForAll()
    }
    try (Usage.now() - start).report()
    await publisher.close()
  }

  private static func publish(_ range: Range<Int>, _ body: [UInt8], _ publisher: RabbitPublisher) async throws {
    if range.count == 1 { return try await publisher.publish(message(range.lowerBound, body), to: "") }
    let batch = range.map { OutgoingMessage(exchange: "", message: message($0, body)) }
    for result in await publisher.publish(batch: batch) { try result.get() }
  }

  private static func message(_ number: Int, _ body: [UInt8]) -> Message {
    Message(
      id: "m\(number)", type: "benchmark", routingKey: BenchBroker.queue, body: body,
      contentType: "application/octet-stream")
  }

  private func consume(
    _ take: @Sendable (RabbitDeliveries, _ messages: Int, _ bodyBytes: Int) async throws -> Int
  ) async throws {
    let subscriber = try await RabbitSubscriber(broker.configuration("subscriber", window: window), logger: logger)
    let start = Usage.now()
    let deliveries = try await subscriber.deliveries(from: BenchBroker.queue, prefetch: UInt16(window))
    let taken = try await take(deliveries, messages, bodyBytes)
    // The broker answers the farewell when it has processed all that was sent before.
    await subscriber.close()
    guard taken == messages else { throw BenchmarkError(description: "the stream ended after \(taken) messages") }
    try (Usage.now() - start).report()
  }

  private static func takeBatches(of deliveries: RabbitDeliveries, _ last: Int, bodyBytes: Int) async throws -> Int {
    var taken = 0
    for await batch in deliveries.batches(of: receivedBatch) {
      // Who acknowledges singly and closes the channel at once leaves a few messages to the next one.
      let batch = batch.prefix(last - taken)
      for delivery in batch { try check(delivery, bodyBytes) }
      batch.ack()
      taken += batch.count
      if taken == last { break }
    }
    return taken
  }

  private static func takeSingly(of deliveries: RabbitDeliveries, _ last: Int, bodyBytes: Int) async throws -> Int {
    var taken = 0
    for await delivery in deliveries {
      try check(delivery, bodyBytes)
      delivery.ack()
      taken += 1
      if taken == last { break }
    }
    return taken
  }

  private static func check(_ delivery: Delivery, _ bodyBytes: Int) throws {
    guard delivery.message.body.count == bodyBytes else {
      throw BenchmarkError(description: "a body of another size came")
    }
  }
}

/// Hands out numbers from 0 up to any task.
private final class Numbers: Sendable {
  private let next = Atomic<Int>(0)

  func take(_ count: Int) -> Int { next.add(count, ordering: .relaxed).oldValue }
}

// `--soak`: whether memory stays flat over many messages, publisher and subscriber in one process.

import Foundation
import Logging
import Messaging
import RabbitMQ

/// Sends numbered messages through the queue and prints the resident memory now and then.
struct Soak {
  let messages: Int
  let broker: BenchBroker

  private static let window = 500
  private static let batch = 256
  /// How many lines are printed.
  private static let steps = 20

  func run() async throws {
    let logger = Logger(label: "soak", factory: { _ in SwiftLogNoOpLogHandler() })
    let publisher = try await RabbitPublisher(
      broker.configuration("publisher", window: Self.window), logger: logger)
    let subscriber = try await RabbitSubscriber(
      broker.configuration("subscriber", window: Self.window), logger: logger)
    let deliveries = try await subscriber.deliveries(from: BenchBroker.queue, prefetch: UInt16(Self.window))
    say("\(messages) messages of 1 KiB, \(Self.window) in flight; resident memory of this process:")
    let last = messages
    async let published: Void = publish(last, publisher)
    let peaks = try await consume(last, deliveries)
    try await published
    await publisher.close()
    await subscriber.close()
    try judge(peaks)
  }

  private func publish(_ last: Int, _ publisher: RabbitPublisher) async throws {
    let body = [UInt8](repeating: 120, count: 1024)
    for first in stride(from: 0, to: last, by: Self.batch) {
      let batch = (first..<min(first + Self.batch, last)).map { number in
        OutgoingMessage(
          exchange: "",
          message: Message(id: "m\(number)", type: "benchmark", routingKey: BenchBroker.queue, body: body))
      }
      for result in await publisher.publish(batch: batch) { try result.get() }
    }
  }

  private func consume(_ last: Int, _ deliveries: RabbitDeliveries) async throws -> [Int] {
    let clock = ContinuousClock()
    let start = clock.now
    var kilobytes: [Int] = []
    var taken = 0
    for await batch in deliveries.batches(of: 200) {
      batch.ack()
      taken += batch.count
      while taken >= (kilobytes.count + 1) * max(1, last / Self.steps) {
        kilobytes.append(Self.residentKilobytes())
        say("  \(taken) messages after \(clock.now - start): \(kilobytes.last ?? 0) kB")
      }
      if taken >= last { break }
    }
    guard taken == last else { throw BenchmarkError(description: "the stream ended after \(taken) messages") }
    return kilobytes
  }

  /// Flat means that the second half needs at most 10 % more than the first.
  private func judge(_ kilobytes: [Int]) throws {
    let half = kilobytes.count / 2
    let (early, late) = (kilobytes[..<half].max() ?? 0, kilobytes[half...].max() ?? 0)
    say("most in the first half \(early) kB, most in the second \(late) kB")
    guard late <= early + early / 10 else { throw BenchmarkError(description: "memory grows") }
  }

  private static func residentKilobytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }
}

// The queues before and behind the router, for the benchmark: filled, emptied, watched.

import AdapterKit
import Foundation
import LocalStack
import Logging
import Messaging
import RabbitMQ
import Synchronization

/// The broker as publishers, subscribers and an administrator see it.
final class RouterRiver: Sendable {
  let stack: LocalStack
  private let logger: Logger
  private let billing: RabbitPublisher
  /// Publishes past the router, as only the router may.
  private let router: RabbitPublisher
  private let subscriber: RabbitSubscriber
  private let administrator: RabbitAdministrator
  private let published = Mutex(0)
  private static let queues = [Queue.routerIngress, Queue.cashApplication, Queue.operations]

  init(_ stack: LocalStack, logger: Logger) async throws {
    self.stack = stack
    self.logger = logger
    func connection(_ user: String) throws -> BrokerConfiguration {
      BrokerConfiguration(
        addresses: [stack.broker.address], virtualHost: LocalStack.virtualHost, user: user,
        password: try DataFolder.password(of: user, in: stack.settings.data.appendingPathComponent("secrets")),
        connectionName: "bench")
    }
    billing = try await RabbitPublisher(connection(BrokerUsers.billing), logger: logger)
    router = try await RabbitPublisher(connection("router"), logger: logger)
    subscriber = try await RabbitSubscriber(connection(Queue.cashApplication), logger: logger)
    administrator = try await RabbitAdministrator(connection(BrokerUsers.administrator), logger: logger)
  }

  func close() async {
    await billing.close()
    await router.close()
    await subscriber.close()
    await administrator.close()
  }

  func passwordText(of user: String) throws -> String {
    try String(contentsOf: stack.settings.data.appendingPathComponent("secrets/\(user)"), encoding: .utf8)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// One more router process.
  func startRouter() throws -> WorkerSupervisor {
    let supervisor = WorkerSupervisor(stack.settings(ofAnother: "router"), logger: logger)
    try supervisor.start()
    return supervisor
  }

  // MARK: - Throughput

  /// Removes what is in the queues.
  func empty() async throws {
    for queue in RouterRiver.queues { _ = try await administrator.purge(queue: queue) }
  }

  /// Empties the queues, then puts events before the router.
  func fill(_ count: Int) async throws {
    try await empty()
    var left = count
    while left > 0 {
      let batch = (0..<min(left, 500)).map { _ in outgoing(to: Exchange.ingress, user: BrokerUsers.billing) }
      for result in await billing.publish(batch: batch) { try result.get() }
      left -= batch.count
    }
  }

  /// Events a second from the time when a tenth has passed, so that a start does not count, until all have.
  func rate(of count: Int, by start: () throws -> [any RouterContender]) async throws -> Double {
    let contenders = try start()
    let clock = ContinuousClock()
    let first = try await passed(count / 10)
    let begin = clock.now
    _ = try await passed(count)
    let seconds = Self.seconds(clock.now - begin)
    for contender in contenders { await contender.stop() }
    return Double(count - first) / seconds
  }

  private func passed(_ count: Int) async throws -> Int {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(120)
    while clock.now < end {
      let depth = try await administrator.check(queue: Queue.operations).depth.messages
      if depth >= count { return depth }
      try await clock.sleep(for: .milliseconds(5))  // the queue is looked at; it cannot call
    }
    throw BenchmarkError(description: "\(count) events have not passed within two minutes")
  }

  // MARK: - Latency

  /// Milliseconds from the call that publishes to the receiver, at 200 events a second.
  func latencies(_ count: Int, throughRouter: Bool) async throws -> [Double] {
    let clock = ContinuousClock()
    let starts = Mutex<[String: ContinuousClock.Instant]>([:])
    let sending = Task {
      let begin = clock.now
      for number in 0..<count {
        try await clock.sleep(until: begin + .milliseconds(5) * number)
        let event =
          throughRouter
          ? outgoing(to: Exchange.ingress, user: BrokerUsers.billing) : outgoing(to: Exchange.events, user: "router")
        starts.withLock { $0[event.message.id] = clock.now }
        let publisher = throughRouter ? billing : router
        Task { try await publisher.publish(event.message, to: event.exchange) }
      }
    }
    var found: [Double] = []
    for try await delivery in try await subscriber.deliveries(from: Queue.cashApplication, prefetch: 100) {
      let now = clock.now
      delivery.ack()
      guard let start = starts.withLock({ $0.removeValue(forKey: delivery.message.id) }) else { continue }
      found.append(Self.seconds(now - start) * 1_000)
      if found.count == count { break }
    }
    try await sending.value
    return found
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  // MARK: - Events

  /// A charge of five services: 1 KiB.
  private func outgoing(to exchange: String, user: String) -> OutgoingMessage {
    let number = published.withLock { number in
      number += 1
      return number
    }
    let id = "0b1e6000-0000-4000-8000-\(String(repeating: "0", count: 12 - String(number).count))\(number)"
    let dates = #"{"from":"2026-03-06","to":"2026-03-06"}"#
    let service = #"{"procedure":"HC:99213","charge":12000,"units":"1","dates":\#(dates)}"#
    let text = """
      {"specversion":"1.0","id":"\(id)","source":"urn:example:billing","type":"tributary.charge.posted.v1",\
      "subject":"B-\(number)","time":"2026-03-06T00:00:00Z","datacontenttype":"application/json","tenant":"demo",\
      "data":{"patientControlNumber":"B-\(number)","patient":{"reference":"P-\(number)"},"amount":72000,\
      "currency":"USD","chargeDate":"2026-03-06","facility":"MAIN","payers":["LRK01"],\
      "services":[\(Array(repeating: service, count: 6).joined(separator: ","))]}}
      """
    let message = Message(
      id: id, type: "tributary.charge.posted.v1", routingKey: "charge.posted.v1", body: Array(text.utf8),
      userID: user)
    return OutgoingMessage(exchange: exchange, message: message)
  }
}

// Taking deliveries in batches and settling them together: the fast way to consume.

import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite struct SettlingTogetherTests {
  /// Notes what is decided, as the connection's thread would get it.
  private final class Decisions: Sendable {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }

    func source(_ name: String) -> DeliverySource {
      DeliverySource(queue: name) { [self] tags, settlement in
        list.withLock { $0.append("\(name) \(tags.lowerBound)-\(tags.upperBound) \(settlement)") }
      }
    }
  }

  private func delivery(_ tag: UInt64, _ source: DeliverySource) -> Delivery {
    Delivery(ReceivedMessage(tag: tag, redelivered: false, exchange: "", message: message("\(tag)")), from: source)
  }

  @Test func whatFollowsEachOtherIsOneDecision() {
    let decisions = Decisions()
    let (a, b) = (decisions.source("a"), decisions.source("b"))
    [delivery(1, a), delivery(2, a), delivery(3, a), delivery(5, a), delivery(6, b), delivery(7, b)].ack()
    [delivery(9, a), delivery(8, a)].nack(requeue: true)
    [Delivery]().ack()
    #expect(
      decisions.all == [
        "a 1-3 ack", "a 5-5 ack", "b 6-7 ack", "a 9-9 nack(requeue: true)", "a 8-8 nack(requeue: true)",
      ])
  }

  /// However deliveries are put together to batches, the methods settle exactly what was decided.
  @Test func rangesSettleWhatIsOpenInThem() {
    var book = SettlementBook()
    for tag: UInt64 in 1...10 { book.delivered(tag) }
    book.decide(4, .nack(requeue: true))
    book.decide(2...6, .ack)
    #expect(book.openCount == 5)
    let methods = book.flush()
    #expect(methods.map(\.tag) == [4, 2, 3, 5, 6] && methods.allSatisfy { !$0.multiple })
    #expect(methods.map(\.settlement) == [.nack(requeue: true), .ack, .ack, .ack, .ack])
    book.decide(1...3, .ack)
    #expect(book.flush() == [.init(tag: 1, multiple: false, settlement: .ack)])
    book.decide(0...UInt64.max, .ack)
    #expect(book.openCount == 0)
    #expect(book.flush() == [.init(tag: 10, multiple: true, settlement: .ack)])
    book.decide(5...9, .ack)
    #expect(book.flush().isEmpty && book.knownTags == nil)
  }

  /// What no broker sends must not bring anybody down.
  @Test func numbersAtTheEndOfTheirRangeAreHarmless() {
    let decisions = Decisions()
    let source = decisions.source("a")
    [delivery(.max, source), delivery(0, source), delivery(1, source)].ack()
    #expect(decisions.all == ["a \(UInt64.max)-\(UInt64.max) ack", "a 0-1 ack"])
    var book = SettlementBook()
    for tag in [UInt64.max - 1, .max, 0, 1, UInt64(Int64.max)] { book.delivered(tag) }
    book.decide(0...1, .ack)
    book.decide(UInt64.max - 1...UInt64.max, .ack)
    #expect(book.flush() == [.init(tag: 1, multiple: false, settlement: .ack)])
  }

  @Test func onlyManyUnderWayMayGather() {
    #expect(Pace(prefetch: 1) == nil && Pace(prefetch: 63) == nil)
    let least = Pace(prefetch: 64)
    #expect(least?.rest == .microseconds(32) && least?.gathering == .milliseconds(1) && least?.gatherCount == 8)
    let most = Pace(prefetch: .max)
    #expect(most?.rest == .microseconds(500) && most?.gathering == .milliseconds(5) && most?.gatherCount == 64)
  }

  /// What a header says about a queue where the message was before is not what this queue says.
  @Test func theCountOfDeliveriesIsThatOfARedelivery() {
    var counted = message("1")
    counted.headers = ["x-delivery-count": 3]
    #expect(ReceivedMessage(tag: 1, redelivered: true, exchange: "", message: counted).deliveryCount == 3)
    #expect(ReceivedMessage(tag: 1, redelivered: false, exchange: "", message: counted).deliveryCount == 0)
  }
}

@Suite(.timeLimit(.minutes(1))) struct BatchTests {
  private func fill(_ publisher: RabbitPublisher, _ count: Int, to queue: String = "q") async {
    let batch = (0..<count).map { OutgoingMessage(exchange: "", message: message("\($0)", to: queue)) }
    #expect(await publisher.publish(batch: batch).allSatisfy { $0.error == nil })
  }

  @Test func batchesKeepTheOrderAndTheLimit() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        await fill(publisher, 1_000)
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 300)
        var single = deliveries.makeAsyncIterator()
        var taken = try [#require(await single.next())]
        for await batch in deliveries.batches(of: 70) {
          #expect((1...70).contains(batch.count))
          taken += batch
          // At the end all that is left is less than the prefetch.
          if taken.count % 200 < 70 || taken.count > 800 { taken.ack() }
          if taken.count == 1_000 { break }
        }
        #expect(taken.map(\.message.id) == (0..<1_000).map { "\($0)" })
        try await eventually("all are acknowledged") { subscriber.metrics.acked == 1_000 }
      }
    }
  }

  @Test func atRestEachMessageComesAlone() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        var batches = try await subscriber.deliveries(from: "q", prefetch: 500).batches(of: 200).makeAsyncIterator()
        for _ in 0..<5 {
          await fill(publisher, 1)
          let batch = try #require(await batches.next())
          #expect(batch.count == 1)
          batch.ack()
        }
      }
    }
  }

  /// A task that always finds something to take ends by cancellation nevertheless, and what it did not take goes back.
  @Test func cancellationEndsATaskThatNeverWaits() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        await fill(publisher, 300)
        let deliveries = try await subscriber.deliveries(from: "q", prefetch: 100)
        let taken = await Task {
          var count = 0
          for await delivery in deliveries {
            delivery.nack(requeue: true)
            count += 1
            if count == 150 { withUnsafeCurrentTask { $0?.cancel() } }
          }
          return count
        }.value
        #expect(taken == 150)
        try await eventually("all are back") { try await publisher.queueDepth("q").messages == 300 }
        #expect(try await publisher.queueDepth("q").consumers == 0)
      }
    }
  }

  /// Deliveries of several queues interleave on one connection; each stream gets its own, in order.
  @Test func severalQueuesShareAConnection() async throws {
    try await withVirtualHost { host in
      let queues = ["a", "b", "c"]
      try await host.declare(queues: queues.map { .init($0) })
      try await host.withClients { publisher, subscriber in
        for queue in queues { await fill(publisher, 400, to: queue) }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for queue in queues {
            group.addTask {
              var ids: [String] = []
              for await batch in try await subscriber.deliveries(from: queue, prefetch: 100).batches(of: 30) {
                #expect(batch.allSatisfy { $0.queue == queue && $0.message.routingKey == queue })
                ids += batch.map(\.message.id)
                batch.ack()
                if ids.count == 400 { break }
              }
              #expect(ids == (0..<400).map { "\($0)" })
            }
          }
          try await group.waitForAll()
        }
        for queue in queues {
          try await eventually("\(queue) is empty") { try await publisher.queueDepth(queue).messages == 0 }
        }
      }
    }
  }
}

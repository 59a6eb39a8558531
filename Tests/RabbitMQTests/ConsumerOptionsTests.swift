// Consumers with options, and settling several deliveries at once, on a real broker.

import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct ConsumerOptionsTests {
  private func publish(_ count: Int, _ publisher: RabbitPublisher) async {
    _ = await publisher.publish(batch: (0..<count).map { OutgoingMessage(exchange: "", message: message("\($0)")) })
  }

  @Test(.timeLimit(.minutes(1))) func theHigherPriorityIsServedFirst() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        let low = try await subscriber.deliveries(from: "q", prefetch: 10, options: .init(priority: -5))
        let high = try await subscriber.deliveries(from: "q", prefetch: 10, options: .init(priority: 5))
        await publish(10, publisher)
        let served = await high.take(10)
        #expect(served.map(\.message.id) == (0..<10).map(String.init))
        // The one with the higher priority is full now.
        try await publisher.publish(message("rest"), to: "")
        #expect(await low.take(1).map(\.message.id) == ["rest"])
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func anExclusiveConsumerKeepsOthersOut() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q", arguments: ["x-queue-type": "classic"])])
      try await host.withClients { publisher, subscriber in
        let alone = try await subscriber.deliveries(from: "q", prefetch: 1, options: .init(isExclusive: true))
        await expect(.resourceLocked) { _ = try await subscriber.deliveries(from: "q", prefetch: 1) }
        await publish(1, publisher)
        #expect(await alone.take(1).count == 1)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func argumentsReachTheBroker() async throws {
    try await withVirtualHost { host in
      try await host.withAdministrator { admin in
        try await admin.declare(QueueDeclaration("s", .stream))
        try await host.withClients { publisher, subscriber in
          for id in ["0", "1", "2", "3"] { try await publisher.publish(message(id, to: "s"), to: "") }
          // A stream is read from an offset, which is a consumer argument.
          let options = ConsumerOptions(arguments: ["x-stream-offset": 2])
          let read = await (try subscriber.deliveries(from: "s", prefetch: 10, options: options)).take(2)
          #expect(read.map(\.message.id) == ["2", "3"])
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func oneAcknowledgementSettlesAllUpToIt() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withClients { publisher, subscriber in
        await publish(10, publisher)
        let held = await (try subscriber.deliveries(from: "q", prefetch: 10)).take(10)
        held[1].reject(requeue: false)
        held[6].ackMultiple()
        held[9].nackMultiple(requeue: false)
        try await eventually("all are settled") {
          subscriber.metrics.acked == 6 && subscriber.metrics.givenBack == 4
        }
      }
      try await host.withAdministrator { admin in
        let queue = try await admin.check(queue: "q")
        #expect(queue.depth.messages == 0)
      }
    }
  }

  @Test func aDecisionForSeveralLeavesEarlierDecisionsAlone() {
    var book = SettlementBook()
    for tag: UInt64 in 1...6 { book.delivered(tag) }
    book.decide(upTo: 2, .nack(requeue: true))
    book.decide(upTo: 4, .ackMultiple)
    #expect(book.openCount == 2)
    let methods = book.flush()
    #expect(methods.contains(.init(tag: 2, multiple: false, settlement: .nack(requeue: true))))
    #expect(methods.allSatisfy { $0.tag <= 4 })
    book.decide(upTo: 6, .nackMultiple(requeue: false))
    #expect(book.flush() == [.init(tag: 6, multiple: true, settlement: .nack(requeue: false))])
    book.decide(upTo: 3, .ackMultiple)
    #expect(book.flush().isEmpty)
  }

  @Test func aConsumerStartsWithItsOptionsEachTime() {
    var machine = SubscriberMachine()
    _ = machine.connected()
    let options = ConsumerOptions(priority: 3, arguments: ["x-priority": 9, "a": true])
    #expect(options.table == ["x-priority": 3, "a": true])
    let (channel, _) = machine.add(queue: "q", prefetch: 1, options: options)
    for round in 0..<2 {
      if round == 1 {
        _ = machine.disconnected()
        _ = machine.connected()
      }
      _ = machine.handle(.channelOpened(channel))
      _ = machine.handle(.prefetchSet(channel))
      #expect(
        machine.handle(.queueDeclared(channel, messages: 0, consumers: 0))
          == [.send(.consume(channel, queue: "q", options: options))])
    }
  }
}

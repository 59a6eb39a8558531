// A message that kills its worker takes no neighbours with it, and a paused worker gives nothing back. Real broker.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import RabbitMQ
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct ConsumerLoopTests {
  /// Applies what it gets; at the poison the worker "dies": nothing of the batch is committed or settled.
  private struct FragileHandler: EventHandler {
    let poison: String
    let died: Signal

    func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
      if event.id == poison {
        died.raise()
        throw StorageError.busy  // tried again until the worker is gone
      }
      try connection.execute("INSERT INTO effects (id) VALUES (?)", [.text(event.id)])
    }
  }

  private func fill(_ host: TestVirtualHost, count: Int, deliveryLimit: Int64 = 6) async throws {
    try await host.declare(
      exchanges: [.init("dead", .fanout)], queues: [.init("q"), .init("d")],
      bindings: [.init(exchange: "dead", queue: "d", routingKey: "")],
      policies: [
        .init(
          "work", pattern: "^q$",
          definition: [
            "dead-letter-exchange": "dead", "dead-letter-strategy": "at-least-once", "overflow": "reject-publish",
            "delivery-limit": .integer(deliveryLimit),
          ])
      ])
    let publisher = try await RabbitPublisher(host.configuration(), logger: quietLogger)
    let results = await publisher.publish(
      batch: (0..<count).map { number in
        var message = Message.routed(id: "m\(number)")
        message.routingKey = "q"
        return OutgoingMessage(exchange: "", message: message)
      })
    #expect(results.allSatisfy { (try? $0.get()) != nil })
    await publisher.close()
  }

  private func loop(
    _ subscriber: RabbitSubscriber, _ database: any Database, _ handler: any EventHandler, _ gate: PauseGate
  ) -> ConsumerLoop {
    ConsumerLoop(
      subscriber: subscriber, queue: "q", prefetch: 50, receiver: receiver(database, handler), gate: gate)
  }

  /// One life of a worker: it ends at the poison, or when `isOver`.
  private func live(
    _ host: TestVirtualHost, _ database: any Database, poison: String, isOver: @escaping @Sendable () async -> Bool
  ) async throws {
    let subscriber = try await RabbitSubscriber(host.configuration("worker"), logger: quietLogger)
    let died = Signal()
    let consumer = loop(subscriber, database, FragileHandler(poison: poison, died: died), PauseGate())
    let work = Task { try await consumer.run() }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in died.raised { return } }
      group.addTask {
        while await !isOver(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }  // asked again
      }
      await group.next()
      group.cancelAll()
    }
    work.cancel()
    _ = await work.result
    await subscriber.close()
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["m0", "m7"])
  func aPoisonMessageIsDeadLetteredAlone(_ poison: String) async throws {
    try await withVirtualHost { host async throws in
      try await fill(host, count: 30)
      try await withServiceDatabase { database async throws in
        let probe = try await RabbitSubscriber(host.configuration("probe"), logger: quietLogger)
        let isOver: @Sendable () async -> Bool = {
          let dead = (try? await probe.queueDepth("d").messages) ?? 0
          let applied = (try? await database.effects().count) ?? 0
          return dead > 0 && applied + dead >= 30
        }
        var lives = 0
        while await !isOver(), lives < 20 {
          lives += 1
          try await live(host, database, poison: poison, isOver: isOver)
        }
        #expect(try await Set(database.effects()).count == 29, "all neighbours are applied")
        var dead = try await probe.deliveries(from: "d", prefetch: 50).makeAsyncIterator()
        let next = await dead.next()
        let letter = try #require(next)
        #expect(letter.message.id == poison)
        letter.ack()
        #expect(try await probe.queueDepth("d").messages == 0)
        await probe.close()
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aPausedWorkerFinishesWhatItHasAndGivesNothingBack() async throws {
    try await withVirtualHost { host async throws in
      try await fill(host, count: 400, deliveryLimit: 100)
      try await withServiceDatabase { database async throws in
        let subscriber = try await RabbitSubscriber(host.configuration("worker"), logger: quietLogger)
        let gate = PauseGate()
        let consumer = loop(subscriber, database, RecordingHandler(), gate)
        try await running({ try await consumer.run() }) {
          try await eventually("some are applied") { try await database.effects().count > 20 }
          gate.set(PauseNote(requestedBy: "ann", reason: "why", at: "now"))
          try await eventually("nobody consumes") {
            let depth = try await subscriber.queueDepth("q")
            let applied = try await database.effects().count
            return depth.consumers == 0 && depth.messages + applied == 400
          }
          gate.set(nil)
          try await eventually("all are applied") { try await database.effects().count == 400 }
        }
        await subscriber.close()
        let seen = try await database.effects()
        #expect(Set(seen).count == seen.count)
      }
    }
  }
}

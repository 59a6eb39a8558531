// The usual worker: one queue in, one database, an outbox out.

import Logging
import RabbitMQ
import Storage

/// Connections and loops that workers share.
public struct WorkerParts: Sendable {
  /// The database.
  public let database: any Database
  /// Raised after each commit; wakes the relay.
  public let committed: Signal
  let context: WorkerContext
  let publisher: RabbitPublisher
  let relay: OutboxRelay

  /// Opens database and publisher.
  public init(_ context: WorkerContext, migrations: [String]) async throws {
    self.context = context
    database = try context.database(migrations)
    committed = Signal()
    publisher = try await context.publisher()
    relay = OutboxRelay(
      database: database, publisher: publisher, user: try context.broker(purpose: "publisher").user, wake: committed,
      logger: context.logger)
  }

  /// A worker that only sends: its own loops and the relay.
  public func sendingWorker(loops: [WorkerLoop]) -> Worker {
    let (publisher, relay, database) = (publisher, relay, database)
    return Worker(
      loops: loops + [WorkerLoop("relay") { try await relay.run() }],
      readiness: { Readiness(publisher.state) },
      close: {
        await publisher.close()
        try? await database.close()
      })
  }

  /// A worker that receives from its own queue, too.
  /// - Parameters:
  ///   - source: who the worker is in events, for instance `/services/cash-application`.
  ///   - keysOnCorrections: see ``EventReceiver``.
  public func receivingWorker(
    queue: String, source: String, handler: any EventHandler, keysOnCorrections: Bool = true, loops: [WorkerLoop] = []
  ) async throws -> Worker {
    let subscriber = try await context.subscriber()
    let receiver = EventReceiver(
      worker: context.name, queue: queue, database: database, handler: handler, clock: context.clock,
      batchLimit: context.configuration.integer("receive.batch"),
      replays: ReplayAnswers(tenant: context.tenant, source: source), keysOnCorrections: keysOnCorrections,
      logger: context.logger)
    let prefetch = UInt16(clamping: context.configuration.integer("receive.prefetch"))
    let sending = sendingWorker(loops: loops)
    return Worker(
      loops: sending.loops + [
        WorkerLoop("receiver") { try await receiver.run(subscriber.deliveries(from: queue, prefetch: prefetch)) }
      ],
      readiness: {
        let own = Readiness(subscriber.state)
        return own == .ready ? await sending.readiness() : own
      },
      close: {
        await subscriber.close()
        await sending.close()
      })
  }
}

extension Readiness {
  /// Ready when the connection is up.
  public init(_ state: ConnectionState) {
    self.init(obstacle: state == .connected ? nil : "broker: \(state)")
  }
}

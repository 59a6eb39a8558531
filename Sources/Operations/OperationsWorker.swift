// Operations as a worker: the index of events and the dead-letter store.

import AdapterKit
import RabbitMQ

/// Puts operations together.
public enum OperationsWorker {
  /// The worker's name.
  public static let name = "operations"

  /// The process.
  public static let process = WorkerProcess(
    name: name, configuration: "config/operations.yaml", keys: WorkerKeys.all
  ) { context in
    try await make(context)
  }

  private static func make(_ context: WorkerContext) async throws -> Worker {
    let parts = try await WorkerParts(context, migrations: OperationsTables.migrations)
    let subscriber = try await RabbitSubscriber(
      context.broker(purpose: "dead-letter subscriber"), logger: context.logger)
    let letters = DeadLetterStore(
      tenant: context.tenant, database: parts.database, cipher: try context.bodyCipher(), clock: context.clock,
      committed: parts.committed, logger: context.logger, batchLimit: context.configuration.integer("receive.batch"))
    var worker = try await parts.receivingWorker(
      queue: Queue.operations, handler: EventIndex(clock: context.clock, committed: parts.committed),
      loops: [
        WorkerLoop("dead letters") {
          try await letters.run(subscriber.deliveries(from: Queue.deadLetters, prefetch: 200))
        },
        WorkerLoop("unrouted") { try await letters.run(subscriber.deliveries(from: Queue.unrouted, prefetch: 200)) },
      ])
    let close = worker.close
    worker.close = {
      await subscriber.close()
      await close()
    }
    return worker
  }
}

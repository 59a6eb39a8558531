// Operations as a worker: the index of events, the dead-letter store and what people do with it.

import AdapterKit
import Foundation
import RabbitMQ
import SchemaValidation

/// Puts operations together.
public enum OperationsWorker {
  /// The worker's name.
  public static let name = "operations"

  /// The process.
  public static let process = WorkerProcess(name: name, configuration: "config/operations.yaml", keys: keys) {
    context in
    try await make(context)
  }

  /// The keys of `config/operations.yaml`.
  package static let keys: [ConfigurationKey] =
    WorkerKeys.all + [
      Operators.key,
      ConfigurationKey(
        "api",
        .section([
          ConfigurationKey(
            "port", .integer(0...65535), default: "0", "The port of the API, on 127.0.0.1 only; 0: no API.")
        ]), "The API that acts on dead letters."),
      ConfigurationKey("schemas", .text, "The folder of schemas; by default <home>/schemas."),
    ]

  private static func make(_ context: WorkerContext) async throws -> Worker {
    let parts = try await WorkerParts(context, migrations: OperationsTables.migrations)
    let subscriber = try await context.subscriber("dead-letter subscriber")
    let cipher = try context.bodyCipher()
    let letters = DeadLetterStore(
      tenant: context.tenant, database: parts.database, cipher: cipher, clock: context.clock,
      committed: parts.committed, logger: context.logger, batchLimit: context.configuration.integer("receive.batch"))
    let wake = Signal()
    let runner = LetterJobRunner(
      database: parts.database, cipher: cipher, clock: context.clock, wake: wake, committed: parts.committed,
      logger: context.logger)
    var worker = try await parts.receivingWorker(
      queue: Queue.operations, source: "/services/operations",
      handler: EventIndex(clock: context.clock, committed: parts.committed), keysOnCorrections: false,
      loops: [
        WorkerLoop("dead letters") {
          try await letters.run(subscriber.deliveries(from: Queue.deadLetters, prefetch: 200))
        },
        WorkerLoop("unrouted") { try await letters.run(subscriber.deliveries(from: Queue.unrouted, prefetch: 200)) },
        WorkerLoop("work on dead letters") { try await runner.run() },
      ] + (try api(context, parts, wake)) + (try queues(context)))
    let close = worker.close
    worker.close = {
      await subscriber.close()
      await close()
    }
    return worker
  }

  /// The gauges of the queues, if the broker's management API has a port.
  private static func queues(_ context: WorkerContext) throws -> [WorkerLoop] {
    guard let watch = try QueueWatch(context) else { return [] }
    return [WorkerLoop("queues") { try await watch.run() }]
  }

  /// The API, if it has a port.
  private static func api(_ context: WorkerContext, _ parts: WorkerParts, _ wake: Signal) throws -> [WorkerLoop] {
    let port = context.configuration.integer("api.port")
    guard port > 0 else { return [] }
    let schemas = context.configuration.optionalText("schemas").map { URL(fileURLWithPath: $0) }
    let desk = LetterDesk(
      tenant: context.tenant, database: parts.database, cipher: try context.bodyCipher(),
      schemas: try SchemaRegistry(directory: schemas ?? context.home.appendingPathComponent("schemas")),
      clock: context.clock, wake: wake, committed: parts.committed)
    let operators = Operators(context.configuration, owner: LoopbackPeer.ownUser())
    let letters = DeadLetterAPI(desk: desk, operators: operators, logger: context.logger)
    let controls = ControlAPI(
      desk: ControlDesk(
        tenant: context.tenant, database: parts.database, clock: context.clock, committed: parts.committed),
      operators: operators, logger: context.logger)
    let postings = PostingDesk(
      tenant: context.tenant, database: parts.database, clock: context.clock, committed: parts.committed,
      operators: operators, logger: context.logger)
    let erp = ERPDesk(
      tenant: context.tenant, database: parts.database, clock: context.clock, committed: parts.committed,
      operators: operators, logger: context.logger)
    let documents = DocumentDesk(
      tenant: context.tenant, database: parts.database, clock: context.clock, committed: parts.committed,
      operators: operators, logger: context.logger)
    let server = APIServer(port: port, logger: context.logger) { request in
      if controls.takes(request) { return await controls.answer(request) }
      if erp.takes(request) { return await erp.answer(request) }
      if documents.takes(request) { return await documents.answer(request) }
      if postings.takes(request) { return await postings.answer(request) }
      return await letters.answer(request)
    }
    return [WorkerLoop("API") { try await server.run() }]
  }
}

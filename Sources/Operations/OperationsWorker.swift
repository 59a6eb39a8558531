// Operations as a worker: the index of events, the dead-letter store and what people do with it.

import AdapterKit
import Foundation
import RabbitMQ
import SchemaValidation
import Storage

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
      Operators.key, TrustedIssuer.key, AuditSettings.key,
      ConfigurationKey("api", .section(Listening.keys), "The API, and the pages for browsers."),
      ConfigurationKey("schemas", .text, "The folder of schemas; by default <home>/schemas."),
    ]

  private static func make(_ context: WorkerContext) async throws -> Worker {
    let parts = try await WorkerParts(context, migrations: OperationsTables.migrations)
    try await AuditLog.adopt(in: parts.database)
    let notary = try auditor(context, parts.database)
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
        WorkerLoop("audit") { try await notary.run() },
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
    let sender = RequestSender(
      tenant: context.tenant, database: parts.database, clock: context.clock, committed: parts.committed)
    let identity = try people(context, parts.database, port: port)
    let place = try Listening(context.configuration)
    let book = AnswerBook(database: parts.database, cipher: try context.bodyCipher(), clock: context.clock)
    let server = APIServer(
      at: place,
      endpoints: try EndpointTable.all(
        letters: desk, sender: sender, identity: identity, isOverTLS: place.isOverTLS),
      desk: FrontDesk(
        identity: identity, hosts: HostNames(context.configuration.texts("api.hosts")), book: book,
        logger: context.logger),
      logger: context.logger)
    return [WorkerLoop("API") { try await server.run() }]
  }

  /// Who asks, and by whose word.
  private static func people(
    _ context: WorkerContext, _ database: any Database, port: Int
  ) throws -> Identity {
    let issuer = try TokenIssuer(tenant: context.tenant, secrets: SecretKeys.folder(in: context.data))
    let others = try TrustedIssuer.all(context.configuration, clock: context.clock)
    return Identity(
      operators: Operators(context.configuration, owner: LoopbackPeer.ownUser()),
      tokens: TokenVerifier(
        tenant: context.tenant, issuers: [issuer.trusted(clock: context.clock)] + others, clock: context.clock),
      users: UserDesk(database: database, issuer: issuer, clock: context.clock),
      userOfPort: { LoopbackPeer.user(clientPort: $0, serverPort: port) })
  }

  /// What signs the audit.
  private static func auditor(_ context: WorkerContext, _ database: any Database) throws -> AuditNotary {
    try AuditNotary(
      tenant: context.tenant, database: database,
      file: AuditSettings.checkpoints(context.configuration, data: context.data),
      secrets: SecretKeys.folder(in: context.data), clock: context.clock, logger: context.logger)
  }
}

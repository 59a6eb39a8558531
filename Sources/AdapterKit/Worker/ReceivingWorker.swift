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
  /// Closed while people have the worker paused. Open for good where the worker cannot be paused.
  public let gate: PauseGate
  private let keeper: PauseKeeper?

  /// Opens database and publisher.
  public init(_ context: WorkerContext, migrations: [String]) async throws {
    self.context = context
    database = try await context.database(migrations)
    committed = Signal()
    publisher = try await context.publisher()
    relay = OutboxRelay(
      database: database, publisher: publisher, user: try context.broker(purpose: "publisher").user, wake: committed,
      logger: context.logger)
    gate = PauseGate()
    let isPausable = migrations.contains(PauseBook.migration)
    keeper =
      isPausable
      ? PauseKeeper(worker: context.name, database: database, gate: gate, logger: context.logger) : nil
    try await keeper?.refresh()
  }

  /// A worker that only sends: its own loops and the relay.
  public func sendingWorker(loops: [WorkerLoop]) -> Worker {
    let (publisher, relay, database) = (publisher, relay, database)
    return Worker(
      loops: loops + [WorkerLoop("relay") { try await relay.run() }],
      readiness: { database.outage.map { Readiness(obstacle: $0) } ?? Readiness(publisher.state) },
      close: {
        await publisher.close()
        try? await database.close()
      })
  }

  /// A worker that only sends, and that people may pause.
  public func pausableWorker(source: String, loops: [WorkerLoop]) async throws -> Worker {
    let subscriber = try await context.subscriber("control")
    return worker(sendingWorker(loops: loops + control(subscriber, source: source)), with: subscriber)
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
    let consumer = ConsumerLoop(
      subscriber: subscriber, queue: queue, prefetch: prefetch, receiver: receiver, gate: gate)
    let own = [WorkerLoop("receiver") { try await consumer.run() }]
    return worker(sendingWorker(loops: loops + own + control(subscriber, source: source)), with: subscriber)
  }

  private func worker(_ sending: Worker, with subscriber: RabbitSubscriber) -> Worker {
    Worker(
      loops: sending.loops,
      readiness: {
        let own = Readiness(subscriber.state)
        guard own == .ready else { return own }
        var readiness = await sending.readiness()
        // Standing still because a person wants it so is no fault: the worker is ready, and says why it does nothing.
        readiness.remark = gate.note?.text ?? readiness.remark
        return readiness
      },
      close: {
        await subscriber.close()
        await sending.close()
      })
  }

  /// The loops by which people pause the worker and resume it.
  private func control(_ subscriber: RabbitSubscriber, source: String) -> [WorkerLoop] {
    guard let keeper else { return [] }
    let changed = Signal()
    let queue = Queue.control(of: context.name)
    let receiver = EventReceiver(
      worker: context.name, queue: queue, database: database,
      handler: PauseRequests(
        worker: context.name, tenant: context.tenant, source: source, changed: changed, committed: committed),
      clock: context.clock, batchLimit: 10, replays: ReplayAnswers(tenant: context.tenant, source: source),
      logger: context.logger)
    // As wide as the worker's own queue: a connection is paced for the narrowest of its consumers.
    let prefetch = UInt16(clamping: context.configuration.integer("receive.prefetch"))
    return [
      WorkerLoop("control") { try await receiver.run(subscriber.deliveries(from: queue, prefetch: prefetch)) },
      WorkerLoop("pause") { try await keeper.run(changed) },
    ]
  }
}

extension Readiness {
  /// Ready when the connection is up.
  public init(_ state: ConnectionState) {
    self.init(obstacle: state == .connected ? nil : "broker: \(state)")
  }
}

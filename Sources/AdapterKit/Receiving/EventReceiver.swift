// The idempotent receiver: key, effect and outgoing events commit together; then the message is acknowledged.

import Logging
import Messaging
import Metrics
import PaymentEvents
import Storage
import Synchronization

/// An event as it arrived, with what the router says about it.
public struct IncomingEvent: Sendable {
  /// The event's id.
  public let id: String
  /// Its full type.
  public let type: String
  /// Who says it.
  public let source: String
  /// SHA-256 over the canonical JSON of its data.
  public let digest: String
  /// The correlation id.
  public let correlationID: String
  /// On a corrected event: the id of the original. Nothing may take effect twice under one key.
  public let idempotencyKey: String?
  /// The message that carried it.
  public let message: Message

  /// Reads the event as this type. - Throws: ``Failure`` of class permanent where the JSON is not such an event.
  public func decode<Body: EventBody>(_ body: Body.Type) throws -> Event<Body> {
    do {
      return try Event<Body>(json: message.body)
    } catch {
      throw Failure(
        .permanent, code: "undecodable", reason: "the event passed its schema but cannot be read as \(Body.type)")
    }
  }
}

/// Applies events to a service's database.
public protocol EventHandler: Sendable {
  /// Applies one event; runs inside the transaction that also records its key. It may run again after a rollback, so it
  /// has no effects but through `connection`.
  /// - Throws: ``Failure`` for what is wrong with this event; ``StorageError`` for what is wrong with the database.
  func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws

  /// Called at the end of each batch, still inside its transaction: work that several events of a batch share.
  func finishBatch(in connection: any SQLConnection) throws

  /// Called after the commit.
  func didCommit()
}

extension EventHandler {
  public func finishBatch(in connection: any SQLConnection) throws {}
  public func didCommit() {}
}

/// Receives from one queue into one database.
public struct EventReceiver: Sendable {
  let worker: String
  let queue: String
  let database: any Database
  let handler: any EventHandler
  let clock: any WallClock
  let batchLimit: Int
  let replays: ReplayAnswers?
  let keysOnCorrections: Bool
  let logger: Logger
  let received: Counter
  let failed: Counter

  /// Creates it.
  /// - Parameters:
  ///   - batchLimit: the most deliveries of one transaction.
  ///   - replays: how it answers for messages that operators had sent again; nil: not at all.
  ///   - keysOnCorrections: whether a corrected event is refused once the original has taken effect. False only where
  ///     receiving has no effect but a record of what passed.
  public init(
    worker: String, queue: String, database: any Database, handler: any EventHandler, clock: any WallClock,
    batchLimit: Int, replays: ReplayAnswers? = nil, keysOnCorrections: Bool = true, logger: Logger
  ) {
    self.worker = worker
    self.queue = queue
    self.database = database
    self.handler = handler
    self.clock = clock
    self.batchLimit = batchLimit
    self.replays = replays
    self.keysOnCorrections = keysOnCorrections
    self.logger = logger
    received = Counter(label: "tributary_events_received_total", dimensions: [("queue", queue)])
    failed = Counter(label: "tributary_events_failed_total", dimensions: [("queue", queue)])
  }

  /// Receives until the deliveries end or the task is cancelled. `didSettle` is told of each batch that is done.
  public func run(
    _ deliveries: some DeliveryStream, didSettle: @escaping @Sendable ([Delivery]) -> Void = { _ in }
  ) async throws {
    for await batch in deliveries.batches(of: batchLimit) {
      for group in isolateSuspects(batch) { try await settle(group) }
      didSettle(batch)
    }
  }

  /// A message that may have killed a worker before is handled alone, so that it takes no neighbours with it.
  private func isolateSuspects(_ batch: [Delivery]) -> [[Delivery]] {
    let suspects = batch.filter(ConsumerLoop.isSuspect)
    if suspects.isEmpty { return [batch] }
    let sound = batch.filter { !ConsumerLoop.isSuspect($0) }
    return (sound.isEmpty ? [] : [sound]) + suspects.map { [$0] }
  }

  private func settle(_ batch: [Delivery]) async throws {
    CrashPoint.batchReceived.pass()
    try await RetryPause.untilStored(logger: logger, what: "receiving from \(queue)") {
      let failures = try await database.write { connection in
        defer { CrashPoint.batchApplied.pass() }
        return try apply(batch, in: connection)
      }
      failed.increment(by: failures)
    }
    CrashPoint.batchCommitted.pass()
    batch.ack()
    CrashPoint.batchAcknowledged.pass()
    received.increment(by: batch.count)
    handler.didCommit()
  }

  /// Applies a batch inside a transaction of the caller, who acknowledges after the commit. Returns how many failed.
  package func apply(_ batch: [Delivery], in connection: any SQLConnection) throws -> Int {
    var failures = 0
    for delivery in batch {
      do {
        try connection.savepoint { try apply(delivery, in: connection) }
      } catch let error as StorageError {
        throw error  // the database's fault, not the message's: the whole batch is tried again
      } catch {
        failures += 1
        try fail(delivery, error, in: connection)
      }
    }
    try handler.finishBatch(in: connection)
    return failures
  }

  private func apply(_ delivery: Delivery, in connection: any SQLConnection) throws {
    let event = try IncomingEvent(delivery.message)
    let key = keysOnCorrections ? event.idempotencyKey ?? event.id : event.id
    let answer = try Inbox.record(source: event.source, id: key, digest: event.digest, in: connection)
    switch answer {
    case .new: try handler.handle(event, in: connection)
    case .duplicate: break
    case .conflict(let recorded): throw conflict(event, recorded)
    }
    try replays?.answer(event, queue: queue, isNew: answer == .new, at: clock.now(), in: connection)
  }

  private func conflict(_ event: IncomingEvent, _ recorded: String) -> Failure {
    if let original = event.idempotencyKey {
      return Failure(
        .permanent, code: "original-applied",
        reason: "the event \(original), which this one corrects, or another correction of it has taken effect; discard "
          + "this one, and correct the effect at its source")
    }
    return Failure(
      .permanent, code: "content-conflict",
      reason: "event \(event.id) was received before with another content (digest \(recorded), now \(event.digest)); "
        + "a changed event needs a new id")
  }

  private func fail(_ delivery: Delivery, _ error: any Error, in connection: any SQLConnection) throws {
    let failure =
      error as? Failure
      ?? Failure(.permanent, code: "not-applicable", reason: "\(worker) cannot apply the event: \(type(of: error))")
    logger.warning(
      "an event failed", metadata: ["event": "\(delivery.message.id)", "code": "\(failure.code)"])
    let message = delivery.message.failed(
      failure, queue: queue, worker: worker, version: producerVersion, at: clock.now().rfc3339)
    var outgoing = message
    outgoing.routingKey = queue
    try Outbox.append(outgoing, to: Exchange.failed, in: connection)
  }
}

extension IncomingEvent {
  /// Takes an event from a message that came through the router.
  package init(_ message: Message) throws {
    guard let digest = message.headers[HeaderName.contentDigest]?.stringValue,
      let source = message.headers[HeaderName.source]?.stringValue
    else {
      throw Failure(
        .invalid, code: "not-routed", reason: "the message lacks the router's headers; publish to \(Exchange.ingress)")
    }
    id = message.id
    type = message.type
    self.source = source
    self.digest = digest
    correlationID = message.correlationID ?? message.id
    idempotencyKey = message.headers[HeaderName.idempotencyKey]?.stringValue
    self.message = message
  }
}

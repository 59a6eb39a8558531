// From the dead-letter queue into the store, where they can be listed and searched without disturbing anything.

import AdapterKit
import Crypto
import Foundation
import Logging
import Messaging
import PaymentEvents
import Storage

/// Consumes dead letters: insert, commit, acknowledge. While the store is down they wait safely in the queue.
package struct DeadLetterStore: Sendable {
  let tenant: String
  let database: any Database
  let cipher: any BodyCipher
  let clock: any WallClock
  let committed: Signal
  let logger: Logger
  let batchLimit: Int

  /// Creates it. `committed` is raised after each commit, for the relay.
  package init(
    tenant: String, database: any Database, cipher: any BodyCipher, clock: any WallClock, committed: Signal,
    logger: Logger, batchLimit: Int
  ) {
    self.tenant = tenant
    self.database = database
    self.cipher = cipher
    self.clock = clock
    self.committed = committed
    self.logger = logger
    self.batchLimit = batchLimit
  }

  /// Stores dead letters until the deliveries end or the task is cancelled.
  package func run<Deliveries: AsyncSequence & Sendable>(_ deliveries: Deliveries) async throws
  where Deliveries.Element == Delivery {
    try await DeliveryBatches(limit: batchLimit).run(deliveries) { batch in
      try await RetryPause.untilStored(logger: logger, what: "the dead-letter store") {
        try await database.write { connection in
          for delivery in batch { try store(DeadLetter(delivery), connection) }
        }
      }
      for delivery in batch { delivery.ack() }
      committed.raise()
    }
  }

  private func store(_ letter: DeadLetter, _ connection: any SQLConnection) throws {
    let inserted = try connection.first(
      """
      INSERT INTO dead_letters (fingerprint, message_id, type, correlation_id, publisher, failure_class, code, reason,
        pointer, rule, queue, attempts, first_failed_at, stored_at, worker, headers, digest, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING RETURNING sequence
      """,
      [
        .text(letter.fingerprint), .text(letter.message.id), .text(letter.message.type),
        .text(letter.message.correlationID ?? letter.message.id), .optional(letter.publisher),
        .text(letter.failureClass), .text(letter.code), .text(letter.reason), .optional(letter.pointer),
        .optional(letter.rule), .text(letter.queue), .integer(letter.attempts), .optional(letter.firstFailedAt),
        .text(clock.now().rfc3339), .optional(letter.worker), .text(letter.headers), .text(letter.digest),
        .blob(try cipher.seal(letter.message.body)),
      ])
    guard let inserted else { return }  // delivered again after a crash
    // A dead letter about a dead letter would go round for ever.
    guard letter.message.type != MessageDeadLettered.type else { return }
    try announce(letter, number: inserted.integer(0), connection)
  }

  private func announce(_ letter: DeadLetter, number: Int64, _ connection: any SQLConnection) throws {
    let id = EventID(
      tenant: tenant, cause: "\(letter.message.id) \(letter.digest)",
      step: "dead letter of \(letter.queue), \(letter.code), attempt \(letter.attempts)", type: MessageDeadLettered.type
    )
    let data = MessageDeadLettered(
      message: letter.message.id, messageType: letter.message.type, failureClass: letter.failureClass,
      code: letter.code, queue: letter.queue, fingerprint: letter.fingerprint)
    let context = EventContext(
      id: id, source: "/services/operations", subject: letter.fingerprint, time: clock.now(), tenant: tenant,
      correlationID: letter.message.correlationID ?? letter.message.id)
    try Outbox.append(Event(context, data: data).encoded().message(), to: Exchange.internal, in: connection)
  }
}

/// Why the broker set a message aside without a worker's word.
private struct BrokerVerdict {
  let failureClass: FailureClass
  let code: String
  let reason: String

  init(_ delivery: Delivery) {
    if delivery.queue == Queue.unrouted {
      failureClass = .permanent
      code = "unrouted"
      reason = "no queue takes events of this type; bind the consumer that is missing, then replay"
    } else {
      failureClass = .crash
      code = "delivery-limit"
      reason = "the worker ended while it handled the message, again and again; look at the worker's log, then replay"
    }
  }
}

/// A dead letter, with what its headers say about the failure.
struct DeadLetter {
  let message: Message
  let publisher: String?
  let failureClass: String
  let code: String
  let reason: String
  let pointer: String?
  let rule: String?
  let queue: String
  let attempts: Int64
  let firstFailedAt: String?
  let worker: String?
  let digest: String

  /// Class, code and type: what alike failures share. Never payload text.
  var fingerprint: String { "\(failureClass)/\(code)/\(message.type)" }

  /// Reads it from a delivery. One without our headers was set aside by the broker itself: no queue takes it, or its
  /// worker died on it more often than the queue's delivery limit allows.
  init(_ delivery: Delivery) {
    let headers = delivery.message.headers
    let broker = BrokerVerdict(delivery)
    message = delivery.message
    publisher = headers[HeaderName.firstPublisher]?.stringValue ?? delivery.message.userID
    failureClass = headers[HeaderName.failureClass]?.stringValue ?? broker.failureClass.rawValue
    code = headers[HeaderName.failureCode]?.stringValue ?? broker.code
    reason = headers[HeaderName.failureReason]?.stringValue ?? broker.reason
    pointer = headers[HeaderName.failurePointer]?.stringValue
    rule = headers[HeaderName.failureRule]?.stringValue
    queue = headers[HeaderName.originQueue]?.stringValue ?? headers["x-first-death-queue"]?.stringValue ?? "unknown"
    attempts = headers[HeaderName.attempt]?.integerValue ?? delivery.deliveryCount
    firstFailedAt = headers[HeaderName.firstFailedAt]?.stringValue
    worker = headers[HeaderName.failedWorker]?.stringValue
    digest = SHA256.hash(data: Data(delivery.message.body)).hexadecimal
  }

  /// The headers as one JSON object, for the operator; nested values are left out.
  var headers: String {
    let plain = message.headers.compactMapValues { $0.stringValue ?? $0.integerValue.map(String.init) }
    let data = (try? EventCoding.encoder().encode(plain)) ?? Data("{}".utf8)
    return String(decoding: data, as: UTF8.self)
  }
}

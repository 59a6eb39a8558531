// From the dead-letter queue into the store, where they can be listed and searched without disturbing anything.

import AdapterKit
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
  package func run(_ deliveries: some DeliveryStream) async throws {
    for await batch in deliveries.batches(of: batchLimit) {
      try await RetryPause.untilStored(logger: logger, what: "the dead-letter store") {
        try await database.write { connection in
          for delivery in batch { try store(DeadLetter(delivery), connection) }
          CrashPoint.lettersStoring.pass()
        }
      }
      CrashPoint.lettersStored.pass()
      batch.ack()
      committed.raise()
    }
  }

  private func store(_ letter: DeadLetter, _ connection: any SQLConnection) throws {
    let now = clock.now().rfc3339
    let shelf = LetterShelf(connection: connection, cipher: cipher, now: now)
    let known = try shelf.find(letter)
    let number = try known?.number ?? shelf.insert(letter, imported: false)
    guard let failure = try shelf.record(letter, in: number) else { return }  // delivered again after a crash
    try shelf.refresh(number, letter, failure: failure, known: known)
    // A dead letter about a dead letter would go round for ever.
    guard letter.message.type != MessageDeadLettered.type else { return }
    try announce(letter, connection)
  }

  private func announce(_ letter: DeadLetter, _ connection: any SQLConnection) throws {
    let retry = letter.retry.map { ", retry \($0)" } ?? ""
    let id = EventID(
      tenant: tenant, cause: "\(letter.message.id) \(letter.digest)",
      step: "dead letter of \(letter.queue), \(letter.code), attempt \(letter.attempts) at \(letter.failedAt)\(retry)",
      type: MessageDeadLettered.type)
    let data = MessageDeadLettered(
      message: letter.message.id, messageType: letter.message.type, failureClass: letter.failureClass,
      code: letter.code, queue: letter.queue, fingerprint: letter.fingerprint)
    let context = EventContext(
      id: id, source: "/services/operations", subject: letter.fingerprint, time: clock.now(), tenant: tenant,
      correlationID: [letter.message.correlationID, letter.message.id].compactMap { $0 }.first { !$0.isEmpty }
        ?? letter.digest)
    try Outbox.append(Event(context, data: data).encoded().message(), to: Exchange.internal, in: connection)
  }
}

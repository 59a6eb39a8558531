// Operations' database in a data folder, as its reader finds it.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport

struct OperationsScene {
  let data: URL
  let database: SQLiteDatabase
  var cipher: any BodyCipher = PlainBodies()

  init(_ data: URL, cipher: any BodyCipher = PlainBodies()) throws {
    self.data = data
    self.cipher = cipher
    database = try SQLiteDatabase(
      path: DataFolder.database(of: OperationsWorker.name, in: data), migrations: OperationsTables.migrations)
  }

  var reader: OperationsReader {
    get throws { try OperationsReader(data: data, cipher: cipher) }
  }

  static let clock = FixedClock(Instant(milliseconds: 1_772_366_400_000))

  /// Hands dead letters to the store, as its queue would.
  func storeLetters(_ deliveries: [Delivery], on database: (any Database)? = nil) async throws {
    let store = DeadLetterStore(
      tenant: "clinic", database: database ?? self.database, cipher: cipher, clock: Self.clock, committed: Signal(),
      logger: quietLogger, batchLimit: 10)
    try await store.run(FakeQueue("unused").stream(deliveries))
  }

  /// Hands events to the index, as its queue would.
  func index(_ messages: [Message]) async throws {
    let queue = FakeQueue(Queue.operations)
    let receiver = EventReceiver(
      worker: "operations", queue: Queue.operations, database: database,
      handler: EventIndex(clock: Self.clock, committed: Signal()), clock: Self.clock, batchLimit: 10,
      logger: quietLogger)
    try await receiver.run(queue.stream(messages.map { queue.delivery($0) }))
  }

  func outbox() async throws -> [OutgoingMessage] {
    try await database.read { try Outbox.pending(after: 0, limit: 1_000, in: $0).map(\.outgoing) }
  }
}

func withOperations<Result>(
  cipher: any BodyCipher = PlainBodies(), _ body: (OperationsScene) async throws -> Result
) async throws -> Result {
  try await withTemporaryFolder { folder in
    let scene = try OperationsScene(folder, cipher: cipher)
    let result = try await body(scene)
    try await scene.database.close()
    return result
  }
}

/// A message as the router dead-letters it.
func failedMessage(
  _ id: String, type: String = "tributary.deposit.received.v1", code: String = "schema-violation", attempts: Int = 1,
  body: String = "{}"
) -> Message {
  var message = Message.routed(id: id, type: type, body: body)
  message.headers[HeaderName.firstPublisher] = .string("billing")
  for _ in 0..<attempts {
    message = message.failed(
      Failure(.invalid, code: code, reason: "what happened", pointer: "/data/amount", rule: "type"),
      queue: "cash-application", worker: "router", at: "2026-03-01T11:00:00Z")
  }
  return message
}

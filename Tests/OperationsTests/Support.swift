// Operations' database in a data folder, as its reader finds it.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import SchemaValidation
import Storage
import TestSupport

struct OperationsScene {
  let data: URL
  let database: any Database
  var cipher: any BodyCipher = PlainBodies()

  init(_ data: URL, cipher: any BodyCipher = PlainBodies()) throws {
    self.data = data
    self.cipher = cipher
    database = try testStore(of: OperationsWorker.name, in: data).open(OperationsTables.migrations)
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

  /// The desk, with the project's schemas.
  func desk() throws -> LetterDesk {
    LetterDesk(
      tenant: "clinic", database: database, cipher: cipher, schemas: try SchemaRegistry(directory: Self.schemas),
      clock: Self.clock, wake: Signal(), committed: Signal())
  }

  static let schemas = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("schemas")

  /// Works until nothing is left to do.
  func work(on database: (any Database)? = nil) async throws {
    let runner = LetterJobRunner(
      database: database ?? self.database, cipher: cipher, clock: Self.clock, wake: Signal(), committed: Signal(),
      logger: quietLogger)
    while try await runner.step() {}
  }

  /// Asks for something and does it.
  @discardableResult
  func perform(
    _ action: LetterAction, _ filter: LetterFilter = LetterFilter(), reason: String = "a reason",
    by person: Operator = .ann
  ) async throws -> LetterJob {
    let desk = try desk()
    let request = LetterRequest(
      request: UUID().uuidString, action: action, filter: filter, reason: reason)
    let job = try await desk.take(request, from: person)
    try await work()
    return try await desk.job(job.number)
  }

  /// What was sent again, without the announcements of dead letters.
  func replays() async throws -> [OutgoingMessage] {
    try await outbox().filter { $0.message.headers[HeaderName.retry] != nil }
  }

  func outbox() async throws -> [OutgoingMessage] {
    try await database.read { try Outbox.pending(after: 0, limit: 1_000_000, in: $0).map(\.outgoing) }
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
  queue: String = "cash-application", reason: String = "what happened", at time: String = "2026-03-01T11:00:00Z",
  body: String = "{}"
) -> Message {
  var message = Message.routed(id: id, type: type, body: body)
  message.headers[HeaderName.firstPublisher] = .string("billing")
  for _ in 0..<attempts {
    message = message.failed(
      Failure(.invalid, code: code, reason: reason, pointer: "/data/amount", rule: "type"),
      queue: queue, worker: "router", at: time)
  }
  return message
}

extension Operator {
  static let ann = Operator(name: "ann", roles: [.administrator])
  static let ben = Operator(name: "ben", roles: [.biller])
  static let cem = Operator(name: "cem", roles: [.operator])
  static let eve = Operator(name: "eve", roles: [])
}

extension LetterFilter {
  static func numbers(_ numbers: Int64...) -> LetterFilter {
    var filter = LetterFilter()
    filter.numbers = numbers
    return filter
  }

  static var everything: LetterFilter {
    var filter = LetterFilter()
    filter.states = LetterState.allCases
    return filter
  }
}

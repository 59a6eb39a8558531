// Cash application on a real database file, fed through the receiver as in production, without a broker.

import AdapterKit
import CashApplication
import CashRules
import Foundation
import Messaging
import PaymentEvents
import Storage
import TestSupport

struct CashScene {
  let database: any Database
  let reader: CashReader
  let receiver: EventReceiver
  let handler: CashHandler
  let queue = FakeQueue("cash-application")

  /// Midnight UTC of 4 March is the evening of the 3rd in New York.
  static let clock = FixedClock(Instant(milliseconds: 1_772_582_400_000))

  init(_ data: URL, configuration: CashConfiguration) throws {
    database = try testStore(of: CashWorker.name, in: data).open(CashTables.migrations)
    reader = try CashReader(data: data, configuration: configuration)
    guard let time = BusinessTime(zone: "America/New_York") else { throw NoSuchDay() }
    handler = CashHandler(configuration: configuration, clock: Self.clock, businessTime: time, committed: Signal())
    receiver = EventReceiver(
      worker: "cash-application", queue: "cash-application", database: database, handler: handler,
      clock: Self.clock, batchLimit: 100, logger: quietLogger)
  }

  /// Receives events one after the other, each in a transaction of its own.
  func receive(_ events: [EncodedEvent]) async throws {
    for event in events { try await receiver.run(queue.stream([queue.delivery(.routed(event))])) }
  }

  func receive(_ events: EncodedEvent...) async throws { try await receive(events) }

  // MARK: - What came of it

  /// Accounts that are not at zero, in cents, debits less credits.
  func balances() async throws -> [String: Int64] { try await reader.balances().filter { $0.value != 0 } }

  /// Reasons of open work items.
  func open() async throws -> [String] { try await reader.workItems(state: "open").map(\.reason).sorted() }

  func resolved() async throws -> [String] { try await reader.workItems(state: "resolved").map(\.reason).sorted() }

  func outbox() async throws -> [OutgoingMessage] {
    try await database.read { try Outbox.pending(after: 0, limit: 10_000, in: $0).map(\.outgoing) }
  }

  func sent<Body: EventBody>(_ body: Body.Type) async throws -> [Event<Body>] {
    try await outbox().filter { $0.message.type == Body.type }.map { try Event<Body>(json: $0.message.body) }
  }

  /// Codes of failed deliveries.
  func failures() async throws -> [String] {
    try await outbox().filter { $0.exchange == Exchange.failed }
      .compactMap { $0.message.headers[HeaderName.failureCode]?.stringValue }
  }
}

func withCash<Result>(
  rules: RuleBook = RuleBook(), _ body: (CashScene) async throws -> Result
) async throws -> Result {
  try await withTemporaryFolder { folder in
    let payers = try PayerDirectory([
      .init(key: "p1", identifiers: ["1111"]), .init(key: "p2", identifiers: ["2222"]),
    ])
    let configuration = CashConfiguration(
      tenant: "clinic", rules: rules, payers: payers, bookingFormats: ["001": "nacha", "1020304050": "bai2"])
    let scene = try CashScene(folder, configuration: configuration)
    let result = try await body(scene)
    try await scene.database.close()
    return result
  }
}

enum Books {
  /// What ``Advice/simple(id:trace:)`` with its charge and deposit leaves.
  static let simple: [String: Int64] = [
    "assets:bank:001": 150_00, "assets:receivable:patient": 20_00, "income:gross-revenue": -200_00,
    "income:contractual-allowance": 30_00,
  ]
}

// Cash application on a real database, fed by hand: no broker, no processes, and so any order at will.

import AdapterKit
import CashApplication
import Foundation
import Messaging
import PaymentEvents
import Storage
import TestSupport

/// Cash application, and an ERP that takes every journal.
final class CashInProcess {
  private let data: StackData
  private let database: any Database
  private let receiver: EventReceiver
  /// Debits less credits of all journals, by account.
  private(set) var ledger: [String: Int64] = [:]
  /// Journals that were asked for.
  private(set) var journals: Set<String> = []

  /// - Parameter folder: an empty folder for its database.
  init(in folder: URL) throws {
    data = StackData(folder: folder)
    database = try testStore(of: Queue.cashApplication, in: folder).open(CashTables.migrations)
    let clock = FixedClock(Instant(milliseconds: 1_774_000_000_000))
    guard let time = BusinessTime(zone: "America/New_York") else { throw Unexpected("there is no such time zone") }
    let handler = CashHandler(
      configuration: try StackData.configuration(), clock: clock, businessTime: time, committed: Signal())
    receiver = EventReceiver(
      worker: Queue.cashApplication, queue: Queue.cashApplication, database: database, handler: handler, clock: clock,
      batchLimit: 1_000, logger: quietLogger)
  }

  /// Applies events in one transaction; returns the ERP's answers to the journals that they lead to.
  func apply(_ messages: [Message]) async throws -> [Message] {
    let (receiver, deliveries) = (receiver, messages.map(CashInProcess.delivery))
    let sent = try await database.write { connection in
      let failed = try receiver.apply(deliveries, in: connection)
      let sent = try Outbox.pending(after: 0, limit: .max, in: connection)
      try connection.execute("DELETE FROM outbox")
      guard failed == 0 else { throw Unexpected("\(failed) events failed") }
      return sent.map(\.outgoing.message)
    }
    return try sent.filter { $0.type == JournalRequested.type }.map { try post($0) }
  }

  /// The end of the run.
  func books() async throws -> Books { try await Books(data.cash()) }

  /// How many inputs were applied.
  func inputs() async throws -> Int { try await data.number(Queue.cashApplication, "SELECT COUNT(*) FROM inputs") }

  func close() async throws { try await database.close() }

  private static func delivery(_ message: Message) -> Delivery {
    Delivery(
      message: message, queue: Queue.cashApplication, exchange: Exchange.events, redelivered: false, deliveryCount: 0
    ) { _ in }
  }

  private func post(_ message: Message) throws -> Message {
    let request = try Event<JournalRequested>(json: message.body)
    guard journals.insert(request.data.journal.text).inserted else {
      throw Unexpected("journal \(request.data.journal) was asked for twice")
    }
    for line in request.data.lines { ledger[line.account, default: 0] += line.debit.cents - line.credit.cents }
    let answer = JournalPosted(journal: request.data.journal, reference: "T-\(journals.count)", target: "test")
    let context = EventContext(
      id: EventID(tenant: Inputs.tenant, cause: message.id, step: "posted", type: JournalPosted.type),
      source: "/adapters/erp-posting", subject: request.data.journal.text, time: request.context.time,
      tenant: Inputs.tenant, correlationID: request.context.correlationID, causationID: message.id)
    return try Inputs.message(Event(context, data: answer).encoded().body)
  }
}

/// Something a test did not reckon with.
struct Unexpected: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

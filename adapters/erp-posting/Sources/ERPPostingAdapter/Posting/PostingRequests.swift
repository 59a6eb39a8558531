// What comes by the queue: journals to post, and what people ask for. Stored and acknowledged at once, done by others.

import AdapterKit
import Messaging
import PaymentEvents
import Storage

/// Stores each request once.
package struct PostingRequests: EventHandler {
  let stored: Signal
  let asked: Signal

  /// Creates it. After each commit `stored` is raised, for the poster, and `asked`, for the jobs.
  package init(stored: Signal, asked: Signal = Signal()) {
    self.stored = stored
    self.asked = asked
  }

  package func handle(_ event: IncomingEvent, in connection: any SQLConnection) throws {
    switch event.type {
    case JournalRequested.type: try record(event, connection)
    case JournalRetryRequested.type: try retry(event, connection)
    case MasterDataReadingRequested.type:
      let request = try event.decode(MasterDataReadingRequested.self)
      let asker = JobAsker(name: request.data.requestedBy, event: event.id, correlationID: event.correlationID)
      try TargetJobs.ask(.reading, for: asker, at: request.context.time, in: connection)
    case LedgerReconciliationRequested.type: try reconcile(event, connection)
    default:
      throw Failure(
        .permanent, code: "not-consumed", reason: "erp-posting has no use for \(event.type); correct the bindings")
    }
  }

  package func didCommit() {
    stored.raise()
    asked.raise()
  }

  private func record(_ event: IncomingEvent, _ connection: any SQLConnection) throws {
    let request = try event.decode(JournalRequested.self)
    let isNew = try Intents.record(
      key: request.data.journal.text, correlationID: event.correlationID, causationID: event.id,
      body: event.message.body, in: connection)
    guard isNew else {
      throw Failure(
        .permanent, code: "journal-conflict",
        reason: "journal \(request.data.journal) was requested before by another event; a journal is requested once")
    }
    try JournalBook.record(request.data, in: connection)
  }

  private func retry(_ event: IncomingEvent, _ connection: any SQLConnection) throws {
    let request = try event.decode(JournalRetryRequested.self)
    let journal = request.data.journal.text
    guard try JournalBook.state(of: journal, in: connection) != nil else {
      throw Failure(
        .permanent, code: "journal-unknown",
        reason: "there is no journal \(journal) here to be posted again; see `tributary journals list`")
    }
    try JournalBook.retry(
      journal, request: event.id, by: request.data.requestedBy, reason: request.data.reason, at: request.context.time,
      in: connection)
  }

  private func reconcile(_ event: IncomingEvent, _ connection: any SQLConnection) throws {
    let request = try event.decode(LedgerReconciliationRequested.self)
    let (from, until) = (request.data.from, request.data.until)
    guard from <= until, until.daysSinceEpoch - from.daysSinceEpoch < LedgerReconciliationRequested.maximumDays else {
      throw Failure(
        .permanent, code: "span-of-days",
        reason: "books are compared for 1 to \(LedgerReconciliationRequested.maximumDays) days; ask for less at a time",
        pointer: "/data/until", rule: "span-of-days")
    }
    let asker = JobAsker(name: request.data.requestedBy, event: event.id, correlationID: event.correlationID)
    try TargetJobs.ask(.reconciliation(from...until), for: asker, at: request.context.time, in: connection)
  }
}

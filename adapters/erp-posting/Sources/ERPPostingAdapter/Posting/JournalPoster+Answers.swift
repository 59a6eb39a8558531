// What came of a try is stored and answered, in one transaction.

import AdapterKit
import Metrics
import PaymentEvents
import Storage

extension JournalPoster {
  /// - Parameter retries: of journals that a person had posted again, the event that asked for it.
  func settle(
    _ intents: [Intents.Pending], _ outcomes: [String: PostingOutcome], retries: [String: String]
  ) async throws {
    let now = clock.now()
    try await database.write { connection in
      for intent in intents {
        guard let outcome = outcomes[intent.key] else { continue }
        try JournalBook.settle(intent.key, outcome, by: target.name, at: now, in: connection)
        guard let answer = try answer(intent, outcome, retry: retries[intent.key]) else { continue }
        try Outbox.append(answer.message(), to: Exchange.internal, in: connection)
        try Intents.settle(intent.sequence, outcome: outcome.label, in: connection)
      }
      CrashPoint.intentSettling.pass()
    }
    CrashPoint.intentSettled.pass()
    committed.raise()
    for intent in intents {
      switch outcomes[intent.key] {
      case .posted: posted.increment()
      case .rejected: rejected.increment()
      case .pending, nil: break
      }
    }
  }

  /// The answer to a request; nil while there is none.
  private func answer(
    _ intent: Intents.Pending, _ outcome: PostingOutcome, retry: String?
  ) throws -> EncodedEvent? {
    let request = try Event<JournalRequested>(json: intent.body)
    let journal = request.data.journal
    switch outcome {
    case .pending: return nil
    case .posted(let reference):
      let data = JournalPosted(journal: journal, reference: reference, target: target.name)
      return try Event(context(request, JournalPosted.type, "posted", retry), data: data).encoded()
    case .rejected(let code, let reason):
      let data = JournalRejected(journal: journal, target: target.name, code: code, reason: Self.words(reason))
      return try Event(context(request, JournalRejected.type, "rejected", retry), data: data).encoded()
    }
  }

  /// The target's words, as long as the event may carry.
  private static func words(_ reason: String) -> String {
    reason.isEmpty ? "no reason given" : String(reason.prefix(3_999))
  }

  /// Each try that a person asked for has an answer of its own: its id comes from the event that asked.
  private func context(
    _ request: Event<JournalRequested>, _ type: String, _ step: String, _ retry: String?
  ) -> EventContext {
    let cause = retry ?? request.context.id.text
    return EventContext(
      id: EventID(tenant: tenant, cause: cause, step: step, type: type),
      source: ERPPostingWorker.source, subject: request.data.journal.text,
      time: Instant(startOf: request.data.postingDate), tenant: tenant, correlationID: request.context.correlationID,
      causationID: cause)
  }
}

extension PostingOutcome {
  fileprivate var label: String {
    switch self {
    case .pending: "pending"
    case .posted(let reference): "posted \(reference)"
    case .rejected(let code, _): "rejected \(code)"
    }
  }
}

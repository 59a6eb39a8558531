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
        guard let outcome = outcomes[intent.key], outcome != .untried else { continue }
        try JournalBook.settle(intent.key, outcome, by: target.name, at: now, in: connection)
        guard let answer = try answer(intent, outcome, retry: retries[intent.key]) else { continue }
        try Outbox.append(answer.message(), to: Exchange.internal, in: connection)
        try Intents.settle(intent.sequence, outcome: outcome.label, in: connection)
      }
      CrashPoint.intentSettling.pass()
    }
    CrashPoint.intentSettled.pass()
    committed.raise()
    var refused: [String] = []
    for intent in intents {
      switch outcomes[intent.key] {
      case .posted: posted.increment()
      case .rejected:
        rejected.increment()
        refused.append(intent.key)
      case .pending, .untried, nil: break
      }
    }
    try await target.settled(refused: refused)
  }

  /// Tells the target of all refusals that are stored: the process before this one may have ended before it did. To be
  /// called before anybody can ask for another try.
  package func tellRefusals() async throws {
    let refused = try await database.read { try JournalBook.refused(in: $0) }
    if !refused.isEmpty { try await target.settled(refused: refused) }
  }

  /// The answer to a request; nil while there is none.
  private func answer(
    _ intent: Intents.Pending, _ outcome: PostingOutcome, retry: String?
  ) throws -> EncodedEvent? {
    let journal = EventID(intent.key)
    switch outcome {
    case .pending, .untried: return nil
    case .posted(let reference):
      let data = JournalPosted(journal: journal, reference: reference, target: target.name)
      return try Event(context(intent, JournalPosted.type, "posted", retry), data: data).encoded()
    case .rejected(let code, let reason):
      let data = JournalRejected(journal: journal, target: target.name, code: code, reason: reason)
      return try Event(context(intent, JournalRejected.type, "rejected", retry), data: data).encoded()
    }
  }

  /// Each try that a person asked for has an answer of its own: its id comes from the event that asked. What was
  /// requested need not be readable any more: that it is not is an answer, too.
  private func context(_ intent: Intents.Pending, _ type: String, _ step: String, _ retry: String?) -> EventContext {
    let cause = retry ?? intent.causationID
    let request = try? Event<JournalRequested>(json: intent.body)
    return EventContext(
      id: EventID(tenant: tenant, cause: cause, step: step, type: type),
      source: ERPPostingWorker.source, subject: intent.key,
      time: request.map { Instant(startOf: $0.data.postingDate) } ?? clock.now(), tenant: tenant,
      correlationID: intent.correlationID, causationID: cause)
  }
}

extension PostingOutcome {
  fileprivate var label: String {
    switch self {
    case .pending: "pending"
    case .untried: "untried"
    case .posted(let reference): "posted \(reference)"
    case .rejected(let code, _): "rejected \(code)"
    }
  }
}

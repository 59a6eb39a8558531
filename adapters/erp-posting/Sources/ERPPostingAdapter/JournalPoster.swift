// Posts intents in the ERP and answers what came of it.

import AdapterKit
import Ledger
import Logging
import Metrics
import PaymentEvents
import Storage

/// Works through the intents, oldest first. An intent that was tried before is looked up before it is posted: its first
/// try may have succeeded without anybody hearing of it.
package struct JournalPoster: Sendable {
  let target: any ERPTarget
  let database: any Database
  let tenant: String
  let stored: Signal
  let committed: Signal
  let gate: PauseGate
  let logger: Logger
  let clock: any WallClock
  let pause: @Sendable (Duration) async throws -> Void
  private let posted = Counter(label: "tributary_journals_posted_total")
  private let rejected = Counter(label: "tributary_journals_rejected_total")
  private let opened = Counter(label: "tributary_breaker_opened_total")
  /// The most journals of one round.
  static let batch = 200

  /// Creates it. `stored` wakes it; it raises `committed` after each commit, for the relay; `pause` waits for an ERP,
  /// which cannot say when it is back. While `gate` is closed it posts nothing.
  package init(
    target: any ERPTarget, database: any Database, tenant: String, stored: Signal, committed: Signal,
    gate: PauseGate = PauseGate(), logger: Logger, clock: any WallClock = SystemClock(),
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.target = target
    self.database = database
    self.tenant = tenant
    self.stored = stored
    self.committed = committed
    self.gate = gate
    self.logger = logger
    self.clock = clock
    self.pause = pause
  }

  /// Posts until the task is cancelled.
  package func run() async throws {
    stored.raise()  // what an earlier process left
    var breaker = CircuitBreaker()
    for await _ in stored.raised { try await drain(&breaker) }
  }

  private func drain(_ breaker: inout CircuitBreaker) async throws {
    while !Task.isCancelled {
      try await gate.waitUntilOpen()
      switch breaker.permission(at: clock.now()) {
      case .wait(let milliseconds): try await pause(.milliseconds(milliseconds))
      case .work:
        if try await !post(&breaker, { try Intents.pending(limit: JournalPoster.batch, in: $0) }) { return }
      case .probe:
        if try await !post(&breaker, { try Intents.leastTried(in: $0).map { [$0] } ?? [] }) { return }
      }
    }
  }

  private typealias Choice = @Sendable (any SQLConnection) throws -> [Intents.Pending]

  /// Posts some, and tells the breaker how it went. False when no intent is left.
  private func post(_ breaker: inout CircuitBreaker, _ choose: @escaping Choice) async throws -> Bool {
    let wasOpen = breaker.isOpen
    do {
      guard try await postBatch(choose) > 0 else { return false }
      breaker.succeeded()
      if wasOpen { logger.notice("\(target.name) answers again; the journals go on") }
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      // The target is not to be reached: the journals wait here as intents, and no delivery is used up.
      breaker.failed(at: clock.now())
      if breaker.isOpen && !wasOpen { opened.increment() }
      logger.error("journals wait for \(target.name): \(error)")
    }
    return true
  }

  /// Returns how many intents it worked on.
  private func postBatch(_ choose: @escaping Choice) async throws -> Int {
    let pending = try await database.read(choose)
    guard !pending.isEmpty else { return 0 }
    let known = try await target.find(pending.filter { $0.attempts > 0 }.map(\.key))
    let fresh = pending.filter { known[$0.key] == nil }
    try await database.write { try Intents.markTried(fresh.map(\.sequence), in: $0) }
    CrashPoint.intentTried.pass()
    let outcomes = try await post(fresh)
    CrashPoint.intentAnswered.pass()
    try await settle(pending) { intent in
      known[intent.key].map { .posted(reference: $0) } ?? outcomes[intent.key]
    }
    return pending.count - outcomes.values.count { $0 == .pending }
  }

  /// Posts what can be read as a journal; what cannot is rejected with the reason.
  private func post(_ intents: [Intents.Pending]) async throws -> [String: PostingOutcome] {
    var outcomes: [String: PostingOutcome] = [:]
    var journals: [Journal] = []
    for intent in intents {
      do {
        journals.append(try Journal(Event<JournalRequested>(json: intent.body).data))
      } catch let error as LedgerError {
        outcomes[intent.key] = PostingOutcome(refusedBy: error)
      }
    }
    let answers = try await target.post(journals)
    guard answers.count == journals.count else { throw MissingAnswers(expected: journals.count, got: answers.count) }
    for (journal, outcome) in zip(journals, answers) { outcomes[journal.id] = outcome }
    return outcomes
  }

  private func settle(
    _ intents: [Intents.Pending], _ outcome: @escaping @Sendable (Intents.Pending) -> PostingOutcome?
  ) async throws {
    try await database.write { connection in
      for intent in intents {
        guard let outcome = outcome(intent), outcome != .pending else { continue }
        try Outbox.append(answer(intent, outcome).message(), to: Exchange.internal, in: connection)
        try Intents.settle(intent.sequence, outcome: outcome.label, in: connection)
      }
      CrashPoint.intentSettling.pass()
    }
    CrashPoint.intentSettled.pass()
    committed.raise()
    for intent in intents { count(outcome(intent)) }
  }

  private func count(_ outcome: PostingOutcome?) {
    switch outcome {
    case .posted: posted.increment()
    case .rejected: rejected.increment()
    case .pending, nil: break
    }
  }

  private func answer(_ intent: Intents.Pending, _ outcome: PostingOutcome) throws -> EncodedEvent {
    let request = try Event<JournalRequested>(json: intent.body)
    switch outcome {
    case .pending: throw NoOutcome()
    case .posted(let reference):
      let data = JournalPosted(journal: request.data.journal, reference: reference, target: target.name)
      return try Event(context(request, JournalPosted.type, "posted"), data: data).encoded()
    case .rejected(let code, let reason):
      let data = JournalRejected(journal: request.data.journal, target: target.name, code: code, reason: reason)
      return try Event(context(request, JournalRejected.type, "rejected"), data: data).encoded()
    }
  }

  private func context(_ request: Event<JournalRequested>, _ type: String, _ step: String) -> EventContext {
    EventContext(
      id: EventID(tenant: tenant, cause: request.context.id.text, step: step, type: type),
      source: "/adapters/erp-posting", subject: request.data.journal.text,
      time: Instant(startOf: request.data.postingDate), tenant: tenant, correlationID: request.context.correlationID,
      causationID: request.context.id.text)
  }
}

/// The target did not answer journal by journal, so that no answer can be trusted: the journals are looked up.
private struct MissingAnswers: Error, CustomStringConvertible {
  let expected: Int
  let got: Int
  var description: String { "\(got) answers for \(expected) journals; they are looked up before they are posted again" }
}

/// What is pending has no answer yet.
private struct NoOutcome: Error {}

extension PostingOutcome {
  fileprivate var label: String {
    switch self {
    case .pending: "pending"
    case .posted(let reference): "posted \(reference)"
    case .rejected(let code, _): "rejected \(code)"
    }
  }
}

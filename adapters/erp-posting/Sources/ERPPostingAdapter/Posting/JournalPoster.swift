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
  /// When and how it posts.
  package struct Rules: Sendable {
    /// When journals are posted; nil: always, in bulk.
    package var calendar: PostingCalendar?
    package var pace = PostingPace()
    /// How often a target that answers later is asked again, in milliseconds.
    package var pendingMilliseconds: Int64 = 30_000

    package init() {}
  }

  let target: any ERPTarget
  let database: any Database
  let tenant: String
  let stored: Signal
  let committed: Signal
  let gate: PauseGate
  let logger: Logger
  let clock: any WallClock
  let pause: @Sendable (Duration) async throws -> Void
  let rules: Rules
  let masterData: MasterDataCheck?
  let board: PosterBoard
  let posted = Counter(label: "tributary_journals_posted_total")
  let rejected = Counter(label: "tributary_journals_rejected_total")
  private let opened = Counter(label: "tributary_breaker_opened_total")
  /// The longest wait before the time is looked at again: clocks are put right, and machines sleep.
  private static let longestWait: Int64 = 60_000

  /// Creates it. `stored` wakes it; it raises `committed` after each commit, for the relay; `pause` waits for an ERP,
  /// which cannot say when it is back. While `gate` is closed it posts nothing.
  /// - Parameters:
  ///   - masterData: what journals are checked against first; nil: nothing.
  ///   - board: where it says why it posts nothing.
  package init(
    target: any ERPTarget, database: any Database, tenant: String, stored: Signal, committed: Signal,
    gate: PauseGate = PauseGate(), logger: Logger, clock: any WallClock = SystemClock(), rules: Rules = Rules(),
    masterData: MasterDataCheck? = nil, board: PosterBoard = PosterBoard(),
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
    self.rules = rules
    self.masterData = masterData
    self.board = board
    self.pause = pause
  }

  /// What it remembers from round to round.
  private struct Memory {
    var breaker = CircuitBreaker()
    var pace: PostingPace
    /// Where it is among the journals that the target has and says nothing about yet.
    var asked: Int64 = 0
    var askAgain = Instant(milliseconds: .min)
  }

  /// Posts until the task is cancelled.
  package func run() async throws {
    stored.raise()  // what an earlier process left
    var memory = Memory(pace: rules.pace)
    for await _ in stored.raised { try await drain(&memory) }
  }

  /// Raises `stored` from time to time while the target has journals that it says nothing about yet.
  package func askAboutPending() async throws {
    while !Task.isCancelled {
      try await pause(.milliseconds(rules.pendingMilliseconds))
      let waiting = try await database.read { try JournalBook.handedOver(after: 0, limit: 1, in: $0) }
      if !waiting.isEmpty { stored.raise() }
    }
  }

  private func drain(_ memory: inout Memory) async throws {
    while !Task.isCancelled {
      try await gate.waitUntilOpen()
      let now = clock.now()
      let mode: PostingMode
      switch rules.calendar?.state(at: now) ?? .open(.bulk) {
      case .open(let open): mode = open
      case .closed(let until):
        board.set(.window, "outside of its posting windows until \(until.rfc3339); journals wait")
        try await wait(until.milliseconds - now.milliseconds)
        continue
      }
      board.set(.window, nil)
      if let wait = memory.pace.wait(mode, at: now) {
        try await self.wait(wait)
        continue
      }
      if try await !step(mode, at: now, &memory) { return }
    }
  }

  private func wait(_ milliseconds: Int64) async throws {
    try await pause(.milliseconds(min(max(milliseconds, 1), JournalPoster.longestWait)))
  }

  /// One call of the target, or one wait. False when nothing is left to do.
  private func step(_ mode: PostingMode, at now: Instant, _ memory: inout Memory) async throws -> Bool {
    let permission = memory.breaker.permission(at: now)
    if case .wait(let milliseconds) = permission {
      try await wait(milliseconds)
      return true
    }
    // First, what it is time to ask about: else one journal that cannot be posted could put it off for ever.
    if try await ask(&memory) { return true }
    guard permission == .work else {
      return try await post(&memory.breaker) { try JournalBook.leastTried(in: $0) } != 0
    }
    let limit = memory.pace.limit(mode)
    let count = try await post(&memory.breaker) { try JournalBook.waiting(limit: limit, in: $0) }
    if let count {
      memory.pace.sent(count, at: clock.now())
    } else {
      memory.pace.failed()
      logger.notice("the next call takes at most \(memory.pace.limit(mode)) journals")
    }
    return count != 0
  }

  /// Asks about journals that the target has and has not answered, each once in a while. False when none is left.
  private func ask(_ memory: inout Memory) async throws -> Bool {
    let now = clock.now()
    if memory.asked == 0 && now < memory.askAgain { return false }
    let (after, limit) = (memory.asked, rules.pace.batch)
    let asked = try await database.read { try JournalBook.handedOver(after: after, limit: limit, in: $0) }
    guard let last = asked.last else {
      memory.asked = 0
      if after > 0 { memory.askAgain = Instant(milliseconds: now.milliseconds + rules.pendingMilliseconds) }
      return false
    }
    memory.asked = last.sequence
    return try await post(&memory.breaker) { _ in asked } != 0
  }

  private typealias Choice = @Sendable (any SQLConnection) throws -> [Intents.Pending]

  /// Posts some, tells the breaker how it went, and returns how many they were; nil when the target could not be asked.
  private func post(_ breaker: inout CircuitBreaker, _ choose: @escaping Choice) async throws -> Int? {
    let wasOpen = breaker.isOpen
    do {
      let count = try await postBatch(choose)
      guard count > 0 else { return 0 }
      breaker.succeeded()
      board.set(.target, nil)
      if wasOpen { logger.notice("\(target.name) answers again; the journals go on") }
      return count
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      // The target is not to be reached: the journals wait here as intents, and no delivery is used up.
      breaker.failed(at: clock.now())
      if breaker.isOpen && !wasOpen { opened.increment() }
      let words = "journals wait for \(target.name): \(error.withoutWords)"
      board.set(.target, words)
      logger.error("\(words)")
      return nil
    }
  }

  /// Returns how many intents it worked on.
  private func postBatch(_ choose: @escaping Choice) async throws -> Int {
    let chosen = try await database.read { connection in
      let pending = try choose(connection)
      return (pending, try JournalBook.requests(of: pending.map(\.key), in: connection))
    }
    let (pending, retries) = chosen
    guard !pending.isEmpty else { return 0 }
    let known = try await target.find(pending.filter { $0.attempts > 0 }.map(\.key))
    var outcomes = known.mapValues { PostingOutcome.posted(reference: $0) }
    let journals = readable(pending.filter { known[$0.key] == nil }, &outcomes)
    // What may be in the books already is for the target itself to refuse, and a retry, too.
    let untried = Set(pending.filter { $0.attempts == 0 }.map(\.key))
    try await check(journals.filter { untried.contains($0.id) && retries[$0.id] == nil }, &outcomes)
    let fresh = journals.filter { outcomes[$0.id] == nil }
    let keys = Set(fresh.map(\.id))
    try await database.write { try JournalBook.markTried(pending.filter { keys.contains($0.key) }, in: $0) }
    CrashPoint.intentTried.pass()
    let answers = try await target.post(fresh)
    guard answers.count == fresh.count else { throw MissingAnswers(expected: fresh.count, got: answers.count) }
    for (journal, outcome) in zip(fresh, answers) { outcomes[journal.id] = outcome }
    CrashPoint.intentAnswered.pass()
    let carried = Dictionary(uniqueKeysWithValues: outcomes.map { ($0.key, $0.value.carried(for: $0.key)) })
    try await settle(pending, carried, retries: retries)
    return pending.count
  }

  /// Those that can be read as journals; what cannot is refused with the reason.
  private func readable(_ intents: [Intents.Pending], _ outcomes: inout [String: PostingOutcome]) -> [Journal] {
    var journals: [Journal] = []
    for intent in intents {
      do {
        journals.append(try Journal(Event<JournalRequested>(json: intent.body).data))
      } catch let error as LedgerError {
        outcomes[intent.key] = PostingOutcome(refusedBy: error)
      } catch {
        outcomes[intent.key] = .rejected(code: "other", reason: "the stored request cannot be read as a journal")
      }
    }
    return journals
  }

  /// Refuses what the target's master data say it would refuse.
  private func check(_ journals: [Journal], _ outcomes: inout [String: PostingOutcome]) async throws {
    guard let masterData, !journals.isEmpty else { return }
    outcomes.merge(try await masterData.refusals(of: journals)) { first, _ in first }
  }
}

/// The target did not answer journal by journal, so that no answer can be trusted: the journals are looked up.
private struct MissingAnswers: Error, CustomStringConvertible {
  let expected: Int
  let got: Int
  var description: String { "\(got) answers for \(expected) journals; they are looked up before they are posted again" }
}

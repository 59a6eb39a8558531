// Journals as they are requested, and the adapter's database.

import AdapterKit
import ERPPostingAdapter
import Foundation
import Ledger
import Messaging
import PaymentEvents
import Storage
import Synchronization
import TestSupport

struct NoSuchDay: Error {}

/// A requested journal of 10.00, or one whose sides differ.
func requested(
  _ id: String = "j-1", debit: Int64 = 1_000, credit: Int64 = 1_000, on day: String = "2026-03-05",
  account: String = "assets:bank:1", party: String? = nil, event: String? = nil
) throws -> EncodedEvent {
  guard let date = LocalDate(iso: day) else { throw NoSuchDay() }
  let data = JournalRequested(
    journal: EventID(id), unit: "deposit", description: "Deposit", valueDate: date, postingDate: date,
    originalDate: date, period: date.yearMonth, entity: "main", currency: "USD",
    lines: [
      JournalLine(account: account, debit: try Money(cents: debit), credit: .zero, party: party, evidence: "e"),
      JournalLine(
        account: "liabilities:clearing:p1", debit: .zero, credit: try Money(cents: credit), party: party,
        evidence: "e"),
    ])
  let context = EventContext(
    id: EventID(event ?? id), source: "/services/cash-application", subject: id, time: Instant(startOf: date),
    tenant: "clinic", correlationID: "file-1")
  return try Event(context, data: data).encoded()
}

/// What a person asks for, by way of operations.
func asked<Body: EventBody>(_ data: Body, id: String) throws -> EncodedEvent {
  try Event(
    EventContext(
      id: EventID(id), source: "/services/operations", subject: id, time: Instant(milliseconds: 1_772_366_400_000),
      tenant: "clinic", correlationID: id), data: data
  ).encoded()
}

func retry(_ journal: String, id: String) throws -> EncodedEvent {
  try asked(JournalRetryRequested(journal: EventID(journal), requestedBy: "ann", reason: "mended"), id: id)
}

func journal(_ event: EncodedEvent) throws -> Journal { try Journal(Event<JournalRequested>(json: event.body).data) }

/// The adapter's database, its ledger, and what it does with requests.
struct PostingScene {
  let database: any Database
  let ledger: BuiltInLedger
  let books: LedgerReader
  let stored = Signal()
  let asked = Signal()

  init(_ folder: URL) throws {
    database = try testStore(of: "erp-posting", in: folder).open(ERPPostingWorker.migrations)
    let store = try testStore(of: "ledger", in: folder)
    ledger = try BuiltInLedger(store: store, periods: Periods(closed: ["2026-01"]))
    books = try LedgerReader(store: store)
  }

  func receive(_ events: EncodedEvent...) async throws {
    let queue = FakeQueue("erp-posting")
    let receiver = EventReceiver(
      worker: "erp-posting", queue: "erp-posting", database: database,
      handler: PostingRequests(stored: stored, asked: asked),
      clock: SystemClock(), batchLimit: 10, logger: quietLogger)
    try await receiver.run(queue.stream(events.map { queue.delivery(.routed($0)) }))
  }

  /// Its pauses take no time. It posts what is there; for what comes while it runs it needs the scene's `stored`.
  func poster(
    _ target: (any ERPTarget)? = nil, on database: (any Database)? = nil, clock: ManualClock = ManualClock(),
    rules: JournalPoster.Rules = JournalPoster.Rules(), masterData: MasterDataCheck? = nil, stored: Signal = Signal()
  ) -> JournalPoster {
    JournalPoster(
      target: target ?? ledger, database: database ?? self.database, tenant: "clinic", stored: stored,
      committed: Signal(), logger: quietLogger, clock: clock, rules: rules, masterData: masterData, pause: clock.pause)
  }

  func reader(_ target: any ERPTarget, clock: ManualClock = ManualClock()) -> MasterDataReader {
    MasterDataReader(
      target: target, database: database, tenant: "clinic", clock: clock, committed: Signal(), logger: quietLogger)
  }

  /// Does what was asked for besides posting.
  func work(_ target: any ERPTarget, clock: ManualClock = ManualClock(), until isDone: () async throws -> Bool)
    async throws
  {
    let jobs = TargetJobs(
      target: target, database: database, reader: reader(target, clock: clock), asked: Signal(), pause: clock.pause)
    try await running({ try await jobs.run() }) { try await eventually("the jobs are done") { try await isDone() } }
  }

  /// Bodies of a type in the outbox.
  func sent<Body: EventBody>(_ body: Body.Type) async throws -> [Event<Body>] {
    try await messages().filter { $0.type == Body.type }.map { try Event<Body>(json: $0.body) }
  }

  var waiting: Int {
    get async throws { try await database.read { try Intents.openCount(in: $0) } }
  }

  /// Posts until no intent is open.
  func postEverything(_ poster: JournalPoster) async throws {
    try await running({ try await poster.run() }) {
      try await eventually("no intent waits") { try await waiting == 0 }
    }
  }

  /// `posted GL-1`, `rejected period`, in the order in which they were answered.
  func answers() async throws -> [String] {
    let types = [JournalPosted.type, JournalRejected.type]
    return try await messages().filter { types.contains($0.type) }.map { message in
      if message.type == JournalPosted.type {
        return "posted \(try Event<JournalPosted>(json: message.body).data.reference)"
      }
      return "rejected \(try Event<JournalRejected>(json: message.body).data.code)"
    }
  }

  func messages() async throws -> [Message] {
    try await database.read { try Outbox.pending(after: 0, limit: 10_000, in: $0).map(\.outgoing.message) }
  }
}

func withPosting<Result>(_ body: (PostingScene) async throws -> Result) async throws -> Result {
  try await withTemporaryFolder { folder in
    let scene = try PostingScene(folder)
    let result = try await body(scene)
    try await scene.database.close()
    return result
  }
}

/// A target in front of the ledger that fails as it is told to, and counts what it is asked.
final class FaultyTarget: ERPTarget {
  enum Fault: Sendable {
    /// Nothing is posted.
    case down
    /// It posts, and then the answer is lost.
    case answerLost
    /// It posts, and answers for all but the first journal.
    case answerIncomplete
  }
  struct Unreachable: Error {}

  let name = "faulty-erp"
  private let ledger: BuiltInLedger
  private let state: Mutex<(faults: [Fault], posts: [[String]], lookUps: [[String]])>

  init(_ ledger: BuiltInLedger, faults: [Fault]) {
    self.ledger = ledger
    state = Mutex((faults, [], []))
  }

  var posts: [[String]] { state.withLock { $0.posts } }
  var lookUps: [[String]] { state.withLock { $0.lookUps.filter { !$0.isEmpty } } }

  func find(_ keys: [String]) async throws -> [String: String] {
    state.withLock { $0.lookUps.append(keys) }
    return try await ledger.find(keys)
  }

  func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    let fault = state.withLock { state in
      state.posts.append(journals.map(\.id))
      return state.faults.isEmpty ? nil : state.faults.removeFirst()
    }
    if fault == .down { throw Unreachable() }
    let outcomes = try await ledger.post(journals)
    if fault == .answerLost { throw Unreachable() }
    return fault == .answerIncomplete ? Array(outcomes.dropFirst()) : outcomes
  }
}

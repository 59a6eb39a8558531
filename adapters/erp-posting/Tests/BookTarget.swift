// An ERP in memory: it refuses, answers later, tells its master data and lists what it holds, as a test wants it.

import ERPPostingAdapter
import Ledger
import Synchronization

final class BookTarget: ERPTarget {
  struct State: Sendable {
    var masterData = MasterData()
    var isDown = false
    /// Journals that it refuses, by key.
    var refused: [String: PostingOutcome] = [:]
    /// Journals about which it says nothing yet.
    var pending: Set<String> = []
    /// Journals on which it breaks.
    var breaking: Set<String> = []
    /// The reference of what it posts; nil: one of its own.
    var reference: String?
    /// Whether it cannot list what it holds.
    var listsNothing = false
    var entries: [TargetEntry] = []
    /// The keys of each call.
    var posts: [[String]] = []
    var readings = 0
  }
  struct Unreachable: Error {}

  let name = "book-erp"
  let capabilities: TargetCapabilities
  private let state = Mutex(State())

  init(_ capabilities: TargetCapabilities = [.masterData, .entries]) { self.capabilities = capabilities }

  func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }
  var now: State { state.withLock { $0 } }
  /// Keys of calls that posted anything.
  var posts: [[String]] { now.posts.filter { !$0.isEmpty } }

  /// The code of an account is its path in capitals.
  func code(of account: Account) -> String { account.path.uppercased() }

  func find(_ keys: [String]) async throws -> [String: String] {
    guard !keys.isEmpty else { return [:] }
    return try state.withLock { state in
      if state.isDown { throw Unreachable() }
      let held = state.entries.filter { keys.contains($0.key) }
      return Dictionary(held.map { ($0.key, $0.reference) }) { first, _ in first }
    }
  }

  func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    try state.withLock { state in
      if state.isDown { throw Unreachable() }
      state.posts.append(journals.map(\.id))
      if journals.contains(where: { state.breaking.contains($0.id) }) { throw Unreachable() }
      return journals.map { journal in
        if let refusal = state.refused[journal.id] { return refusal }
        if state.pending.contains(journal.id) { return .pending }
        let reference = state.reference ?? "E-\(state.entries.count + 1)"
        state.entries.append(entry(journal, reference))
        return .posted(reference: reference)
      }
    }
  }

  private func entry(_ journal: Journal, _ reference: String) -> TargetEntry {
    TargetEntry(
      key: journal.id, reference: reference, postingDate: journal.postingDate, currency: journal.currency,
      lines: journal.lines.map { .init(account: code(of: $0.account), debit: $0.debit, credit: $0.credit) })
  }

  func masterData() async throws -> MasterData {
    try state.withLock { state in
      if state.isDown { throw Unreachable() }
      state.readings += 1
      return state.masterData
    }
  }

  func entries(of days: ClosedRange<Day>, after key: String?, limit: Int) async throws -> [TargetEntry] {
    try state.withLock { state in
      if state.isDown || state.listsNothing { throw Unreachable() }
      let fitting = state.entries.filter { days.contains($0.postingDate) && $0.key > key ?? "" }
      return Array(fitting.sorted { $0.key < $1.key }.prefix(limit))
    }
  }
}

extension MasterData {
  /// Both accounts of ``requested(_:debit:credit:on:account:)`` and the month of March 2026, open.
  static func ofMarch() throws -> MasterData {
    var data = MasterData()
    data.accounts = [
      Entry(code: "ASSETS:BANK:1", name: "Bank", isOpen: true),
      Entry(code: "LIABILITIES:CLEARING:P1", name: "Clearing", isOpen: true),
    ]
    data.periods = [
      Period(name: "2026-03", days: try Day(iso: "2026-03-01")...Day(iso: "2026-03-31"), isOpen: true)
    ]
    return data
  }
}

// Tryton as the books: journals become moves of its general ledger.

import Foundation
import Ledger

/// Posts journals in Tryton (`account.move`), each once.
///
/// Tryton has no unique key for moves, so the journal's id stands in the move's description, and posting has two
/// steps: a draft is made, and drafts count nowhere; then the draft is posted, which happens to it once. Only this
/// target posts moves with such a description. What a lost answer leaves behind is a draft, and drafts are deleted
/// before others are made. A request that is still at work inside Tryton can thus leave a draft, never a second posted
/// move.
package struct TrytonTarget: ERPTarget {
  package let name = "tryton"
  package let capabilities: TargetCapabilities = [.reversal, .masterData, .entries, .paymentStatus]
  private let session: TrytonSession
  private let books: TrytonBooks

  /// - Parameters:
  ///   - journal: the code of Tryton's journal that takes the moves.
  ///   - accounts: codes of Tryton's accounts by our account or the beginning of its path.
  package init(_ session: TrytonSession, journal: String, accounts: [String: String]) {
    self.session = session
    books = TrytonBooks(session: session, journalCode: journal, accounts: AccountCodes(accounts))
  }

  package func close() async { await session.close() }

  package func code(of account: Account) -> String { books.accounts.code(of: account) }

  package func masterData() async throws -> MasterData { try await books.masterData() }

  package func entries(
    of days: ClosedRange<Day>, after key: String?, limit: Int
  ) async throws -> [TargetEntry] {
    try await books.entries(of: days, after: key, limit: limit)
  }

  package func paymentStatus(of keys: [String]) async throws -> [String: PaymentStatus] {
    try await books.paymentStatus(of: keys)
  }

  package func find(_ keys: [String]) async throws -> [String: String] {
    guard !keys.isEmpty else { return [:] }
    return try await find(keys, try await books.context())
  }

  private func find(_ keys: [String], _ context: TrytonValue) async throws -> [String: String] {
    let moves = try await session.call(
      "model.account.move.search_read",
      [
        [["description", "in", .list(keys.map { .text(TrytonMove.description(of: $0)) })], ["state", "=", "posted"]],
        .integer(0), .null, .null, ["number", "description"], context,
      ])
    return Self.numbers(moves.list)
  }

  package func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    guard !journals.isEmpty else { return [] }
    let context = try await books.context()
    try await deleteDrafts(context)
    let known = try await find(journals.map(\.id), context)
    let chart = try await books.chart(for: journals, context)
    var outcomes: [String: PostingOutcome] = known.mapValues { .posted(reference: $0) }
    var moves: [TrytonMove] = []
    for journal in journals where outcomes[journal.id] == nil {
      switch chart.move(journal) {
      case .success(let move): moves.append(move)
      case .failure(let refusal): outcomes[journal.id] = refusal.outcome
      }
    }
    outcomes.merge(try await place(moves, context)) { _, last in last }
    return journals.compactMap { outcomes[$0.id] }
  }

  /// The reversal's move names the original as its origin, and its lines those that they undo, as Tryton's own
  /// cancelling does; that Tryton has a reversal with such an origin is what makes it the only one.
  package func reverse(_ key: String, by reversal: Journal) async throws -> PostingOutcome {
    let context = try await books.context()
    try await deleteDrafts(context)
    if let number = try await find([reversal.id], context)[reversal.id] { return .posted(reference: number) }
    switch try await original(key, reversal, context) {
    case .failure(let refusal): return refusal.outcome
    case .success(let original):
      switch try await books.chart(for: [reversal], context).move(reversal, reversing: original) {
      case .failure(let refusal): return refusal.outcome
      case .success(let move):
        guard let outcome = try await place([move], context)[move.key] else {
          throw TrytonError.broken("it answered without the move's number")
        }
        return outcome
      }
    }
  }

  /// The move that stands under a key, if it can be reversed so.
  private func original(
    _ key: String, _ reversal: Journal, _ context: TrytonValue
  ) async throws -> Result<TrytonOriginal, TrytonChart.Refusal> {
    let moves = try await books.read(
      "account.move", [["description", "=", .text(TrytonMove.description(of: key))], ["state", "=", "posted"]],
      ["number"], context)
    guard let id = moves.first?["id"].integer else { return .failure(.init(notReversing: key, "it is not in Tryton")) }
    let reversals = try await books.read(
      "account.move", [["origin", "=", .text(TrytonOriginal.reference(id))], ["state", "=", "posted"]], ["number"],
      context)
    if let number = reversals.first?["number"].text {
      return .failure(.init(notReversing: key, "the move \(number) has reversed it already"))
    }
    let lines = try await books.read(
      "account.move.line", [["move", "=", .integer(id)]], ["account.code", "debit", "credit"], context)
    guard let original = TrytonOriginal(id: id, lines: lines, reversal: reversal, codes: books.accounts) else {
      return .failure(.init(notReversing: key, "the lines of \(reversal.id) are not its own, exchanged"))
    }
    return .success(original)
  }

  /// Posts moves together; when Tryton does not take them, halves, until it is known which one it does not take.
  /// - Throws: also when Tryton is broken for all of them.
  private func place(_ moves: [TrytonMove], _ context: TrytonValue) async throws -> [String: PostingOutcome] {
    var verdicts = TrytonVerdicts()
    try await place(moves[...], &verdicts, context)
    return try verdicts.outcomes()
  }

  private func place(
    _ moves: ArraySlice<TrytonMove>, _ verdicts: inout TrytonVerdicts, _ context: TrytonValue
  ) async throws {
    guard !moves.isEmpty else { return }
    do {
      verdicts.posted(try await postTogether(Array(moves), context))
    } catch let error as TrytonError where error.isAnswer {
      // The error may have come after the moves were posted, when their numbers were read.
      let posted = try await find(moves.map(\.key), context)
      verdicts.posted(posted)
      let rest = moves.filter { posted[$0.key] == nil }[...]
      try await deleteDrafts(context)
      guard let first = rest.first else { return }
      guard rest.count > 1 else { return try verdicts.failed(first.key, error) }
      let middle = rest.startIndex + rest.count / 2
      try await place(rest[..<middle], &verdicts, context)
      try await place(rest[middle...], &verdicts, context)
    }
  }

  private func postTogether(_ moves: [TrytonMove], _ context: TrytonValue) async throws -> [String: String] {
    let ids = try await session.call("model.account.move.create", [.list(moves.map(\.values)), context])
    _ = try await session.call("model.account.move.post", [ids, context])
    let posted = try await session.call("model.account.move.read", [ids, ["number", "description"], context])
    return Self.numbers(posted.list)
  }

  /// Deletes drafts of ours: this target finishes each before it begins another, so they are left over.
  private func deleteDrafts(_ context: TrytonValue) async throws {
    let ids = try await session.call(
      "model.account.move.search",
      [
        [["description", "like", .text(TrytonMove.description(of: "") + "%")], ["state", "=", "draft"]],
        .integer(0), .null, .null, context,
      ])
    guard !ids.list.isEmpty else { return }
    _ = try await session.call("model.account.move.delete", [ids, context])
  }

  private static func numbers(_ moves: [TrytonValue]) -> [String: String] {
    var numbers: [String: String] = [:]
    for move in moves {
      guard let key = TrytonMove.key(in: move["description"].text), let number = move["number"].text else { continue }
      numbers[key] = number
    }
    return numbers
  }
}

extension TrytonChart.Refusal {
  fileprivate init(notReversing key: String, _ reason: String) {
    outcome = PostingOutcome(cannotReverse: key, because: reason)
  }
}

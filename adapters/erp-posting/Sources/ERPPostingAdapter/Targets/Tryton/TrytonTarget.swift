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
    let placed = try await place(moves, context)
    outcomes.merge(try verdicts(placed)) { _, last in last }
    return journals.compactMap { outcomes[$0.id] }
  }

  /// What became of a move: its number, or what Tryton answered.
  private typealias Placed = (move: TrytonMove, result: Result<String, TrytonError>)

  /// Posts moves together; when Tryton does not take them, halves, until it is known which one it does not take.
  private func place(_ moves: [TrytonMove], _ context: TrytonValue) async throws -> [Placed] {
    guard !moves.isEmpty else { return [] }
    do {
      let numbers = try await postTogether(moves, context)
      return moves.compactMap { move in numbers[move.key].map { (move, .success($0)) } }
    } catch let error as TrytonError where error.isAnswer {
      try await deleteDrafts(context)
      guard moves.count > 1 else { return [(moves[0], .failure(error))] }
      let middle = moves.count / 2
      return try await place(Array(moves[..<middle]), context) + place(Array(moves[middle...]), context)
    }
  }

  private func postTogether(_ moves: [TrytonMove], _ context: TrytonValue) async throws -> [String: String] {
    let ids = try await session.call("model.account.move.create", [.list(moves.map(\.values)), context])
    _ = try await session.call("model.account.move.post", [ids, context])
    let posted = try await session.call("model.account.move.read", [ids, ["number", "description"], context])
    return Self.numbers(posted.list)
  }

  /// A move that Tryton refuses is refused. One on which it breaks is, too, if it took or refused another beside it;
  /// else Tryton itself is broken, and all wait.
  private func verdicts(_ placed: [Placed]) throws -> [String: PostingOutcome] {
    var isWorking = false
    var failures: [TrytonError] = []
    var outcomes: [String: PostingOutcome] = [:]
    for (move, result) in placed {
      switch result {
      case .success(let number):
        isWorking = true
        outcomes[move.key] = .posted(reference: number)
      case .failure(let error):
        if case .refused = error { isWorking = true } else { failures.append(error) }
        outcomes[move.key] = .rejected(code: "other", reason: "\(error)")
      }
    }
    if !isWorking, let failure = failures.first { throw failure }
    return outcomes
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

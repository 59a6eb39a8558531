// What became of moves that were tried one by one.

import Ledger

/// A move that Tryton refuses is refused. One on which it breaks is, too, if it took or refused another beside it; else
/// Tryton itself is broken, and all wait.
struct TrytonVerdicts {
  /// After so many moves on which it broke, and none that it took or refused, no more are tried.
  private static let patience = 3

  private var isWorking = false
  private var failures: [TrytonError] = []
  private var found: [String: PostingOutcome] = [:]

  mutating func posted(_ numbers: [String: String]) {
    if !numbers.isEmpty { isWorking = true }
    for (key, number) in numbers { found[key] = .posted(reference: number) }
  }

  /// - Throws: the error, when it is Tryton's and not the move's.
  mutating func failed(_ key: String, _ error: TrytonError) throws {
    if case .refused = error { isWorking = true } else { failures.append(error) }
    found[key] = .rejected(code: "other", reason: "\(error)")
    if !isWorking, failures.count >= Self.patience { throw error }
  }

  func outcomes() throws -> [String: PostingOutcome] {
    if !isWorking, let failure = failures.first { throw failure }
    return found
  }
}

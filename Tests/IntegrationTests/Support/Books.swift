// The end of a run in numbers: what must be the same whatever the order, and whatever was killed on the way.

import CashApplication

/// Balances, open items, claims and what waits for people.
struct Books: Equatable, Sendable {
  /// Debits less credits by account, where they are not zero.
  var accounts: [String: Int64]
  /// The same by patient control number and account.
  var claims: [String: Int64]
  /// Credits and debits by open item, where there are any.
  var openItems: [String: [Int64]]
  /// Numbers of claims by state and reason.
  var claimStates: [String: Int]
  /// Amounts of open work items by reason and id.
  var workItems: [String: Int64]

  init(_ reader: CashReader) async throws {
    accounts = try await reader.balances().filter { $0.value != 0 }
    claims = try await reader.claimBalances().filter { $0.value != 0 }
    openItems = try await reader.openItems().filter { $0.value.contains { $0 != 0 } }
    claimStates = try await reader.claimStates()
    workItems = Dictionary(
      try await reader.workItems(state: "open").map { ("\($0.reason) \($0.trace ?? "-") \($0.id)", $0.amount) },
      uniquingKeysWith: +)
  }

  /// What is not as in `expected`: one line each.
  func differences(from expected: Books) -> [String] {
    Books.differences("account", accounts, expected.accounts) + Books.differences("claim", claims, expected.claims)
      + Books.differences("open item", openItems, expected.openItems)
      + Books.differences("claims", claimStates, expected.claimStates)
      + Books.differences("work item", workItems, expected.workItems)
  }

  private static func differences<Value: Equatable>(
    _ kind: String, _ found: [String: Value], _ expected: [String: Value]
  ) -> [String] {
    Set(found.keys).union(expected.keys).sorted().filter { found[$0] != expected[$0] }.map { key in
      let texts = [found[key], expected[key]].map { $0.map { "\($0)" } ?? "none" }
      return "\(kind) \(key): \(texts[0]), expected \(texts[1])"
    }
  }
}

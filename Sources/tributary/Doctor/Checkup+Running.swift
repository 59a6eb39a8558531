// What runs: workers, broker, books.

import AdapterKit
import Foundation
import LocalStack

extension Checkup {
  func workers() async -> [Result] {
    guard let stack = StackAddress.running(on: options.dataFolder) else {
      let folder = options.dataFolder.path
      return [(.notable, "nothing runs on \(folder); start it with `tributary up`, and examine it again")]
    }
    var results: [Result] = []
    for (name, address) in stack.health.sorted(by: { $0.key < $1.key }) {
      let state = await Health.ready(address)
      let isReady = state == "ready" || state.hasPrefix("ready;")
      results.append(isReady ? (.fine, "\(name) is \(state)") : (.wrong, "\(name): \(state); its log says more"))
    }
    return results
  }

  /// Whether everything is there that should be, and what is dangerous about it.
  func messageBroker() async throws -> [Result] {
    guard broker.management != nil || StackAddress.running(on: options.dataFolder) != nil else { return [] }
    let report = try await broker.examine()
    let found: [Result] =
      report.differences.map { (.wrong, "\($0.text); make it so with `tributary topology apply`") }
      + report.hazards.map { (.wrong, "\($0.subject): \($0.text)") }
    return found.isEmpty ? [(.fine, "RabbitMQ \(report.version) has everything that it should")] : found
  }

  /// Whether debits equal credits in the built-in ledger, for each currency.
  func books() async throws -> [Result] {
    guard try options.erpBooks() == nil, let reader = try? options.ledgerReader() else { return [] }
    let byCurrency = Dictionary(grouping: try await reader.balances(), by: \.currency)
    return byCurrency.sorted { $0.key < $1.key }.map { currency, balances in
      let (debits, credits) = (balances.reduce(0) { $0 + $1.debits }, balances.reduce(0) { $0 + $1.credits })
      guard debits != credits else { return (.fine, "debits equal credits in \(currency)") }
      return (
        .wrong,
        "\(currency): debits are \(money(debits)), credits \(money(credits)); stop erp-posting and restore the ledger"
      )
    }
  }
}

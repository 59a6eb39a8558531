// The books where they are: the balances of our journals as the ERP itself holds them.

import AdapterKit
import Ledger

/// Reads the configured target, for people. The built-in ledger is read by ``LedgerReader`` instead.
package struct ERPBooks: Sendable {
  /// The target's name.
  package let name: String
  /// Nil where books are only files that were handed over: they are not read back.
  private let target: (any ERPTarget)?

  /// Opens the target; nil when it is the built-in ledger. - Throws: ``ConfigurationError``.
  package init?(_ context: WorkerContext) throws {
    let kind = context.configuration.text("target")
    guard kind != "built-in" else { return nil }
    target = kind == "files" ? nil : try context.erpTarget(isAudited: false)
    name = target?.name ?? kind
  }

  /// Whether it can list what it holds.
  package var canBeRead: Bool { target?.capabilities.contains(.entries) == true }

  /// The code of one of our accounts there; the path itself for what is no account.
  package func code(of path: String) -> String {
    guard let target, let account = try? Account(path) else { return path }
    return target.code(of: account)
  }

  /// What our journals come to there.
  package struct Balances: Sendable, Equatable {
    package var journals = 0
    /// Debits less credits by code of account, cents, where they are not zero.
    package var accounts: [String: Int64] = [:]
  }

  /// Reads all journals of ours there. - Throws: what the target throws when it cannot be reached.
  package func balances() async throws -> Balances {
    guard let target else { throw TargetCannot(target: name, what: "list what it holds") }
    let days = try Day(iso: "1900-01-01")...Day(iso: "2999-12-31")
    var balances = Balances()
    try await target.walkEntries(of: days) { entries in
      for entry in entries {
        balances.journals += 1
        for line in entry.lines {
          let change = try Cents.subtract(line.debit, line.credit)
          balances.accounts[line.account] = try Cents.add(balances.accounts[line.account] ?? 0, change)
        }
      }
    }
    balances.accounts = balances.accounts.filter { $0.value != 0 }
    return balances
  }

  /// Ends its connections.
  package func close() async { await target?.close() }
}

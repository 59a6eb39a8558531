// The trial balance as the ERP holds it, beside ours.

import AdapterKit
import CashApplication
import ERPPostingAdapter
import Foundation
import Logging
import TerminalText

extension DataOptions {
  /// The books of the configured ERP; nil when they are in the built-in ledger.
  func erpBooks() throws -> ERPBooks? {
    let home = try homeFolder()
    var environment = ProcessInfo.processInfo.environment
    environment["TRIBUTARY_DATA"] = dataFolder.path
    let shared = try Configuration(
      file: home.appendingPathComponent("config/tenant.yaml"), keys: WorkerKeys.shared, environment: environment)
    let own = try Configuration(
      file: home.appendingPathComponent(ERPPostingWorker.configuration), keys: ERPPostingWorker.keys,
      environment: environment)
    return try ERPBooks(
      WorkerContext(
        name: ERPPostingWorker.name, home: home, shared: shared, configuration: own, logger: Logger(label: "books"),
        metrics: MetricsRegistry()))
  }
}

/// What the ERP says about our journals, and what the sub-ledger says, by the ERP's accounts.
struct ERPTrialBalance: Encodable {
  struct Line: Encodable {
    /// The ERP's code.
    let account: String
    /// What our accounts that stand under it have in common.
    let ours: String
    /// Debits less credits, cents.
    let there: Int64
    let here: Int64
  }
  let target: String
  let journals: Int
  let lines: [Line]

  var agrees: Bool { lines.allSatisfy { $0.there == $0.here } }

  /// Reads it. - Parameter subledger: our balances by account.
  init(_ books: ERPBooks, subledger: [String: Int64]) async throws {
    let balances = try await books.balances()
    var here: [String: Int64] = [:]
    var names: [String: [Substring]] = [:]
    for (path, cents) in subledger where cents != 0 {
      let code = books.code(of: path)
      here[code, default: 0] += cents
      let parts = path.split(separator: ":")
      names[code] = Self.common(names[code] ?? parts, parts)
    }
    target = books.name
    journals = balances.journals
    lines = Set(here.keys).union(balances.accounts.keys).sorted().map { code in
      Line(
        account: code, ours: (names[code] ?? []).joined(separator: ":"), there: balances.accounts[code] ?? 0,
        here: here[code] ?? 0)
    }.filter { $0.there != 0 || $0.here != 0 }
  }

  private static func common(_ one: [Substring], _ other: [Substring]) -> [Substring] {
    zip(one, other).prefix { $0 == $1 }.map(\.0)
  }

  /// The table for people, and whether it agrees.
  var text: String {
    var table = TextTable([
      ("account", .left), ("ours", .left), ("in \(target)", .right), ("here", .right), ("", .left),
    ])
    for line in lines {
      table.add([
        line.account, line.ours, money(line.there), money(line.here),
        line.there == line.here ? "" : "DIFFERS",
      ])
    }
    let (there, here) = (lines.map(\.there).reduce(0, +), lines.map(\.here).reduce(0, +))
    table.add(["total", "", money(there), money(here), ""])
    return "\(table.text())\n\(sentence)"
  }

  private var sentence: String {
    agrees
      ? "\(journals) journals of ours are in \(target); its trial balance is ours, account by account, to the cent."
      : "THE BOOKS IN \(target.uppercased()) DIFFER FROM THE SUB-LEDGER; see `tributary ledger reconcile`."
  }
}

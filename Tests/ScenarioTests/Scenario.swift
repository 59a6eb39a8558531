// A case of the scenario book as it is written: what comes in, and what must come of it.

import CashRules
import PaymentEvents
import Testing

/// One named case. How it is written is said in `Tests/ScenarioBook/README.md`.
struct Scenario: Sendable, CustomTestStringConvertible {
  var name: String
  /// File and line where it begins.
  var place: String
  /// What it shows, in the book's words.
  var text: [String] = []
  /// Rows of the journal table and rules of the book that it covers.
  var covers: [String] = []
  /// Switches of the configuration.
  var settings: [(key: String, value: String)] = []
  /// Why its end depends on the order of arrival; nil when it must not.
  var orderMatters: String?
  var steps: [ScenarioStep] = []
  var expected = Outcome()

  var testDescription: String { name }
}

/// Something that arrives, or that a person asks for.
struct ScenarioStep: Sendable {
  var line: Int
  /// `charge`, `835`, `ach`, `bai2`, `withdraw`, …
  var verb: String
  /// Words without `=`.
  var words: [String]
  /// Words of the form `key=value`.
  var options: [String: String]
  /// The segments of an 835 below its line.
  var segments: [String] = []

  func word(_ index: Int) throws -> String {
    guard words.indices.contains(index) else { throw BookError("line \(line): \(verb) needs \(index + 1) words") }
    return words[index]
  }
}

/// What a run ends in, or must end in.
struct Outcome: Equatable, Sendable {
  /// By unit (`advice T1`): `D account` or `C account` → cents. All runs of a unit together.
  var journals: [String: [String: Int64]] = [:]
  /// Debits less credits by account, where they are not zero.
  var balances: [String: Int64] = [:]
  /// Credits less debits by open item with a payer (`p1 T1`), where they are not zero.
  var openItems: [String: Int64] = [:]
  /// Open work items: `reason amount document claim`, sorted.
  var items: [String] = []
  /// Numbers of claims by state and reason.
  var claims: [String: Int] = [:]
  /// By payer and contract: claims that stand, cents by the contract, cents that were allowed.
  var contracts: [String: String] = [:]
  /// By unit: `posting date / original date`, only where the book names them.
  var dates: [String: String] = [:]

  /// One line for each difference; journals only where `inOrder`, since runs differ with the order of arrival.
  func differences(from expected: Outcome, inOrder: Bool) -> [String] {
    var lines: [String] = []
    if inOrder {
      for unit in Set(journals.keys).union(expected.journals.keys).sorted() {
        lines += Outcome.compare("journal of \(unit):", journals[unit] ?? [:], expected.journals[unit] ?? [:])
      }
      for (unit, text) in expected.dates where dates[unit] != text {
        lines.append("dates of \(unit): \(dates[unit] ?? "none"), expected \(text)")
      }
    }
    lines += Outcome.compare("balance", balances, expected.balances)
    lines += Outcome.compare("open item", openItems, expected.openItems)
    lines += Outcome.compare("claims", claims.mapValues { Int64($0) }, expected.claims.mapValues { Int64($0) })
    for name in Set(contracts.keys).union(expected.contracts.keys).sorted() {
      guard contracts[name] != expected.contracts[name] else { continue }
      lines.append("contract \(name): \(contracts[name] ?? "none"), expected \(expected.contracts[name] ?? "none")")
    }
    let (found, wanted) = (Dictionary(items.map { ($0, Int64(1)) }, uniquingKeysWith: +),
      Dictionary(expected.items.map { ($0, Int64(1)) }, uniquingKeysWith: +))
    return lines + Outcome.compare("item", found, wanted)
  }

  private static func compare(_ kind: String, _ found: [String: Int64], _ expected: [String: Int64]) -> [String] {
    Set(found.keys).union(expected.keys).sorted().filter { found[$0] ?? 0 != expected[$0] ?? 0 }.map {
      "\(kind) \($0): \(found[$0] ?? 0), expected \(expected[$0] ?? 0)"
    }
  }
}

/// What is wrong with the book itself.
struct BookError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Short names of accounts, as the book writes them.
enum ShortAccount {
  private static let names: [String: String] = [
    "BANK": "assets:bank", "CLR": "liabilities:clearing", "UNID": "liabilities:unidentified-receipts",
    "AR": "assets:receivable:payer", "REV": "income:gross-revenue", "ALW": "income:contractual-allowance",
    "CAPALW": "income:capitation-allowance", "OFF": "liabilities:owed-to-payer", "TBS": "assets:take-back-suspense",
    "PLB": "assets:provider-adjustment-suspense", "INT": "income:interest", "CAP": "income:capitation-revenue",
    "EXP": "expenses:provider-adjustment", "ADV": "liabilities:advances-payable",
    "PDEP": "liabilities:patient-deposits", "REFUND": "liabilities:refund-payable", "FEE": "expenses:card-fees",
    "OPEN": "equity:opening-balances",
    "BAD": "expenses:bad-debt", "CHARITY": "income:charity-care", "SMALL": "expenses:small-balance",
  ]

  /// `CLR:p1:T1` → `liabilities:clearing:p1:T1`.
  static func path(_ text: some StringProtocol) throws -> String {
    if text == "AR:patient" { return "assets:receivable:patient" }
    let parts = String(text).split(separator: ":", maxSplits: 1).map(String.init)
    guard let first = parts.first, let name = names[first] else { throw BookError("there is no account '\(text)'") }
    return parts.count == 1 ? name : "\(name):\(parts[1])"
  }

  /// `12.50`, `-3` → cents.
  static func cents(_ text: some StringProtocol) throws -> Int64 {
    let parts = String(text).split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? String(parts[1]) : "00"
    guard (1...2).contains(parts.count), fraction.count == 2, let units = Int64(parts[0]), let rest = Int64(fraction)
    else { throw BookError("'\(text)' is no amount; write 12.50") }
    return text.hasPrefix("-") ? units * 100 - rest : units * 100 + rest
  }
}

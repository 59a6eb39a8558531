// The page that a finance person reads after a run.

import AdapterKit
import CashApplication
import ERPPostingAdapter
import Foundation
import Operations
import Storage
import TerminalText

/// What came in, what was posted, what waits and why, and that it ties out.
struct FinanceReport {
  let options: DataOptions
  let reader: CashReader

  init(_ options: DataOptions) throws {
    self.options = options
    reader = try options.cashReader()
  }

  func print(json: Bool = false) async throws {
    if json { try printJSON(try await document()) } else { Swift.print(try await text()) }
    guard try await reader.tieOut().holds else {
      throw CommandFailure(.internalError, "bank, advices and books do not tie out")
    }
  }

  /// The same as JSON.
  private struct Document: Encodable {
    let files: [FileLine]
    let missingFiles: [MissingFile]
    let journals: [CashReader.JournalKind]
    let reconciliation: Reconciliation
    let workItems: [CashReader.Item]
    let deadLetters: Int
  }

  /// A file that came in.
  private struct FileLine: Encodable {
    let name: String
    let adapter: String
    let format: String
    let events: Int
    let arrivals: Int
    let state: String
    let rejections: Int
    let reason: String?
    let kept: [KeptTotal]
    let warnings: Int
  }

  private func document() async throws -> Document {
    let reconciliation = try await Reconciliation(reader)
    return Document(
      files: try await files(), missingFiles: try await FileAdapters.missing(options.dataFolder),
      journals: try await reader.postedJournals(), reconciliation: reconciliation,
      workItems: try await reader.workItems(state: "open"),
      deadLetters: try await OperationsReader(data: options.dataFolder).deadLetterCount())
  }

  private func files() async throws -> [FileLine] {
    var lines: [FileLine] = []
    for adapter in FileAdapters.all {
      let store = try DataFolder.store(of: adapter.name, in: options.dataFolder)
      guard try store.exists() else { continue }
      let entries = try await store.reader().read { try IntakeLog.entries(in: $0) }
      lines += entries.map {
        FileLine(
          name: $0.name, adapter: adapter.name, format: $0.format, events: $0.emitted, arrivals: $0.arrivals,
          state: $0.state.rawValue, rejections: $0.rejections, reason: $0.reason,
          kept: $0.kept, warnings: $0.warnings)
      }
    }
    return lines
  }

  func text() async throws -> String {
    let reconciliation = try await Reconciliation(reader)
    return """

      \(heading("What came in"))
      \(try await cameIn())

      \(heading("What was posted"))
      \(try await posted())

      \(heading("Advices"))
      \(reconciliation.adviceTable)

      \(heading("What waits for a person"))
      \(try await waiting())

      \(heading("Does it tie out?"))
      \(reconciliation.summary)
      \(try await trialBalance())

      \(heading("Where things are"))
      data        \(options.dataFolder.path)
      files       \(options.dataFolder.path)/<adapter>/archive and rejected
      logs        \(options.dataFolder.path)/logs
      """
  }

  private func heading(_ title: String) -> String {
    "── \(title) " + String(repeating: "─", count: max(0, 76 - title.count))
  }

  private func cameIn() async throws -> String {
    var table = TextTable([
      ("file", .left), ("adapter", .left), ("format", .left), ("events", .right), ("remark", .left),
    ])
    for file in try await files() {
      table.add([file.name, file.adapter, file.format, String(file.events), remark(file)])
    }
    let charges = try await reader.charges()
    let letters = try await OperationsReader(data: options.dataFolder).deadLetterCount()
    let missing = try await FileAdapters.missing(options.dataFolder)
    let amounts = charges.map { "\(money($0.amount))\(charges.count > 1 ? " \($0.currency)" : "")" }
    return table.text()
      + missing.map { "\nEXPECTED AND NOT HERE: \(printable($0.expectation)), due on \($0.dueOn)." }.joined()
      + "\n\(charges.map(\.count).reduce(0, +)) charges from billing, "
      + "\(amounts.isEmpty ? money(0) : amounts.joined(separator: ", "))."
      + (letters > 0 ? "\n\(letters) messages could not be handled: see `tributary dead-letters list`." : "")
  }

  private func remark(_ file: FileLine) -> String {
    var remarks: [String] = []
    if file.state == IntakeLog.State.rejected.rawValue {
      remarks.append("rejected: \(file.reason ?? "unreadable")")
    } else if file.rejections > 0 {
      remarks.append("\(file.rejections) set(s) rejected: \(file.reason ?? "")")
    }
    if file.arrivals > 1 {
      let isTaken = file.state == IntakeLog.State.done.rawValue
      remarks.append("came \(file.arrivals) times\(isTaken ? ", taken once" : "")")
    }
    if let kept = KeptTotal.line(file.kept) { remarks.append(kept) }
    // Payers' files are full of small deviations; those of banks are few, and may be about money.
    if file.adapter == FileAdapters.lockbox.name, file.warnings > 0 {
      remarks.append("\(file.warnings) warning(s), see `tributary validate`")
    }
    return remarks.joined(separator: "; ")
  }

  private func posted() async throws -> String {
    let kinds = try await reader.postedJournals()
    let hasOneCurrency = Set(kinds.map(\.currency)).count <= 1
    var table = TextTable([("journals for", .left), ("number", .right), ("amount", .right)])
    let names = [
      "charge": "charges", "deposit": "deposits", "identification": "deposits identified later",
      "remittance": "posting runs of payment advices", "patient-payment": "patient payments",
    ]
    for kind in kinds {
      let amount = money(kind.amount) + (hasOneCurrency ? "" : " \(kind.currency)")
      table.add([names[kind.unit] ?? kind.unit, String(kind.count), amount])
    }
    let states = try await reader.journalStates()
    let rejected = states["rejected"] ?? 0
    return table.text() + (rejected > 0 ? "\n\(rejected) journals were refused by the ledger." : "")
  }

  private func waiting() async throws -> String {
    let items = try await reader.workItems(state: "open")
    guard !items.isEmpty else { return "Nothing." }
    var sentences: [String: String] = [:]
    for item in items { sentences[item.reason] = item.explanation }
    let reasons = sentences.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    return WorkItems.table(items) + "\n\n" + reasons.joined(separator: "\n")
  }

  private func trialBalance() async throws -> String {
    if let books = try options.erpBooks() { return await erpTrialBalance(books) }
    let balances = try await options.ledgerReader().balances()
    let total = balances.map(\.balance).reduce(0, +)
    let ledger = Dictionary(balances.map { ($0.account, $0.balance) }, uniquingKeysWith: +).filter { $0.value != 0 }
    let subledger = try await reader.balances().filter { $0.value != 0 }
    let differing = Set(ledger.keys).union(subledger.keys).filter { ledger[$0] != subledger[$0] }.sorted()
    let agree =
      differing.isEmpty
      ? "The ledger agrees with the sub-ledger on every account."
      : "THE LEDGER DIFFERS FROM THE SUB-LEDGER on \(differing.prefix(5).joined(separator: ", "))"
        + (differing.count > 5 ? " and \(differing.count - 5) more accounts." : ".")
    return "The trial balance of the ledger is \(money(total)). \(agree)"
  }

  /// An ERP that cannot be read is no fault of the report.
  private func erpTrialBalance(_ books: ERPBooks) async -> String {
    let text: String
    if books.canBeRead {
      do {
        text = try await ERPTrialBalance(books, subledger: try await reader.balances()).text
      } catch {
        text = "The books are in \(books.name), which cannot be read now: \(error)"
      }
    } else {
      text = "The books are in \(books.name), which does not tell what it holds."
    }
    await books.close()
    return text
  }
}

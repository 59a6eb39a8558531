// tributary ledger: the books.

import AdapterKit
import ArgumentParser
import ERPPostingAdapter
import Foundation
import Ledger
import TerminalText

struct LedgerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "The books of the built-in ledger; the ERP's books beside ours.",
    subcommands: [JournalCommand.self, TrialBalanceCommand.self, LedgerReconcile.self])
}

enum BookFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, hledger, beancount
}

extension DataOptions {
  func ledgerReader() throws -> LedgerReader {
    let store = try LedgerReader.store(in: dataFolder)
    guard try store.exists() else {
      throw CommandFailure(
        .unavailable,
        "there is no ledger in \(dataFolder.path): the books are in an ERP, or nothing has run here; run `tributary up`"
          + " or name another --data")
    }
    return try LedgerReader(store: store)
  }
}

struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal", abstract: "Posted journals, by posting date.")

  @Option(help: "text, json (one journal a line), hledger or beancount.")
  var format = BookFormat.text

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      let posted = try await options.ledgerReader().journals()
      let journals = posted.map(\.journal)
      switch json ? .json : format {
      case .json: print(Export.jsonLines(journals), terminator: "")
      case .hledger: print(Export.hledger(journals), terminator: "")
      case .beancount: print(Export.beancount(journals), terminator: "")
      case .text: for entry in posted { print(text(entry)) }
      }
    }
  }

  private func text(_ posted: LedgerReader.Posted) -> String {
    var table = TextTable([("account", .left), ("debit", .right), ("credit", .right)])
    for line in posted.journal.lines {
      table.add([
        line.account.path, line.debit == 0 ? "" : money(line.debit), line.credit == 0 ? "" : money(line.credit),
      ])
    }
    let journal = posted.journal
    let heading = "\(journal.postingDate)  \(posted.reference)  \(journal.description), \(journal.currency)"
    return "\(heading)\n\(table.text(indent: "    "))\n"
  }
}

struct TrialBalanceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trial-balance", abstract: "Balances by account; together they are zero.")

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Show accounts that stand at zero, too.")
  var all = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      if let books = try options.erpBooks() { return try await print(books) }
      let balances = try await options.ledgerReader().balances()
      if json { return try printJSON(balances) }
      var isZero = true
      for currency in Set(balances.map(\.currency)).sorted() {
        let own = balances.filter { $0.currency == currency }
        isZero = printTable(own, currency) && isZero
      }
      guard isZero else { throw CommandFailure(.internalError, "the trial balance is not zero") }
    }
  }

  /// The books of an ERP, beside ours.
  private func print(_ books: ERPBooks) async throws {
    let balance: ERPTrialBalance
    do {
      balance = try await ERPTrialBalance(books, subledger: try await options.cashReader().balances())
      await books.close()
    } catch {
      await books.close()
      throw CommandFailure(.unavailable, "the books are in \(books.name), which cannot be read: \(error)")
    }
    if json { try printJSON(balance) } else { Swift.print(balance.text) }
    guard balance.agrees else { throw ExitCode.badData }
  }

  /// Returns whether debits equal credits.
  private func printTable(_ balances: [LedgerReader.Balance], _ currency: String) -> Bool {
    var table = TextTable([("account (\(currency))", .left), ("debit", .right), ("credit", .right)])
    for balance in balances where all || balance.balance != 0 {
      table.add([
        balance.account, balance.balance > 0 ? money(balance.balance) : "",
        balance.balance < 0 ? money(-balance.balance) : "",
      ])
    }
    let debits = balances.map { max(0, $0.balance) }.reduce(0, +)
    let credits = balances.map { max(0, -$0.balance) }.reduce(0, +)
    table.add(["total", money(debits), money(credits)])
    Swift.print(table.text())
    return debits == credits
  }
}

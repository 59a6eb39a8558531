// tributary opening-balances: what the books begin with, from a table.

import ArgumentParser
import CashApplication
import Foundation
import PayerEDIAdapter
import TerminalText

struct OpeningBalances: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "opening-balances",
    abstract: "What the books begin with: open receivables, money of unknown origin, items with payers.",
    subcommands: [Totals.self, Convert.self], defaultSubcommand: Totals.self)

  struct Totals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "What has been loaded, by file and kind.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let totals = try await options.cashReader().openingTotals()
        if json { return try printJSON(totals) }
        guard !totals.isEmpty else {
          return print("No opening balance has been loaded; see `tributary opening-balances convert`.")
        }
        var table = TextTable([
          ("file", .left), ("kind", .left), ("balances", .right), ("amount", .right), ("", .left),
        ])
        for total in totals {
          table.add([
            String(total.file.prefix(16)), total.kind, String(total.balances), money(total.amount),
            total.withdrawn ? "withdrawn" : "",
          ])
        }
        print(table.text())
      }
    }
  }

  struct Convert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a table of balances as events for `tributary publish -`.",
      discussion: """
        The columns are \(OpeningBalanceFile.columns.joined(separator: ", ")). One balance a line, of the kind
        receivable, cash or item; several payers are separated by |. The same file, and the same balance in another
        file, count once. docs/posting.md says what is booked.
        """)

    @Argument(help: "A file of comma-separated values with a header.", completion: .file())
    var file: String

    @Option(help: "Who publishes them, as config/router.yaml allows it.")
    var source = "urn:example:billing"

    @Flag(help: "Take payers that config/payers.yaml does not list; their balances stand under unlisted-….")
    var unlisted = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let configuration = try options.cashConfiguration()
        do {
          let url = URL(fileURLWithPath: file)
          let digest = try FileDigest.sha256(of: url)
          let events = try OpeningBalanceFile.events(
            of: url, digest: digest, tenant: configuration.tenant, source: source,
            payers: unlisted ? nil : configuration.payers)
          for event in events { print(String(decoding: event.body, as: UTF8.self)) }
        } catch let error as OpeningBalanceFile.Unreadable {
          for finding in error.findings.dropLast() { printError("\(finding)") }
          throw CommandFailure(.badData, error.findings.last ?? "\(file) cannot be read")
        }
      }
    }
  }
}

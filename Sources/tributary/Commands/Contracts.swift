// tributary contracts: fee schedules and hospital terms, and what payers allowed beside them.

import ArgumentParser
import CashApplication
import Foundation
import TerminalText

struct Contracts: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What payers have agreed to pay, and what they allowed beside it.",
    subcommands: [ListContracts.self, Convert.self, Totals.self], defaultSubcommand: ListContracts.self)

  struct ListContracts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Contracts in force.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let contracts = try await options.cashReader().contracts()
        if json { return try printJSON(contracts) }
        guard !contracts.isEmpty else {
          return print("No contract has been published; see `tributary contracts convert`.")
        }
        var table = TextTable([
          ("contract", .left), ("version", .right), ("payer", .left), ("plan", .left), ("from", .left), ("to", .left),
          ("terms", .right),
        ])
        for line in contracts {
          table.add([
            line.contract, String(line.version), line.payer, line.plan ?? "all", line.from, line.to ?? "—",
            String(line.terms),
          ])
        }
        print(table.text())
      }
    }
  }

  struct Convert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a table of terms as events for `tributary publish -`.",
      discussion: """
        The columns are \(ContractFile.columns.joined(separator: ", ")). One term a line; what belongs to the whole
        contract is repeated on each of its lines. A contract that was published before needs a higher version.
        """)

    @Argument(help: "A file of comma-separated values with a header.", completion: .file())
    var file: String

    @Option(help: "The version of the contracts in it: higher than the one in force.")
    var version: Int

    @Option(help: "Who publishes them, as config/router.yaml allows it.")
    var source = "urn:example:billing"

    @Flag(help: "Take payers that config/payers.yaml does not list; their contracts stand under unlisted-….")
    var unlisted = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let configuration = try options.cashConfiguration()
        do {
          let url = URL(fileURLWithPath: file)
          let lines = try ContractFile.events(
            of: url, version: version, tenant: configuration.tenant, source: source,
            payers: unlisted ? nil : configuration.payers)
          for line in lines { print(line) }
        } catch let error as ContractFile.Unreadable {
          for finding in error.findings.dropLast() { printError("\(finding)") }
          throw CommandFailure(.badData, error.findings.last ?? "\(file) cannot be read")
        }
      }
    }
  }

  struct Totals: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "By payer and contract: what was to be allowed, what was, and what is under and above it.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let totals = try await options.cashReader().contractTotals()
        if json { return try printJSON(totals) }
        guard !totals.isEmpty else { return print("No claim has been compared with a contract.") }
        var table = TextTable([
          ("payer", .left), ("contract", .left), ("claims", .right), ("by contract", .right), ("allowed", .right),
          ("underpaid", .right), ("of it small", .right), ("above contract", .right),
          ("open items", .right), ("amount", .right),
        ])
        for total in totals {
          table.add([
            total.payer, total.contract, String(total.claims), money(total.expected), money(total.allowed),
            money(total.underpaid), money(total.small), money(total.overpaid), String(total.items),
            money(total.itemAmount),
          ])
        }
        print(table.text())
      }
    }
  }
}

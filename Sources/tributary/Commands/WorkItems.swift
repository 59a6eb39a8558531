// tributary work-items: what waits for a person.

import ArgumentParser
import CashApplication
import Foundation
import TerminalText

struct WorkItems: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work-items", abstract: "What waits for a person, and why.",
    subcommands: [ListItems.self, ShowItem.self])

  struct ListItems: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Open items, the most urgent first.")

    @Flag(help: "Resolved ones, too.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let items = try await options.cashReader().workItems(state: all ? nil : "open")
        if json { try printJSON(items) } else { print(WorkItems.table(items)) }
      }
    }
  }

  struct ShowItem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One item.")

    @Argument(help: "The item's id, or the beginning of it.")
    var id: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        guard let item = try await options.cashReader().workItem(id) else {
          throw CommandFailure(.badData, "there is no work item \(id); see `tributary work-items list --all`")
        }
        if json { try printJSON(item) } else { print(text(item)) }
      }
    }

    private func text(_ item: CashReader.Item) -> String {
      """
      \(item.reason) (\(item.state))
        \(printable(item.summary))
        amount    \(money(item.amount)) \(item.currency)
        queue     \(item.queue), priority \(item.priority), category \(item.category), holds \(item.scope)
        opened    \(item.openedOn), due \(item.dueOn)
        about     \(printable(WorkItems.about(item)))
        document  \(item.unit)
        id        \(item.id)\(item.resolution.map { "\n  resolved  \($0)" } ?? "")
      """
    }
  }

  /// What an item is about, in words.
  static func about(_ item: CashReader.Item) -> String {
    let trace = item.trace.map { ", trace \($0)" } ?? ""
    guard Int(item.reference) != nil else { return "\(item.scope)\(trace)" }
    let number = item.patientControlNumber.map { " (patient control number \($0))" } ?? ""
    return "claim \(item.reference)\(number) of the advice\(trace)"
  }

  static func table(_ items: [CashReader.Item]) -> String {
    var table = TextTable([
      ("id", .left), ("priority", .right), ("due", .left), ("queue", .left), ("reason", .left), ("trace", .left),
      ("about", .left),
      ("amount", .right),
    ])
    for item in items {
      table.add([
        String(item.id.prefix(8)), String(item.priority), item.dueOn, item.queue, item.reason, item.trace ?? "—",
        Int(item.reference) != nil ? "claim \(item.reference)" : item.scope, money(item.amount),
      ])
    }
    return table.isEmpty ? "Nothing waits for a person." : table.text()
  }
}

// tributary work-items: what waits for a person.

import ArgumentParser
import CashApplication
import Foundation
import TerminalText

struct WorkItems: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work-items", abstract: "What waits for a person, and why.",
    subcommands: [
      ListItems.self, ShowItem.self, AssignItem.self, ReturnItem.self, NoteItem.self, CloseItem.self,
    ])

  struct ListItems: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Open items, the most urgent first.")

    @Flag(help: "Resolved ones, too.")
    var all = false

    @Option(help: "Only of this queue: posting, denials, contracts, cash, credits, accounting, approvals.")
    var queue: String?

    @Option(help: "Only for this role, after escalation: biller, finance, administrator.")
    var role: String?

    @Option(help: "Only of this category, or this kind of denial.")
    var category: String?

    @Option(help: "Only those that this person works on.")
    var assignee: String?

    @Flag(help: "Only those whose due day is past.")
    var overdue = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        var filter = CashReader.ItemFilter(state: all ? nil : "open")
        (filter.queue, filter.role, filter.category, filter.assignee) = (queue, role, category, assignee)
        filter.isOverdue = overdue
        let items = try await options.cashReader().workItems(filter, on: options.today())
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
        let reader = try options.cashReader()
        guard let item = try await reader.workItem(id, on: options.today()) else {
          throw CommandFailure(.badData, "there is no work item \(id); see `tributary work-items list --all`")
        }
        let page = ItemPage(
          item: item, evidence: try await reader.evidence(of: item), notes: try await reader.notes(of: item.id))
        if json { try printJSON(page) } else { print(page.text) }
      }
    }
  }

  /// What an item is about, in words.
  static func about(_ item: CashReader.Item) -> String {
    let trace = item.trace.map { ", trace \($0)" } ?? ""
    guard Int(item.reference) != nil else {
      if let asked = item.asked { return asked }
      let claim = item.patientControlNumber.map { " \($0)" } ?? ""
      return "\(item.scope)\(claim)\(trace)\(item.debtor.map { ", balance of \($0)" } ?? "")"
    }
    let number = item.patientControlNumber.map { " (patient control number \($0))" } ?? ""
    return "claim \(item.reference)\(number) of the advice\(trace)"
  }

  static func table(_ items: [CashReader.Item]) -> String {
    var table = TextTable([
      ("id", .left), ("priority", .right), ("due", .left), ("queue", .left), ("reason", .left), ("trace", .left),
      ("about", .left), ("amount", .right), ("remark", .left),
    ])
    for item in items {
      table.add([
        String(item.id.prefix(8)), String(item.priority), item.dueOn, item.queue, item.reason, item.trace ?? "—",
        Int(item.reference) != nil ? "claim \(item.reference)" : item.asked ?? item.scope, money(item.amount),
        remark(item),
      ])
    }
    return table.isEmpty ? "Nothing waits for a person." : table.text()
  }

  /// What the other columns do not say: the kind of a denial, lateness, who works on it.
  private static func remark(_ item: CashReader.Item) -> String {
    let late = item.escalation > 0 ? "overdue, for \(item.role)" : nil
    return [item.subcategory, late, item.assignee].compactMap { $0 }.joined(separator: "; ")
  }
}

// tributary work-items assign, return, note, close: what people do with an item.

import ArgumentParser
import CashApplication
import PaymentEvents
import TerminalText

extension WorkItems {
  struct AssignItem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "assign", abstract: "You work on it, or somebody else does (--to).")

    @Argument(help: "The item's id, or the beginning of it.")
    var id: String

    @Option(help: "Who shall work on it; absent: you.")
    var to: String?

    @OptionGroup var request: PostingOptions

    func run() async throws {
      try await reporting { try await request.work("assign-item", on: id) { $0.assignee = to } }
    }
  }

  struct ReturnItem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "return", abstract: "Nobody works on it any more.")

    @Argument(help: "The item's id, or the beginning of it.")
    var id: String

    @OptionGroup var request: PostingOptions

    func run() async throws { try await reporting { try await request.work("return-item", on: id) } }
  }

  struct NoteItem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "note", abstract: "Keeps the reason as a note on it.")

    @Argument(help: "The item's id, or the beginning of it.")
    var id: String

    @OptionGroup var request: PostingOptions

    func run() async throws { try await reporting { try await request.work("note-item", on: id) } }
  }

  struct CloseItem: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Closes an item that only tells of something, such as a denial.",
      discussion: "What holds something is ended by what takes its reason away: `tributary postings ask`.")

    @Argument(help: "The item's id, or the beginning of it.")
    var id: String

    @OptionGroup var request: PostingOptions

    func run() async throws { try await reporting { try await request.work("close-item", on: id) } }
  }
}

extension PostingOptions {
  /// Sends an action about a work item, and prints what came of it.
  fileprivate func work(
    _ name: String, on id: String, _ change: (inout PostingActionRequested) -> Void = { _ in }
  ) async throws {
    guard let item = try await options.cashReader().workItem(id) else {
      throw CommandFailure(.badData, "there is no work item \(id); see `tributary work-items list --all`")
    }
    var wish = try self.wish(name)
    wish.workItem = item.id
    change(&wish)
    try await send(wish)
  }
}

/// One item with its evidence and its history.
struct ItemPage: Encodable {
  let item: CashReader.Item
  let evidence: [String]
  let notes: [CashReader.ItemNote]

  private enum CodingKeys: String, CodingKey { case evidence, notes }

  /// The item's own fields, and beside them evidence and notes.
  func encode(to encoder: any Encoder) throws {
    try item.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(evidence, forKey: .evidence)
    try container.encode(notes, forKey: .notes)
  }

  var text: String {
    let kind = item.subcategory.map { " (\($0))" } ?? ""
    let late = ["", ", overdue", ", overdue for long"][min(2, Int(item.escalation))]
    var lines = [
      "\(item.reason) (\(item.state))", "  \(item.summary)", "  amount    \(money(item.amount)) \(item.currency)",
      "  queue     \(item.queue), priority \(item.priority), category \(item.category)\(kind), holds \(item.scope)",
      "  opened    \(item.openedOn), due \(item.dueOn)\(late)",
      "  worked by \(item.role)\(item.assignee.map { ", \($0)" } ?? "")", "  about     \(WorkItems.about(item))",
      "  document  \(item.unit)", "  id        \(item.id)",
    ]
    lines += evidence.map { "  evidence  \($0)" }
    lines += item.commands.map { "  by        \($0)" }
    if let resolution = item.resolution { lines.append("  resolved  \(resolution)") }
    lines += notes.map { "  \($0.day)  \($0.person) \($0.kind) it: \($0.text) (\($0.code))" }
    return lines.map(printable).joined(separator: "\n")  // they quote banks, payers and ERPs
  }
}

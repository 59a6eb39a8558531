// tributary journals: what waits for the ERP, what it refused and in which words, and posting it again.

import ArgumentParser
import ERPPostingAdapter
import Foundation
import Operations
import TerminalText

struct Journals: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Journals on their way into the ERP; refused ones, and posting them again.",
    discussion: """
      A refused journal is posted again under its own key, so it stands in the books once however often this is asked:
      correct in the ERP what it was refused for, then retry it.
      """, subcommands: [List.self, Show.self, Retry.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Journals by posting date; by default the refused ones.")

    @Option(help: "waiting, handed-over, posted, refused or all.")
    var state = "refused"

    @Option(help: "Only those refused for this: account, period, party, …")
    var code: String?

    @Option(help: "The most journals listed.")
    var limit = 1_000

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let reader = try options.journalReader()
        guard let wanted = JournalBook.State(rawValue: state) ?? (state == "all" ? .waiting : nil) else {
          throw CommandFailure(
            .validationFailure, "'\(state)' is no state; there are waiting, handed-over, posted, refused and all")
        }
        var filter = JournalReader.Filter(state: state == "all" ? nil : wanted, code: code)
        filter.limit = max(1, limit)
        let lines = try await reader.journals(filter)
        if json { return try printJSON(lines) }
        if !lines.isEmpty { print(Journals.table(lines)) }
        let counts = try await reader.counts()
        print(JournalBook.State.allCases.map { "\($0.rawValue) \(counts[$0] ?? 0)" }.joined(separator: " · "))
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One journal: the ERP's words, and every try.")

    @Argument(help: "The journal's id, or the beginning of it.")
    var id: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let reader = try options.journalReader()
        let line = try await Journals.one(id, reader)
        let page = JournalPage(journal: line, history: try await reader.history(of: line.journal))
        if json { try printJSON(page) } else { print(page.text) }
      }
    }
  }

  struct Retry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Posts refused journals again, under their own keys.",
      discussion: "Names journals by id, or all refused ones, or all that were refused for one kind of cause.")

    @Argument(help: "The journals' ids, or the beginnings of them.")
    var ids: [String] = []

    @Flag(help: "All refused journals.")
    var all = false

    @Option(help: "All refused journals with this code, for instance period.")
    var code: String?

    @Option(help: "What was corrected; without patient data.")
    var reason: String

    @OptionGroup var erp: ERPOptions

    func run() async throws {
      try await reporting {
        let reader = try erp.options.journalReader()
        let chosen = try await chosen(reader)
        guard !chosen.isEmpty else { return print("No journal is refused.") }
        for start in stride(from: 0, to: chosen.count, by: ERPDesk.maximumJournals) {
          let part = chosen[start..<min(start + ERPDesk.maximumJournals, chosen.count)].map(\.journal)
          _ = try await erp.ask(
            .retries, ERPDesk.Wish(key: UUID().uuidString, reason: reason, journals: Array(part)))
        }
        let ended = try await ended(chosen, reader)
        if erp.json { try printJSON(ended) } else { print(Journals.table(ended)) }
        if ended.contains(where: { $0.state == .refused }) { throw ExitCode.badData }
        let open = ended.filter { $0.state == .waiting || $0.state == .handedOver }
        if !open.isEmpty {
          let handedOver = open.count { $0.state == .handedOver }
          throw CommandFailure(
            .unavailable,
            "\(open.count) of \(ended.count) are not answered yet (handed over: \(handedOver)); `tributary journals "
              + "list --state all` shows what becomes of them, `tributary status` what they wait for")
        }
      }
    }

    private func chosen(_ reader: JournalReader) async throws -> [JournalReader.Line] {
      guard (all ? 1 : 0) + (code == nil ? 0 : 1) + (ids.isEmpty ? 0 : 1) == 1 else {
        throw CommandFailure(.validationFailure, "name journals, or --all, or --code; one of them")
      }
      guard !ids.isEmpty else {
        var filter = JournalReader.Filter(state: .refused, code: code)
        filter.limit = 100_000
        return try await reader.journals(filter)
      }
      var lines: [JournalReader.Line] = []
      for id in ids {
        let line = try await Journals.one(id, reader)
        guard line.state == .refused else {
          throw CommandFailure(.badData, "the journal \(line.journal) is not refused: it is \(line.state.rawValue)")
        }
        lines.append(line)
      }
      return lines
    }

    /// The journals once each has an answer to its new try, or as they are when that takes too long.
    private func ended(_ chosen: [JournalReader.Line], _ reader: JournalReader) async throws -> [JournalReader.Line] {
      var before: [String: Int] = [:]
      for line in chosen { before[line.journal] = Int(line.answers) }
      let answered = try await erp.eventually {
        let now = try await lines(chosen, reader)
        return now.allSatisfy { $0.answers > before[$0.journal] ?? 0 } ? now : nil
      }
      if let answered { return answered }
      return try await lines(chosen, reader)
    }

    private func lines(_ chosen: [JournalReader.Line], _ reader: JournalReader) async throws -> [JournalReader.Line] {
      try await reader.journals(ids: chosen.map(\.journal))
    }
  }

  fileprivate static func one(_ id: String, _ reader: JournalReader) async throws -> JournalReader.Line {
    let found = try await reader.find(id)
    guard let line = found.first, found.count == 1 else {
      throw CommandFailure(
        .badData,
        found.isEmpty
          ? "there is no journal \(id); see `tributary journals list --state all`"
          : "'\(id)' is not the only one; give more of the id")
    }
    return line
  }

  fileprivate static func table(_ lines: [JournalReader.Line]) -> String {
    var table = TextTable([
      ("journal", .left), ("posted on", .left), ("amount", .right), ("", .left), ("state", .left), ("about", .left),
      ("reference, or the ERP's words", .left),
    ])
    for line in lines {
      let code = line.code.map { "\($0): " } ?? ""
      table.add([
        String(line.journal.prefix(8)), line.postingDate, money(line.amount), line.currency, line.state.rawValue,
        line.description, line.state == .refused ? code + (line.reason ?? "") : line.reference ?? "",
      ])
    }
    return table.text()
  }
}

/// One journal with its history.
struct JournalPage: Encodable {
  let journal: JournalReader.Line
  let history: [JournalReader.Step]

  private enum CodingKeys: String, CodingKey { case history }

  /// The journal's own fields, and beside them its history.
  func encode(to encoder: any Encoder) throws {
    try journal.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(history, forKey: .history)
  }

  var text: String {
    var lines = [
      "\(journal.description) (\(journal.state.rawValue))", "  journal   \(journal.journal)",
      "  amount    \(money(journal.amount)) \(journal.currency), posting date \(journal.postingDate)",
      "  tried     \(journal.attempts) \(journal.attempts == 1 ? "time" : "times")",
    ]
    if let reference = journal.reference { lines.append("  reference \(reference)") }
    if journal.state == .refused {
      lines.append("  refused   \(journal.code ?? "other"): \(journal.reason ?? "")")
      lines.append("  then      tributary journals retry \(journal.journal) --reason … when it is corrected there")
    }
    lines += history.map { "  \($0.at)  \($0.event) (\($0.who)) \($0.code.isEmpty ? "" : "\($0.code): ")\($0.text)" }
    return lines.map(printable).joined(separator: "\n")  // they quote the ERP
  }
}

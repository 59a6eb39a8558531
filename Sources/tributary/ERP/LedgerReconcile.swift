// tributary ledger reconcile: the ERP's books beside ours, every difference listed.

import ArgumentParser
import ERPPostingAdapter
import Foundation
import Operations
import PaymentEvents
import TerminalText

enum DifferenceFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, csv
}

struct LedgerReconcile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "Compares the ERP's books with ours, journal by journal.",
    discussion: """
      Lists what is missing there, unknown here, or there with other days, accounts or amounts, and ends with 65 when
      there is any. Differences open work items (ledger-differs), one a day; a later comparison without them closes
      them.
      """)

  @Option(help: "The first posting date, YYYY-MM-DD; by default 30 days before the last.")
  var from: String?

  @Option(help: "The last posting date; by default today.")
  var until: String?

  @Flag(help: "Show the newest comparison again instead of asking for one.")
  var last = false

  @Option(help: "text, json or csv.")
  var format = DifferenceFormat.text

  @Option(help: "Why; without patient data.")
  var reason = "asked for on the command line"

  @OptionGroup var erp: ERPOptions

  func run() async throws {
    try await reporting {
      let job = try await job()
      let differences = try await erp.options.journalReader().differences(of: job.number)
      switch erp.json ? .json : format {
      case .json: try printJSON(Answer(comparison: job, differences: differences))
      case .csv: print(Self.csv(differences), terminator: "")
      case .text: print(Self.text(job, differences))
      }
      if !differences.isEmpty { throw ExitCode.badData }
    }
  }

  private struct Answer: Encodable {
    let comparison: JournalReader.Job
    let differences: [JournalReader.Difference]
  }

  private func job() async throws -> JournalReader.Job {
    if last {
      guard let job = try await erp.options.journalReader().lastReconciliation() else {
        throw CommandFailure(.badData, "the books have not been compared yet")
      }
      return job
    }
    let until = try day(self.until) ?? erp.options.today()
    let from = try day(self.from) ?? until.adding(days: -30)
    return try await erp.job(
      .reconciliations, ERPDesk.Wish(key: UUID().uuidString, reason: reason, from: from, until: until))
  }

  private func day(_ text: String?) throws -> LocalDate? {
    guard let text else { return nil }
    guard let day = LocalDate(iso: text) else {
      throw CommandFailure(.validationFailure, "'\(text)' is no day; write it as 2026-03-31")
    }
    return day
  }

  private static func text(_ job: JournalReader.Job, _ differences: [JournalReader.Difference]) -> String {
    let span = "\(job.from ?? "") to \(job.until ?? "")"
    let counts = "\(job.journals) journals here, \(job.entries) there"
    guard !differences.isEmpty else { return "\(span): \(counts). The ERP's books are ours, journal by journal." }
    var table = TextTable([
      ("day", .left), ("journal", .left), ("amount", .right), ("", .left), ("difference", .left), ("reference", .left),
    ])
    for each in differences {
      table.add([
        each.day, each.journal, money(each.amount), each.currency, each.kind, each.reference ?? "—",
      ])
    }
    let details = differences.prefix(20).map { each in
      "\(each.journal) \(each.kind)\n    here   \(each.ours ?? "—")\n    there  \(each.theirs ?? "—")"
    }
    return """
      \(table.text())
      \(details.joined(separator: "\n"))

      \(span): \(counts), \(differences.count) differences.
      """
  }

  private static func csv(_ differences: [JournalReader.Difference]) -> String {
    let rows = differences.map { each in
      [
        each.day, each.journal, money(each.amount), each.currency, each.kind, each.reference ?? "", each.ours ?? "",
        each.theirs ?? "",
      ].map(field).joined(separator: ",")
    }
    return (["day,journal,amount,currency,difference,reference,ours,theirs"] + rows).joined(separator: "\n") + "\n"
  }

  /// RFC 4180; what a spreadsheet would take for a formula begins with an apostrophe.
  private static func field(_ text: String) -> String {
    let safe = text.first.map { "=+-@".contains($0) } == true ? "'" + text : text
    guard safe.contains(where: { "\",\n\r".contains($0) }) else { return safe }
    return "\"" + safe.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}

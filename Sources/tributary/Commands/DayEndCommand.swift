// tributary day-end: the report with which a business day is closed.

import ArgumentParser
import CashApplication
import Foundation
import PaymentEvents
import TerminalText

struct DayEndCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "day-end", abstract: "What a day brought, what was posted, what is held, ages and must tie out.",
    discussion: """
      What came in and was posted is that of the day; what is held, ages and ties out is as it is now. Status 70 if
      bank, advices and books do not tie out.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, html
  }

  @Option(help: "The business day (YYYY-MM-DD); absent: today.")
  var date: String?

  @Option(help: "text, json, csv or html (printable).")
  var format = Format.text

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: "A file to write to; it must not exist.", completion: .file())
  var output: String?

  @OptionGroup var options: DataOptions

  func validate() throws {
    guard let date, LocalDate(iso: date) == nil else { return }
    throw ValidationError("'\(date)' is not a day; write YYYY-MM-DD")
  }

  func run() async throws {
    try await reporting {
      let day = try date.flatMap { LocalDate(iso: $0) } ?? options.today()
      let report = try await DayEnd(options.cashReader(), on: day)
      let text = try page(report)
      if let output { try write(text, to: output) } else { print(text) }
      guard report.tiesOut else { throw CommandFailure(.internalError, "bank, advices and books do not tie out") }
    }
  }

  private func page(_ report: DayEnd) throws -> String {
    switch json ? .json : format {
    case .text: DayEndCommand.table(report)
    case .csv: report.csv
    case .html: report.html
    case .json: try jsonText(report)
    }
  }

  /// Readable by its owner only: trace numbers and amounts are nobody else's.
  private func write(_ page: String, to path: String) throws {
    let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
    guard !FileManager.default.fileExists(atPath: path),
      FileManager.default.createFile(atPath: path, contents: Data(page.utf8), attributes: mode)
    else { throw CommandFailure(.badData, "\(path) exists or cannot be written; name another file") }
  }

  private static func table(_ report: DayEnd) -> String {
    let sections = DayEnd.sections.map { section, title in
      var table = TextTable([
        ("what", .left), ("which", .left), ("number", .right), ("amount", .right), ("", .left), ("since", .left),
        ("days", .right),
      ])
      for line in report.lines where line.section == section {
        table.add([
          line.kind, line.detail, line.count == 0 ? "" : String(line.count), money(line.amount), line.currency,
          line.since ?? "", line.days.map(String.init) ?? "",
        ])
      }
      return "── \(title) " + String(repeating: "─", count: max(0, 76 - title.count)) + "\n"
        + (table.isEmpty ? "Nothing." : table.text())
    }
    return "Day end \(report.day). \(report.verdict)\n\n" + sections.joined(separator: "\n\n")
  }
}

// tributary postings matches: by which rule things belong together, how sure that is, and what may belong together.

import ArgumentParser
import CashApplication
import Foundation
import TerminalText

extension Postings {
  struct Matches: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "By which rule deposits, advices and claims were matched, how sure, and candidates for what is open.",
      discussion: """
        Without an advice: claims that were told by something else than their patient control number, payments that are
        less than sure, and all candidates. Confidence is 0 to 100; docs/posting.md says what each rule compares. Shows
        patient control numbers.
        """)

    @Option(help: "Only what is about this advice: its id, the beginning of it, or its trace number.")
    var advice: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let reader = try options.cashReader()
        var id: String?
        if let advice {
          let found = try await reader.documents(.advice, beginning: advice)
          guard let only = found.first, found.count == 1 else {
            throw CommandFailure(
              .validationFailure,
              found.isEmpty
                ? "no advice is called '\(advice)'" : "'\(advice)' is not the only one; give more of the id")
          }
          id = only
        }
        let matches = try await reader.matches(advice: id)
        if json { return try printJSON(matches) }
        let tables = [payments(matches), claims(matches), candidates(matches)].filter { !$0.isEmpty }
        print(tables.isEmpty ? "Nothing but what is sure." : tables.joined(separator: "\n\n"))
      }
    }

    private func payments(_ matches: CashReader.Matches) -> String {
      guard !matches.payments.isEmpty else { return "" }
      var table = TextTable([
        ("deposit", .left), ("its trace", .left), ("advice", .left), ("payer", .left), ("amount", .right),
        ("sure", .right), ("rule", .left),
      ])
      for match in matches.payments {
        table.add([
          String(match.deposit.prefix(8)), match.depositTrace ?? "—", match.trace, match.payer, money(match.amount),
          String(match.confidence), match.rule,
        ])
      }
      return table.text()
    }

    private func claims(_ matches: CashReader.Matches) -> String {
      guard !matches.claims.isEmpty else { return "" }
      var table = TextTable([
        ("advice", .left), ("claim", .right), ("stated as", .left), ("is", .left), ("state", .left), ("sure", .right),
        ("rule", .left),
      ])
      for match in matches.claims {
        table.add([
          match.trace, String(match.sequence), match.stated, match.claim, match.state, String(match.confidence),
          match.rule,
        ])
      }
      return table.text()
    }

    private func candidates(_ matches: CashReader.Matches) -> String {
      guard !matches.candidates.isEmpty else { return "" }
      var table = TextTable([("open", .left), ("trace", .left), ("amount", .right), ("may be", .left)])
      for line in matches.candidates {
        let candidates = line.candidates.map { $0.count > 20 ? String($0.prefix(15)) : $0 }
        table.add([
          line.sequence.map { "claim \($0)" } ?? "deposit \(line.unit.prefix(8))", line.trace ?? "—",
          money(line.amount), candidates.joined(separator: ", "),
        ])
      }
      return table.text()
    }
  }
}

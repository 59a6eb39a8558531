// tributary postings periods: which accounting periods people have closed.

import ArgumentParser
import CashApplication
import TerminalText

extension Postings {
  struct Periods: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Accounting periods that people closed or reopened.",
      discussion: """
        A period is closed by `tributary postings ask close-period --subject 2026-02 --code … --reason …` and
        another person's `tributary postings approve`; reopened the same way by reopen-period. What belongs in a
        closed period goes to the next open one and keeps its original date.
        """)

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let periods = try await options.cashReader().periods()
        if json { return try printJSON(periods) }
        guard !periods.isEmpty else { return print("Nobody has closed a period.") }
        var table = TextTable([
          ("period", .left), ("state", .left), ("since", .left), ("asked by", .left), ("approved by", .left),
          ("carried forward", .right), ("amount", .right), ("reason", .left),
        ])
        for period in periods {
          table.add([
            period.period, period.state, period.changedOn, period.requestedBy, period.approvedBy ?? "—",
            String(period.carriedForward), money(period.carriedAmount), period.reason,
          ])
        }
        print(table.text())
      }
    }
  }
}

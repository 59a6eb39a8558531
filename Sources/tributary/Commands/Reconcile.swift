// tributary reconcile: bank = advice = posted + open items, deposit by deposit.

import ArgumentParser
import CashApplication
import Foundation
import PaymentEvents
import TerminalText

struct Reconcile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Ties out bank, advices and books, deposit by deposit.")

  @Option(help: "Only deposits of this value date (YYYY-MM-DD).")
  var date: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func validate() throws {
    guard let date, LocalDate(iso: date) == nil else { return }
    throw ValidationError("'\(date)' is not a day; write YYYY-MM-DD")
  }

  func run() async throws {
    try await reporting {
      let reader = try options.cashReader()
      let result = try await Reconciliation(reader, on: date)
      if json { try printJSON(result) } else { print(result.text) }
      if !result.tieOut.holds { throw CommandFailure(.internalError, "bank, advices and books do not tie out") }
    }
  }
}

/// The answer of `tributary reconcile`.
struct Reconciliation: Encodable {
  let deposits: [CashReader.DepositLine]
  /// Booked deposits with their shares of what was posted.
  let rows: [CashReader.DepositRow]
  let advices: [CashReader.AdviceLine]
  let tieOut: CashReader.TieOut

  /// - Parameter date: only deposits of this value date.
  init(_ reader: CashReader, on date: String? = nil) async throws {
    deposits = try await reader.deposits(on: date)
    advices = try await reader.advices()
    rows = try await reader.depositRows(deposits, advices)
    tieOut = try await reader.tieOut()
  }

  var text: String { "\(depositTable)\n\n\(adviceTable)\n\n\(summary)" }

  var depositTable: String {
    var table = TextTable([
      ("value date", .left), ("account", .left), ("trace", .left), ("bank", .right), ("advice", .right),
      ("posted", .right), ("open", .right), ("remark", .left),
    ])
    for row in rows {
      table.add([
        row.valueDate, row.account, row.trace ?? "—", amount(row.bank, row.currency),
        row.advices.isEmpty ? "—" : amount(row.advice, row.currency), amount(row.posted, row.currency),
        amount(row.open, row.currency), remark(row),
      ])
    }
    return table.text()
  }

  private func remark(_ row: CashReader.DepositRow) -> String {
    guard !row.advices.isEmpty else { return "no advice" }
    let several = row.advices.count > 1 ? ["\(row.advices.count) advices: \(row.advices.joined(separator: " "))"] : []
    return (several + row.reasons).joined(separator: ", ")
  }

  /// With its currency, where there are several.
  private func amount(_ cents: Int64, _ currency: String) -> String {
    money(cents) + (tieOut.parts.isEmpty ? "" : " \(currency)")
  }

  var adviceTable: String {
    var table = TextTable([
      ("paid on", .left), ("payer", .left), ("trace", .left), ("claims", .right), ("payment", .right),
      ("posted", .right), ("open", .right), ("state", .left),
    ])
    for advice in advices {
      table.add([
        advice.paymentDate ?? "—", advice.payer, advice.trace, String(advice.claims),
        amount(advice.amount, advice.currency), amount(advice.posted, advice.currency),
        amount(advice.held, advice.currency), state(advice),
      ])
    }
    return table.text()
  }

  private func state(_ advice: CashReader.AdviceLine) -> String {
    guard advice.tiesOut else { return "DOES NOT TIE OUT" }
    if advice.reasons.isEmpty { return "posted" }
    let isHeld = advice.runs == 0 || (advice.posted == 0 && advice.held != 0)
    return (isHeld ? "held: " : "posted; ") + advice.reasons.joined(separator: ", ")
  }

  /// The four sums, currency by currency, and whether they agree.
  var summary: String {
    tieOut.byCurrency.map { part in
      (tieOut.parts.isEmpty ? "" : "\(part.currency)\n") + TieOutPage(tieOut: part).text
    }.joined(separator: "\n\n")
  }
}

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
      let result = Reconciliation(
        deposits: try await reader.deposits(on: date), advices: try await reader.advices(),
        tieOut: try await reader.tieOut())
      if json { try printJSON(result) } else { print(result.text) }
      if !result.tieOut.holds { throw CommandFailure(.internalError, "bank, advices and books do not tie out") }
    }
  }
}

/// The answer of `tributary reconcile`.
struct Reconciliation: Encodable {
  let deposits: [CashReader.DepositLine]
  let advices: [CashReader.AdviceLine]
  let tieOut: CashReader.TieOut

  var text: String { "\(depositTable)\n\n\(adviceTable)\n\n\(summary)" }

  var depositTable: String {
    let byID = Dictionary(advices.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var table = TextTable([
      ("value date", .left), ("account", .left), ("trace", .left), ("bank", .right), ("advice", .right),
      ("posted", .right), ("open", .right), ("remark", .left),
    ])
    for deposit in deposits where deposit.books {
      let advice = deposit.remittance.flatMap { byID[$0] }
      let posted = advice?.posted ?? 0
      table.add([
        deposit.valueDate, deposit.account, deposit.trace ?? "—", money(deposit.amount),
        advice.map { money($0.amount) } ?? "—", money(posted), money(deposit.amount - posted),
        advice.map { $0.reasons.joined(separator: ", ") } ?? "no advice",
      ])
    }
    return table.text()
  }

  var adviceTable: String {
    var table = TextTable([
      ("paid on", .left), ("payer", .left), ("trace", .left), ("claims", .right), ("payment", .right),
      ("posted", .right), ("open", .right), ("state", .left),
    ])
    for advice in advices {
      table.add([
        advice.paymentDate ?? "—", advice.payer, advice.trace, String(advice.claims), money(advice.amount),
        money(advice.posted), money(advice.held), state(advice),
      ])
    }
    return table.text()
  }

  private func state(_ advice: CashReader.AdviceLine) -> String {
    guard advice.tiesOut else { return "DOES NOT TIE OUT" }
    if advice.reasons.isEmpty { return "posted" }
    return (advice.runs > 0 ? "posted; " : "held: ") + advice.reasons.joined(separator: ", ")
  }

  /// The four sums, and whether they agree.
  var summary: String {
    """
    At the bank               \(right(tieOut.bank))\(cardFees)
      pays advices            \(right(tieOut.applied))
      has no advice yet       \(right(tieOut.withoutAdvice))
    \(fundedLabel) \(right(tieOut.fundedAdvices))
      posted                  \(right(tieOut.posted))
      held, as open items     \(right(tieOut.held))\(withoutMoney)
    Advices without money yet \(right(tieOut.unfundedAdvices))\(undecided)

    \(tieOut.holds
      ? agreement : "BANK, ADVICES AND BOOKS DO NOT TIE OUT: \(tieOut.faults.joined(separator: ", "))")
    """
  }

  private var cardFees: String {
    tieOut.cardFees == 0 ? "" : "\nKept by card processors   \(right(tieOut.cardFees))"
  }

  /// What counts nowhere above until a person has decided; no lines where there is nothing.
  private var undecided: String {
    var lines = ""
    if tieOut.suspectedAdvices > 0 {
      lines += "\n  suspected duplicates    \(right(tieOut.suspectedAdvices))"
    }
    if tieOut.returnsHeld > 0 {
      lines += "\nTaken back, not undone    \(right(tieOut.returnsHeld))  (which deposit: see the work items)"
    }
    if tieOut.depositsHeld > 0 {
      lines += "\nTold by the bank, held    \(right(tieOut.depositsHeld))  (not booked: see the work items)"
    }
    return lines
  }

  private var fundedLabel: String {
    tieOut.postedWithoutMoney == 0 ? "Advices with their money " : "Advices paid or posted   "
  }

  private var agreement: String {
    tieOut.postedWithoutMoney == 0
      ? "Bank = advice = posted + open items, to the cent."
      : "Bank + posted without money = advice = posted + open items, to the cent.\nWhat is posted without money was "
        + "paid by a deposit that is gone: taken back, or its file withdrawn. See the work items."
  }

  private var withoutMoney: String {
    tieOut.postedWithoutMoney == 0 ? "" : "\n  of it without money     \(right(tieOut.postedWithoutMoney))"
  }

  private func right(_ cents: Int64) -> String {
    let text = money(cents)
    return String(repeating: " ", count: max(0, 16 - text.count)) + text
  }
}

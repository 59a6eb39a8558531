// The sums of the tie-out of one currency, and whether they agree.

import CashApplication

/// The tie-out in lines.
struct TieOutPage {
  let tieOut: CashReader.TieOut

  var text: String {
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
      : "Bank + posted without money = advice = posted + open items, to the cent.\nWhat is posted without money: its "
        + "deposit has not come, and the advice is posted before its money (by the payer's\nsettings, or released by a "
        + "person), or its deposit is gone (work item funding-withdrawn)."
  }

  private var withoutMoney: String {
    tieOut.postedWithoutMoney == 0 ? "" : "\n  of it without money     \(right(tieOut.postedWithoutMoney))"
  }

  private func right(_ cents: Int64) -> String {
    let text = money(cents)
    return String(repeating: " ", count: max(0, 16 - text.count)) + text
  }
}

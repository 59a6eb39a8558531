// How long a work item may wait, who works on it, and what becomes of it when nobody does.

import PaymentEvents

extension HoldPolicy {
  /// The role that works on it: finance for money at the bank, refunds, the ledger and approvals; else billers.
  package var role: String { ["cash", "credits", "accounting", "approvals"].contains(queue) ? "finance" : "biller" }

  /// Whether its days are calendar days, as a statute counts them; else business days.
  package var countsCalendarDays: Bool { category == "credit-balance" }

  /// The last day on which it is in time.
  package func dueDay(from day: LocalDate, holidays: Set<LocalDate>) -> LocalDate {
    countsCalendarDays ? day.adding(days: days) : BusinessDays.adding(Int(days), to: day, holidays: holidays)
  }
}

/// How far an item that nobody has finished has risen. It follows from the days alone, so nothing has to run for it.
package struct Escalation: Sendable, Equatable {
  /// 0 in time, 1 overdue, 2 overdue for longer than ``RuleBook/escalationDays``.
  package var level: Int
  /// One more urgent for each level, at most 1.
  package var priority: Int
  /// From level 2 on the next role: finance for billers, the administrator for finance.
  package var role: String

  /// Works it out.
  /// - Parameters:
  ///   - priority: the item's own.
  ///   - role: the item's own.
  ///   - due: the last day on which it is in time.
  ///   - day: today.
  ///   - step: business days from level 1 to level 2.
  package init(priority: Int, role: String, due: LocalDate, on day: LocalDate, step: Int, holidays: Set<LocalDate>) {
    let late = day > due ? BusinessDays.between(due, day, holidays: holidays) : 0
    level = day <= due ? 0 : late > step ? 2 : 1
    self.priority = max(1, priority - level)
    self.role = level < 2 ? role : role == "biller" ? "finance" : "administrator"
  }
}

extension HoldReason {
  /// Whether a person may close it: it only tells of something, and nothing else ends it.
  package var isClosedByPeople: Bool {
    switch self {
    case .denied, .priorPayerDiffers, .contractualCapped, .providerAdjustmentReview, .interestDiffers, .underpaid,
      .paidAboveContract, .underpaymentsAddUp, .documentReview, .depositNotConfirmed:
      true
    default: false
    }
  }
}

// The way of one claim: from the document to a booking, a held item, or nothing.

import Ledger
import PaymentEvents

/// What becomes of a claim of an advice.
package enum ClaimDecision: Sendable, Equatable {
  /// It is posted.
  case post(ClaimPosting)
  /// It is held, alone, for one named reason. Ask again when a charge or a posting of the same patient control number
  /// arrives.
  case hold(WorkItem)
  /// A predetermination (status 25): nothing is posted and nobody needs to look.
  case ignore
}

/// A claim that is posted.
package struct ClaimPosting: Sendable, Equatable {
  /// The entries, memos and work items.
  package var booking: Booking
  /// What to keep for the claims that come after.
  package var posted: PostedClaim
}

/// What is known about a claim's patient control number when it is decided.
package struct ClaimHistory: Sendable, Equatable {
  /// All charges of the patient control number, in any order.
  package var charges: [Charge]
  /// All posted claims of the patient control number, reversals too, in any order.
  package var posted: [PostedClaim]

  /// Creates it.
  package init(charges: [Charge], posted: [PostedClaim]) {
    self.charges = charges
    self.posted = posted
  }
}

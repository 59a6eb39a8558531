// What an ERP tells of itself: which accounts, periods, parties and cost centres there are, and what it holds.

import Ledger

/// What a target can do besides finding and posting.
package struct TargetCapabilities: OptionSet, Sendable {
  package let rawValue: Int
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// Reverses a journal, see ``ERPTarget/reverse(_:by:)``.
  package static let reversal = TargetCapabilities(rawValue: 1)
  /// Tells its accounts, periods, parties and cost centres, see ``ERPTarget/masterData()``.
  package static let masterData = TargetCapabilities(rawValue: 2)
  /// Lists what it holds, see ``ERPTarget/entries(of:after:limit:)``.
  package static let entries = TargetCapabilities(rawValue: 4)
  /// Tells what was paid, see ``ERPTarget/paymentStatus(of:)``.
  package static let paymentStatus = TargetCapabilities(rawValue: 8)
}

/// Something was asked of a target that it does not do.
package struct TargetCannot: Error, CustomStringConvertible {
  package let target: String
  package let what: String
  package var description: String { "the target \(target) cannot \(what)" }
}

/// A target's master data at one moment. An empty list says nothing: the target does not tell these, or takes any.
package struct MasterData: Sendable, Equatable {
  /// What takes entries, or does so no more.
  package struct Entry: Sendable, Equatable {
    /// Its code in the ERP.
    package var code: String
    /// Its name in the ERP.
    package var name: String
    /// Whether it takes entries.
    package var isOpen: Bool
    /// For an account: whether its lines must name a party.
    package var needsParty: Bool

    package init(code: String, name: String, isOpen: Bool, needsParty: Bool = false) {
      self.code = code
      self.name = name
      self.isOpen = isOpen
      self.needsParty = needsParty
    }
  }

  /// A span of days.
  package struct Period: Sendable, Equatable {
    package var name: String
    package var days: ClosedRange<Day>
    package var isOpen: Bool

    package init(name: String, days: ClosedRange<Day>, isOpen: Bool) {
      self.name = name
      self.days = days
      self.isOpen = isOpen
    }
  }

  package var accounts: [Entry] = []
  package var costCenters: [Entry] = []
  package var parties: [Entry] = []
  package var periods: [Period] = []

  package init() {}
}

/// A journal as the ERP holds it.
package struct TargetEntry: Sendable, Equatable {
  /// Our idempotency key.
  package var key: String
  /// The ERP's own reference.
  package var reference: String
  package var postingDate: Day
  package var currency: String
  /// The lines by the codes of the ERP's accounts.
  package var lines: [Line]

  /// One line; one of the sides is zero.
  package struct Line: Sendable, Equatable {
    package var account: String
    /// Cents.
    package var debit: Int64
    /// Cents.
    package var credit: Int64

    package init(account: String, debit: Int64, credit: Int64) {
      self.account = account
      self.debit = debit
      self.credit = credit
    }
  }

  package init(key: String, reference: String, postingDate: Day, currency: String, lines: [Line]) {
    self.key = key
    self.reference = reference
    self.postingDate = postingDate
    self.currency = currency
    self.lines = lines
  }
}

/// What the ERP says of the payment of what stands under a key.
package enum PaymentStatus: String, Sendable, Codable {
  case unpaid
  case partlyPaid = "partly-paid"
  case paid
  case cancelled
}

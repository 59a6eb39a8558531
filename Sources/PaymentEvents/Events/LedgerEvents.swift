// The ERP's books beside ours: asked for, and what differs.

/// `ledger.reconciliation-requested.v1`: compare the ERP's books with ours for a span of days.
public struct LedgerReconciliationRequested: EventBody {
  public static let name = "ledger.reconciliation-requested.v1"
  /// The most days of a span.
  public static let maximumDays = 366
  /// The first posting date.
  public var from: LocalDate
  /// The last posting date.
  public var until: LocalDate
  /// Who asks: a user of the operating system.
  public var requestedBy: String
  /// Why; without patient data.
  public var reason: String

  /// Creates it; see the properties.
  public init(from: LocalDate, until: LocalDate, requestedBy: String, reason: String) {
    self.from = from
    self.until = until
    self.requestedBy = requestedBy
    self.reason = reason
  }
}

/// `ledger.reconciled.v1`: the ERP's books and ours were compared. Without differences they are the same.
public struct LedgerReconciled: EventBody {
  public static let name = "ledger.reconciled.v1"
  /// The most differences that the event lists; all are kept by erp-posting.
  public static let maximumDifferences = 200
  /// Which ERP.
  public var target: String
  /// The first posting date.
  public var from: LocalDate
  /// The last posting date.
  public var until: LocalDate
  /// How many journals of these days we have posted.
  public var journals: Int
  /// How many journals of ours the ERP holds under these days.
  public var entries: Int
  /// How many differences there are.
  public var differenceCount: Int
  /// The days on which there are any, by currency.
  public var days: [DayDifference]
  /// The first differences.
  public var differences: [Difference]

  /// The differences of a day.
  public struct DayDifference: Codable, Sendable, Equatable {
    /// The posting date: ours, or the ERP's where we have none.
    public var date: LocalDate
    /// ISO 4217.
    public var currency: String
    /// How many there are.
    public var differences: Int
    /// The sum of their journals' amounts.
    public var amount: Money

    /// Creates it; see the properties.
    public init(date: LocalDate, currency: String, differences: Int, amount: Money) {
      self.date = date
      self.currency = currency
      self.differences = differences
      self.amount = amount
    }
  }

  /// How a journal differs.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// We have it as posted, and the ERP does not hold it.
    case missingThere = "missing-there"
    /// The ERP holds it, and we know of no such journal.
    case unknownHere = "unknown-here"
    /// The ERP holds it, and we have it as refused.
    case refusedHere = "refused-here"
    /// The ERP holds it more than once.
    case doubled
    /// It stands under another day there.
    case date
    /// It is in another currency there.
    case currency
    /// Its lines are on other accounts there.
    case accounts
    /// The accounts are the same, and the amounts are not.
    case amounts
  }

  /// One journal that differs.
  public struct Difference: Codable, Sendable, Equatable {
    /// The journal.
    public var journal: EventID
    /// How it differs.
    public var kind: Kind
    /// The posting date: ours, or the ERP's where we have none.
    public var date: LocalDate
    /// ISO 4217.
    public var currency: String
    /// The journal's amount: the sum of its debits.
    public var amount: Money
    /// The ERP's reference, where it has one.
    public var reference: String?
    /// What we have: day, currency and lines.
    public var ours: String?
    /// What the ERP holds.
    public var theirs: String?

    /// Creates it; see the properties.
    public init(
      journal: EventID, kind: Kind, date: LocalDate, currency: String, amount: Money, reference: String? = nil,
      ours: String? = nil, theirs: String? = nil
    ) {
      self.journal = journal
      self.kind = kind
      self.date = date
      self.currency = currency
      self.amount = amount
      self.reference = reference
      self.ours = ours
      self.theirs = theirs
    }
  }

  /// Creates it; see the properties.
  public init(
    target: String, from: LocalDate, until: LocalDate, journals: Int, entries: Int, differenceCount: Int,
    days: [DayDifference], differences: [Difference]
  ) {
    self.target = target
    self.from = from
    self.until = until
    self.journals = journals
    self.entries = entries
    self.differenceCount = differenceCount
    self.days = days
    self.differences = differences
  }
}

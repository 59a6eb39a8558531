// What waits for a person.

/// `work-item.opened.v1`: something must not go on by itself; why, how urgent, and the evidence.
public struct WorkItemOpened: EventBody {
  public static let name = "work-item.opened.v1"
  /// The item's identity: the same thing waiting for the same reason is the same item.
  public var workItem: EventID
  /// The named reason, for instance `deposit-without-advice`.
  public var reason: String
  /// The exception category: `matching`, `balance`, `denial`, `adjustment`, `duplicate`, `reversal`, `erp`.
  public var category: String
  /// What is held: `advice`, `claim`, `deposit`, `provider-adjustment` or `journal`. No more than that is held.
  public var scope: String
  /// The queue of people who work on it.
  public var queue: String
  /// The role that works on it: `biller` or `finance`.
  public var role: String?
  /// 1 (most urgent) to 4.
  public var priority: Int
  /// The day by which it should be done.
  public var dueDate: LocalDate
  /// The money that waits.
  public var amount: Money
  /// ISO 4217.
  public var currency: String
  /// What happened and what to do, for people.
  public var summary: String
  /// What it is about, by kind: `remittance`, `deposit`, `traceNumber`, `payer`, `claimSequence`, …
  public var references: [String: String]

  /// Creates it; see the properties.
  public init(
    workItem: EventID, reason: String, category: String, scope: String, queue: String, role: String? = nil,
    priority: Int, dueDate: LocalDate, amount: Money, currency: String, summary: String, references: [String: String]
  ) {
    self.workItem = workItem
    self.reason = reason
    self.category = category
    self.scope = scope
    self.queue = queue
    self.role = role
    self.priority = priority
    self.dueDate = dueDate
    self.amount = amount
    self.currency = currency
    self.summary = summary
    self.references = references
  }
}

/// `work-item.resolved.v1`: it no longer waits.
public struct WorkItemResolved: EventBody {
  public static let name = "work-item.resolved.v1"
  /// The item.
  public var workItem: EventID
  /// The reason it had been opened for.
  public var reason: String
  /// How it was resolved, for instance `the deposit arrived`.
  public var resolution: String

  /// Creates it; see the properties.
  public init(workItem: EventID, reason: String, resolution: String) {
    self.workItem = workItem
    self.reason = reason
    self.resolution = resolution
  }
}

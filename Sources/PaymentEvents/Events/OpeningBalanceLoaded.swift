// What was open on the day on which the books begin here.

/// `opening-balance.loaded.v1`: one balance that another system's books end with and these begin with. Which fields are
/// needed depends on the kind; the rest is absent.
public struct OpeningBalanceLoaded: EventBody {
  public static let name = "opening-balance.loaded.v1"
  /// What is open.
  public var kind: Kind
  /// Receivable: what its first payer owes, or the patient where there is none; below zero a credit balance. Cash: what
  /// nobody knows the origin of yet, above zero. Item: what is owed to the payer; below zero what it took back without
  /// one. Never zero, except of a receivable of which the patient owes all.
  public var amount: Money
  /// Receivable with payers: what the patient owes besides.
  public var patientAmount: Money?
  /// ISO 4217.
  public var currency: String
  /// The day under which it is booked.
  public var date: LocalDate
  /// Receivable: the number that the claim carries.
  public var patientControlNumber: String?
  /// Receivable: the total charge, which advices state; absent: what is open.
  public var charge: Money?
  /// Receivable: who still pays, in order of liability; empty for self-pay.
  public var payers: [String]
  /// Receivable: how many payers had gone before those; absent: none.
  public var earlierPayers: Int?
  /// Receivable: the first and the last day of service.
  public var serviceDates: DateRange?
  /// Receivable: the facility's code.
  public var facility: String?
  /// Receivable: the cost centre's code.
  public var costCenter: String?
  /// Cash: our account's number at the bank.
  public var account: String?
  /// Cash: the reassociation trace or check number.
  public var traceNumber: String?
  /// Cash and item: the payer, by an identifier or a name of the payer list.
  public var payer: String?
  /// Cash: the bank's reference. Item: FB: the originating trace number; WO: the payer's claim number.
  public var reference: String?
  /// Item: the provider (PLB01).
  public var provider: String?
  /// Item: the payee's tax id.
  public var taxIdentifier: String?
  /// Where it stands in the file.
  public var source: Source

  /// Creates it; see the properties.
  public init(kind: Kind, amount: Money, currency: String, date: LocalDate, source: Source) {
    self.kind = kind
    self.amount = amount
    self.currency = currency
    self.date = date
    payers = []
    self.source = source
  }

  /// What can be open.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// What is owed on a claim.
    case receivable
    /// Money at the bank of unknown origin.
    case cash
    /// A forwarded balance (FB) or an overpayment (WO) between a payer and us.
    case item
  }

  /// Where in the file.
  public struct Source: Codable, Sendable, Equatable {
    /// SHA-256 of the file.
    public var digest: String
    /// The line, counted from 1.
    public var line: Int

    /// Creates it.
    public init(digest: String, line: Int) {
      self.digest = digest
      self.line = line
    }
  }
}

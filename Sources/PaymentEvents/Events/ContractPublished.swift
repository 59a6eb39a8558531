// What a payer has agreed to pay.

/// `contract.published.v1`: a contract with a payer, or a part of it: fee schedule and hospital terms. A later version
/// takes the place of an earlier one once all its parts are here.
public struct ContractPublished: EventBody {
  public static let name = "contract.published.v1"
  /// The most terms of one event; longer contracts come in parts.
  public static let maximumTerms = 2_000
  /// What the contract is called, for instance `LRK-2026`.
  public var contract: String
  /// Counts up with every change of the contract, from 1.
  public var version: Int
  /// This part, from 1.
  public var part: Int
  /// How many parts the version has.
  public var parts: Int
  /// The payer, by an identifier or a name that the payer list knows.
  public var payer: String
  /// The plan that it is for, as advices name it: the class of contract (REF*CE), the group (REF*1L, REF*6P) or the
  /// claim filing indicator (CLP06). Absent: all plans of the payer.
  public var plan: String?
  /// The first day of service that it is for.
  public var from: LocalDate
  /// The last one; absent while it has no end.
  public var to: LocalDate?
  /// ISO 4217.
  public var currency: String
  /// Whether the payer allows no more than was charged.
  public var lesserOfCharge: Bool
  /// How far the allowed amount may be off before somebody is asked; absent: as configured.
  public var tolerance: Tolerance?
  /// The terms.
  public var terms: [Term]

  /// Creates it; see the properties.
  public init(
    contract: String, version: Int, part: Int = 1, parts: Int = 1, payer: String, plan: String? = nil,
    from: LocalDate, to: LocalDate? = nil, currency: String = "USD", lesserOfCharge: Bool = false,
    tolerance: Tolerance? = nil, terms: [Term]
  ) {
    self.contract = contract
    self.version = version
    self.part = part
    self.parts = parts
    self.payer = payer
    self.plan = plan
    self.from = from
    self.to = to
    self.currency = currency
    self.lesserOfCharge = lesserOfCharge
    self.tolerance = tolerance
    self.terms = terms
  }

  /// How far the allowed amount may be off: the larger of the two.
  public struct Tolerance: Codable, Sendable, Equatable {
    /// Cents of a claim.
    public var amount: Money
    /// Hundredths of a percent of what was expected.
    public var basisPoints: Int

    /// Creates it; see the properties.
    public init(amount: Money, basisPoints: Int) {
      self.amount = amount
      self.basisPoints = basisPoints
    }
  }

  /// How an amount is found.
  public enum Method: String, Codable, Sendable, CaseIterable {
    /// An amount for each unit of a procedure.
    case fee
    /// An amount for the whole stay or the whole operation.
    case caseRate = "case-rate"
    /// An amount for each day.
    case perDiem = "per-diem"
    /// A part of what was charged.
    case percentOfCharge = "percent-of-charge"
  }

  /// One term.
  public struct Term: Codable, Sendable, Equatable {
    /// How the amount is found.
    public var method: Method
    /// What it is for: a procedure; for a case rate a DRG or a procedure; for a per diem a revenue code. Absent:
    /// whatever no other term is for.
    public var code: String?
    /// Modifiers that the line must have, all of them.
    public var modifiers: [String]
    /// The first day of service that it is for, where that is not the contract's.
    public var from: LocalDate?
    /// The last one.
    public var to: LocalDate?
    /// The amount of a unit, a case or a day; absent for a percentage.
    public var amount: Money?
    /// Hundredths of a percent of the charge; absent for the others.
    public var basisPoints: Int?

    /// Creates it; see the properties.
    public init(
      method: Method, code: String? = nil, modifiers: [String] = [], from: LocalDate? = nil, to: LocalDate? = nil,
      amount: Money? = nil, basisPoints: Int? = nil
    ) {
      self.method = method
      self.code = code
      self.modifiers = modifiers
      self.from = from
      self.to = to
      self.amount = amount
      self.basisPoints = basisPoints
    }
  }
}

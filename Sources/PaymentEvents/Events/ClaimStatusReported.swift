// A payer says how far a claim is.

/// `claim.status-reported.v1`: the answer to a claim status request (277).
public struct ClaimStatusReported: EventBody {
  public static let name = "claim.status-reported.v1"
  /// What it speaks of: a claim, or why a request about a provider or from a receiver was refused.
  public var level: String
  /// The request that it answers (TRN02), where it has a number.
  public var traceNumber: String?
  /// REF*EJ.
  public var patientControlNumber: String?
  /// REF*1K.
  public var payerClaimNumber: String?
  /// The charge (STC04).
  public var charge: Money?
  /// What was paid (STC05).
  public var paid: Money?
  /// The currency of all amounts of the event.
  public var currency: String
  /// STC06.
  public var adjudicatedOn: LocalDate?
  /// STC08.
  public var paidOn: LocalDate?
  /// The check or EFT trace number (STC09).
  public var paymentNumber: String?
  /// Who says it (loop 2100A).
  public var payer: RemittanceReceived.Party
  /// The provider (loop 2100C).
  public var provider: RemittanceReceived.Party
  /// The subscriber's member id (NM109 of NM1*IL).
  public var memberIdentifier: String?
  /// Dates of service (DTP*472).
  public var dates: DateRange?
  /// How far it is.
  public var statuses: [ClaimStatus]
  /// The lines, where they are named.
  public var services: [Service]
  /// Where its set stands in its file.
  public var source: RemittanceReceived.Source

  /// Creates it; see the properties.
  public init(
    level: String, traceNumber: String? = nil, patientControlNumber: String? = nil, payerClaimNumber: String? = nil,
    charge: Money? = nil, paid: Money? = nil, currency: String, adjudicatedOn: LocalDate? = nil,
    paidOn: LocalDate? = nil, paymentNumber: String? = nil, payer: RemittanceReceived.Party,
    provider: RemittanceReceived.Party, memberIdentifier: String? = nil, dates: DateRange? = nil,
    statuses: [ClaimStatus], services: [Service], source: RemittanceReceived.Source
  ) {
    self.level = level
    self.traceNumber = traceNumber
    self.patientControlNumber = patientControlNumber
    self.payerClaimNumber = payerClaimNumber
    self.charge = charge
    self.paid = paid
    self.currency = currency
    self.adjudicatedOn = adjudicatedOn
    self.paidOn = paidOn
    self.paymentNumber = paymentNumber
    self.payer = payer
    self.provider = provider
    self.memberIdentifier = memberIdentifier
    self.dates = dates
    self.statuses = statuses
    self.services = services
    self.source = source
  }

  /// A service line: loop 2220.
  public struct Service: Codable, Sendable, Equatable {
    /// SVC01, components with `:` between them; `NU:` and SVC04 where there is none.
    public var procedure: String
    /// SVC02.
    public var charge: Money
    /// SVC03.
    public var paid: Money?
    /// SVC07.
    public var units: String?
    /// The provider's line number (REF*FJ).
    public var controlNumber: String?
    /// DTP*472.
    public var dates: DateRange?
    /// How far it is.
    public var statuses: [ClaimStatus]

    /// Creates it; see the properties.
    public init(
      procedure: String, charge: Money, paid: Money? = nil, units: String? = nil, controlNumber: String? = nil,
      dates: DateRange? = nil, statuses: [ClaimStatus]
    ) {
      self.procedure = procedure
      self.charge = charge
      self.paid = paid
      self.units = units
      self.controlNumber = controlNumber
      self.dates = dates
      self.statuses = statuses
    }
  }
}

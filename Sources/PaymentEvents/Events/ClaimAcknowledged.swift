// A claim was accepted for adjudication or refused.

/// `claim.acknowledged.v1`: what the payer or clearinghouse says of a claim, or of all claims of a provider or
/// submission, before adjudication (277CA).
public struct ClaimAcknowledged: EventBody {
  public static let name = "claim.acknowledged.v1"
  /// What it speaks of.
  public var level: String
  /// STC03: `WQ` is accepted, `U` rejected.
  public var outcome: String
  /// The submission's reference (TRN02 of loop 2200B).
  public var submission: String?
  /// CLM01 as it comes back (TRN02 of loop 2200D).
  public var patientControlNumber: String?
  /// The payer's number (REF*1K).
  public var payerClaimNumber: String?
  /// The clearinghouse's number (REF*D9).
  public var clearinghouseNumber: String?
  /// The total charge (STC04).
  public var charge: Money?
  /// The currency of all amounts of the event.
  public var currency: String
  /// Who says it (loop 2100A).
  public var payer: RemittanceReceived.Party
  /// The billing provider (loop 2100C).
  public var provider: RemittanceReceived.Party
  /// The patient's member id (NM109 of NM1*QC).
  public var memberIdentifier: String?
  /// Dates of service (DTP*472).
  public var dates: DateRange?
  /// Why.
  public var statuses: [ClaimStatus]
  /// Lines that are named.
  public var services: [Service]
  /// Where its set stands in its file.
  public var source: RemittanceReceived.Source

  /// Creates it; see the properties.
  public init(
    level: String, outcome: String, submission: String? = nil, patientControlNumber: String? = nil,
    payerClaimNumber: String? = nil, clearinghouseNumber: String? = nil, charge: Money? = nil, currency: String,
    payer: RemittanceReceived.Party, provider: RemittanceReceived.Party, memberIdentifier: String? = nil,
    dates: DateRange? = nil, statuses: [ClaimStatus], services: [Service], source: RemittanceReceived.Source
  ) {
    self.level = level
    self.outcome = outcome
    self.submission = submission
    self.patientControlNumber = patientControlNumber
    self.payerClaimNumber = payerClaimNumber
    self.clearinghouseNumber = clearinghouseNumber
    self.charge = charge
    self.currency = currency
    self.payer = payer
    self.provider = provider
    self.memberIdentifier = memberIdentifier
    self.dates = dates
    self.statuses = statuses
    self.services = services
    self.source = source
  }

  /// A line with a status of its own: loop 2220D.
  public struct Service: Codable, Sendable, Equatable {
    /// SVC01, components with `:` between them.
    public var procedure: String
    /// SVC02.
    public var charge: Money
    /// The provider's line number (REF*FJ).
    public var controlNumber: String?
    /// STC03 of the line; a line without one is accepted.
    public var outcome: String
    /// Why.
    public var statuses: [ClaimStatus]

    /// Creates it; see the properties.
    public init(
      procedure: String, charge: Money, controlNumber: String? = nil, outcome: String, statuses: [ClaimStatus]
    ) {
      self.procedure = procedure
      self.charge = charge
      self.controlNumber = controlNumber
      self.outcome = outcome
      self.statuses = statuses
    }
  }
}

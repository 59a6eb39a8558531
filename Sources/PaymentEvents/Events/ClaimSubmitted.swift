// A claim was sent to a payer.

/// `claim.submitted.v1`: a claim as it was submitted (837): what cash is matched to. Not a charge: replacements and
/// secondary claims repeat the amount.
public struct ClaimSubmitted: EventBody {
  public static let name = "claim.submitted.v1"
  /// Which kind of 837 it is.
  public var kind: String
  /// The number that the claim carries to the payer and back (CLM01).
  public var patientControlNumber: String
  /// The total charge (CLM02).
  public var charge: Money
  /// CUR02, else `USD`.
  public var currency: String
  /// CLM05-3, verbatim: 1 original, 7 replaces, 8 voids.
  public var frequency: String
  /// The place of service or type of bill (CLM05-1).
  public var facilityCode: String?
  /// The submission's reference (BHT03).
  public var submission: String?
  /// BHT06: `CH` chargeable, `RP` reporting only.
  public var purpose: String?
  /// Whose turn this payer is (SBR01): `P`, `S`, `T` and so on.
  public var sequence: String
  /// The kind of insurance (SBR09).
  public var filingIndicator: String?
  /// The payer that it was sent to (loop 2010BB).
  public var payer: RemittanceReceived.Party
  /// Loop 2010AA.
  public var billingProvider: Provider
  /// NM109 of NM1*82 at claim level.
  public var renderingProvider: String?
  /// The subscriber's member id (NM109 of NM1*IL).
  public var memberIdentifier: String?
  /// The payer's number of the claim that is replaced or voided (REF*F8).
  public var payerClaimNumber: String?
  /// Prior authorization (REF*G1).
  public var authorization: String?
  /// Statement dates (DTP*434), else the span of the lines' dates.
  public var dates: DateRange?
  /// What the patient paid (AMT*F5).
  public var patientPaid: Money?
  /// HI: diagnoses, procedures, occurrences and so on, in order.
  public var diagnoses: [Diagnosis]
  /// The other REF at claim level, verbatim.
  public var references: [Reference]
  /// Other payers, in document order.
  public var otherPayers: [OtherPayer]
  /// The service lines.
  public var services: [Service]
  /// The first and the last segment of the claim, counted from 1 in the file.
  public var segmentRange: [Int]
  /// Where its set stands in its file.
  public var source: RemittanceReceived.Source

  /// Creates it; see the properties.
  public init(
    kind: String, patientControlNumber: String, charge: Money, currency: String, frequency: String,
    facilityCode: String? = nil, submission: String? = nil, purpose: String? = nil, sequence: String,
    filingIndicator: String? = nil, payer: RemittanceReceived.Party, billingProvider: Provider,
    renderingProvider: String? = nil, memberIdentifier: String? = nil, payerClaimNumber: String? = nil,
    authorization: String? = nil, dates: DateRange? = nil, patientPaid: Money? = nil, diagnoses: [Diagnosis],
    references: [Reference], otherPayers: [OtherPayer], services: [Service], segmentRange: [Int],
    source: RemittanceReceived.Source
  ) {
    self.kind = kind
    self.patientControlNumber = patientControlNumber
    self.charge = charge
    self.currency = currency
    self.frequency = frequency
    self.facilityCode = facilityCode
    self.submission = submission
    self.purpose = purpose
    self.sequence = sequence
    self.filingIndicator = filingIndicator
    self.payer = payer
    self.billingProvider = billingProvider
    self.renderingProvider = renderingProvider
    self.memberIdentifier = memberIdentifier
    self.payerClaimNumber = payerClaimNumber
    self.authorization = authorization
    self.dates = dates
    self.patientPaid = patientPaid
    self.diagnoses = diagnoses
    self.references = references
    self.otherPayers = otherPayers
    self.services = services
    self.segmentRange = segmentRange
    self.source = source
  }

  /// A provider.
  public struct Provider: Codable, Sendable, Equatable {
    /// Name.
    public var name: String?
    /// National provider identifier (NM109).
    public var identifier: String?
    /// REF*EI or REF*SY.
    public var taxIdentifier: String?

    /// Creates it; see the properties.
    public init(name: String? = nil, identifier: String? = nil, taxIdentifier: String? = nil) {
      self.name = name
      self.identifier = identifier
      self.taxIdentifier = taxIdentifier
    }
  }

  /// A code of an HI segment.
  public struct Diagnosis: Codable, Sendable, Equatable {
    /// The code list (HI01-1), verbatim.
    public var qualifier: String
    /// The code (HI01-2), verbatim.
    public var value: String

    /// Creates it; see the properties.
    public init(qualifier: String, value: String) {
      self.qualifier = qualifier
      self.value = value
    }
  }

  /// Another payer of the claim: loop 2320.
  public struct OtherPayer: Codable, Sendable, Equatable {
    /// Whose turn it is (SBR01).
    public var sequence: String
    /// Loop 2330B.
    public var payer: RemittanceReceived.Party
    /// What it paid (AMT*D).
    public var paid: Money?
    /// CAS at claim level. A positive amount reduces the payment.
    public var adjustments: [Adjustment]

    /// Creates it; see the properties.
    public init(sequence: String, payer: RemittanceReceived.Party, paid: Money? = nil, adjustments: [Adjustment]) {
      self.sequence = sequence
      self.payer = payer
      self.paid = paid
      self.adjustments = adjustments
    }
  }

  /// A service line: loop 2400.
  public struct Service: Codable, Sendable, Equatable {
    /// Qualifier, code and modifiers with `:` between them (SV101, SV202, SV301); `NU:` and the revenue code where a
    /// line has nothing else.
    public var procedure: String
    /// The charge (SV102, SV203, SV302).
    public var charge: Money
    /// Units (SV104, SV205, SV306).
    public var units: String?
    /// The revenue code (SV201).
    public var revenueCode: String?
    /// DTP*472.
    public var dates: DateRange?
    /// The provider's line number (REF*6R), which comes back in the advice.
    public var controlNumber: String?
    /// What earlier payers did with it.
    public var adjudications: [Adjudication]

    /// Creates it; see the properties.
    public init(
      procedure: String, charge: Money, units: String? = nil, revenueCode: String? = nil, dates: DateRange? = nil,
      controlNumber: String? = nil, adjudications: [Adjudication]
    ) {
      self.procedure = procedure
      self.charge = charge
      self.units = units
      self.revenueCode = revenueCode
      self.dates = dates
      self.controlNumber = controlNumber
      self.adjudications = adjudications
    }

    /// What an earlier payer did with the line: loop 2430.
    public struct Adjudication: Codable, Sendable, Equatable {
      /// The payer (SVD01), as in `otherPayers`.
      public var payer: String
      /// What it paid (SVD02).
      public var paid: Money
      /// CAS. A positive amount reduces the payment.
      public var adjustments: [Adjustment]

      /// Creates it; see the properties.
      public init(payer: String, paid: Money, adjustments: [Adjustment]) {
        self.payer = payer
        self.paid = paid
        self.adjustments = adjustments
      }
    }
  }
}

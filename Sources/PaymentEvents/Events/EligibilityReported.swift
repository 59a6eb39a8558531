// A payer says what coverage somebody has.

/// `eligibility.reported.v1`: coverage as the payer states it (271), of one subscriber or dependent.
public struct EligibilityReported: EventBody {
  public static let name = "eligibility.reported.v1"
  /// The request that it answers (TRN02 of TRN*2), where it has a number.
  public var traceNumber: String?
  /// Who says it (loop 2100A).
  public var payer: RemittanceReceived.Party
  /// Who asked (loop 2100B).
  public var provider: RemittanceReceived.Party
  /// The subscriber's member id (NM109 of NM1*IL).
  public var memberIdentifier: String?
  /// Whether it is about a dependent of the subscriber.
  public var isDependent: Bool
  /// The currency of all amounts of the event.
  public var currency: String
  /// Dates of the person's coverage.
  public var dates: [QualifiedDates]
  /// What is covered.
  public var benefits: [Benefit]
  /// Refusals, also those of the payer or provider above.
  public var rejections: [Rejection]
  /// This event, from 1, of those about the person: a page has at most 800 benefits.
  public var page: Int
  /// Where its set stands in its file.
  public var source: RemittanceReceived.Source

  /// Creates it; see the properties.
  public init(
    traceNumber: String? = nil, payer: RemittanceReceived.Party, provider: RemittanceReceived.Party,
    memberIdentifier: String? = nil, isDependent: Bool, currency: String, dates: [QualifiedDates],
    benefits: [Benefit], rejections: [Rejection], page: Int, source: RemittanceReceived.Source
  ) {
    self.traceNumber = traceNumber
    self.payer = payer
    self.provider = provider
    self.memberIdentifier = memberIdentifier
    self.isDependent = isDependent
    self.currency = currency
    self.dates = dates
    self.benefits = benefits
    self.rejections = rejections
    self.page = page
    self.source = source
  }

  /// Dates and what they are (DTP).
  public struct QualifiedDates: Codable, Sendable, Equatable {
    /// What they are (DTP01), verbatim.
    public var qualifier: String
    /// From and to.
    public var dates: DateRange

    /// Creates it; see the properties.
    public init(qualifier: String, dates: DateRange) {
      self.qualifier = qualifier
      self.dates = dates
    }
  }

  /// One statement of coverage: EB and what belongs to it.
  public struct Benefit: Codable, Sendable, Equatable {
    /// EB01, verbatim: `1` active, `6` inactive, `B` co-payment, `C` deductible and so on.
    public var information: String
    /// EB02.
    public var coverageLevel: String?
    /// EB03.
    public var serviceTypes: [String]
    /// EB04.
    public var insuranceType: String?
    /// EB05.
    public var plan: String?
    /// EB06.
    public var period: String?
    /// EB07.
    public var amount: Money?
    /// EB08, a fraction of one.
    public var percent: String?
    /// EB09.
    public var quantityQualifier: String?
    /// EB10.
    public var quantity: String?
    /// EB11.
    public var authorizationRequired: String?
    /// EB12.
    public var inNetwork: String?
    /// EB13, components with `:` between them.
    public var procedure: String?
    /// DTP.
    public var dates: [QualifiedDates]
    /// REF.
    public var references: [Reference]
    /// MSG01.
    public var messages: [String]

    /// Creates it; see the properties.
    public init(
      information: String, coverageLevel: String? = nil, serviceTypes: [String], insuranceType: String? = nil,
      plan: String? = nil, period: String? = nil, amount: Money? = nil, percent: String? = nil,
      quantityQualifier: String? = nil, quantity: String? = nil, authorizationRequired: String? = nil,
      inNetwork: String? = nil, procedure: String? = nil, dates: [QualifiedDates], references: [Reference],
      messages: [String]
    ) {
      self.information = information
      self.coverageLevel = coverageLevel
      self.serviceTypes = serviceTypes
      self.insuranceType = insuranceType
      self.plan = plan
      self.period = period
      self.amount = amount
      self.percent = percent
      self.quantityQualifier = quantityQualifier
      self.quantity = quantity
      self.authorizationRequired = authorizationRequired
      self.inNetwork = inNetwork
      self.procedure = procedure
      self.dates = dates
      self.references = references
      self.messages = messages
    }
  }

  /// Why the request, or a part of it, was refused (AAA).
  public struct Rejection: Codable, Sendable, Equatable {
    /// Where it stands.
    public var loop: String?
    /// AAA03, verbatim.
    public var reason: String
    /// AAA04, verbatim.
    public var followUp: String?

    /// Creates it; see the properties.
    public init(loop: String? = nil, reason: String, followUp: String? = nil) {
      self.loop = loop
      self.reason = reason
      self.followUp = followUp
    }
  }
}

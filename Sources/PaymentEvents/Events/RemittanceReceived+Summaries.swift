// Whom to ask about an advice, how it is delivered, and the payer's own sums by provider.

extension RemittanceReceived {
  /// Somebody to ask.
  public struct Contact: Codable, Sendable, Equatable {
    /// PER01, verbatim: `CX` business, `BL` technical, `IC` web site.
    public var function: String
    /// PER02.
    public var name: String?
    /// Telephone, mail and the like, each with its qualifier (PER03 to PER08).
    public var numbers: [Reference]

    /// Creates it; see the properties.
    public init(function: String, name: String? = nil, numbers: [Reference]) {
      self.function = function
      self.name = name
      self.numbers = numbers
    }
  }

  /// How the payer delivers the advice.
  public struct Delivery: Codable, Sendable, Equatable {
    /// RDM01, verbatim: `BM`, `EM`, `FT`, `OL`.
    public var method: String
    /// RDM02.
    public var name: String?
    /// RDM03.
    public var address: String?

    /// Creates it; see the properties.
    public init(method: String, name: String? = nil, address: String? = nil) {
      self.method = method
      self.name = name
      self.address = address
    }
  }

  /// Sums over some claims as the payer states them.
  public struct ProviderSummary: Codable, Sendable, Equatable {
    /// The provider (TS301).
    public var provider: String
    /// TS302.
    public var facilityCode: String?
    /// The end of the provider's fiscal period (TS303).
    public var fiscalPeriod: LocalDate?
    /// TS304.
    public var claimCount: Int?
    /// TS305.
    public var charge: Money?
    /// TS306 to TS324, TS201 to TS219: each by its element, verbatim.
    public var values: [AdjudicationValue]
    /// The TS3's segment number in the file.
    public var segment: Int

    /// Creates it; see the properties.
    public init(
      provider: String, facilityCode: String? = nil, fiscalPeriod: LocalDate? = nil, claimCount: Int? = nil,
      charge: Money? = nil, values: [AdjudicationValue], segment: Int
    ) {
      self.provider = provider
      self.facilityCode = facilityCode
      self.fiscalPeriod = fiscalPeriod
      self.claimCount = claimCount
      self.charge = charge
      self.values = values
      self.segment = segment
    }
  }
}

// One payment advice: the header of an 835's transaction set.

/// `remittance.received.v1`: a payment advice, without its claims (those come in pages, in any order).
public struct RemittanceReceived: EventBody {
  public static let name = "remittance.received.v1"
  /// TRN02, which the payment repeats.
  public var traceNumber: String
  /// TRN03, who issued the trace number (1 + tax id for most payers).
  public var traceOriginator: String?
  /// ISO 4217; `USD` unless CUR says otherwise.
  public var currency: String
  /// The payment.
  public var payment: Payment
  /// Loop 1000A.
  public var payer: Party
  /// Loop 1000B.
  public var payee: Payee
  /// How many claims the advice has.
  public var claimCount: Int
  /// How many pages of claims there are: 0 when there is no claim.
  public var pages: Int
  /// Sums over all claims.
  public var totals: Totals
  /// PLB: adjustments that belong to no claim. A positive amount reduces the payment.
  public var providerAdjustments: [ProviderAdjustment]
  /// Whether it adds up.
  public var balance: Balance
  /// REF before the parties, verbatim.
  public var references: [Reference]?
  /// DTM*405.
  public var productionDate: LocalDate?
  /// Whom to ask (PER of loop 1000A).
  public var contacts: [Contact]?
  /// How the payer delivers the advice (RDM).
  public var delivery: Delivery?
  /// Sums by provider as the payer states them (TS3, TS2); at most 100.
  public var providerSummaries: [ProviderSummary]?
  /// Where it was read from a document on paper or as PDF: what tells so. Absent on electronic advices.
  public var extraction: Extraction?
  /// Where it stands in the file.
  public var source: Source

  /// Creates it; see the properties.
  public init(
    traceNumber: String, traceOriginator: String?, currency: String, payment: Payment, payer: Party, payee: Payee,
    claimCount: Int, pages: Int, totals: Totals, providerAdjustments: [ProviderAdjustment], balance: Balance,
    references: [Reference]? = nil, productionDate: LocalDate? = nil, contacts: [Contact]? = nil,
    delivery: Delivery? = nil, providerSummaries: [ProviderSummary]? = nil,
    extraction: Extraction? = nil, source: Source
  ) {
    self.traceNumber = traceNumber
    self.traceOriginator = traceOriginator
    self.currency = currency
    self.payment = payment
    self.payer = payer
    self.payee = payee
    self.claimCount = claimCount
    self.pages = pages
    self.totals = totals
    self.providerAdjustments = providerAdjustments
    self.balance = balance
    self.references = references
    self.productionDate = productionDate
    self.contacts = contacts
    self.delivery = delivery
    self.providerSummaries = providerSummaries
    self.extraction = extraction
    self.source = source
  }
}

extension RemittanceReceived {
  /// BPR.
  public struct Payment: Codable, Sendable, Equatable {
    /// BPR02.
    public var amount: Money
    /// BPR03: `credit` or `debit`.
    public var direction: Direction
    /// BPR04, verbatim: `ACH`, `CHK`, `FWT`, `BOP`, `NON`.
    public var method: String
    /// BPR16.
    public var date: LocalDate?
    /// BPR10, the payer's identifier in the payment.
    public var originator: String?

    /// Creates it; see the properties.
    public init(amount: Money, direction: Direction, method: String, date: LocalDate?, originator: String? = nil) {
      self.amount = amount
      self.direction = direction
      self.method = method
      self.date = date
      self.originator = originator
    }
  }

  /// Which way the money goes, seen from the payee.
  public enum Direction: String, Codable, Sendable {
    /// To the payee.
    case credit
    /// From the payee.
    case debit
  }

  /// A party and how it is identified.
  public struct Party: Codable, Sendable, Equatable {
    /// N102.
    public var name: String?
    /// N104, or the first REF of the loop where N104 is empty.
    public var identifier: String?

    /// Creates it.
    public init(name: String? = nil, identifier: String? = nil) {
      self.name = name
      self.identifier = identifier
    }
  }

  /// The payee.
  public struct Payee: Codable, Sendable, Equatable {
    /// N102.
    public var name: String?
    /// N104: the NPI where N103 is XX.
    public var identifier: String?
    /// The tax id: N104 where N103 is FI, else REF*TJ.
    public var taxIdentifier: String?

    /// Creates it.
    public init(name: String?, identifier: String?, taxIdentifier: String?) {
      self.name = name
      self.identifier = identifier
      self.taxIdentifier = taxIdentifier
    }
  }

  /// Sums over all claims of the advice.
  public struct Totals: Codable, Sendable, Equatable {
    /// ΣCLP03.
    public var charge: Money
    /// ΣCLP04.
    public var paid: Money
    /// ΣCLP05.
    public var patientResponsibility: Money
    /// Claim and line adjustments together, by group code.
    public var adjustments: [String: Money]

    /// Creates it; see the properties.
    public init(charge: Money, paid: Money, patientResponsibility: Money, adjustments: [String: Money]) {
      self.charge = charge
      self.paid = paid
      self.patientResponsibility = patientResponsibility
      self.adjustments = adjustments
    }
  }

  /// One pair of a PLB segment.
  public struct ProviderAdjustment: Codable, Sendable, Equatable {
    /// PLB01.
    public var provider: String
    /// PLB02.
    public var fiscalPeriod: LocalDate?
    /// PLB03-1, verbatim.
    public var reason: String
    /// PLB03-2.
    public var reference: String?
    /// PLB04. Positive reduces the payment.
    public var amount: Money

    /// Creates it; see the properties.
    public init(provider: String, fiscalPeriod: LocalDate?, reason: String, reference: String?, amount: Money) {
      self.provider = provider
      self.fiscalPeriod = fiscalPeriod
      self.reason = reason
      self.reference = reference
      self.amount = amount
    }
  }

  /// The three-level balance of the 835 (005010X221A1, section 1.10.2.1).
  public struct Balance: Codable, Sendable, Equatable {
    /// Whether the transaction level adds up: ΣCLP04 − ΣPLB = BPR02.
    public var balanced: Bool
    /// What does not add up, at any level; at most 1,000 are listed.
    public var findings: [Finding]
    /// How many there are.
    public var findingCount: Int

    /// Creates it; see the properties.
    public init(balanced: Bool, findings: [Finding], findingCount: Int) {
      self.balanced = balanced
      self.findings = findings
      self.findingCount = findingCount
    }

    /// One sum that is not what it should be.
    public struct Finding: Codable, Sendable, Equatable {
      /// `line`, `claim` or `transaction`.
      public var level: String
      /// The segment, counted from 1 in the file.
      public var segment: Int
      /// What the parts add up to.
      public var expected: Money
      /// What the document says.
      public var found: Money

      /// Creates it; see the properties.
      public init(level: String, segment: Int, expected: Money, found: Money) {
        self.level = level
        self.segment = segment
        self.expected = expected
        self.found = found
      }
    }
  }

  /// By what an advice was read from a document.
  public struct Extraction: Codable, Sendable, Equatable {
    /// SHA-256 of the document, its claim check.
    public var document: String
    /// The template's name and version.
    public var template: String
    /// How sure its least sure value is, in hundredths of a per cent.
    public var confidence: Int
    /// The person who confirmed or corrected it; absent where it passed the gate by itself.
    public var confirmedBy: String?

    /// Creates it; see the properties.
    public init(document: String, template: String, confidence: Int, confirmedBy: String? = nil) {
      self.document = document
      self.template = template
      self.confidence = confidence
      self.confirmedBy = confirmedBy
    }
  }

  /// Where the advice stands. One that was read from a document has the interchange `document`, its template as group,
  /// its revision as transaction, and its pages in place of segments.
  public struct Source: Codable, Sendable, Equatable {
    /// SHA-256 of the file.
    public var digest: String
    /// ISA13.
    public var interchange: String
    /// GS06.
    public var group: String
    /// ST02.
    public var transaction: String
    /// The first (ST) and the last (SE) segment, counted from 1 in the file.
    public var segmentRange: [Int]

    /// Creates it; see the properties.
    public init(digest: String, interchange: String, group: String, transaction: String, segmentRange: [Int]) {
      self.digest = digest
      self.interchange = interchange
      self.group = group
      self.transaction = transaction
      self.segmentRange = segmentRange
    }
  }
}

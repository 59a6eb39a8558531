// A page of an advice's claims.

/// `remittance.claims-received.v1`: at most 100 claims or 512 KiB of an advice, whichever comes first.
public struct RemittanceClaimsReceived: EventBody {
  public static let name = "remittance.claims-received.v1"
  /// The most claims on a page; a constant of the major version.
  public static let maximumClaims = 100
  /// The most bytes of an encoded page; a constant of the major version.
  public static let maximumBytes = 524_288

  /// The id of the advice's `remittance.received` event (trace numbers repeat).
  public var remittance: EventID
  /// TRN02.
  public var traceNumber: String
  /// ISO 4217.
  public var currency: String
  /// This page, from 1.
  public var page: Int
  /// How many there are.
  public var pages: Int
  /// The claims, in document order.
  public var claims: [Claim]

  /// Creates it; see the properties.
  public init(
    remittance: EventID, traceNumber: String, currency: String, page: Int, pages: Int, claims: [Claim]
  ) {
    self.remittance = remittance
    self.traceNumber = traceNumber
    self.currency = currency
    self.page = page
    self.pages = pages
    self.claims = claims
  }
}

/// One claim of an advice: loop 2100 with its service lines.
public struct Claim: Codable, Sendable, Equatable {
  /// The claim's place in the advice, from 1.
  public var sequence: Int
  /// CLP01, as the provider sent it.
  public var patientControlNumber: String
  /// CLP07.
  public var payerClaimNumber: String?
  /// CLP02, verbatim.
  public var status: String
  /// CLP03.
  public var charge: Money
  /// CLP04.
  public var paid: Money
  /// CLP05.
  public var patientResponsibility: Money
  /// CLP06, verbatim.
  public var filingIndicator: String?
  /// The patient's or subscriber's member id: NM109 of NM1*QC, else of NM1*IL.
  public var memberIdentifier: String?
  /// The provider who rendered the service: NM109 of NM1*82.
  public var renderingProvider: String?
  /// The insured's identifier as the payer has it, where it corrects ours: NM109 of NM1*74.
  public var correctedIdentifier: String?
  /// The payer that goes first, where it is another: NM1*PR.
  public var correctedPayer: RemittanceReceived.Party?
  /// Whom the payer sent the claim on to: NM1*TT.
  public var crossoverCarrier: RemittanceReceived.Party?
  /// The other subscriber's member id: NM109 of NM1*GB.
  public var otherSubscriberIdentifier: String?
  /// CLP08.
  public var facilityCode: String?
  /// CLP09.
  public var frequency: String?
  /// CLP11, verbatim.
  public var diagnosisGroup: String?
  /// DTM*050: when the payer got the claim.
  public var receivedDate: LocalDate?
  /// DTM*232/233, or the earliest and latest service date of the lines.
  public var dates: DateRange?
  /// CAS at claim level. A positive amount reduces the payment.
  public var adjustments: [Adjustment]
  /// Amounts, days and rates of MIA and MOA, each by its element's name.
  public var adjudication: [AdjudicationValue]?
  /// QTY at claim level, verbatim.
  public var quantities: [Reference]?
  /// Whom to ask about the claim (PER of loop 2100).
  public var contacts: [RemittanceReceived.Contact]?
  /// Remark codes at claim level (MIA and MOA).
  public var remarks: [String]?
  /// AMT at claim level (I is interest), verbatim.
  public var amounts: [QualifiedAmount]?
  /// REF at claim level, verbatim.
  public var references: [Reference]?
  /// Loop 2110.
  public var services: [ServiceLine]
  /// The first and the last segment, counted from 1 in the file.
  public var segmentRange: [Int]

  /// Creates it; see the properties.
  public init(
    sequence: Int, patientControlNumber: String, payerClaimNumber: String?, status: String, charge: Money, paid: Money,
    patientResponsibility: Money, filingIndicator: String? = nil, memberIdentifier: String? = nil,
    renderingProvider: String? = nil, correctedIdentifier: String? = nil,
    correctedPayer: RemittanceReceived.Party? = nil, crossoverCarrier: RemittanceReceived.Party? = nil,
    otherSubscriberIdentifier: String? = nil, facilityCode: String? = nil, frequency: String? = nil,
    diagnosisGroup: String? = nil, receivedDate: LocalDate? = nil, dates: DateRange? = nil, adjustments: [Adjustment],
    adjudication: [AdjudicationValue]? = nil, quantities: [Reference]? = nil,
    contacts: [RemittanceReceived.Contact]? = nil, remarks: [String]? = nil, amounts: [QualifiedAmount]? = nil,
    references: [Reference]? = nil, services: [ServiceLine], segmentRange: [Int]
  ) {
    self.sequence = sequence
    self.patientControlNumber = patientControlNumber
    self.payerClaimNumber = payerClaimNumber
    self.status = status
    self.charge = charge
    self.paid = paid
    self.patientResponsibility = patientResponsibility
    self.filingIndicator = filingIndicator
    self.memberIdentifier = memberIdentifier
    self.renderingProvider = renderingProvider
    self.correctedIdentifier = correctedIdentifier
    self.correctedPayer = correctedPayer
    self.crossoverCarrier = crossoverCarrier
    self.otherSubscriberIdentifier = otherSubscriberIdentifier
    self.facilityCode = facilityCode
    self.frequency = frequency
    self.diagnosisGroup = diagnosisGroup
    self.receivedDate = receivedDate
    self.dates = dates
    self.adjustments = adjustments
    self.adjudication = adjudication
    self.quantities = quantities
    self.contacts = contacts
    self.remarks = remarks
    self.amounts = amounts
    self.references = references
    self.services = services
    self.segmentRange = segmentRange
  }
}

/// One triplet of a CAS segment.
public struct Adjustment: Codable, Sendable, Equatable {
  /// CAS01, verbatim: `CO`, `PR`, `OA`, `PI`, 4010 also `CR`.
  public var group: String
  /// The claim adjustment reason code, verbatim.
  public var reason: String
  /// Positive reduces the payment.
  public var amount: Money
  /// The units adjusted, as written, where given.
  public var quantity: String?
  /// True where a document states the amount and no code, and the code follows from the column by its template.
  public var derived: Bool?

  /// Creates it; see the properties.
  public init(group: String, reason: String, amount: Money, quantity: String? = nil, derived: Bool? = nil) {
    self.group = group
    self.reason = reason
    self.amount = amount
    self.quantity = quantity
    self.derived = derived
  }
}

/// One service line: loop 2110.
public struct ServiceLine: Codable, Sendable, Equatable {
  /// SVC01: qualifier, code and modifiers as written, with `:` between them, for instance `HC:99213:25`.
  public var procedure: String
  /// SVC02.
  public var charge: Money
  /// SVC03.
  public var paid: Money
  /// SVC05, as written (units may have decimals); `1` where it is absent.
  public var units: String
  /// DTM*472, or DTM*150/151.
  public var dates: DateRange?
  /// CAS at line level.
  public var adjustments: [Adjustment]
  /// LQ*HE.
  public var remarks: [String]?
  /// REF*6R: the provider's line number.
  public var controlNumber: String?
  /// SVC04.
  public var revenueCode: String?
  /// SVC06 and SVC07: the procedure and the units as billed, where others were paid.
  public var originalProcedure: String?
  /// See ``originalProcedure``.
  public var originalUnits: String?
  /// REF*HPI of the line.
  public var renderingProvider: String?
  /// AMT, verbatim; `B6` is the allowed amount.
  public var amounts: [QualifiedAmount]?
  /// QTY, verbatim.
  public var quantities: [Reference]?
  /// The other REF, verbatim.
  public var references: [Reference]?

  /// Creates it; see the properties.
  public init(
    procedure: String, charge: Money, paid: Money, units: String = "1", dates: DateRange? = nil,
    adjustments: [Adjustment], remarks: [String]? = nil, controlNumber: String? = nil, revenueCode: String? = nil,
    originalProcedure: String? = nil, originalUnits: String? = nil, renderingProvider: String? = nil,
    amounts: [QualifiedAmount]? = nil, quantities: [Reference]? = nil, references: [Reference]? = nil
  ) {
    self.procedure = procedure
    self.charge = charge
    self.paid = paid
    self.units = units
    self.dates = dates
    self.adjustments = adjustments
    self.remarks = remarks
    self.controlNumber = controlNumber
    self.revenueCode = revenueCode
    self.originalProcedure = originalProcedure
    self.originalUnits = originalUnits
    self.renderingProvider = renderingProvider
    self.amounts = amounts
    self.quantities = quantities
    self.references = references
  }
}

/// From one day to another, both included.
public struct DateRange: Codable, Sendable, Equatable {
  /// The first day.
  public var from: LocalDate
  /// The last day; the same for a single day.
  public var to: LocalDate

  /// Creates it.
  public init(from: LocalDate, to: LocalDate) {
    self.from = from
    self.to = to
  }
}

/// A value of MIA or MOA.
public struct AdjudicationValue: Codable, Sendable, Equatable {
  /// The element, for instance `MIA04`.
  public var element: String
  /// Its value, as written.
  public var value: String

  /// Creates it.
  public init(element: String, value: String) {
    self.element = element
    self.value = value
  }
}

/// An amount and what it is (AMT01).
public struct QualifiedAmount: Codable, Sendable, Equatable {
  /// AMT01, verbatim.
  public var qualifier: String
  /// AMT02.
  public var amount: Money

  /// Creates it.
  public init(qualifier: String, amount: Money) {
    self.qualifier = qualifier
    self.amount = amount
  }
}

/// An identifier and what it is (REF01).
public struct Reference: Codable, Sendable, Equatable {
  /// REF01, verbatim.
  public var qualifier: String
  /// REF02.
  public var value: String

  /// Creates it.
  public init(qualifier: String, value: String) {
    self.qualifier = qualifier
    self.value = value
  }
}

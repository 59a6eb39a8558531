// Questions to payers: how far is a claim, what coverage has somebody.

/// `claim.status-requested.v1`: a claim status request, to be written as a 276.
public struct ClaimStatusRequested: EventBody {
  public static let name = "claim.status-requested.v1"
  /// Names the request; the payer's answer repeats it (TRN02). Must not come twice.
  public var traceNumber: String
  /// Who is asked, by an identifier that a payer profile lists.
  public var payer: RequestedPayer
  /// The provider, by its National Provider Identifier.
  public var provider: RequestingProvider
  /// The subscriber.
  public var subscriber: RequestedSubscriber
  /// The patient, where it is a dependent of the subscriber.
  public var patient: RequestedPerson?
  /// The provider's number of the claim (REF*EJ).
  public var patientControlNumber: String?
  /// The payer's number of the claim (REF*1K).
  public var payerClaimNumber: String?
  /// The claim's total charge (AMT*T3).
  public var charge: Money?
  /// The currency of the charge.
  public var currency: String
  /// Dates of service (DTP*472).
  public var dates: DateRange?

  /// Creates it; see the properties.
  public init(
    traceNumber: String, payer: RequestedPayer, provider: RequestingProvider, subscriber: RequestedSubscriber,
    patient: RequestedPerson? = nil, patientControlNumber: String? = nil, payerClaimNumber: String? = nil,
    charge: Money? = nil, currency: String, dates: DateRange? = nil
  ) {
    self.traceNumber = traceNumber
    self.payer = payer
    self.provider = provider
    self.subscriber = subscriber
    self.patient = patient
    self.patientControlNumber = patientControlNumber
    self.payerClaimNumber = payerClaimNumber
    self.charge = charge
    self.currency = currency
    self.dates = dates
  }
}

/// `eligibility.requested.v1`: an eligibility inquiry, to be written as a 270.
public struct EligibilityRequested: EventBody {
  public static let name = "eligibility.requested.v1"
  /// Names the request; the payer's answer repeats it (TRN02). Must not come twice.
  public var traceNumber: String
  /// Who is asked, by an identifier that a payer profile lists.
  public var payer: RequestedPayer
  /// The provider, by its National Provider Identifier.
  public var provider: RequestingProvider
  /// The subscriber.
  public var subscriber: RequestedSubscriber
  /// The dependent of the subscriber that it is about.
  public var dependent: RequestedPerson?
  /// What coverage is asked for (EQ01), verbatim; `30` for the plan as such.
  public var serviceTypes: [String]
  /// The days that it is about (DTP*291); none: today.
  public var dates: DateRange?

  /// Creates it; see the properties.
  public init(
    traceNumber: String, payer: RequestedPayer, provider: RequestingProvider, subscriber: RequestedSubscriber,
    dependent: RequestedPerson? = nil, serviceTypes: [String], dates: DateRange? = nil
  ) {
    self.traceNumber = traceNumber
    self.payer = payer
    self.provider = provider
    self.subscriber = subscriber
    self.dependent = dependent
    self.serviceTypes = serviceTypes
    self.dates = dates
  }
}

/// The payer that a request goes to.
public struct RequestedPayer: Codable, Sendable, Equatable {
  /// Its name (NM103).
  public var name: String?
  /// Its identifier (NM109).
  public var identifier: String

  /// Creates it; see the properties.
  public init(name: String? = nil, identifier: String) {
    self.name = name
    self.identifier = identifier
  }
}

/// The provider that asks.
public struct RequestingProvider: Codable, Sendable, Equatable {
  /// Its name (NM103).
  public var name: String
  /// Its National Provider Identifier (NM109).
  public var identifier: String

  /// Creates it; see the properties.
  public init(name: String, identifier: String) {
    self.name = name
    self.identifier = identifier
  }
}

/// Somebody as the payer knows them.
public struct RequestedPerson: Codable, Sendable, Equatable {
  /// The last name (NM103).
  public var lastName: String
  /// The first name (NM104).
  public var firstName: String?
  /// The date of birth (DMG02).
  public var birthDate: LocalDate?
  /// The gender (DMG03): `F`, `M` or `U`.
  public var gender: String?

  /// Creates it; see the properties.
  public init(lastName: String, firstName: String? = nil, birthDate: LocalDate? = nil, gender: String? = nil) {
    self.lastName = lastName
    self.firstName = firstName
    self.birthDate = birthDate
    self.gender = gender
  }
}

/// A subscriber as the payer knows them.
public struct RequestedSubscriber: Codable, Sendable, Equatable {
  /// The last name (NM103).
  public var lastName: String
  /// The first name (NM104).
  public var firstName: String?
  /// The date of birth (DMG02).
  public var birthDate: LocalDate?
  /// The gender (DMG03): `F`, `M` or `U`.
  public var gender: String?
  /// The member id (NM109).
  public var memberIdentifier: String

  /// Creates it; see the properties.
  public init(
    lastName: String, firstName: String? = nil, birthDate: LocalDate? = nil, gender: String? = nil,
    memberIdentifier: String
  ) {
    self.lastName = lastName
    self.firstName = firstName
    self.birthDate = birthDate
    self.gender = gender
    self.memberIdentifier = memberIdentifier
  }

  /// The same without what makes it a subscriber.
  public var person: RequestedPerson {
    RequestedPerson(lastName: lastName, firstName: firstName, birthDate: birthDate, gender: gender)
  }
}

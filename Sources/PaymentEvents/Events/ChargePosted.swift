// A receivable on the books of the billing system.

/// `charge.posted.v1`: a claim's charges were posted by billing.
public struct ChargePosted: EventBody {
  public static let name = "charge.posted.v1"
  /// The number that the claim carries to the payer and back (CLM01, CLP01).
  public var patientControlNumber: String
  /// The patient, by the billing system's own reference only.
  public var patient: Patient
  /// The total charge.
  public var amount: Money
  /// ISO 4217.
  public var currency: String
  /// The day on which the charge belongs in the books.
  public var chargeDate: LocalDate
  /// The facility's code.
  public var facility: String?
  /// The cost centre's code.
  public var costCenter: String?
  /// Payers in order of liability, by the identifiers or names that the payer list knows; empty for self-pay.
  public var payers: [String]
  /// The service lines.
  public var services: [Service]

  /// Creates it; see the properties.
  public init(
    patientControlNumber: String, patient: Patient, amount: Money, currency: String, chargeDate: LocalDate,
    facility: String? = nil, costCenter: String? = nil, payers: [String], services: [Service] = []
  ) {
    self.patientControlNumber = patientControlNumber
    self.patient = patient
    self.amount = amount
    self.currency = currency
    self.chargeDate = chargeDate
    self.facility = facility
    self.costCenter = costCenter
    self.payers = payers
    self.services = services
  }

  /// The patient, by reference.
  public struct Patient: Codable, Sendable, Equatable {
    /// The billing system's account or person number.
    public var reference: String

    /// Creates it.
    public init(reference: String) { self.reference = reference }
  }

  /// A charge line.
  public struct Service: Codable, Sendable, Equatable {
    /// As in ``ServiceLine/procedure``.
    public var procedure: String
    /// The line's charge.
    public var charge: Money
    /// Units, as written.
    public var units: String?
    /// When it was rendered.
    public var dates: DateRange?

    /// Creates it; see the properties.
    public init(procedure: String, charge: Money, units: String? = nil, dates: DateRange? = nil) {
      self.procedure = procedure
      self.charge = charge
      self.units = units
      self.dates = dates
    }
  }
}

// Money from patients.

/// `patient-payment.received.v1`: a patient has paid, as the system that took the money says.
public struct PatientPaymentReceived: EventBody {
  public static let name = "patient-payment.received.v1"
  /// Above zero.
  public var amount: Money
  /// ISO 4217.
  public var currency: String
  /// The day on which it was received.
  public var receivedDate: LocalDate
  /// How it was paid: `card`, `cash`, `check`, `transfer` and so on.
  public var method: String
  /// Our account's number at the bank to which it goes. Its cash is booked from here only where the account's source of
  /// cash is `patient-payments`; else the bank's file books the cash, and this says what it is for.
  public var account: String?
  /// The number of the claim that it is for; absent for a prepayment.
  public var patientControlNumber: String?
  /// The receipt's number in the system that took the money; never the patient's name.
  public var reference: String?

  /// Creates it; see the properties.
  public init(
    amount: Money, currency: String, receivedDate: LocalDate, method: String, account: String? = nil,
    patientControlNumber: String? = nil, reference: String? = nil
  ) {
    self.amount = amount
    self.currency = currency
    self.receivedDate = receivedDate
    self.method = method
    self.account = account
    self.patientControlNumber = patientControlNumber
    self.reference = reference
  }
}

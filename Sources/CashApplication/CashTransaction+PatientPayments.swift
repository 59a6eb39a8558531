// Money from patients.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Books it on the patient's receivable of the claim, or as a prepayment. The cash is booked from here where the
  /// account's source is `patient-payments`; else the bank's file books it, as money of unknown origin, and this says
  /// what it was.
  func receive(patientPayment event: Event<PatientPaymentReceived>) throws {
    let payment = event.data
    let account = payment.account ?? ""
    let ownsCash = configuration.bookingFormats[account] == PatientPaymentSource.name
    let booking = try rules.bookPatientPayment(
      payment.amount, bankAccount: ownsCash ? account : nil, claim: payment.patientControlNumber,
      evidence: "event \(event.context.id)")
    let unit = UnitContext(
      id: event.context.id.text, kind: "patient-payment", date: payment.receivedDate, currency: payment.currency,
      correlationID: event.context.correlationID)
    try book(booking.entries, unit: unit, run: 1, description: "Patient payment \(payment.method)")
  }
}

/// How configuration names the source of cash that patients pay.
enum PatientPaymentSource {
  static let name = "patient-payments"
}

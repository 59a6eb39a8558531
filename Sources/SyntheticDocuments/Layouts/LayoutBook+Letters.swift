// Letters about one claim, and checks.

extension LayoutBook {
  static let denialLetter = DocumentLayout(
    name: "northwind-denial", kind: .denialLetter, payer: "NORTHWIND HEALTH PLAN", title: "NOTICE OF DENIAL",
    size: 10.5,
    dates: .long, money: .dollars, traceLabel: "Reference:", dateLabel: "Date:", amountLabel: "Billed Amount:",
    paragraphs: [
      "Dear Provider,", "We have reviewed the claim named below and cannot pay it.",
      "Patient: {patient}", "Patient Account: {claim}", "Claim Number: {payerClaim}", "Date of Service: {service}",
      "Reason for denial: {reason}. The time limit for filing has expired, or the service was not approved.",
      "You may appeal this decision within 180 days of the date of this letter.", "Sincerely, Claims Department",
    ])

  static let denialNotice = DocumentLayout(
    name: "tidewater-denial", kind: .denialLetter, payer: "TIDEWATER UNION WELFARE FUND", tracePrefix: "AP",
    title: "Adverse Benefit Determination", font: .times, size: 11, dates: .slashes, money: .plain,
    traceLabel: "Case No.", dateLabel: "Letter Date", amountLabel: "Charges Denied",
    paragraphs: [
      "RE: {patient}, account {claim}", "Our claim {payerClaim}, services of {service}.",
      "The request for payment is denied under code {reason}. Benefits are not payable for these services.",
      "To appeal, write to the Appeals Unit with medical records not later than 60 days from receipt.",
    ])

  static let refundLetter = DocumentLayout(
    name: "larkspur-refund", kind: .refundRequest, payer: "LARKSPUR MUTUAL INSURANCE", tracePrefix: "RF",
    title: "REFUND REQUEST", font: .times, size: 11, dates: .long, money: .dollars, traceLabel: "Refund Number:",
    dateLabel: "Date:", amountLabel: "Refund Due:",
    paragraphs: [
      "Our records show that the claim below was overpaid. Please return the overpayment within 30 days.",
      "Patient Name: {patient}", "Patient Account: {claim}", "Claim Number: {payerClaim}", "Service Date: {service}",
      "If we do not receive your check, the amount will be recouped from future payments.",
    ])

  static let refundNotice = DocumentLayout(
    name: "vantage-refund", kind: .refundRequest, payer: "VANTAGE ADMINISTRATORS INC",
    title: "Overpayment Notification",
    size: 10, dates: .slashes, money: .plain, traceLabel: "Invoice Number", dateLabel: "Invoice Date",
    amountLabel: "Amount Overpaid",
    paragraphs: [
      "An overpayment was made to you in error for member {patient}.",
      "Account {claim}, claim {payerClaim} of {service}.",
      "Please remit the amount overpaid, and enclose a copy of this notice with your refund.",
    ])

  static let check = DocumentLayout(
    name: "castlegate-check", kind: .check, payer: "CASTLEGATE INSURANCE COMPANY", title: "CHECK", font: .times,
    size: 11,
    dates: .slashes, money: .dollars, traceLabel: "No.", dateLabel: "DATE", amountLabel: "AMOUNT",
    paragraphs: [
      "PAY TO THE ORDER OF  BRACKENRIDGE CLINIC", "VOID AFTER 180 DAYS", "First Harbor Bank, Port Ellis",
      "AUTHORIZED SIGNATURE",
    ])
}

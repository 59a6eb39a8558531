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

  static let denialForm = DocumentLayout(
    name: "summerfield-denial", kind: .denialLetter, payer: "SUMMERFIELD SUPPLEMENTAL HEALTH", title: "CLAIM DENIAL",
    size: 9.5, heading: .boxes, ruling: .grid, dates: .slashes, traceLabel: "Letter No.", dateLabel: "Date",
    amountLabel: "Amount Billed",
    paragraphs: [
      "Account Number: {claim}", "Claim Number: {payerClaim}", "Service Date: {service}",
      "Decision: denied, {reason}. See your contract for the terms of coverage.",
      "If you disagree you may file an appeal within 90 days. Include the medical records of the service.",
    ])

  static let refundDemand = DocumentLayout(
    name: "halcyon-refund", kind: .refundRequest, payer: "HALCYON CARE ALLIANCE", tracePrefix: "HR",
    title: "REQUEST FOR REFUND OF OVERPAYMENT", size: 10, heading: .boxes, dates: .dashes, money: .dollars,
    traceLabel: "Reference Number", dateLabel: "Date", amountLabel: "Amount Due",
    paragraphs: [
      "RE: Account Number: {claim}   Claim Number: {payerClaim}   Date of Service: {service}",
      "We paid this claim as primary although the member had other coverage, and so paid too much.",
      "Send a check for the amount due within 45 days, or we will deduct it from a later remittance.",
    ])

  static let voucherCheck = DocumentLayout(
    name: "ironwood-check", kind: .check, payer: "IRONWOOD COUNTY HEALTH PLAN", title: "CHECK", font: .courier,
    size: 10, dates: .slashes, money: .plain, traceLabel: "CHECK NO.", dateLabel: "DATE", amountLabel: "PAY EXACTLY",
    paragraphs: [
      "PAY TO THE ORDER OF BRACKENRIDGE CLINIC", "DOLLARS", "NOT VALID AFTER 90 DAYS", "PORT ELLIS SAVINGS BANK",
      "AUTHORIZED SIGNATURE",
    ])

  static let invoice = DocumentLayout(
    name: "brindle-invoice", kind: .invoice, payer: "BRINDLE MEDICAL SUPPLY", tracePrefix: "INV", title: "INVOICE",
    size: 10, heading: .boxes, dates: .slashes, money: .dollars, traceLabel: "Invoice Number",
    dateLabel: "Invoice Date", amountLabel: "Amount Due",
    paragraphs: [
      "Sold to: Brackenridge Clinic. Ship to: 12 Mill Lane, Port Ellis", "Gloves, nitrile, box of 100, quantity 12",
      "Sales tax included. Terms: net 30. Please remit payment to the address above.",
      "A late fee is added to balances past due. Purchase order 44871.",
    ])

  static let statement = DocumentLayout(
    name: "harbor-statement", kind: .other, payer: "FIRST HARBOR BANK", title: "ACCOUNT STATEMENT", font: .times,
    dates: .slashes, traceLabel: "Account", dateLabel: "Statement Date", amountLabel: "Ending Balance",
    paragraphs: [
      "Beginning balance, deposits and other credits, withdrawals and other debits for the period.",
      "Average daily balance. Interest earned this period. Service charges. Member FDIC.",
    ])

  static let memo = DocumentLayout(
    name: "meridian-memo", kind: .other, payer: "MERIDIAN BENEFIT TRUST", title: "NETWORK BULLETIN", size: 10.5,
    dates: .long, traceLabel: "Bulletin", dateLabel: "Effective", amountLabel: "Fee",
    paragraphs: [
      "To all participating providers: our prior authorization list changes next quarter.",
      "Please register for the webinar. Our provider portal has a new address and a new sign-in page.",
      "Credentialing files must be renewed every three years. Contact your network representative.",
    ])

  static let newsletter = DocumentLayout(
    name: "brightwater-request", kind: .other, payer: "BRIGHTWATER EMPLOYEES HEALTH FUND",
    title: "REQUEST FOR MEDICAL RECORDS", font: .times, size: 11, dates: .slashes, traceLabel: "Request",
    dateLabel: "Date", amountLabel: "Charge",
    paragraphs: [
      "Please send the records of the patient named below within 15 days: {patient}, account {claim}.",
      "Send office notes, operative report and itemized bill by fax. A copy of this page must be the cover sheet.",
    ])
}

// Letters and checks of payers whose documents never came.
extension LayoutBook {
  static let unknownDenial = DocumentLayout(
    name: "redfern-denial", kind: .denialLetter, payer: "REDFERN BENEFIT ADMINISTRATORS",
    title: "NOTICE OF CLAIM DENIAL", size: 10, dates: .long, money: .dollars, traceLabel: "Letter ID:",
    dateLabel: "Mailed:", amountLabel: "Claim Total:",
    paragraphs: [
      "Dear provider, after review we have denied the claim below.",
      "Account number {claim}; our number {payerClaim}; date of service {service}; reason {reason}.",
      "You have the right to appeal. Write to us within 120 days of this notice and say why you disagree.",
    ])

  static let unknownRefund = DocumentLayout(
    name: "kestrel-refund", kind: .refundRequest, payer: "KESTREL STATE MEDICAL ASSISTANCE", tracePrefix: "K",
    title: "DEMAND FOR REPAYMENT", font: .courier, size: 9.5, dates: .slashes, traceLabel: "CASE NUMBER:",
    dateLabel: "DATE:", amountLabel: "AMOUNT OVERPAID:",
    paragraphs: [
      "An audit has found an overpayment for account {claim}, claim {payerClaim} of {service}.",
      "Refund the overpayment by check within 60 days. If you do not, it is recouped from your next payments.",
    ])

  static let unknownCheck = DocumentLayout(
    name: "ashford-check", kind: .check, payer: "ASHFORD DENTAL PLAN", title: "CHECK", size: 11, dates: .slashes,
    money: .dollars, traceLabel: "Check No.", dateLabel: "Date", amountLabel: "Amount",
    paragraphs: ["PAY TO THE ORDER OF BRACKENRIDGE CLINIC", "VOID IF NOT CASHED IN 120 DAYS", "AUTHORIZED SIGNATURE"])

  static let unknownInvoice = DocumentLayout(
    name: "tallow-invoice", kind: .invoice, payer: "TALLOW LINEN SERVICE", tracePrefix: "T", title: "INVOICE",
    font: .times, size: 10.5, dates: .slashes, traceLabel: "Invoice No.", dateLabel: "Date", amountLabel: "Total Due",
    paragraphs: [
      "Bill to: Brackenridge Clinic. Weekly linen service, quantity 40.",
      "Terms: due on receipt. Please include the invoice number with your payment. Sales tax exempt.",
    ])
}

// More layouts of payers whose documents are known.

extension LayoutBook {
  static let castlegate = DocumentLayout(
    name: "castlegate-rows", payer: "CASTLEGATE INSURANCE COMPANY", tracePrefix: "0", title: "PAYMENT VOUCHER",
    font: .times, size: 9.5, heading: .pairs(x: 60, valueX: 190), ruling: .lines, dates: .long, money: .dollars,
    traceLabel: "Voucher/Check Number", dateLabel: "Date of Payment", amountLabel: "Total Payment",
    columns: [
      .init(.claim, "Patient Number", at: 60), .init(.date, "Date(s) of Service", at: 140),
      .init(.charge, "Charge", at: 305), .init(.adjustment, "Disallowed", at: 375),
      .init(.allowed, "Approved", at: 435),
      .init(.patientResponsibility, "Deductible/Coins", at: 510), .init(.paid, "Benefit Paid", at: 570),
    ], total: "Total", mostClaims: 16)

  static let ironwood = DocumentLayout(
    name: "ironwood-courier-blocks", payer: "IRONWOOD COUNTY HEALTH PLAN", title: "REMITTANCE STATEMENT",
    font: .courier,
    size: 8.5, arrangement: .blocks, heading: .pairs(x: 40, valueX: 160), ruling: .none, dates: .slashes, money: .plain,
    traceLabel: "CHECK/EFT NUMBER:", dateLabel: "CHECK/EFT DATE:", amountLabel: "CHECK/EFT AMOUNT:",
    columns: [
      .init(.date, "SERV DATE", at: 40), .init(.procedure, "PROC", at: 110), .init(.charge, "BILLED", at: 230),
      .init(.allowed, "ALLOWED", at: 310), .init(.adjustment, "CONTRACT ADJ", at: 400),
      .init(.patientResponsibility, "PT RESP", at: 480), .init(.paid, "PROV PD", at: 560),
    ], claimLabels: ("ACNT:", "ICN:", "NAME:"), claimTotal: "CLAIM TOTALS", total: "TOTALS:",
    negative: .trailing)

  static let pinecrest = DocumentLayout(
    name: "pinecrest-shades", payer: "PINECREST DENTAL AND MEDICAL", title: "Claim Payment Summary", size: 8,
    heading: .boxes, ruling: .shades, dates: .shortSlashes, money: .plain, traceLabel: "Reference Number",
    dateLabel: "Payment Date", amountLabel: "Total Amount Paid",
    columns: [
      .init(.patient, "Patient", at: 40), .init(.claim, "Your Reference", at: 150),
      .init(.payerClaim, "Our Claim", at: 222),
      .init(.date, "Served", at: 295), .init(.charge, "Amount Billed", at: 395),
      .init(.adjustment, "Write-Off", at: 450),
      .init(.patientResponsibility, "Patient Owes", at: 515), .init(.paid, "We Paid", at: 570),
    ], total: "Total", negative: .parentheses, mostClaims: 24)

  static let tidewater = DocumentLayout(
    name: "tidewater-times-blocks", payer: "TIDEWATER UNION WELFARE FUND", tracePrefix: "TW",
    title: "Statement of Benefits",
    font: .times, size: 10, arrangement: .blocks, heading: .boxes, ruling: .lines, dates: .iso, money: .ungrouped,
    traceLabel: "Check Number", dateLabel: "Check Date", amountLabel: "Check Amount",
    columns: [
      .init(.date, "Service", "Dates", at: 50), .init(.procedure, "CPT", at: 125),
      .init(.charge, "Provider", "Charges", at: 240), .init(.adjustment, "Discount", at: 320),
      .init(.patientResponsibility, "Patient", "Liability", at: 410), .init(.paid, "Amount", "Payable", at: 500),
    ], claimLabels: ("Patient Control No.", "Claim No.", "Member:"), claimTotal: "Subtotal", total: "Total Benefits")

  static let vantage = DocumentLayout(
    name: "vantage-grid", payer: "VANTAGE ADMINISTRATORS INC", title: "PROVIDER EXPLANATION OF BENEFITS", size: 8.5,
    heading: .pairs(x: 340, valueX: 450), ruling: .grid, dates: .slashes, money: .dollars, traceLabel: "Trace Number:",
    dateLabel: "Pay Date:", amountLabel: "Amount Paid:",
    columns: [
      .init(.claim, "Patient", "Account", at: 40), .init(.patient, "Patient", "Name", at: 105),
      .init(.date, "Date of", "Service", at: 205), .init(.charge, "Charged", "Amount", at: 320),
      .init(.allowed, "Allowed", "Amount", at: 388), .init(.adjustment, "Provider", "Write Off", at: 456),
      .init(.patientResponsibility, "Patient", "Balance", at: 518), .init(.paid, "Payment", at: 574),
    ], total: "TOTAL", adjustmentLines: [.init("WO", "Overpayment Recoupment")], mostClaims: 18)
}

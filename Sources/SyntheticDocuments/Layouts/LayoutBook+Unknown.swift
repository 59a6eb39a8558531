// Layouts of payers that nobody has written a template for, to see what the generic one makes of them.

extension LayoutBook {
  static let redfern = DocumentLayout(
    name: "redfern-rows", payer: "REDFERN BENEFIT ADMINISTRATORS", tracePrefix: "R", title: "PROVIDER PAYMENT DETAIL",
    size: 8.5, heading: .pairs(x: 40, valueX: 140), ruling: .shades, dates: .slashes, money: .plain,
    traceLabel: "Remit Number:", dateLabel: "Remit Date:", amountLabel: "Remit Amount:",
    columns: [
      .init(.claim, "Pat Acct #", at: 40), .init(.patient, "Member", at: 110), .init(.date, "Svc From", at: 225),
      .init(.charge, "Total Billed", at: 340), .init(.allowed, "Repriced Amt", at: 400),
      .init(.adjustment, "Savings", at: 458), .init(.patientResponsibility, "Mbr Resp", at: 518),
      .init(.paid, "Net Pay", at: 572),
    ], total: "Total", mostClaims: 18)

  static let kestrel = DocumentLayout(
    name: "kestrel-courier-blocks", payer: "KESTREL STATE MEDICAL ASSISTANCE", title: "REMITTANCE ADVICE",
    font: .courier, size: 8.5, arrangement: .blocks, heading: .pairs(x: 40, valueX: 170), ruling: .none,
    dates: .slashes, money: .plain, traceLabel: "WARRANT NUMBER:", dateLabel: "WARRANT DATE:",
    amountLabel: "WARRANT AMOUNT:",
    columns: [
      .init(.date, "SVC DATE", at: 40), .init(.procedure, "PROC", at: 110), .init(.charge, "BILLED AMT", at: 230),
      .init(.allowed, "ALLOWED AMT", at: 310), .init(.adjustment, "CUTBACK", at: 375),
      .init(.otherPayer, "TPL AMT", at: 435), .init(.patientResponsibility, "COPAY", at: 495),
      .init(.paid, "PAID AMT", at: 560),
    ], claimLabels: ("PATIENT ACCT:", "TCN:", "RECIPIENT:"), claimTotal: "CLAIM TOTAL", total: "REPORT TOTAL",
    negative: .trailing)

  static let ashford = DocumentLayout(
    name: "ashford-times-rows", payer: "ASHFORD DENTAL PLAN", tracePrefix: "AD",
    title: "Explanation of Dental Benefits",
    font: .times, size: 9.5, heading: .boxes, ruling: .lines, dates: .long, money: .dollars, traceLabel: "Check No.",
    dateLabel: "Check Date", amountLabel: "Check Total",
    columns: [
      .init(.claim, "Patient Account", at: 40), .init(.date, "Date of Service", at: 130),
      .init(.charge, "Submitted Fee", at: 305), .init(.adjustment, "Fee Adjustment", at: 380),
      .init(.allowed, "Approved Fee", at: 445), .init(.deductible, "Deductible", at: 500),
      .init(.coinsurance, "Patient Coins", at: 540), .init(.paid, "Plan Pays", at: 576),
    ], total: "Total", mostClaims: 12)

  static let oakmoor = DocumentLayout(
    name: "oakmoor-grid", payer: "OAKMOOR GROUP HEALTH", title: "EXPLANATION OF PAYMENT", size: 8.5,
    heading: .pairs(x: 330, valueX: 440), ruling: .grid, dates: .slashes, money: .dollars,
    traceLabel: "Payment Number:", dateLabel: "Payment Date:", amountLabel: "Payment Amount:",
    columns: [
      .init(.claim, "Account", "Number", at: 40), .init(.payerClaim, "Claim", "Number", at: 110),
      .init(.date, "Date(s) of", "Service", at: 185), .init(.charge, "Billed", "Amount", at: 300),
      .init(.adjustment, "Contractual", "Discount", at: 370), .init(.deductible, "Deductible", at: 440),
      .init(.coinsurance, "Coinsurance", at: 508), .init(.paid, "Paid", "Amount", at: 574),
    ], total: "Total", negative: .parentheses, adjustmentLines: [.init("WO", "Recoupment")], mostClaims: 14)
}

// The layouts, in two groups: one by which templates are written, and one that nothing was written for.

/// All layouts.
package enum LayoutBook {
  /// Layouts that have templates: the generic one, or one of their own that extends it.
  package static let known: [DocumentLayout] = [
    northwind, larkspur, meridian, halcyon, brightwater, castlegate, ironwood, pinecrest, tidewater, vantage,
    summerfield,
  ]
  /// Layouts of payers whose documents never came: no template and no threshold may be changed for their sake.
  package static let unknown: [DocumentLayout] = [redfern, kestrel, ashford, oakmoor]
  /// Advices of both groups.
  package static let advices = known + unknown
  /// Letters and checks.
  package static let letters: [DocumentLayout] = [
    denialLetter, denialNotice, denialForm, refundLetter, refundNotice, refundDemand, check, voucherCheck, invoice,
    statement, memo, newsletter,
  ]
  /// Those of payers whose documents never came.
  package static let unknownLetters: [DocumentLayout] = [unknownDenial, unknownRefund, unknownCheck, unknownInvoice]

  package static let all = advices + letters + unknownLetters

  /// Layouts to learn from, and those to measure by.
  package enum Group: String, Sendable, CaseIterable {
    case known
    case unknown
  }

  /// The layouts of a group.
  package static func layouts(_ group: Group) -> [DocumentLayout] {
    switch group {
    case .known: known + letters
    case .unknown: unknown + unknownLetters
    }
  }

  private static let northwind = DocumentLayout(
    name: "northwind-rows", payer: "NORTHWIND HEALTH PLAN", tracePrefix: "", title: "EXPLANATION OF BENEFITS",
    heading: .pairs(x: 40, valueX: 130), ruling: .lines, dates: .slashes, money: .plain,
    traceLabel: "Check Number:", dateLabel: "Check Date:", amountLabel: "Check Amount:",
    columns: [
      .init(.claim, "Patient Acct", at: 40), .init(.patient, "Patient Name", at: 112),
      .init(.date, "Service Date", at: 218), .init(.charge, "Billed", at: 330), .init(.allowed, "Allowed", at: 388),
      .init(.adjustment, "Not Covered", at: 454), .init(.patientResponsibility, "Patient Resp", at: 518),
      .init(.paid, "Paid", at: 572),
    ], total: "TOTALS",
    adjustmentLines: [.init("WO", "OVERPAYMENT RECOVERY"), .init("L6", "INTEREST", isMore: true)], mostClaims: 30)

  private static let larkspur = DocumentLayout(
    name: "larkspur-blocks", payer: "LARKSPUR MUTUAL INSURANCE", tracePrefix: "LMI", title: "Remittance Advice",
    font: .times, size: 10, arrangement: .blocks, heading: .boxes, ruling: .none, dates: .shortSlashes, money: .dollars,
    traceLabel: "Payment Number", dateLabel: "Payment Date", amountLabel: "Payment Amount",
    columns: [
      .init(.date, "Date of", "Service", at: 48), .init(.procedure, "Procedure", "Code", at: 110),
      .init(.charge, "Amount", "Charged", at: 250), .init(.adjustment, "Contractual", "Adjustment", at: 330),
      .init(.patientResponsibility, "Patient", "Responsibility", at: 420), .init(.paid, "Amount", "Paid", at: 490),
      .init(.reason, "Remark", "Codes", at: 510),
    ], claimLabels: ("Patient Account No:", "Claim ID:", "Patient Name:"), claimTotal: "Claim Total",
    total: "Grand Total", negative: .parentheses, adjustmentLines: [.init("FB", "Previous Balance")])

  private static let meridian = DocumentLayout(
    name: "meridian-courier", payer: "MERIDIAN BENEFIT TRUST", tracePrefix: "EFT", title: "PROVIDER REMITTANCE ADVICE",
    font: .courier, size: 8, heading: .pairs(x: 330, valueX: 430), ruling: .none, dates: .iso, money: .ungrouped,
    traceLabel: "EFT TRACE NO:", dateLabel: "PAYMENT DATE:", amountLabel: "TOTAL PAID:",
    columns: [
      .init(.claim, "PATIENT CONTROL", "NUMBER", at: 40), .init(.date, "SERVICE", "DATE", at: 130),
      .init(.charge, "SUBMITTED", "CHARGES", at: 270), .init(.adjustment, "PROVIDER", "DISCOUNT", at: 340),
      .init(.allowed, "ALLOWED", "AMOUNT", at: 410), .init(.patientResponsibility, "MEMBER", "OWES", at: 480),
      .init(.paid, "PAYMENT", "AMOUNT", at: 560),
    ], total: "REMITTANCE TOTAL", negative: .trailing,
    adjustmentLines: [.init("WO", "WO"), .init("L6", "L6", isMore: true)], mostClaims: 20)

  private static let halcyon = DocumentLayout(
    name: "halcyon-grid", payer: "HALCYON CARE ALLIANCE", title: "Explanation of Payment", size: 8.5,
    heading: .boxes, ruling: .grid, dates: .dashes, money: .dollars, traceLabel: "Check No.", dateLabel: "Issue Date",
    amountLabel: "Net Payment",
    columns: [
      .init(.payerClaim, "Claim #", at: 40), .init(.claim, "Account #", at: 118), .init(.patient, "Member", at: 186),
      .init(.date, "DOS", at: 290), .init(.charge, "Charges", at: 400), .init(.adjustment, "Adjustments", at: 466),
      .init(.patientResponsibility, "Copay/Ded", at: 520), .init(.paid, "Net Paid", at: 574),
    ], total: "Total", mostClaims: 14)

  private static let brightwater = DocumentLayout(
    name: "brightwater-blocks", payer: "BRIGHTWATER EMPLOYEES HEALTH FUND",
    title: "EXPLANATION OF BENEFITS TO PROVIDER",
    font: .helvetica, size: 9, arrangement: .blocks, heading: .pairs(x: 360, valueX: 460), ruling: .shades,
    dates: .slashes, money: .plain, traceLabel: "Check #:", dateLabel: "Date Issued:", amountLabel: "Amount of Check:",
    columns: [
      .init(.procedure, "Service", at: 40), .init(.date, "From Date", at: 100), .init(.charge, "Total Charge", at: 240),
      .init(.allowed, "Eligible", at: 310), .init(.adjustment, "Ineligible", at: 380),
      .init(.patientResponsibility, "Your Share", at: 460), .init(.paid, "Plan Paid", at: 550),
    ], claimLabels: ("Account:", "Claim:", "Patient:"), claimTotal: "Claim Totals:", total: "Check Total")

  private static let summerfield = DocumentLayout(
    name: "summerfield-secondary", payer: "SUMMERFIELD SUPPLEMENTAL HEALTH", title: "EXPLANATION OF BENEFITS",
    font: .helvetica, size: 8.5, heading: .boxes, ruling: .lines, dates: .slashes, money: .plain,
    traceLabel: "Check No.", dateLabel: "Check Date", amountLabel: "Check Amount",
    columns: [
      .init(.claim, "Account No.", at: 40), .init(.date, "Service Date", at: 120), .init(.charge, "Billed", at: 245),
      .init(.adjustment, "Discount", at: 310), .init(.allowed, "Allowed", at: 375),
      .init(.otherPayer, "Other Ins Paid", at: 455), .init(.patientResponsibility, "Patient Resp", at: 520),
      .init(.paid, "Paid", at: 574),
    ], total: "Totals", adjustmentLines: [.init("WO", "Recoupment")], mostClaims: 18)
}

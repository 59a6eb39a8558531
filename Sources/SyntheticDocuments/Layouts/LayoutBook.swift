// The layouts, in two groups: one to write rules and templates by, one that is only tested with.

/// All layouts.
package enum LayoutBook {
  /// Layouts that the generic rules and templates may be tuned on.
  package static let known: [DocumentLayout] = [northwind, larkspur, meridian, halcyon, brightwater]
  /// Layouts that they must not be tuned on.
  package static let heldOut: [DocumentLayout] = [castlegate, ironwood, pinecrest, tidewater, vantage]
  /// Advices of both groups.
  package static let advices = known + heldOut
  /// Letters and checks.
  package static let letters: [DocumentLayout] = [denialLetter, denialNotice, refundLetter, refundNotice, check]

  package static let all = advices + letters

  /// Layouts to learn from, and those to measure by.
  package enum Group: String, Sendable, CaseIterable {
    case known
    case heldOut = "held-out"
  }

  /// The layouts of a group. There is one check only, and it is among the known ones.
  package static func layouts(_ group: Group) -> [DocumentLayout] {
    switch group {
    case .known: known + [denialLetter, refundLetter, check]
    case .heldOut: heldOut + [denialNotice, refundNotice]
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
    ], total: "TOTALS", mostClaims: 30)

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
    total: "Grand Total")

  private static let meridian = DocumentLayout(
    name: "meridian-courier", payer: "MERIDIAN BENEFIT TRUST", tracePrefix: "EFT", title: "PROVIDER REMITTANCE ADVICE",
    font: .courier, size: 8, heading: .pairs(x: 330, valueX: 430), ruling: .none, dates: .iso, money: .ungrouped,
    traceLabel: "EFT TRACE NO:", dateLabel: "PAYMENT DATE:", amountLabel: "TOTAL PAID:",
    columns: [
      .init(.claim, "PATIENT CONTROL", "NUMBER", at: 40), .init(.date, "SERVICE", "DATE", at: 130),
      .init(.charge, "SUBMITTED", "CHARGES", at: 270), .init(.adjustment, "PROVIDER", "DISCOUNT", at: 340),
      .init(.allowed, "ALLOWED", "AMOUNT", at: 410), .init(.patientResponsibility, "MEMBER", "OWES", at: 480),
      .init(.paid, "PAYMENT", "AMOUNT", at: 560),
    ], total: "REMITTANCE TOTAL", mostClaims: 20)

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
}

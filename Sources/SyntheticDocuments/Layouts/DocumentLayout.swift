// How a payer's documents look, as data.

import PaymentEvents

/// A layout.
package struct DocumentLayout: Sendable {
  package enum Arrangement: Sendable {
    /// A row for each claim.
    case rows
    /// A heading for each claim, a row for each of its service lines, then the claim's sums.
    case blocks
  }

  package enum Heading: Sendable {
    /// Labels and values side by side, at the left or the right edge.
    case pairs(x: Double, valueX: Double)
    /// Values under their labels.
    case boxes
  }

  package enum Ruling: Sendable {
    case none
    case lines
    case grid
    case shades
  }

  package enum DateForm: Sendable {
    case slashes
    case shortSlashes
    case dashes
    case iso
    case long
  }

  package enum MoneyForm: Sendable {
    case dollars
    case plain
    case ungrouped
  }

  package enum Field: String, Sendable {
    case claim
    case payerClaim
    case patient
    case date
    case procedure
    case charge
    case allowed
    case adjustment
    case deductible
    case coinsurance
    case patientResponsibility
    case otherPayer
    case paid
    case reason
  }

  /// How amounts below zero are written.
  package enum NegativeForm: Sendable {
    case minus
    case trailing
    case parentheses
  }

  /// A line beneath the claims that changes the payment.
  package struct AdjustmentLine: Sendable {
    package var code: String
    package var label: String
    package var isMore: Bool

    init(_ code: String, _ label: String, isMore: Bool = false) {
      (self.code, self.label, self.isMore) = (code, label, isMore)
    }
  }

  package struct Column: Sendable {
    package var field: Field
    /// The title, in one line or several.
    package var titles: [String]
    /// The left edge; the right one for amounts.
    package var x: Double

    init(_ field: Field, _ titles: String..., at x: Double) { (self.field, self.titles, self.x) = (field, titles, x) }

    var alignment: TextAlignment {
      switch field {
      case .claim, .payerClaim, .patient, .date, .procedure, .reason: .left
      default: .right
      }
    }
  }

  package var name: String
  package var kind = DocumentTruth.Kind.eob
  package var payer: String
  package var tracePrefix = ""
  package var title: String
  package var font = StandardFont.helvetica
  package var size = 9.0
  package var arrangement = Arrangement.rows
  package var heading = Heading.pairs(x: 40, valueX: 150)
  package var ruling = Ruling.lines
  package var dates = DateForm.slashes
  package var money = MoneyForm.plain
  package var traceLabel: String
  package var dateLabel: String
  package var amountLabel: String
  package var columns: [Column] = []
  /// What heads a claim of a layout in blocks: the labels of our number, the payer's number and the patient.
  package var claimLabels = ("Patient Account:", "Claim Number:", "Patient:")
  package var claimTotal = "Claim Total"
  package var total = "Totals"
  package var negative = NegativeForm.minus
  package var adjustmentLines: [AdjustmentLine] = []
  /// The most claims that a document is made with.
  package var mostClaims = 12
  /// Paragraphs of a letter; `{trace}` and the like stand for what the truth says.
  package var paragraphs: [String] = []

  func text(_ date: LocalDate) -> String {
    let (year, month, day) = date.components
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    switch dates {
    case .slashes: return "\(two(month))/\(two(day))/\(year)"
    case .shortSlashes: return "\(two(month))/\(two(day))/\(two(year % 100))"
    case .dashes: return "\(two(month))-\(two(day))-\(year)"
    case .iso: return date.iso
    case .long: return "\(Self.months[month - 1]) \(day), \(year)"
    }
  }

  func has(_ field: Field) -> Bool { columns.contains { $0.field == field } }

  func text(_ cents: Int64) -> String {
    let grouped = Money.text(abs(cents))
    let text =
      switch money {
      case .dollars: "$" + grouped
      case .plain: grouped
      case .ungrouped: grouped.filter { $0 != "," }
      }
    guard cents < 0 else { return text }
    switch negative {
    case .minus: return "-" + text
    case .trailing: return text + "-"
    case .parentheses: return "(\(text))"
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}

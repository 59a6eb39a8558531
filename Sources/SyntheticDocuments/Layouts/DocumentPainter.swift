// Draws a document by its layout.

import PaymentEvents

/// Draws documents.
package struct DocumentPainter {
  let layout: DocumentLayout
  let truth: DocumentTruth
  var canvas = Canvas()
  /// The base line of the next row, from the top.
  var y = 0.0

  static let rightEdge = 578.0
  static let lowest = 730.0

  init(_ layout: DocumentLayout, _ truth: DocumentTruth) { (self.layout, self.truth) = (layout, truth) }

  /// The pages of a document.
  /// - Parameter stamp: a text that somebody has stamped across the first page.
  package static func paint(_ layout: DocumentLayout, _ truth: DocumentTruth, stamp: String? = nil) -> Canvas {
    var painter = DocumentPainter(layout, truth)
    if let stamp { painter.stamp(stamp) }
    painter.letterhead()
    if layout.columns.isEmpty { painter.letter() } else { painter.table() }
    painter.footer()
    return painter.canvas
  }

  var rowHeight: Double { layout.size * 1.75 }

  /// Beneath everything else and gray, as ink of a stamp is paler than print.
  private mutating func stamp(_ text: String) {
    let turned = (cosine: 0.9781, sine: 0.2079)  // 12 degrees
    canvas.text(
      text, x: 330, y: 120, font: .helveticaBold, size: 26, gray: 0.55, turnedDegrees: turned)
    canvas.text("JAN 22 2026 MAIL ROOM", x: 338, y: 142, font: .helvetica, size: 11, gray: 0.55, turnedDegrees: turned)
  }

  private mutating func letterhead() {
    let bold = layout.font.bold
    canvas.text(layout.payer, x: 40, y: 48, font: bold, size: layout.size + 5)
    canvas.text("PO Box 4410, Port Ellis", x: 40, y: 62, font: layout.font, size: layout.size)
    canvas.text(
      layout.title, x: layout.kind == .check ? 480 : 306, y: 88, font: bold, size: layout.size + 4, alignment: .centre)
    canvas.text("BRACKENRIDGE CLINIC", x: 40, y: 112, font: layout.font, size: layout.size)
    canvas.text("12 Mill Lane, Port Ellis", x: 40, y: 112 + rowHeight * 0.8, font: layout.font, size: layout.size)
    y = 112 + rowHeight * 2.2
    heading()
    y += rowHeight * 1.4
  }

  private mutating func heading() {
    let pairs = [
      (layout.traceLabel, truth.traceNumber), (layout.dateLabel, layout.text(truth.date)),
      (layout.amountLabel, layout.text(truth.amount)), ("Provider NPI:", "1999999984"),
    ]
    switch layout.heading {
    case .pairs(let x, let valueX):
      for (label, value) in pairs {
        canvas.text(label, x: x, y: y, font: layout.font, size: layout.size)
        canvas.text(value, x: valueX, y: y, font: layout.font.bold, size: layout.size)
        y += rowHeight
      }
    case .boxes:
      for (index, (label, value)) in pairs.enumerated() {
        let x = 40 + Double(index) * 135
        if layout.ruling == .grid { canvas.frame(left: x - 4, top: y - 12, width: 131, height: rowHeight + 18) }
        canvas.text(label, x: x, y: y, font: layout.font, size: layout.size)
        canvas.text(value, x: x, y: y + rowHeight, font: layout.font.bold, size: layout.size)
      }
      y += rowHeight * 2
    }
  }

  private mutating func footer() {
    canvas.text(
      "This is not a bill. Keep this page for your records. Questions? Call the number on the member's card.", x: 40,
      y: 766, font: layout.font, size: 7.5)
  }

  private mutating func letter() {
    guard let claim = truth.claims.first, let line = claim.lines.first else { return }
    let values = [
      "{patient}": claim.patientName, "{claim}": claim.patientControlNumber, "{payerClaim}": claim.payerClaimNumber,
      "{service}": layout.text(line.serviceDate), "{reason}": line.reason,
    ]
    for paragraph in layout.paragraphs {
      let text = values.reduce(paragraph) { $0.replacing($1.key, with: $1.value) }
      canvas.text(text, x: 40, y: y, font: layout.font, size: layout.size)
      y += rowHeight * 1.4
    }
  }
}

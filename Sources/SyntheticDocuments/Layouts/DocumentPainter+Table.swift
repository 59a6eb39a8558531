// Draws the table of claims, over as many pages as it takes.

import PaymentEvents

extension DocumentPainter {
  mutating func table() {
    titles()
    for (index, claim) in truth.claims.enumerated() {
      switch layout.arrangement {
      case .rows: row(index, cells(claim))
      case .blocks: block(index, claim)
      }
    }
    room(2)
    y += rowHeight * 0.3
    if layout.ruling != .none { canvas.rule(fromX: 38, toX: Self.rightEdge, y: y - rowHeight * 0.75) }
    sums(layout.total, truth.claims.reduce(.zero) { $0 + $1.amounts }, font: layout.font.bold)
    adjustments()
  }

  /// What changes the payment besides the claims: what it is, what it is about, and what it adds.
  private mutating func adjustments() {
    let right = layout.columns.filter { $0.alignment == .right }.map(\.x).max() ?? Self.rightEdge
    for adjustment in truth.providerAdjustments ?? [] {
      room(1)
      y += rowHeight * 0.4
      let line = layout.adjustmentLines.first { $0.code == adjustment.code }
      canvas.text(
        "\(line?.label ?? adjustment.code) \(adjustment.reference)", x: 40, y: y, font: layout.font, size: layout.size)
      // Beside a bare code stands the amount of PLB04, which is taken off.
      let amount = line?.label == adjustment.code ? -adjustment.effect : adjustment.effect
      canvas.text(
        layout.text(amount), x: right, y: y, font: layout.font, size: layout.size, alignment: .right)
      y += rowHeight
    }
  }

  private mutating func titles() {
    let lines = layout.columns.map(\.titles.count).max() ?? 1
    if layout.ruling == .shades {
      canvas.shade(
        left: 36, top: y - layout.size * 1.1, width: Self.rightEdge - 34, height: rowHeight * Double(lines) * 0.75 + 6,
        gray: 0.88)
    }
    for column in layout.columns {
      for (index, title) in column.titles.enumerated() {
        let line = y + Double(index) * layout.size * 1.15
        canvas.text(
          title, x: column.x, y: line, font: layout.font.bold, size: layout.size - 0.5, alignment: column.alignment)
      }
    }
    y += Double(lines - 1) * layout.size * 1.15 + rowHeight * 0.4
    if layout.ruling == .lines || layout.ruling == .grid { canvas.rule(fromX: 38, toX: Self.rightEdge, y: y) }
    y += rowHeight * 0.9
  }

  /// Goes on to the next page when so many rows do not fit any more, and repeats the titles there.
  private mutating func room(_ rows: Int) {
    guard y + Double(rows) * rowHeight > Self.lowest else { return }
    canvas.newPage()
    canvas.text(layout.payer, x: 40, y: 40, font: layout.font.bold, size: layout.size)
    canvas.text(
      "\(layout.traceLabel) \(truth.traceNumber)", x: 40, y: 40 + rowHeight, font: layout.font, size: layout.size)
    y = 40 + rowHeight * 3
    titles()
  }

  private mutating func row(_ index: Int, _ cells: [DocumentLayout.Field: String]) {
    room(1)
    if layout.ruling == .shades, index % 2 == 1 {
      canvas.shade(left: 36, top: y - rowHeight * 0.72, width: Self.rightEdge - 34, height: rowHeight, gray: 0.94)
    }
    draw(cells, font: layout.font)
    if layout.ruling == .grid { canvas.rule(fromX: 38, toX: Self.rightEdge, y: y + rowHeight * 0.3, thickness: 0.3) }
    y += rowHeight
  }

  private mutating func draw(_ cells: [DocumentLayout.Field: String], font: StandardFont) {
    for column in layout.columns {
      guard let text = cells[column.field] else { continue }
      canvas.text(text, x: column.x, y: y, font: font, size: layout.size, alignment: column.alignment)
    }
  }

  private mutating func block(_ index: Int, _ claim: TruthClaim) {
    room(claim.lines.count + 2)
    let (account, number, patient) = layout.claimLabels
    canvas.text("\(account) \(claim.patientControlNumber)", x: 40, y: y, font: layout.font, size: layout.size)
    canvas.text("\(number) \(claim.payerClaimNumber)", x: 220, y: y, font: layout.font, size: layout.size)
    canvas.text("\(patient) \(claim.patientName)", x: 400, y: y, font: layout.font, size: layout.size)
    y += rowHeight
    for line in claim.lines {
      draw(cells(line), font: layout.font)
      y += rowHeight
    }
    sums(layout.claimTotal, claim.amounts, font: layout.font)
    y += rowHeight * 0.5
  }

  private mutating func sums(_ label: String, _ amounts: TruthAmounts, font: StandardFont) {
    canvas.text(label, x: 40, y: y, font: font, size: layout.size)
    draw(cells(amounts), font: font)
    y += rowHeight
  }

  private func cells(_ amounts: TruthAmounts) -> [DocumentLayout.Field: String] {
    [
      .charge: layout.text(amounts.charge), .allowed: layout.text(amounts.allowed),
      .adjustment: layout.text(amounts.adjustment), .patientResponsibility: layout.text(amounts.patientResponsibility),
      .deductible: layout.text(amounts.patientResponsibility - (amounts.coinsurance ?? 0)),
      .coinsurance: layout.text(amounts.coinsurance ?? 0), .otherPayer: layout.text(amounts.otherPayer ?? 0),
      .paid: layout.text(amounts.paid),
    ]
  }

  private func cells(_ line: TruthLine) -> [DocumentLayout.Field: String] {
    cells(line.amounts).merging([
      .procedure: line.procedure, .date: layout.text(line.serviceDate), .reason: line.reason,
    ]) { first, _ in first }
  }

  private func cells(_ claim: TruthClaim) -> [DocumentLayout.Field: String] {
    let date = claim.lines.first.map { layout.text($0.serviceDate) } ?? ""
    return cells(claim.amounts).merging([
      .claim: claim.patientControlNumber, .payerClaim: claim.payerClaimNumber, .patient: claim.patientName,
      .date: date,
    ]) { first, _ in first }
  }
}

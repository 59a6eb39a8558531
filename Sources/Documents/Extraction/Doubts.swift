// Which places of recognised pages are worth a second look before a person is asked.

/// A place to be read again, alone.
package struct Doubt: Sendable, Hashable {
  /// What may stand there.
  package enum Letters: Sendable, CaseIterable {
    case amount
    case identifier
    case any
  }

  package var page: Int
  package var box: Box
  package var letters: Letters

  package init(page: Int, box: Box, letters: Letters) { (self.page, self.box, self.letters) = (page, box, letters) }
}

extension Extraction {
  /// Values that are not sure enough to pass, or that a sum contradicts, and cells that could not be made out. Sums
  /// that we have added up ourselves stand nowhere.
  package var doubts: [Doubt] {
    var doubts = unread
    func look<Value>(_ field: ExtractedField<Value>?, _ least: Double, _ letters: Doubt.Letters) {
      guard let field, field.confidence < least else { return }
      doubts.append(Doubt(page: field.page, box: field.box, letters: letters))
    }
    look(traceNumber, thresholds.head, .identifier)
    look(date, thresholds.head, .any)
    look(provider, thresholds.head, .identifier)
    for claim in claims {
      look(claim.patientControlNumber, thresholds.claim, .identifier)
      look(claim.payerClaimNumber, thresholds.claim, .identifier)
      for line in claim.lines { look(line.procedure, thresholds.claim, .identifier) }
    }
    for adjustment in providerAdjustments { look(adjustment.reference, thresholds.claim, .identifier) }
    for place in amountPlaces {
      if case .claim(let claim, _) = place, claims[claim].isSumOfLines { continue }
      look(self[place], thresholds.amount, .amount)
    }
    return doubts
  }
}

// Two readings of one place: where they agree the value is surer, where they do not the sums may tell which is right.

import PaymentEvents

extension ExtractedField {
  /// What is left of the doubt of the surer reading where another one says the same. Both come from one program, so
  /// that they err alike more often than two people would.
  private static var doubtLeft: Double { 0.25 }

  /// The value with what a second reading made of it; nil for one that is no such value.
  func compared(with second: ExtractedField?) -> ExtractedField {
    guard let second else { return self }
    var result = self
    if second.value == value {
      result.readingConfidence = 1 - (1 - max(readingConfidence, second.readingConfidence)) * Self.doubtLeft
      return result
    }
    // The surer one stands; that the other contradicts it costs as much as that one is sure.
    if second.readingConfidence > readingConfidence { result = second }
    let other = second.readingConfidence > readingConfidence ? self : second
    result.readingConfidence *= 1 - other.readingConfidence / 2
    result.alternative = Alternative(value: other.value, text: other.text, confidence: other.readingConfidence)
    return result
  }

  /// Takes the other reading in place of this one.
  mutating func exchange() {
    guard let other = alternative else { return }
    alternative = Alternative(value: value, text: text, confidence: readingConfidence)
    (value, text, readingConfidence) = (other.value, other.text, other.confidence)
  }
}

extension Extraction {
  /// More places with two readings than these are not tried out: such a page is not readable.
  private static let mostChoices = 200

  /// Takes the other reading of an amount wherever more sums come out by it. What no sum tells apart stays as it is.
  mutating func chooseReadings() {
    var failed = failedSums
    guard failed > 0 else { return }
    let places = amountPlaces.filter { self[$0]?.alternative != nil }
    guard (1...Self.mostChoices).contains(places.count) else { return }
    while failed > 0 {
      var best: (place: AmountPlace, failed: Int)?
      for place in places {
        self[place]?.exchange()
        let left = failedSums
        self[place]?.exchange()
        if left < best?.failed ?? failed { best = (place, left) }
      }
      guard let best else { return }
      self[best.place]?.exchange()
      failed = best.failed
    }
  }

  private var failedSums: Int {
    var trial = self
    trial.countSums()
    return trial.checks.count { !$0.holds }
  }
}

/// Where an amount stands in an extraction.
enum AmountPlace: Hashable {
  case payment
  case total(AmountKind)
  case claim(Int, AmountKind)
  case line(Int, Int, AmountKind)
  case providerAdjustment(Int)
}

extension Extraction {
  /// The places of all amounts.
  var amountPlaces: [AmountPlace] {
    var places: [AmountPlace] = amount == nil ? [] : [.payment]
    places += AmountKind.allCases.filter { totals[$0] != nil }.map { .total($0) }
    places += providerAdjustments.indices.map { .providerAdjustment($0) }
    for (index, claim) in claims.enumerated() {
      places += AmountKind.allCases.filter { claim.amounts[$0] != nil }.map { .claim(index, $0) }
      for (number, line) in claim.lines.enumerated() {
        places += AmountKind.allCases.filter { line.amounts[$0] != nil }.map { .line(index, number, $0) }
      }
    }
    return places
  }

  /// An amount by its place; places are of this extraction.
  subscript(place: AmountPlace) -> ExtractedField<Money>? {
    get {
      switch place {
      case .payment: amount
      case .total(let kind): totals[kind]
      case .claim(let claim, let kind): claims[claim].amounts[kind]
      case .line(let claim, let line, let kind): claims[claim].lines[line].amounts[kind]
      case .providerAdjustment(let index): providerAdjustments[index].effect
      }
    }
    set {
      switch place {
      case .payment: amount = newValue
      case .total(let kind): totals[kind] = newValue
      case .claim(let claim, let kind): claims[claim].amounts[kind] = newValue
      case .line(let claim, let line, let kind): claims[claim].lines[line].amounts[kind] = newValue
      case .providerAdjustment(let index): if let newValue { providerAdjustments[index].effect = newValue }
      }
    }
  }
}

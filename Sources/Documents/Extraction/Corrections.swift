// A person's word about a document: what was read is right, or is otherwise. What a person confirms is certain; that it
// adds up has to be seen all the same.

import PaymentEvents

extension Extraction {
  /// Why a change cannot be made; without patient data.
  package struct ChangeRefused: Error, Equatable, CustomStringConvertible {
    package var description: String
  }

  /// The extraction with a person's changes, all of it confirmed, and its sums worked out anew.
  /// - Throws: ``ChangeRefused`` for a field that there is not, or a value that it cannot have.
  package func confirmed(
    _ changes: [DocumentCorrectionRequested.Change]
  ) throws(ChangeRefused) -> Extraction {
    var result = self
    var dropped: Set<Int> = []
    for change in changes {
      guard change.field != "claim" else {
        guard change.value == nil, let number = change.claim, result.claims.indices.contains(number - 1) else {
          throw ChangeRefused(description: "claim: name the number of a claim that is to go, and no value")
        }
        dropped.insert(number - 1)
        continue
      }
      try result.apply(change)
    }
    result.claims = result.claims.enumerated().filter { !dropped.contains($0.offset) }.map(\.element)
    result.confirmAll()
    (result.checks, result.disagreements) = ([], [])
    result.crossCheck()
    return result
  }

  private mutating func apply(_ change: DocumentCorrectionRequested.Change) throws(ChangeRefused) {
    guard let number = change.claim else { return try applyToHead(change) }
    if number == claims.count + 1 { claims.append(ExtractedClaim(patientControlNumber: nil)) }
    guard claims.indices.contains(number - 1) else {
      throw ChangeRefused(description: "there are \(claims.count) claims; the next new one is \(claims.count + 1)")
    }
    switch change.field {
    case "patientControlNumber": claims[number - 1].patientControlNumber = try typed(change, Self.identifier)
    case "payerClaimNumber": claims[number - 1].payerClaimNumber = try typed(change, Self.identifier)
    case "serviceDate": claims[number - 1].serviceDate = try typed(change, ValueText.date)
    case "code": claims[number - 1].codes = try codes(change)
    default:
      guard let kind = AmountKind(rawValue: change.field) else { throw unknown(change) }
      claims[number - 1].amounts[kind] = try typed(change) { ValueText.money($0)?.value }
      // Lines that a corrected sum contradicts would hold the document for good; people correct claims.
      claims[number - 1].lines = []
    }
  }

  private mutating func applyToHead(_ change: DocumentCorrectionRequested.Change) throws(ChangeRefused) {
    switch change.field {
    case "kind": kind = change.value ?? "other"
    case "payer": payer = try typed(change) { $0 }
    case "traceNumber": traceNumber = try typed(change, Self.identifier)
    case "date": date = try typed(change, ValueText.date)
    case "amount": amount = try typed(change) { ValueText.money($0)?.value }
    case "totals" where change.value == nil: totals = [:]
    case "provider": provider = try typed(change, ValueText.nationalProvider)
    case "providerAdjustment" where change.value == nil: providerAdjustments = []
    case "providerAdjustment": providerAdjustments.append(try adjustment(change))
    default: throw unknown(change)
    }
  }

  private func unknown(_ change: DocumentCorrectionRequested.Change) -> ChangeRefused {
    let of = change.claim == nil ? "a document" : "a claim"
    return ChangeRefused(description: "'\(change.field)' is no field of \(of)")
  }

  private static func identifier(_ text: String) -> String? {
    let text = String(text.trimmingWhitespace)
    return (1...38).contains(text.count) ? text : nil
  }

  /// `CO-45 PR-1`: what the claim's amounts are called.
  private func codes(_ change: DocumentCorrectionRequested.Change) throws(ChangeRefused) -> [String] {
    let codes = (change.value ?? "").uppercased().split { $0 == " " || $0 == "," }.map(String.init)
    guard codes.allSatisfy(ReasonCode.isCode) else {
      throw ChangeRefused(description: "code: write group and reason, as CO-45, with blanks between several")
    }
    return codes
  }

  /// `WO 2026000123 75.00`: code, what it is about, and the amount as PLB04 has it, above zero for what is taken off.
  private func adjustment(
    _ change: DocumentCorrectionRequested.Change
  ) throws(ChangeRefused) -> ExtractedAdjustment {
    let pieces = (change.value ?? "").split(separator: " ").map(String.init)
    guard (2...3).contains(pieces.count), pieces[0].count == 2, let last = pieces.last,
      let amount = ValueText.money(last)?.value, !amount.isZero
    else {
      throw ChangeRefused(
        description: "providerAdjustment: write code, reference and amount, as WO 2026000123 75.00; above zero is "
          + "taken from the payment")
    }
    return ExtractedAdjustment(
      code: pieces[0].uppercased(), reference: pieces.count == 3 ? Self.byHand(pieces[1]) : nil,
      effect: Self.byHand(amount.negated, text: last))
  }

  private static func byHand<Value>(_ value: Value, text: String? = nil) -> ExtractedField<Value> {
    ExtractedField(
      value, text: text ?? "\(value)", page: 0, box: Box(left: 0, top: 0, width: 0, height: 0), readingConfidence: 1)
  }

  private func typed<Value>(
    _ change: DocumentCorrectionRequested.Change, _ parse: (String) -> Value?
  ) throws(ChangeRefused) -> ExtractedField<Value>? {
    guard let text = change.value else { return nil }
    guard let value = parse(text) else {
      throw ChangeRefused(
        description: "\(change.field): the value cannot be read; write amounts as 12.50 and days as 2026-03-05")
    }
    return Self.byHand(value, text: text)
  }

  private mutating func confirmAll() {
    payer?.confirm()
    traceNumber?.confirm()
    date?.confirm()
    amount?.confirm()
    provider?.confirm()
    for index in providerAdjustments.indices {
      providerAdjustments[index].effect.confirm()
      providerAdjustments[index].reference?.confirm()
    }
    for kind in AmountKind.allCases { totals[kind]?.confirm() }
    for index in claims.indices { claims[index].confirm() }
  }
}

extension ExtractedClaim {
  fileprivate mutating func confirm() {
    patientControlNumber?.confirm()
    payerClaimNumber?.confirm()
    serviceDate?.confirm()
    for kind in AmountKind.allCases {
      amounts[kind]?.confirm()
      for line in lines.indices { lines[line].amounts[kind]?.confirm() }
    }
    for line in lines.indices { lines[line].procedure?.confirm() }
  }
}

extension ExtractedField {
  fileprivate mutating func confirm() {
    (readingConfidence, confirmations, contradictions) = (1, 0, 0)
    alternative = nil
  }
}

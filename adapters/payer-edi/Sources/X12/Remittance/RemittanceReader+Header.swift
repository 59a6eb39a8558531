// The header of an advice: BPR, TRN, CUR, the two parties and their references.

extension RemittanceReader {
  func takeHeader(_ segment: Segment) {
    guard loop.isBeforeClaims else {
      return note(.segmentOrder, "a header segment after the claims have begun; it was left out")
    }
    switch segment.tag {
    case .bpr: takePayment(segment)
    case .trn: takeTrace(segment)
    case .cur: takeCurrency(segment)
    default: takeParty(segment)
    }
  }

  private func takePayment(_ segment: Segment) {
    guard !hasPayment else { return note(.headerRepeated, "a second BPR: which payment is meant cannot be known") }
    hasPayment = true
    checkPayment(segment)
    facts.amount = money(segment, 2, isRequired: true) ?? 0
    if facts.amount < 0 { note(.paymentNegative, element: 2, "the payment is negative") }
    let direction = segment[3].stripped
    facts.isDebit = direction.equals("D")
    let isAllowed =
      direction.isEmpty && relaxes(.missingDirection, 3, "BPR03 is empty: the money goes to the payee, as allowed")
    if !facts.isDebit, !direction.equals("C"), !isAllowed {
      note(.directionUnknown, element: 3, "neither C (credit) nor D (debit): which way the money goes cannot be known")
    }
    facts.method = segment[4].stripped.text
    facts.originator = segment[10].trimmed.text
    facts.paymentDate = X12Date(segment[16])
    if facts.paymentDate == nil {
      note(.dateInvalid, element: 16, "the payment's date is missing or no day; the date of the file stands in")
    }
  }

  private func takeTrace(_ segment: Segment) {
    guard !hasTrace else { return note(.headerRepeated, "a second TRN: which payment is meant cannot be known") }
    checkLength(segment, 2, ValueLimits.identifier)
    checkLength(segment, 3, ValueLimits.identifier)
    facts.traceNumber = segment[2].trimmed.text
    facts.traceOriginator = segment[3].trimmed.text
    hasTrace = !facts.traceNumber.isEmpty
  }

  private func takeCurrency(_ segment: Segment) {
    let code = segment[2].stripped
    let isCode = code.count == 3 && (0..<3).allSatisfy { code[$0] &- 0x41 < 26 }
    guard isCode else { return note(.codeMalformed, element: 2, "no ISO 4217 currency code") }
    facts.currency = code.text
  }

  private func takeParty(_ segment: Segment) {
    if segment[1].equals("PR") || segment[1].equals("PE") { checkParty(segment) }
    let party = RemittanceParty(
      name: segment[2].trimmed.text, qualifier: segment[3].stripped.text, identifier: segment[4].trimmed.text)
    if segment[1].equals("PR") {
      loop = .payer
      facts.payer = party
    } else if segment[1].equals("PE") {
      loop = .payee
      facts.payee = party
    } else {
      loop = .otherParty
    }
  }

  func takeReference(_ segment: Segment) {
    checkDetail(segment)
    if loop.isInClaim {
      sink.detail(segment, in: loop)
    } else if loop == .header {
      let reference = HeaderReference(qualifier: segment[1].trimmed.text, value: segment[2].trimmed.text)
      let isWhole = !reference.qualifier.isEmpty && !reference.value.isEmpty
      if isWhole, facts.references.count < X12Limits.headerReferences { facts.references.append(reference) }
    } else if loop == .payer {
      takeReference(segment, of: &facts.payer)
    } else if loop == .payee {
      takeReference(segment, of: &facts.payee)
    }
  }

  private func takeReference(_ segment: Segment, of party: inout RemittanceParty) {
    let value = segment[2].trimmed.text
    if party.firstReference.isEmpty { party.firstReference = value }
    if segment[1].equals("TJ"), party.taxReference.isEmpty { party.taxReference = value }
  }
}

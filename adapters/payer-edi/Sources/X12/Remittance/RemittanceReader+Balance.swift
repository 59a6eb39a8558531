// Money and sums: amounts read exactly, three levels of balance, provider-level adjustments.

extension RemittanceReader {
  /// An amount in cents; nil, with a finding, where it cannot be read; nil where it is absent and need not be there.
  func money(_ segment: Segment, _ element: Int, isRequired: Bool) -> Int64? {
    switch Cents(segment[element]) {
    case .value(let cents): return cents
    case .missing:
      guard isRequired else { return nil }
      if segment.tag != .bpr, relaxes(.emptyAmounts, element, "an empty amount is zero, as allowed") { return 0 }
      note(.moneyMissing, element: element, "the amount is missing")
    case .notNumeric:
      if let amount = writtenAmount(segment, element) { return amount }
      note(.moneyNotNumeric, element: element, "the amount is no decimal number")
    case .tooPrecise: note(.moneyTooPrecise, element: element, "the amount has more than two decimals")
    case .tooLarge: note(.moneyTooLarge, element: element, "the amount is beyond the limit")
    }
    return nil
  }

  func sumTooLarge() { note(.moneyTooLarge, "a sum is beyond the limit") }

  func add(_ amount: Int64, group: ByteView) {
    guard let code = group.packed else { return }
    switch groupSums.add(amount, group: code) {
    case .added: break
    case .tooLarge: sumTooLarge()
    case .tooManyGroups:
      note(.tooManyGroups, element: 1, "more than \(X12Limits.adjustmentGroups) different adjustment groups")
    }
  }

  func endLine() {
    guard line.isOpen else { return }
    line.isOpen = false
    guard !line.isUnreadable else {
      claim.isUnreadable = true
      return
    }
    compare(.line, segment: line.segment, expected: line.charge - line.adjustments, found: line.paid)
  }

  func endClaim() {
    endLine()
    guard claim.isOpen else { return }
    claim.isOpen = false
    loop = .headerNumber
    if !claim.isUnreadable {
      compare(.claim, segment: claim.segment, expected: claim.charge - claim.adjustments, found: claim.paid)
    }
    sink.claimEnded(lastSegment: lastNumber)
  }

  /// ΣCLP04 − ΣPLB = BPR02, where a debit takes the money from the payee.
  func checkTransaction(segment: Int) {
    let expected = totals.paid - totals.providerAdjustments
    let found = facts.isDebit ? -facts.amount : facts.amount
    facts.isBalanced = expected == found
    compare(.transaction, segment: segment, expected: expected, found: found)
  }

  private func compare(_ level: Imbalance.Level, segment: Int, expected: Int64, found: Int64) {
    guard expected != found else { return }
    if expected.magnitude > UInt64(X12Limits.cents) { sumTooLarge() }
    facts.imbalanceCount += 1
    guard facts.imbalances.count < X12Limits.listedImbalances else { return }
    facts.imbalances.append(Imbalance(level: level, segment: segment, expected: expected, found: found))
  }
}

// MARK: - PLB

extension RemittanceReader {
  /// PLB: provider, fiscal period, then up to six pairs of a composite (reason, reference) and an amount.
  func takeProviderAdjustments(_ segment: Segment) {
    endClaim()
    closeSummary()
    loop = .summary
    let provider = segment[1].trimmed
    if provider.isEmpty { note(.elementMissing, element: 1, "the provider is missing") }
    checkLength(segment, 1, ValueLimits.identifier)
    let period = X12Date(segment[2])
    if period == nil { note(.dateInvalid, element: 2, "the fiscal period is missing or no day; it was left out") }
    for index in stride(from: 3, through: min(segment.elementCount - 1, 13), by: 2) {
      takePair(segment, at: index, provider: provider, period: period)
    }
    if segment.elementCount <= 3 { note(.adjustmentIncomplete, "the segment holds no adjustment") }
    if segment.elementCount > 15 {
      note(.adjustmentIncomplete, element: 15, "more than six adjustments in one segment")
    }
  }

  private func takePair(_ segment: Segment, at index: Int, provider: ByteView, period: X12Date?) {
    let composite = segment[index].trimmed
    if composite.isEmpty, segment[index + 1].stripped.isEmpty { return }
    let reason = composite.component(0, separator: componentSeparator).trimmed
    let reference = composite.component(1, separator: componentSeparator).trimmed
    guard !reason.isEmpty else {
      return note(.adjustmentIncomplete, element: index, "a provider adjustment without a reason code")
    }
    let hasMore = !composite.component(2, separator: componentSeparator).isEmpty
    if reason.count > 2 || !reason.isAlphanumeric || hasMore {
      note(.providerAdjustmentMalformed, element: index, "not a reason code of two characters and a reference")
    }
    if reason.count > ValueLimits.reason || reference.count > ValueLimits.identifier {
      note(.elementTooLong, element: index, "reason or reference is longer than any")
    }
    guard let amount = money(segment, index + 1, isRequired: true) else { return }
    if !totals.providerAdjustments.addCents(amount) { sumTooLarge() }
    guard facts.providerAdjustments.count < X12Limits.providerAdjustments else {
      return note(.tooManyProviderAdjustments, "more than \(X12Limits.providerAdjustments) provider adjustments")
    }
    facts.providerAdjustments.append(
      ProviderAdjustmentFact(
        provider: provider.text, fiscalPeriod: period, reason: reason.text, reference: reference.text, amount: amount))
  }
}

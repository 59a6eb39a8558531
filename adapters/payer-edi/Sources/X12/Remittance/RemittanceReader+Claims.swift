// Claims and service lines: CLP, SVC, CAS, AMT, DTM, REF.

extension RemittanceReader {
  func takeClaim(_ segment: Segment) {
    endClaim()
    loop = .claim
    if !hasPayment || !hasTrace { requireHeaderBeforeClaims() }
    claimCount += 1
    claim = OpenClaim(isOpen: true, segment: segment.number)
    if segment[1].trimmed.isEmpty { note(.elementAdvised, element: 1, "the patient control number is missing") }
    if segment[2].stripped.isEmpty { note(.elementMissing, element: 2, "the claim status is missing") }
    checkClaim(segment)
    claim.charge = money(segment, 3, isRequired: true) ?? unreadableClaim()
    claim.paid = money(segment, 4, isRequired: true) ?? unreadableClaim()
    let responsibility = money(segment, 5, isRequired: false) ?? 0
    if !totals.charge.addCents(claim.charge) || !totals.paid.addCents(claim.paid)
      || !totals.patientResponsibility.addCents(responsibility)
    {
      sumTooLarge()
    }
    sink.claimBegan(
      ClaimHeader(
        sequence: claimCount, charge: claim.charge, paid: claim.paid, patientResponsibility: responsibility,
        segment: segment))
  }

  func takeService(_ segment: Segment) {
    guard loop.isInClaim else { return note(.detailOutsideClaim, "a service line outside any claim") }
    endLine()
    loop = .service
    line = OpenLine(isOpen: true, segment: segment.number)
    checkService(segment)
    line.charge = money(segment, 2, isRequired: true) ?? unreadableLine()
    line.paid = money(segment, 3, isRequired: true) ?? unreadableLine()
    sink.serviceBegan(ServiceHeader(charge: line.charge, paid: line.paid, segment: segment))
  }

  /// CAS: a group, then up to six triplets of reason, amount and quantity.
  func takeAdjustments(_ segment: Segment) {
    guard loop.isInClaim else { return note(.detailOutsideClaim, "an adjustment outside any claim") }
    let group = segment[1].trimmed
    if !isCode(group) {
      note(
        .codeMalformed, element: 1, "the adjustment group is missing or is no code of up to eight letters and digits")
    }
    var index = 2
    while index < segment.elementCount, index <= 17 {
      takeTriplet(segment, at: index, group: group)
      index += 3
    }
    if segment.elementCount <= 2 { note(.adjustmentIncomplete, "the segment holds no adjustment") }
    if segment.elementCount > 20 {
      note(.adjustmentIncomplete, element: 20, "more than six adjustments in one segment")
    }
  }

  private func takeTriplet(_ segment: Segment, at index: Int, group: ByteView) {
    let reason = segment[index].trimmed
    var quantity = segment[index + 2].stripped
    if reason.isEmpty, quantity.isEmpty, segment[index + 1].stripped.isEmpty { return }
    if !quantity.isEmpty, !quantity.isPlainDecimal {
      note(.quantityInvalid, element: index + 2, "the quantity is no decimal number; it was left out")
      quantity = ByteView(base: quantity.base, count: 0)
    }
    guard !reason.isEmpty else {
      unreadableAdjustment()
      return note(.adjustmentIncomplete, element: index, "an adjustment without a reason code")
    }
    checkLength(segment, index, ValueLimits.reason)
    guard let amount = money(segment, index + 1, isRequired: true) else { return unreadableAdjustment() }
    add(amount, group: group)
    if loop == .service, !line.adjustments.addCents(amount) { sumTooLarge() }
    if !claim.adjustments.addCents(amount) { sumTooLarge() }
    sink.adjustment(
      AdjustmentView(group: group, reason: reason, amount: amount, quantity: quantity, flags: segment.flags))
  }

  func takeAmount(_ segment: Segment) {
    guard loop.isInClaim else { return }
    guard let amount = money(segment, 2, isRequired: true) else { return }
    checkLength(segment, 1, ValueLimits.code)
    guard !segment[1].trimmed.isEmpty else {
      return note(.elementAdvised, element: 1, "an amount without a qualifier was left out")
    }
    sink.amount(amount, segment: segment)
  }

  /// QTY: covered days, units that are not covered and the like. Nothing is added up from them.
  func takeQuantity(_ segment: Segment) {
    guard loop.isInClaim, !segment[1].trimmed.isEmpty, !segment[2].stripped.isEmpty else { return }
    checkLength(segment, 1, ValueLimits.code)
    guard segment[2].stripped.isPlainDecimal else {
      return note(.quantityInvalid, element: 2, "the quantity is no decimal number; it was left out")
    }
    sink.quantity(segment)
  }

  func takeDate(_ segment: Segment) {
    guard !segment[2].stripped.isEmpty else { return }
    let whole = segment[2].stripped.count == 8 ? X12Date(segment[2]) : shortDate(segment, 2)
    guard let date = whole else {
      return note(.dateInvalid, element: 2, "no day in the form CCYYMMDD; it was left out")
    }
    if loop.isInClaim {
      sink.date(date, qualifier: segment[1])
    } else if segment[1].equals("405") {
      facts.productionDate = date
    }
  }

  private func requireHeaderBeforeClaims() {
    if !hasPayment { note(.paymentMissing, "claims begin before any BPR") }
    if !hasTrace { note(.traceMissing, "claims begin before any TRN") }
    (hasPayment, hasTrace) = (true, true)
  }

  private func unreadableClaim() -> Int64 {
    claim.isUnreadable = true
    return 0
  }

  private func unreadableLine() -> Int64 {
    line.isUnreadable = true
    return 0
  }

  private func unreadableAdjustment() {
    claim.isUnreadable = true
    if loop == .service { line.isUnreadable = true }
  }

  private func isCode(_ bytes: ByteView) -> Bool { !bytes.isEmpty && bytes.count <= 8 && bytes.isAlphanumeric }
}

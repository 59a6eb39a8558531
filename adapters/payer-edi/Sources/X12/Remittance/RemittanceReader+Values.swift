// The lengths and shapes of values that are published. What is longer than any standard allows is damage, not data.

extension RemittanceReader {
  /// Reports a value that is longer than the limit.
  func checkLength(_ segment: Segment, _ element: Int, _ limit: Int) {
    if segment[element].count > limit { note(.elementTooLong, element: element, "longer than \(limit) bytes") }
  }

  func checkClaim(_ segment: Segment) {
    checkLength(segment, 1, ValueLimits.identifier)
    checkLength(segment, 2, ValueLimits.code)
    checkLength(segment, 6, ValueLimits.code)
    checkLength(segment, 7, ValueLimits.identifier)
    for element in [8, 9, 11] { checkLength(segment, element, ValueLimits.code) }
    if claimCount > X12Limits.claims { note(.tooManyClaims, "more than \(X12Limits.claims) claims in one set") }
  }

  func checkService(_ segment: Segment) {
    checkLength(segment, 1, ValueLimits.procedure)
    if segment[1].trimmed.isEmpty {
      if segment[4].trimmed.isEmpty { note(.elementMissing, element: 1, "the procedure is missing") }
    }
    checkLength(segment, 4, ValueLimits.identifier)
    checkLength(segment, 6, ValueLimits.procedure)
    if !segment[7].stripped.isEmpty, !segment[7].stripped.isPlainDecimal {
      note(.quantityInvalid, element: 7, "the units as billed are no decimal number; they were left out")
    }
    if !segment[5].stripped.isEmpty, !segment[5].stripped.isPlainDecimal {
      note(.numberInvalid, element: 5, "the units are no decimal number")
    }
  }

  /// Checks the texts of NM1, REF, LQ, MIA and MOA that are published.
  func checkDetail(_ segment: Segment) {
    switch segment.tag {
    case .nm1:
      checkLength(segment, 3, ValueLimits.name)
      checkLength(segment, 9, ValueLimits.identifier)
    case .ref:
      checkLength(segment, 1, ValueLimits.code)
      checkLength(segment, 2, ValueLimits.identifier)
    case .lq: checkLength(segment, 2, ValueLimits.remark)
    default: for index in 3..<max(3, min(24, segment.elementCount)) { checkLength(segment, index, ValueLimits.remark) }
    }
  }

  func checkPayment(_ segment: Segment) {
    checkLength(segment, 4, ValueLimits.code)
    checkLength(segment, 10, ValueLimits.identifier)
    if segment[4].stripped.isEmpty { note(.elementMissing, element: 4, "the payment method is missing") }
  }

  func checkParty(_ segment: Segment) {
    checkLength(segment, 2, ValueLimits.name)
    checkLength(segment, 4, ValueLimits.identifier)
  }
}

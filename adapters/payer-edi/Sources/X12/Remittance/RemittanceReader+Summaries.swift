// What an advice says beside its payment and its claims: contacts (PER), delivery (RDM), sums by provider (TS3, TS2).

/// Somebody to ask (PER of loop 1000A).
package struct ContactFact: Sendable, Equatable {
  /// PER01 and PER02.
  package var function: String
  package var name: String
  /// PER03 to PER08 in pairs.
  package var numbers: [HeaderReference]
}

/// How the advice is delivered (RDM).
package struct DeliveryFact: Sendable, Equatable {
  package var method: String
  package var name: String
  package var address: String
}

/// Sums over the claims of one LX, as the payer states them: TS3 and, for Medicare, TS2.
package struct ProviderSummaryFact: Sendable, Equatable {
  /// The TS3's segment number.
  package var segment: Int
  /// TS301, TS302, TS303.
  package var provider: String
  package var facilityCode: String
  package var fiscalPeriod: X12Date?
  /// TS304 and TS305, where they can be read.
  package var claimCount: Int?
  package var charge: Int64?
  /// TS306 to TS324 and TS201 to TS219, each by its element, verbatim.
  package var values: [HeaderReference] = []
}

/// The TS3 whose claims are being read, and where their sums began.
struct OpenSummary {
  var segment = 0
  var claimCount: Int?
  var charge: Int64?
  var claimsBefore = 0
  var chargeBefore: Int64 = 0
}

extension RemittanceReader {
  func takeContact(_ segment: Segment) {
    guard loop == .payer ? facts.contacts.count < X12Limits.contacts : loop == .claim else { return }
    let isTooLong =
      [2, 4, 6, 8].contains { segment[$0].count > ValueLimits.contact }
      || [1, 3, 5, 7].contains { segment[$0].count > ValueLimits.code }
    if isTooLong { return note(.contactInvalid, "a value is longer than any; the contact was left out") }
    if loop == .claim { return sink.detail(segment, in: loop) }
    let numbers = [3, 5, 7].map {
      HeaderReference(qualifier: segment[$0].trimmed.text, value: segment[$0 + 1].trimmed.text)
    }
    facts.contacts.append(
      ContactFact(
        function: segment[1].trimmed.text, name: segment[2].trimmed.text,
        numbers: numbers.filter { !$0.qualifier.isEmpty && !$0.value.isEmpty }))
  }

  func takeDelivery(_ segment: Segment) {
    guard loop == .payee, facts.delivery == nil, !segment[1].trimmed.isEmpty else { return }
    checkLength(segment, 1, ValueLimits.code)
    for element in [2, 3] { checkLength(segment, element, ValueLimits.contact) }
    facts.delivery = DeliveryFact(
      method: segment[1].trimmed.text, name: segment[2].trimmed.text, address: segment[3].trimmed.text)
  }

  /// TS3: provider, facility, fiscal period, number of claims, their charge, and sums that Medicare wants.
  func takeProviderSummary(_ segment: Segment) {
    guard loop == .headerNumber else { return note(.segmentOrder, "not between an LX and its claims; it was left out") }
    for element in [1, 2] { checkLength(segment, element, ValueLimits.identifier) }
    var summary = ProviderSummaryFact(
      segment: segment.number, provider: segment[1].trimmed.text, facilityCode: segment[2].trimmed.text,
      fiscalPeriod: X12Date(segment[3]), claimCount: segment[4].integer, charge: Cents.amount(of: segment[5]))
    openSummary = OpenSummary(
      segment: segment.number, claimCount: summary.claimCount, charge: summary.charge, claimsBefore: claimCount,
      chargeBefore: totals.charge)
    guard facts.summaries.count < X12Limits.providerSummaries else {
      return note(.listTooLong, "more than \(X12Limits.providerSummaries) sums by provider; the rest is left out")
    }
    summary.values = values(of: segment, from: 6)
    facts.summaries.append(summary)
  }

  /// TS2: more sums to the TS3 before it.
  func takeMedicareSummary(_ segment: Segment) {
    guard loop == .headerNumber, let last = facts.summaries.indices.last,
      facts.summaries[last].segment == segment.number - 1
    else { return }
    facts.summaries[last].values += values(of: segment, from: 1)
  }

  /// The sums of the claims below a TS3 are known: are they what it says?
  func closeSummary() {
    guard let summary = openSummary else { return }
    openSummary = nil
    let claims = claimCount - summary.claimsBefore
    if let stated = summary.claimCount, stated != claims {
      note(.summaryMismatch, "TS304 of segment \(summary.segment) is not the number of claims below it, \(claims)")
    }
    if let stated = summary.charge, stated != totals.charge - summary.chargeBefore {
      note(.summaryMismatch, "TS305 of segment \(summary.segment) is not the charge of the claims below it")
    }
  }

  private func values(of segment: Segment, from first: Int) -> [HeaderReference] {
    var values: [HeaderReference] = []
    for element in first..<max(first, min(segment.elementCount, 25)) {
      let value = segment[element].stripped
      guard !value.isEmpty else { continue }
      guard value.isPlainDecimal else {
        note(.quantityInvalid, element: element, "no decimal number; it was left out")
        continue
      }
      values.append(
        HeaderReference(qualifier: "\(segment.tag.name)\(element < 10 ? "0" : "")\(element)", value: value.text))
    }
    return values
  }
}

extension Cents {
  /// The amount, where it can be read.
  fileprivate static func amount(of view: ByteView) -> Int64? {
    if case .value(let cents) = Cents(view) { cents } else { nil }
  }
}

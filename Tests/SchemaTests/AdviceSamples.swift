// Samples of what adapters and billing publish.

import PaymentEvents

private let digest = BodySample.digest
private let day = LocalDate(daysSinceEpoch: 20_514)
private let week = DateRange(from: day, to: day.adding(days: 6))
private let remittance = EventID(tenant: "riverside", digest: digest, position: "1", type: "r")

func documentSamples() throws -> [BodySample] {
  let image = DocumentReceived(digest: BodySample.digest, mediaType: "image/tiff")
  let source = DepositReceived.Source(digest: BodySample.digest, recordRange: [2, 2])
  return [
    BodySample(full: image, minimal: image), try extractedSample(), correctionSample(),
    BodySample(
      full: DocumentIndexed(
        fileName: "a.tif", lockbox: "4711", batch: "1", item: "2", page: "3", account: "10", traceNumber: "77",
        amount: try Money(cents: 5), currency: "USD",
        source: DepositReceived.Source(digest: BodySample.digest, fileNumber: 2, recordRange: [2, 2])),
      minimal: DocumentIndexed(fileName: "a.tif", source: source)),
  ]
}

private func extractedSample() throws -> BodySample {
  let field = DocumentExtracted.Field(
    name: "paid", claim: 1, line: 2, value: "1", amount: try Money(cents: 5), text: "0.05", page: 1, box: [1, 2, 3, 4],
    confidence: 9_999)
  return BodySample(
    full: DocumentExtracted(
      digest: digest, revision: 2, outcome: .published, mediaType: "image/tiff", pages: 1, kind: "eob",
      template: "generic 1", reasons: ["why"], refusal: "empty", payer: "p", traceNumber: "7",
      amount: try Money(cents: 5), remittance: remittance, confirmedBy: "ann", fields: [field], fieldCount: 1,
      pageImages: [digest]),
    minimal: DocumentExtracted(
      digest: digest, revision: 1, outcome: .refused, mediaType: "image/tiff", pages: 0, kind: "other"))
}

private func correctionSample() -> BodySample {
  let change = DocumentCorrectionRequested.Change(field: "paid", claim: 1, value: "0.05")
  return BodySample(
    full: DocumentCorrectionRequested(
      digest: digest, revision: 1, requestedBy: "ann", reason: "why", changes: [change]),
    minimal: DocumentCorrectionRequested(
      digest: digest, revision: 1, requestedBy: "ann", reason: "why", changes: []))
}

private func missingFile() throws -> BodySample {
  let missing = FileMissing(
    expectation: "larkspur", files: "larkspur-*.835", dueOn: LocalDate(daysSinceEpoch: 20_000),
    dueAt: Instant(milliseconds: 1_728_000_000_000))
  return BodySample(full: missing, minimal: missing)
}

func intakeSamples() throws -> [BodySample] {
  let finding = FileRejected.Finding(
    severity: "error", rule: "segment-count", message: "SE01 is wrong", segment: 4, byteOffset: 311, element: "SE01")
  return [
    BodySample(
      full: FileReceived(
        digest: digest, size: 4_096, format: "x12", fileName: "a.zip/a.835", container: digest,
        arrivedAt: Instant(milliseconds: 0), duplicate: false, events: 2),
      minimal: FileReceived(
        digest: digest, size: 0, format: "unknown", fileName: "a", arrivedAt: Instant(milliseconds: 1),
        duplicate: true, events: 0)),
    try missingFile(),
    BodySample(
      full: FileRejected(
        digest: digest, format: "x12", scope: "set", position: "set 2", reason: "unreadable", findings: [finding],
        findingCount: 1),
      minimal: FileRejected(
        digest: digest, format: "x12", scope: "file", position: nil, reason: "unreadable", findings: [],
        findingCount: 0)),
  ]
}

func remittanceSample() throws -> BodySample {
  let cents = try Money(cents: 125_340)
  let none = RemittanceReceived.Totals(charge: .zero, paid: .zero, patientResponsibility: .zero, adjustments: [:])
  let source = RemittanceReceived.Source(
    digest: digest, interchange: "000000905", group: "905", transaction: "0001", segmentRange: [3, 61])
  let full = RemittanceReceived(
    traceNumber: "TRN-1", traceOriginator: "1512345678", currency: "USD",
    payment: .init(amount: cents, direction: .credit, method: "ACH", date: day, originator: "1512345678"),
    payer: .init(name: "LAKESHORE", identifier: "60054"),
    payee: .init(name: "RIVERSIDE", identifier: "1999999984", taxIdentifier: "990000001"), claimCount: 2, pages: 1,
    totals: .init(charge: cents, paid: cents, patientResponsibility: .zero, adjustments: ["CO": cents.negated]),
    providerAdjustments: [
      .init(provider: "1999999984", fiscalPeriod: day, reason: "WO", reference: "R-1", amount: cents.negated)
    ],
    balance: .init(
      balanced: false, findings: [.init(level: "claim", segment: 9, expected: cents, found: .zero)], findingCount: 1),
    references: [.init(qualifier: "EV", value: "R-1")], productionDate: day,
    contacts: [.init(function: "CX", name: "DESK", numbers: [.init(qualifier: "TE", value: "5550100")])],
    delivery: .init(method: "EM", name: "RIVERSIDE", address: "era@example.org"),
    providerSummaries: [
      .init(
        provider: "1999999984", facilityCode: "11", fiscalPeriod: day, claimCount: 2, charge: cents,
        values: [.init(element: "TS313", value: "12.5")], segment: 12)
    ], extraction: .init(document: digest, template: "generic 1", confidence: 9_950, confirmedBy: "ann"),
    source: source)
  let minimal = RemittanceReceived(
    traceNumber: "TRN-1", traceOriginator: nil, currency: "USD",
    payment: .init(amount: .zero, direction: .debit, method: "NON", date: nil),
    payer: .init(name: nil, identifier: nil), payee: .init(name: nil, identifier: nil, taxIdentifier: nil),
    claimCount: 0, pages: 0, totals: none, providerAdjustments: [],
    balance: .init(balanced: true, findings: [], findingCount: 0), source: source)
  return BodySample(full: full, minimal: minimal)
}

func claimsSample() throws -> BodySample {
  let cents = try Money(cents: -60_000)
  let adjustment = Adjustment(group: "CO", reason: "45", amount: cents, quantity: "-0.5", derived: true)
  let line = ServiceLine(
    procedure: "HC:99213", charge: cents, paid: cents, dates: week, adjustments: [adjustment], remarks: ["N130"],
    controlNumber: "L1", revenueCode: "0450", originalProcedure: "HC:99214", originalUnits: "2",
    renderingProvider: "1999999992", amounts: [.init(qualifier: "B6", amount: cents)],
    quantities: [.init(qualifier: "ZK", value: "1.5")], references: [.init(qualifier: "G1", value: "A-1")])
  let claim = Claim(
    sequence: 1, patientControlNumber: "PCN-1", payerClaimNumber: "20260601", status: "22", charge: cents, paid: cents,
    patientResponsibility: .zero, filingIndicator: "12", memberIdentifier: "X1", renderingProvider: "1999999992",
    correctedIdentifier: "X2", correctedPayer: .init(name: "FIRST", identifier: "1"),
    crossoverCarrier: .init(name: "NEXT", identifier: "2"), otherSubscriberIdentifier: "X3", facilityCode: "11",
    frequency: "1", diagnosisGroup: "470", receivedDate: day, dates: week, adjustments: [adjustment],
    adjudication: [.init(element: "MIA04", value: "12.5")], quantities: [.init(qualifier: "CA", value: "3")],
    contacts: [.init(function: "CX", name: "DESK", numbers: [.init(qualifier: "TE", value: "5550100")])],
    remarks: ["MA01"], amounts: [.init(qualifier: "I", amount: cents)],
    references: [.init(qualifier: "EA", value: "M-1")], services: [line], segmentRange: [4, 9])
  let bare = Claim(
    sequence: 1, patientControlNumber: "", payerClaimNumber: nil, status: "1", charge: .zero, paid: .zero,
    patientResponsibility: .zero, adjustments: [], services: [], segmentRange: [4, 4])
  return BodySample(
    full: RemittanceClaimsReceived(
      remittance: remittance, traceNumber: "TRN-1", currency: "USD", page: 1, pages: 2, claims: [claim]),
    minimal: RemittanceClaimsReceived(
      remittance: remittance, traceNumber: "TRN-1", currency: "USD", page: 1, pages: 1, claims: [bare]))
}

func chargeAndDepositSamples() throws -> [BodySample] {
  let cents = try Money(cents: 7_500)
  return [
    BodySample(
      full: ChargePosted(
        patientControlNumber: "PCN-1", patient: .init(reference: "A-1"), amount: cents, currency: "USD",
        chargeDate: day, facility: "MAIN", costCenter: "C2", payers: ["60054"],
        services: [.init(procedure: "HC:99213", charge: cents, units: "1", dates: week)]),
      minimal: ChargePosted(
        patientControlNumber: "PCN-1", patient: .init(reference: "A-1"), amount: cents, currency: "USD",
        chargeDate: day, payers: [])),
    BodySample(
      full: DepositReceived(
        amount: cents, currency: "USD", valueDate: day, account: "0099", kind: .check, format: "bai2",
        traceNumber: "445", traceOriginator: "1512345678", payer: .init(name: "LAKESHORE", identifier: "1512345678"),
        reference: "R", typeCode: "115", text: "LOCKBOX", items: [.init(amount: cents, reference: "10442")],
        receipt: .patient, isIntraday: true, fee: cents,
        source: .init(digest: digest, fileNumber: 2, recordRange: [4, 5])),
      minimal: DepositReceived(
        amount: cents, currency: "USD", valueDate: day, account: "0099", kind: .other, format: "nacha",
        source: .init(digest: digest, recordRange: [4, 5]))),
    BodySample(
      full: DepositReturned(
        kind: .return, amount: cents, currency: "USD", valueDate: day, account: "0099", format: "nacha", reason: "R01",
        originalReference: "091000010000001", traceNumber: "445", payerIdentifier: "1512345678", reference: "R",
        typeCode: "26", text: "NSF", source: .init(digest: digest, fileNumber: 2, recordRange: [4, 5])),
      minimal: DepositReturned(
        kind: .reversal, amount: cents, currency: "USD", valueDate: day, account: "0099", format: "bai2",
        source: .init(digest: digest, recordRange: [4, 5]))),
  ]
}

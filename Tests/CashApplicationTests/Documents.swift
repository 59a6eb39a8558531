// Documents for the tests: a clinic, its payers `p1` (1111) and `p2` (2222), and bank account 001 booked from NACHA.

import CashRules
import PaymentEvents

func money(_ cents: Int64) throws -> Money { try Money(cents: cents) }

struct NoSuchDay: Error {}

func day(_ iso: String) throws -> LocalDate {
  guard let date = LocalDate(iso: iso) else { throw NoSuchDay() }
  return date
}

func event<Body: EventBody>(_ id: String, _ data: Body) throws -> EncodedEvent {
  let context = EventContext(
    id: EventID(id), source: "/tests", subject: id, time: Instant(startOf: try day("2026-03-01")), tenant: "clinic",
    correlationID: "file of \(id)")
  return try Event(context, data: data).encoded()
}

func charge(_ pcn: String, _ amount: Int64, payers: [String] = ["1111"]) throws -> EncodedEvent {
  try event(
    "charge-\(pcn)",
    ChargePosted(
      patientControlNumber: pcn, patient: .init(reference: "r"), amount: money(amount), currency: "USD",
      chargeDate: day("2026-02-01"), payers: payers))
}

func deposit(
  _ amount: Int64, trace: String? = "T1", payer: String? = "1111", account: String = "001"
) throws -> EncodedEvent {
  try deposit("deposit", amount, trace: trace, payer: payer, account: account)
}

func deposit(
  _ id: String, _ amount: Int64, trace: String? = "T1", payer: String? = "1111", account: String = "001",
  format: String = "nacha", file: String = "d2", fileNumber: Int? = nil
) throws -> EncodedEvent {
  try event(
    id,
    DepositReceived(
      amount: money(amount), currency: "USD", valueDate: day("2026-03-03"), account: account, kind: .ach,
      format: format, traceNumber: trace, payer: .init(name: nil, identifier: payer),
      source: .init(digest: file, fileNumber: fileNumber, recordRange: [3, 4])))
}

func claim(
  _ pcn: String, status: String = "1", charge: Int64, paid: Int64, _ adjustments: [(String, String, Int64)] = [],
  sequence: Int = 1
) throws -> Claim {
  Claim(
    sequence: sequence, patientControlNumber: pcn, payerClaimNumber: "PC-1", status: status, charge: try money(charge),
    paid: try money(paid), patientResponsibility: .zero,
    adjustments: try adjustments.map { Adjustment(group: $0.0, reason: $0.1, amount: try money($0.2)) }, services: [],
    segmentRange: [10, 20])
}

/// A header and its pages, a list of claims each.
struct Advice {
  var id = "advice"
  var trace = "T1"
  var payer = "1111"
  var amount: Int64
  var pages: [[Claim]] = []
  var adjustments: [(String, Int64, String)] = []
  var date = "2026-03-02"
  /// Whether it was read from paper: without a payee, and marked.
  var isExtracted = false

  var header: EncodedEvent {
    get throws {
      let claims = pages.flatMap { $0 }
      return try event(
        id,
        RemittanceReceived(
          traceNumber: trace, traceOriginator: nil, currency: "USD",
          payment: .init(amount: money(amount), direction: .credit, method: "ACH", date: day(date)),
          payer: .init(name: nil, identifier: payer),
          payee: .init(
            name: nil, identifier: isExtracted ? nil : "NPI", taxIdentifier: isExtracted ? nil : "99"),
          claimCount: claims.count, pages: pages.count,
          totals: .init(
            charge: claims.map(\.charge).total(), paid: claims.map(\.paid).total(), patientResponsibility: .zero,
            adjustments: [:]),
          providerAdjustments: adjustments.map {
            .init(provider: "NPI", fiscalPeriod: nil, reason: $0.0, reference: $0.2, amount: try money($0.1))
          }, balance: .init(balanced: true, findings: [], findingCount: 0),
          extraction: isExtracted ? .init(document: "d1", template: "generic 2", confidence: 9_990) : nil,
          source: .init(digest: "d1", interchange: "1", group: "1", transaction: "1", segmentRange: [1, 40])))
    }
  }

  func page(_ number: Int) throws -> EncodedEvent {
    try event(
      "\(id)-page-\(number)",
      RemittanceClaimsReceived(
        remittance: EventID(id), traceNumber: trace, currency: "USD", page: number, pages: pages.count,
        claims: pages[number - 1]))
  }

  var events: [EncodedEvent] {
    get throws { try [header] + pages.indices.map { try page($0 + 1) } }
  }

  /// 200.00 charged, 150.00 paid, 30.00 contractual, 20.00 deductible.
  static func simple(id: String = "advice", trace: String = "T1") throws -> Advice {
    Advice(
      id: id, trace: trace, amount: 150_00,
      pages: [[try claim("A", charge: 200_00, paid: 150_00, [("CO", "45", 30_00), ("PR", "1", 20_00)])]])
  }
}

// Documents for the tests, and short ways to read what was booked.

import CashRules
import Ledger
import PaymentEvents

func cents(_ amount: Int64) throws -> Money { try Money(cents: amount) }

func date(_ iso: String) throws -> LocalDate {
  guard let date = LocalDate(iso: iso) else { throw LedgerError.day(iso) }
  return date
}

func directory() throws -> PayerDirectory {
  try PayerDirectory([
    .init(key: "p1", names: ["First Health"], identifiers: ["1111"]),
    .init(key: "p2", names: ["Second Mutual"], identifiers: ["2222"]),
    .init(key: "p3", identifiers: ["3333"]),
  ])
}

func payer(_ key: String) -> Payer { Payer(key: key, isListed: true) }

func charge(
  _ pcn: String, _ amount: Int64, payers: [String] = ["p1"], id: String? = nil, dates: DateRange? = nil
) throws -> Charge {
  Charge(
    id: EventID(id ?? "charge-\(pcn)"), patientControlNumber: pcn, amount: try cents(amount),
    payers: payers.map(payer), dates: dates, facility: "north", costCenter: "cc-7")
}

/// `CO-45` and so on, with an amount.
func adjustments(_ list: [(String, Int64)]) throws -> [Adjustment] {
  try list.map { code, amount in
    let parts = code.split(separator: "-", maxSplits: 1)
    return Adjustment(group: String(parts[0]), reason: String(parts[1]), amount: try cents(amount))
  }
}

func claim(
  _ pcn: String, status: String = "1", charge: Int64, paid: Int64, _ list: [(String, Int64)] = [],
  sequence: Int = 1, payerClaim: String? = "PC-1", services: [ServiceLine] = [], dates: DateRange? = nil
) throws -> Claim {
  Claim(
    sequence: sequence, patientControlNumber: pcn, payerClaimNumber: payerClaim, status: status,
    charge: try cents(charge), paid: try cents(paid), patientResponsibility: .zero, dates: dates,
    adjustments: try adjustments(list), services: services, segmentRange: [10, 20])
}

func reference(_ trace: String, payer key: String = "p1", isListed: Bool = true) -> AdviceReference {
  AdviceReference(
    remittance: EventID("advice-\(trace)"), payer: Payer(key: key, isListed: isListed), trace: trace,
    digest: "d1", payee: "990001")
}

func plb(_ reason: String, _ amount: Int64, reference: String? = nil) throws -> RemittanceReceived.ProviderAdjustment {
  RemittanceReceived.ProviderAdjustment(
    provider: "NPI-1", fiscalPeriod: try date("2026-12-31"), reason: reason, reference: reference,
    amount: try cents(amount))
}

func advice(
  _ trace: String, payer identifier: String = "1111", amount: Int64, claims: [Claim] = [],
  adjustments: [RemittanceReceived.ProviderAdjustment] = [], balanced: Bool = true,
  direction: RemittanceReceived.Direction = .credit
) throws -> RemittanceReceived {
  RemittanceReceived(
    traceNumber: trace, traceOriginator: nil, currency: "USD",
    payment: .init(amount: try cents(amount), direction: direction, method: "ACH", date: try date("2026-03-02")),
    payer: .init(name: nil, identifier: identifier),
    payee: .init(name: "Clinic", identifier: "NPI-1", taxIdentifier: "990001"),
    claimCount: claims.count, pages: claims.isEmpty ? 0 : 1,
    totals: .init(
      charge: try claims.map(\.charge).total(), paid: try claims.map(\.paid).total(), patientResponsibility: .zero,
      adjustments: [:]),
    providerAdjustments: adjustments, balance: .init(balanced: balanced, findings: [], findingCount: 0),
    source: .init(digest: "d1", interchange: "1", group: "1", transaction: "1", segmentRange: [1, 40]))
}

func deposit(
  _ amount: Int64, trace: String?, payer identifier: String? = "1111", account: String = "001"
) throws -> DepositReceived {
  DepositReceived(
    amount: try cents(amount), currency: "USD", valueDate: try date("2026-03-03"), account: account, kind: .ach,
    format: "nacha", traceNumber: trace, payer: .init(name: nil, identifier: identifier),
    source: .init(digest: "d2", recordRange: [3, 4]))
}

/// Debits less credits by account, in cents, without accounts at zero.
func balances(_ entries: [Entry]) -> [String: Int64] {
  var sums: [String: Int64] = [:]
  for entry in entries { sums[entry.account.path, default: 0] += entry.net.cents }
  return sums.filter { $0.value != 0 }
}

/// The sums that the worked example writes: `D account` and `C account`, gross.
func sides(_ entries: [Entry]) -> [String: Int64] {
  var sums: [String: Int64] = [:]
  for entry in entries {
    let debit = !entry.debit.isZero
    sums["\(debit ? "D" : "C") \(entry.account.path)", default: 0] += (debit ? entry.debit : entry.credit).cents
  }
  return sums
}

extension ClaimDecision {
  /// The reason that holds the claim.
  var reason: HoldReason? { if case .hold(let item) = self { item.reason } else { nil } }
  /// The posting.
  var posting: ClaimPosting? { if case .post(let posting) = self { posting } else { nil } }
}

enum AR {
  static let p1 = "assets:receivable:payer:p1"
  static let p2 = "assets:receivable:payer:p2"
  static let patient = "assets:receivable:patient"
}

enum Accounts {
  static let cash = "assets:bank:001"
  static let allowance = "income:contractual-allowance"
  static let revenue = "income:gross-revenue"
  static let interest = "income:interest"
  static let owed = "liabilities:owed-to-payer:p1"
  static let suspense = "assets:take-back-suspense:p1"
  static let unidentified = "liabilities:unidentified-receipts"
  static func clearing(_ trace: String, _ payer: String = "p1") -> String { "liabilities:clearing:\(payer):\(trace)" }
}

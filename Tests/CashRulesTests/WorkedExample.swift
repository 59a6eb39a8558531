// The documents of the worked example: two payers, a correction with a forwarded balance, a refund. All in cents.

import CashRules
import PaymentEvents

enum WorkedExample {
  static func charge1() throws -> Document { .charge(try charge("PCN-1", 100_000, payers: ["p1", "p2"])) }
  static func charge2() throws -> Document { .charge(try charge("PCN-2", 10_000)) }

  static func adviceA() throws -> Document {
    let claims = [
      try claim("PCN-1", charge: 100_000, paid: 64_000, [("CO-45", 20_000), ("PR-1", 10_000), ("PR-2", 6_000)])
    ]
    return .advice(try advice("A", amount: 64_000, claims: claims), claims)
  }
  static func depositA() throws -> Document { .deposit(try deposit(64_000, trace: "A")) }

  static func adviceB() throws -> Document {
    let claims = [
      try claim(
        "PCN-1", status: "2", charge: 100_000, paid: 11_000, [("OA-23", 84_000), ("CO-45", 2_000), ("PR-3", 3_000)],
        payerClaim: "PC-9")
    ]
    return .advice(try advice("B", payer: "2222", amount: 11_000, claims: claims), claims)
  }
  static func depositB() throws -> Document { .deposit(try deposit(11_000, trace: "B", payer: "2222")) }
  static func patientPays() -> Document { .patientPayment(3_000, claim: "PCN-1") }

  static func adviceC() throws -> Document {
    let claims = [
      try claim(
        "PCN-1", status: "22", charge: -100_000, paid: -64_000,
        [("CO-45", -20_000), ("PR-1", -10_000), ("PR-2", -6_000)]),
      try claim(
        "PCN-1", charge: 100_000, paid: 60_000, [("CO-45", 25_000), ("PR-1", 9_000), ("PR-2", 6_000)], sequence: 2),
    ]
    return .advice(
      try advice("C", amount: 0, claims: claims, adjustments: [plb("FB", -4_000, reference: "C")]), claims)
  }

  static func adviceD() throws -> Document {
    let claims = [try claim("PCN-2", charge: 10_000, paid: 10_000, payerClaim: "PC-2")]
    let adjustments = [try plb("FB", 4_000, reference: "C"), try plb("L6", -50)]
    return .advice(try advice("D", amount: 6_050, claims: claims, adjustments: adjustments), claims)
  }
  static func depositD() throws -> Document { .deposit(try deposit(6_050, trace: "D")) }
  static func refund() -> Document { .refund(1_000, payer: "p2", claim: "PCN-1") }

  static func all() throws -> [Document] {
    [
      try charge1(), try adviceA(), try depositA(), try depositB(), try adviceB(), patientPays(), try adviceC(),
      try charge2(), try adviceD(), try depositD(), refund(),
    ]
  }

  /// Every account that is not zero in the end: cash = revenue − allowance + interest.
  static let end: [String: Int64] = [
    Accounts.cash: 83_050, Accounts.revenue: -110_000, Accounts.allowance: 27_000, Accounts.interest: -50,
  ]
}

// Order of arrival does not matter.

import CashRules
import PaymentEvents
import SeededRandom
import Testing

/// Any order of arrival ends with the same balances.
@Suite struct OrderTests {
  /// The worked example and, beside it: a deposit of an unknown payer, one that is too large, a take-back that comes
  /// before its item and is larger, a reversal with an identical repayment, a denial, three payers, and claims that
  /// are held for good.
  private func documents() throws -> [Document] {
    var all = try WorkedExample.all()
    all.append(.charge(try charge("PCN-3", 50_000, payers: ["p1", "p2", "p3"])))
    for (trace, payer, status, list) in [
      ("E", "1111", "1", [("CO-45", 5_000), ("PR-1", 25_000)]),
      ("F", "2222", "2", [("OA-23", 25_000), ("PR-2", 5_000)]),
      ("G", "3333", "3", [("OA-23", 45_000), ("CO-16", 1_000), ("PR-3", -1_000)]),
    ] as [(String, String, String, [(String, Int64)])] {
      let paid = 50_000 - list.map(\.1).reduce(0, +)
      let claims = [try claim("PCN-3", status: status, charge: 50_000, paid: paid, list)]
      all.append(.advice(try advice(trace, payer: payer, amount: paid, claims: claims), claims))
      // E's money has no payer; F's is too large; G's is exact.
      all.append(
        .deposit(try deposit(trace == "F" ? paid + 700 : paid, trace: trace, payer: trace == "E" ? nil : payer)))
    }
    let repaid = try claim("PCN-4", charge: 9_000, paid: 9_000)
    let reversed = try claim("PCN-4", status: "22", charge: -9_000, paid: -9_000, payerClaim: "PC-R")
    all.append(.charge(try charge("PCN-4", 9_000)))
    all += [
      .advice(try advice("H", amount: 9_000, claims: [repaid]), [repaid]), .deposit(try deposit(9_000, trace: "H")),
    ]
    var again = repaid
    again.sequence = 2
    let both = [reversed, again]
    all.append(
      .advice(try advice("I", amount: 0, claims: both), both))
    let lost = try claim("PCN-404", charge: 1_000, paid: 1_000)
    all += [.advice(try advice("J", amount: 1_000, claims: [lost]), [lost]), .deposit(try deposit(1_000, trace: "J"))]
    all += [
      .advice(try advice("K", amount: 0, adjustments: [plb("WO", 3_000, reference: "PC-7"), plb("CT", -3_000)]), []),
      .advice(try advice("L", amount: 2_000, adjustments: [plb("WO", -2_000, reference: "PC-7")]), []),
      .deposit(try deposit(2_000, trace: "L")),
      .advice(try advice("M", amount: 500, adjustments: [plb("72", -500, reference: "PC-7")]), []),
      .deposit(try deposit(500, trace: "M")),
    ]
    return all
  }

  @Test func anyOrderEndsInTheSameBalances() throws {
    let documents = try documents()
    var expected = try Books()
    for document in documents { try expected.take(document) }
    let end = balances(expected.entries)
    #expect(end[Accounts.suspense] == 500)
    #expect(end[Accounts.unidentified] == -700)
    #expect(end[Accounts.clearing("J")] == -1_000)
    #expect(end[Accounts.clearing("H")] == nil && end[Accounts.clearing("I")] == nil)
    #expect(expected.held == ["J/1": .claimNotFound])
    var random = SeededGenerator(seed: 20_260_302)
    for _ in 0..<200 {
      let order = documents.shuffled(using: &random)
      var books = try Books()
      for document in order { try books.take(document) }
      #expect(balances(books.entries) == end)
      #expect(books.held == expected.held)
    }
  }

  @Test func anyOrderOfOpenItemMovementsEndsInTheSameBalances() throws {
    let rules = RuleBook()
    let key = OpenItemKey(payer: "p1", taxIdentifier: "", provider: "N", reference: "R")
    var random = SeededGenerator(seed: 7)
    for _ in 0..<300 {
      let amounts = (0..<6).map { _ in Int64.random(in: -50...50, using: &random) * 100 }
      var sums = OpenItemSums.none
      var entries: [Entry] = []
      for amount in amounts {
        let adjustments = [try plb("WO", amount, reference: "R")]
        let advice = AdviceReference(
          remittance: EventID("x"), payer: payer("p1"), trace: "T", digest: "d", payee: "")
        let itemKey = OpenItemKey(payer: "p1", taxIdentifier: "", provider: "NPI-1", reference: "R")
        let posting = try rules.bookProviderAdjustments(
          adjustments, advice: advice, items: [itemKey: sums], evidence: "e")
        sums = posting.items[itemKey] ?? sums
        entries += posting.booking.entries
        let net = try (sums.credits - sums.debits).cents
        #expect(-(balances(entries)[Accounts.owed] ?? 0) == max(0, net))
        #expect((balances(entries)[Accounts.suspense] ?? 0) == max(0, -net))
      }
      #expect(try sums.credits - sums.debits == cents(-amounts.reduce(0, +)))
    }
    #expect(key.text == "2:p1,0:,1:N,1:R")
  }
}

// What an unmatched deposit may pay: what fits, what does not, and in which order it is named.

import CashRules
import PaymentEvents
import Testing

@Suite struct CandidateTests {
  let rules = RuleBook()

  private func deposit(
    _ amount: Int64, id: String = "d", trace: String? = "LHP12345", payer key: String? = "p1",
    on day: String = "2026-03-04"
  ) throws -> DepositCandidate {
    DepositCandidate(
      id: EventID(id), trace: trace, payer: key.map { payer($0) }, amount: try cents(amount), valueDate: try date(day))
  }

  private func advice(
    _ id: String, _ amount: Int64, trace: String, payer key: String = "p1", on day: String? = "2026-03-04"
  ) throws -> AdviceCandidate {
    AdviceCandidate(
      id: EventID(id), trace: trace, payer: payer(key), amount: try cents(amount), date: try day.map { try date($0) })
  }

  private func found(
    _ deposit: DepositCandidate, _ advices: [AdviceCandidate], _ others: [DepositCandidate] = []
  ) throws -> [String] {
    let found = try rules.candidates(for: deposit, advices: advices, others: others)
    #expect(try rules.candidates(for: deposit, advices: advices.reversed(), others: others.reversed()) == found)
    return found.map { candidate in
      ([candidate.likeness.rawValue] + candidate.advices.map(\.id.text) + candidate.deposits.map(\.id.text))
        .joined(separator: " ")
    }
  }

  @Test(
    arguments: [
      ("LHP12354", true), ("LHP1234", true), ("LHP123456", true), ("LHP12845", true), ("LPH12345", true),
      ("LHP12399", true), ("LHP98745", false), ("QSM12345", false), ("1234", false), ("LHP12345", false),
      ("00LHP12345", true), ("000LHP12345", true),
    ])
  func aTraceNumberIsLikeAnother(trace: String, isLike: Bool) throws {
    // Far in time, so that nothing but the trace number speaks for it.
    let candidates = try found(deposit(100), [advice("a", 100, trace: trace, on: "2025-11-04")])
    #expect(candidates == (isLike ? ["same amount, trace number like it a"] : []))
  }

  @Test func theLikeliestIsNamedFirst() throws {
    let advices = try [
      advice("a1", 100, trace: "OTHER9"), advice("a2", 100, trace: "LHP12344"), advice("a3", 101, trace: "LHP12344"),
      advice("a4", 100, trace: "LHP12344", payer: "p2"), advice("a5", 100, trace: "FAR9999", on: "2026-02-04"),
    ]
    #expect(
      try found(deposit(100), advices)
        == ["same amount, trace number like it a2", "same payer and amount, other trace number a1"])
  }

  @Test func anAmountAloneCountsOnlyWhereNothingElseIsKnown() throws {
    let advices = try [advice("a", 100, trace: "LHP777")]
    #expect(try found(deposit(100, trace: nil, payer: nil), advices) == ["same amount a"])
    #expect(try found(deposit(100, trace: "77120", payer: nil), advices) == [])
    #expect(try found(deposit(100, trace: nil, payer: "p2"), advices) == [])
  }

  @Test func severalThatAddUp() throws {
    let advices = try [
      advice("a1", 60, trace: "A1"), advice("a2", 40, trace: "A2"), advice("a3", 30, trace: "A3"),
      advice("a4", 10, trace: "A4"), advice("far", 40, trace: "A5", on: "2026-01-04"),
    ]
    #expect(
      try found(deposit(100), advices) == [
        "several advices that are the deposit a1 a2", "several advices that are the deposit a1 a3 a4",
      ])
    let parts = try [("e", 40), ("f", 30), ("g", 10)].map { try deposit($1, id: $0, trace: "\($0)1") }
    #expect(
      try found(deposit(60), [advice("b", 100, trace: "B1")], parts) == [
        "several deposits that are the advice b e", "several deposits that are the advice b f g",
      ])
    #expect(try found(deposit(60, payer: nil), [advice("b", 100, trace: "B1")], parts) == [])
  }

  @Test func whatAPersonHasPartedIsNotSuggestedAgain() throws {
    let parted: Set = [PartedPair(deposit: EventID("d"), remittance: EventID("a"))]
    let advices = try [advice("a", 100, trace: "LHP12344")]
    #expect(try rules.candidates(for: deposit(100), advices: advices, others: [], parted: parted) == [])
  }

  /// However many there are, the search ends.
  @Test func theSearchIsBounded() throws {
    let advices = try (0..<500).map { try advice("a\($0)", Int64(1 + $0 % 7), trace: "T\($0)") }
    let found = try rules.candidates(for: deposit(1_000_003), advices: advices, others: [])
    #expect(found.isEmpty)
    #expect(try rules.candidates(for: deposit(14), advices: advices, others: []).count <= 5)
  }
}

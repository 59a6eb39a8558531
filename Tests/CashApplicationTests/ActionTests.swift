// What people ask for is answered: applied, waiting for a second person, or refused with what stands against it.

import CashRules
import PaymentEvents
import Testing

@Suite struct ActionTests {
  private func ask(
    _ id: String, _ action: PostingActionRequested.Action, by person: String = "ann", role: String = "biller",
    amount: Int64? = nil, _ change: (inout PostingActionRequested) -> Void = { _ in }
  ) throws -> EncodedEvent {
    var request = PostingActionRequested(
      action: action, requestedBy: person, role: role, reasonCode: "R1", reason: "why")
    request.amount = try amount.map(money)
    change(&request)
    return try event(id, request)
  }

  private func answers(_ cash: CashScene) async throws -> [String] {
    try await cash.sent(PostingActionDecided.self).map { answer in
      [answer.data.request.text, answer.data.outcome.rawValue, answer.data.decidedBy, answer.data.obstacle]
        .compactMap { $0 }.joined(separator: " ")
    }
  }

  private func writeOff(
    _ id: String, _ amount: Int64, by person: String = "ann", role: String = "biller"
  ) throws -> EncodedEvent {
    try ask(id, .writeOff, by: person, role: role, amount: amount) {
      ($0.patientControlNumber, $0.debtor, $0.subject) = ("A", "patient", "small-balance")
    }
  }

  @Test func aboveTheThresholdAnotherPersonDecides() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        charge("A", 200_00, payers: []), writeOff("w1", 25_00), writeOff("w2", 25_01),
        ask("a1", .approve, by: "ann", role: "finance") { $0.request = "w2" },
        ask("a2", .approve, by: "bob") { $0.request = "w2" },
        ask("a3", .approve, by: "bob", role: "finance") { $0.request = "w2" },
        ask("a4", .approve, by: "bob", role: "finance") { $0.request = "w2" })
      #expect(
        try await answers(cash) == [
          "w1 applied", "w2 waiting", "a1 refused who has asked for something cannot approve it; ask somebody else",
          "a2 refused the amount is beyond what the role biller may approve", "w2 applied bob",
          "a4 refused the request waits for nobody: it is applied",
        ])
      #expect(
        try await cash.balances() == [
          "assets:receivable:patient": 149_99, "expenses:small-balance": 50_01, "income:gross-revenue": -200_00,
        ])
      #expect(try await cash.open() == [])
    }
  }

  /// What was open when it was asked for may be gone when it is approved: it is checked again.
  @Test func anApprovalMeetsTheBooksAsTheyAre() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        charge("A", 100_00, payers: []), writeOff("w1", 80_00), writeOff("w2", 24_00),
        ask("a1", .approve, by: "bob", role: "finance") { $0.request = "w1" })
      #expect(try await answers(cash).last == "a1 refused only 76.00 are open on the claim")
      #expect(try await cash.open() == ["approval-required"])
      #expect(try await cash.balances()["assets:receivable:patient"] == 76_00)
    }
  }

  @Test(arguments: [
    ("deposit", "missing", "there is no deposit of this id that books cash"),
    ("remittance", "missing", "there is no advice of this id"),
  ])
  func whatIsNotHereIsNotLinked(_ part: String, _ id: String, _ obstacle: String) async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([deposit("d", 150_00, trace: "other")] + advice.events)
      let before = try await cash.books()
      try await cash.receive(
        ask("l", .link) {
          $0.deposit = part == "deposit" ? id : "d"
          $0.remittance = part == "remittance" ? id : "advice"
        })
      #expect(try await answers(cash) == ["l refused \(obstacle)"])
      #expect(try await cash.books() == before)
    }
  }

  @Test func aRequestComesTwiceAndActsOnce() async throws {
    try await withCash { cash async throws in
      let request = try writeOff("w1", 20_00)
      try await cash.receive(charge("A", 100_00, payers: []), request, request)
      #expect(try await answers(cash) == ["w1 applied"])
      #expect(try await cash.balances()["expenses:small-balance"] == 20_00)
    }
  }

  @Test func patientAccountingHearsOfWhatWasTakenBack() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), deposit(150_00)] + advice.events)
      try await cash.receive(
        ask("u", .unpost, role: "finance", amount: 150_00) { ($0.remittance, $0.claimSequence) = ("advice", 1) })
      let applied = try await cash.sent(ClaimPaymentsApplied.self).flatMap(\.data.claims)
      #expect(applied.map(\.paid.cents) == [150_00, -150_00])
      #expect(applied.map(\.transferred.cents) == [20_00, -20_00])
      #expect(try await cash.isSound())
      #expect(try await cash.reader.tieOut().held == 150_00)
    }
  }
}

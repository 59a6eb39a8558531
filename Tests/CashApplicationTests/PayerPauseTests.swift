// A payer that people hold: its advices wait, its money does not, and all is looked at again afterwards.

import CashRules
import PaymentEvents
import Testing

@Suite struct PayerPauseTests {
  @Test func advicesWaitUntilThePayerIsResumed() async throws {
    try await withCash { cash async throws in
      try await cash.receive(payer("p1", .paused, number: 1), charge("A", 200_00), deposit(150_00))
      try await cash.receive(Advice.simple().events)
      #expect(try await cash.open() == ["payer-paused"])
      #expect(try await cash.sent(RemittanceMatched.self).count == 1, "the money is at the bank all the same")
      #expect(try await cash.reader.tieOut().holds)
      try await cash.receive(payer("p1", .running, number: 2))
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
      #expect(try await cash.resolved().contains("payer-paused"))
      let answers = try await cash.sent(PayerStateChanged.self).map(\.data)
      #expect(answers.map(\.state) == [.paused, .running] && answers.map(\.advices) == [0, 1])
    }
  }

  @Test func whatWaitedAlreadyShowsTheReasonToo() async throws {
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00)] + Advice.simple().events)
      try await cash.receive(payer("p1", .paused, number: 1))
      #expect(try await cash.open() == ["not-funded", "payer-paused"])
      try await cash.receive(payer("p1", .running, number: 2))
      #expect(try await cash.open() == ["not-funded"])
    }
  }

  @Test func heldClaimsOfAPostedAdviceWaitAsWell() async throws {
    try await withCash { cash async throws in
      try await cash.receive([deposit(150_00)] + Advice.simple().events)
      #expect(try await cash.open() == ["claim-not-found"])
      try await cash.receive(payer("p1", .paused, number: 1), charge("A", 200_00))
      #expect(try await cash.open() == ["claim-not-found"])
      try await cash.receive(payer("p1", .running, number: 2))
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == [])
    }
  }

  @Test func otherPayersGoOn() async throws {
    try await withCash { cash async throws in
      try await cash.receive(payer("p2", .paused, number: 1), charge("A", 200_00), deposit(150_00))
      try await cash.receive(Advice.simple().events)
      #expect(try await cash.balances() == Books.simple)
    }
  }

  @Test func anOlderRequestThatComesLateHasNoEffect() async throws {
    try await withCash { cash async throws in
      try await cash.receive(payer("p1", .running, number: 2), payer("p1", .paused, number: 1))
      try await cash.receive([charge("A", 200_00), deposit(150_00)] + Advice.simple().events)
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.sent(PayerStateChanged.self).count == 1)
    }
  }

  @Test func aPayerThatNobodyKnowsIsRefused() async throws {
    try await withCash { cash async throws in
      try await cash.receive(payer("nobody", .paused, number: 1))
      #expect(try await cash.failures() == ["payer-unknown"])
    }
  }
}

// Documents in any order, late or twice: the books end the same.

import CashRules
import PaymentEvents
import Testing

@Suite struct OrderTests {
  private static let advice: Result<Advice, any Error> = Result {
    Advice(
      amount: 190_00,
      pages: [
        [try claim("A", charge: 200_00, paid: 150_00, [("CO", "45", 30_00), ("PR", "1", 20_00)])],
        [try claim("B", charge: 50_00, paid: 40_00, [("CO", "45", 10_00)], sequence: 2)],
      ])
  }
  private static let books: [String: Int64] = [
    "assets:bank:001": 190_00, "assets:receivable:patient": 20_00, "income:gross-revenue": -250_00,
    "income:contractual-allowance": 40_00,
  ]

  /// Header and pages in every order, the deposit before or after them, the charges first or last.
  @Test(arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]], 0..<4)
  func everyOrderAndEverythingTwice(_ order: [Int], _ around: Int) async throws {
    let advice = try Self.advice.get()
    let parts = try [advice.header, advice.page(1), advice.page(2)]
    var events = order.map { parts[$0] }
    let money = try deposit(190_00)
    events = around % 2 == 0 ? [money] + events : events + [money]
    let charges = try [charge("A", 200_00), charge("B", 50_00)]
    events = around < 2 ? charges + events : events + charges
    try await withCash { cash async throws in
      for event in events { try await cash.receive(event, event) }
      try await cash.receive(events)
      #expect(try await cash.balances() == Self.books)
      #expect(try await cash.reader.claimStates() == ["posted": 2])
      #expect(try await cash.open() == [])
      #expect(try await cash.reader.tieOut().holds)
      #expect(try await cash.failures() == [])
      #expect(try await cash.reader.applied(events.map(\.id)).count == events.count)
    }
  }

  @Test func anIncompleteAdviceWaits() async throws {
    let advice = try Self.advice.get()
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00), charge("B", 50_00), deposit(190_00), advice.header, advice.page(2))
      #expect(try await cash.reader.claimStates() == [:])
      #expect(try await cash.reader.advices().first?.runs == 0)
      try await cash.receive(advice.page(1))
      #expect(try await cash.balances() == Self.books)
    }
  }

  @Test func aSecondPageOfTheSameNumberIsRefused() async throws {
    let advice = try Self.advice.get()
    try await withCash { cash async throws in
      try await cash.receive(advice.events)
      var other = advice
      other.pages[0][0].paid = try money(1)
      var page = try other.page(1)
      page.id = "another id"
      try await cash.receive(page)
      #expect(try await cash.failures() == ["page-conflict"])
    }
  }

  /// The same documents in two databases, in different orders: the same identities.
  @Test func identitiesAreWorkedOut() async throws {
    let advice = try Advice.simple()
    let documents = try [charge("A", 200_00), deposit(150_00)] + advice.events
    var ids: [Set<String>] = []
    for order in [documents, [documents[1], documents[0], documents[3], documents[2]]] {
      try await withCash { cash async throws in
        try await cash.receive(order)
        let journals = try await cash.sent(JournalRequested.self)
        #expect(journals.allSatisfy { $0.context.id == $0.data.journal })
        let applied = try await cash.sent(ClaimPaymentsApplied.self).map(\.context.id.text)
        let matched = try await cash.sent(RemittanceMatched.self).map(\.context.id.text)
        ids.append(Set(journals.map(\.context.id.text) + applied + matched))
      }
    }
    #expect(ids[0] == ids[1] && ids[0].count == 5)
  }

  @Test func theSameOrderGivesTheSameBytes() async throws {
    let advice = try Advice.simple()
    let documents = try [charge("A", 200_00), deposit(150_00)] + advice.events
    var bodies: [[[UInt8]]] = []
    for _ in 1...2 {
      try await withCash { cash async throws in
        try await cash.receive(documents)
        bodies.append(try await cash.outbox().map(\.message.body))
      }
    }
    #expect(bodies[0] == bodies[1] && !bodies[0].isEmpty)
  }

  @Test func everyInputIsKeptWithItsDayAndItsConfiguration() async throws {
    let advice = try Advice.simple()
    try await withCash { cash async throws in
      let events = try [charge("A", 200_00)] + advice.events
      try await cash.receive(events + events)
      let rows = try await cash.database.read {
        try $0.query("SELECT event_id, as_of, configuration, body, correlation_id FROM inputs ORDER BY sequence")
      }
      #expect(rows.map { $0.text(0) } == events.map(\.id), "once each, in the order of arrival")
      #expect(rows.allSatisfy { $0.text(1) == "2026-03-03" }, "the tenant's day, not that of UTC")
      #expect(rows.allSatisfy { $0.text(2) == "built-in" })
      #expect(rows.map { $0.blob(3) } == events.map(\.body))
      #expect(rows.map { $0.text(4) } == events.map(\.correlationID))
    }
  }

  @Test func whatItHasNoUseForIsRefused() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        event("x", MessageDeadLettered(
          message: "m", messageType: "t", failureClass: "invalid", code: "c", queue: "q", fingerprint: "f")))
      #expect(try await cash.failures() == ["not-consumed"])
      #expect(try await cash.reader.applied(["x"]).isEmpty)
    }
  }
}

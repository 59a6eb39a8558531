// A work item's life: taken on, noted on, handed back, closed by hand where it only tells of something.

import CashApplication
import CashRules
import PaymentEvents
import Testing

@Suite struct WorkItemTests {
  private func act(
    _ id: String, _ action: PostingActionRequested.Action, on item: String, by person: String = "ann",
    to assignee: String? = nil, reason: String = "why"
  ) throws -> EncodedEvent {
    var request = PostingActionRequested(
      action: action, requestedBy: person, role: "biller", reasonCode: "R1", reason: reason)
    (request.workItem, request.assignee) = (item, assignee)
    return try event(id, request)
  }

  private func obstacles(_ cash: CashScene) async throws -> [String] {
    try await cash.sent(PostingActionDecided.self).compactMap(\.data.obstacle)
  }

  /// A claim of which 60.00 were denied for want of an authorization, and one without its charge.
  private func denied(_ cash: CashScene) async throws {
    let advice = Advice(
      amount: 150_00,
      pages: [
        [
          try claim("A", charge: 200_00, paid: 140_00, [("CO", "197", 60_00)]),
          try claim("B", charge: 10_00, paid: 10_00, sequence: 2),
        ]
      ])
    try await cash.receive([charge("A", 200_00), deposit(150_00)] + advice.events)
  }

  private func item(_ reason: String, _ cash: CashScene) async throws -> CashReader.Item {
    try #require(try await cash.reader.workItems(state: nil).first { $0.reason == reason })
  }

  @Test func aDenialHasItsKindQueueRoleAndEvidence() async throws {
    try await withCash { cash async throws in
      try await denied(cash)
      let denial = try await item("denied", cash)
      #expect(denial.subcategory == "authorization" && denial.queue == "denials" && denial.role == "biller")
      #expect(denial.dueOn == "2026-03-17", "ten business days after Tuesday the 3rd")
      let opened = try await cash.sent(WorkItemOpened.self).first { $0.data.reason == "denied" }?.data
      #expect(opened?.role == "biller" && opened?.references["denialCategory"] == "authorization")
      #expect(try await cash.reader.evidence(of: denial) == ["d1 segments 10-20"])
      #expect(try await cash.reader.evidence(of: item("claim-not-found", cash)) == ["file of advice segments 10-20"])
    }
  }

  @Test func peopleTakeItOnAndHandItBack() async throws {
    try await withCash { cash async throws in
      try await denied(cash)
      let id = try await item("denied", cash).id
      try await cash.receive(act("a1", .assignItem, on: id), act("a2", .noteItem, on: id, reason: "called the payer"))
      var filter = CashReader.ItemFilter()
      filter.assignee = "ann"
      #expect(try await cash.reader.workItems(filter).map(\.id) == [id])
      try await cash.receive(
        act("a3", .assignItem, on: id, by: "ann", to: "bob"), act("a4", .returnItem, on: id, by: "bob"),
        act("a5", .returnItem, on: id, by: "bob"))
      #expect(try await item("denied", cash).assignee == nil)
      let notes = try await cash.reader.notes(of: id).map { "\($0.person) \($0.kind) \($0.text)" }
      #expect(
        notes == [
          "ann assigned to ann: why", "ann noted called the payer", "ann assigned to bob: why", "bob returned why",
        ])
      #expect(try await obstacles(cash) == ["nobody works on it"])
    }
  }

  @Test func whatOnlyTellsIsClosedByHandAndStaysClosed() async throws {
    try await withCash { cash async throws in
      try await denied(cash)
      let id = try await item("denied", cash).id
      try await cash.receive(act("c1", .closeItem, on: id, reason: "appealed"))
      #expect(try await cash.open() == ["claim-not-found"])
      #expect(try await item("denied", cash).resolution == "A person closed it: R1.")
      let told = try await cash.sent(WorkItemResolved.self).map(\.data).filter { $0.reason == "denied" }
      #expect(told.map(\.workItem.text) == [id])
      try await cash.receive(act("c2", .closeItem, on: id), act("c3", .noteItem, on: id, reason: "won"))
      #expect(try await obstacles(cash) == ["the work item is resolved"])
      #expect(try await cash.reader.notes(of: id).map(\.kind) == ["closed", "noted"])
      // The claim is posted again: the same denial of the same amount is known.
      var unpost = PostingActionRequested(
        action: .unpost, requestedBy: "ann", role: "finance", reasonCode: "R1", reason: "why")
      (unpost.remittance, unpost.claimSequence, unpost.amount) = ("advice", 1, try money(140_00))
      var release = PostingActionRequested(
        action: .release, requestedBy: "ann", role: "biller", reasonCode: "R1", reason: "why")
      (release.remittance, release.claimSequence, release.subject) = ("advice", 1, "unposted")
      try await cash.receive(event("u", unpost), event("r", release))
      #expect(try await cash.open() == ["claim-not-found"])
      #expect(try await cash.isSound())
    }
  }

  @Test func whatHoldsSomethingIsNotClosedByHand() async throws {
    try await withCash { cash async throws in
      try await denied(cash)
      let held = try await item("claim-not-found", cash).id
      try await cash.receive(act("c1", .closeItem, on: held), act("c2", .noteItem, on: "nothing"))
      #expect(
        try await obstacles(cash) == [
          "it ends when its reason goes, not by hand; docs/posting.md says by what", "there is no work item of this id",
        ])
      #expect(try await cash.open() == ["claim-not-found", "denied"])
      try await cash.receive(charge("B", 10_00))
      #expect(try await cash.open() == ["denied"])
    }
  }

  @Test func overdueItemsRiseByTheDayTheyAreLookedAt() async throws {
    try await withCash { cash async throws in
      try await denied(cash)
      // Tuesday the 3rd and five business days: due on Tuesday the 10th.
      let before = try await cash.reader.workItems(state: "open", on: day("2026-03-10"))
      #expect(before.map(\.escalation) == [0, 0] && before.map(\.reason) == ["denied", "claim-not-found"])
      var filter = CashReader.ItemFilter()
      filter.isOverdue = true
      let late = try await cash.reader.workItems(filter, on: day("2026-03-11"))
      #expect(late.map(\.reason) == ["claim-not-found"] && late.map(\.priority) == [2])
      filter.role = "finance"
      #expect(try await cash.reader.workItems(filter, on: day("2026-03-17")).isEmpty)
      #expect(try await cash.reader.workItems(filter, on: day("2026-03-18")).map(\.reason) == ["claim-not-found"])
    }
  }
}

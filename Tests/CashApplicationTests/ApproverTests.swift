// Who approves something, or looks at an item, sees whose money it is about.

import CashRules
import PaymentEvents
import Storage
import Testing

@Suite struct ApproverTests {
  private func ask(
    _ id: String, _ action: PostingActionRequested.Action, role: String = "finance", amount: Int64? = nil,
    _ change: (inout PostingActionRequested) -> Void
  ) throws -> EncodedEvent {
    var request = PostingActionRequested(
      action: action, requestedBy: "ann", role: role, reasonCode: "R1", reason: "why")
    request.amount = try amount.map(money)
    change(&request)
    return try event(id, request)
  }

  private func writeOff(_ id: String, _ amount: Int64, role: String) throws -> EncodedEvent {
    try ask(id, .writeOff, role: role, amount: amount) {
      ($0.patientControlNumber, $0.debtor, $0.subject) = ("A", "patient", "small-balance")
    }
  }

  @Test func twoRequestsOfOneKindAreToldApart() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        charge("A", 200_00, payers: []), ask("c3", .closePeriod) { $0.subject = "2026-01" },
        ask("c4", .closePeriod) { $0.subject = "2026-02" }, writeOff("w", 30_00, role: "biller"))
      let about = Dictionary(uniqueKeysWithValues: try await cash.reader.actions(state: "waiting").map { ($0.id, $0) })
      #expect(about["c3"]?.about == "2026-01" && about["c4"]?.about == "2026-02")
      #expect(about["w"]?.about == "small-balance, debtor patient, claim A")
      #expect(about["w"]?.request?.patientControlNumber == "A")
      let items = try await cash.reader.workItems(state: "open")
      let item = try #require(items.first { $0.unit == "w" })
      #expect(item.asked == "write-off: small-balance, debtor patient, claim A" && item.patientControlNumber == "A")
      #expect(items.contains { $0.asked == "close-period: 2026-01" && $0.summary.contains("close-period, 2026-01") })
      for opened in try await cash.sent(WorkItemOpened.self) where opened.data.references["request"] == "w" {
        #expect(!opened.data.summary.contains("claim A"), "a patient's number stays here")
      }
      #expect(try await cash.reader.actions(about: "A").map(\.id) == ["w"])
      #expect(try await cash.reader.actionIDs(beginning: "c").count == 2)
    }
  }

  @Test func requestsFromBeforeTheyWereKeptInFullAreFilledIn() async throws {
    try await withCash { cash async throws in
      try await cash.receive(charge("A", 200_00, payers: []), writeOff("w", 20_00, role: "biller"))
      let kept = try await cash.reader.actions(about: "A").map(\.about)
      try await cash.database.write { _ = try $0.execute("UPDATE actions SET request = NULL, claim = NULL") }
      #expect(try await cash.reader.action("w")?.about == "")
      try await cash.handler.review(cash.database)
      #expect(try await cash.reader.actions(about: "A").map(\.about) == kept && kept.count == 1)
    }
  }

  @Test func whatNobodyMayApproveIsSaidAtOnce() async throws {
    try await withCash { cash async throws in
      try await cash.receive(
        charge("A", 3_000_00, payers: []), writeOff("w1", 600_00, role: "finance"),
        writeOff("w2", 400_01, role: "finance"), writeOff("w3", 1_000_01, role: "biller"))
      let answers = try await cash.sent(PostingActionDecided.self).map(\.data)
      #expect(answers.map(\.outcome) == [.applied, .refused, .refused])
      #expect(answers[1].obstacle?.hasPrefix("nobody may approve it") == true, "\(answers[1].obstacle ?? "")")
      #expect(try await cash.open() == [])
      #expect(try await cash.balances()["assets:receivable:patient"] == 2_400_00)
    }
  }

  @Test func oneOfTwoChargesWithOneNumberIsChosen() async throws {
    let twin = try event(
      "charge-twin",
      ChargePosted(
        patientControlNumber: "A", patient: .init(reference: "r"), amount: money(200_00), currency: "USD",
        chargeDate: day("2026-02-01"), payers: ["1111"]))
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 200_00), twin, deposit(150_00)] + Advice.simple().events)
      let item = try #require(try await cash.reader.workItems(state: "open").first)
      #expect(item.reason == "charge-ambiguous")
      let command = item.commands.first ?? ""
      #expect(command.hasPrefix("tributary postings ask assign --advice advice --sequence 1 --charge"), "\(command)")
      try await cash.receive(
        ask("wrong", .assign) { ($0.remittance, $0.claimSequence, $0.charge) = ("advice", 1, "none") },
        ask("number", .assign) { ($0.remittance, $0.claimSequence, $0.patientControlNumber) = ("advice", 1, "A") })
      #expect(try await cash.open() == ["charge-ambiguous"])
      try await cash.receive(
        ask("right", .assign) { ($0.remittance, $0.claimSequence, $0.charge) = ("advice", 1, "charge-twin") })
      #expect(try await cash.sent(PostingActionDecided.self).map(\.data.outcome) == [.refused, .applied, .applied])
      #expect(try await cash.open() == [])
      #expect(try await cash.reader.claimStates() == ["posted": 1])
      #expect(try await cash.isSound())
    }
  }

  @Test func aCreditBalanceSaysWhoseItIs() async throws {
    try await withCash { cash async throws in
      try await cash.receive([charge("A", 100_00), deposit(150_00)] + Advice.simple().events)
      let items = try await cash.reader.workItems(state: "open")
      let item = try #require(items.first { $0.reason == "credit-balance" })
      #expect(item.debtor == "p1" && item.patientControlNumber == "A")
      let command = item.commands.first ?? ""
      let refund = "tributary postings ask refund-credit --claim A --debtor p1 --amount 100.00 "
      #expect(command.hasPrefix(refund), "\(command)")
      let evidence = try await cash.reader.evidence(of: item)
      #expect(evidence.contains { $0.hasPrefix("d1 segments ") }, "\(evidence)")
    }
  }

  @Test func whatIsNotOnTheBooksIsSaid() async throws {
    try await withCash { cash async throws in
      try await cash.receive(writeOff("w", 1_00, role: "finance"))
      let answer = try #require(try await cash.sent(PostingActionDecided.self).first?.data)
      #expect(answer.obstacle == "no claim of this patient control number is on the books")
    }
  }
}

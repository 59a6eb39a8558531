// Advices on paper beside the electronic ones of the same payment, and documents that wait for a person.

import CashApplication
import CashRules
import PaymentEvents
import TestSupport
import Testing

@Suite struct PaperTests {
  /// An 835, and what was read of the paper about the same payment: no payee, another day.
  private func pair() throws -> (electronic: Advice, paper: Advice) {
    var paper = try Advice.simple(id: "a-paper")
    (paper.isExtracted, paper.date) = (true, "2026-03-05")
    return (try Advice.simple(id: "b-electronic"), paper)
  }

  @Test func whatIsOnPaperPostsWhenItsMoneyIsHere() async throws {
    try await withCash { cash in
      try await cash.receive(charge("A", 200_00), deposit(150_00))
      try await cash.receive(pair().paper.events)
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open().isEmpty)
    }
  }

  @Test(arguments: [true, false], [true, false])
  func theSamePaymentTwicePostsOnce(_ paperFirst: Bool, _ moneyFirst: Bool) async throws {
    try await withCash { cash in
      let (electronic, paper) = try pair()
      try await cash.receive(charge("A", 200_00))
      if moneyFirst { try await cash.receive(deposit(150_00)) }
      try await cash.receive(paperFirst ? paper.events : electronic.events)
      try await cash.receive(paperFirst ? electronic.events : paper.events)
      if !moneyFirst { try await cash.receive(deposit(150_00)) }
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == ["advice-duplicate-suspected"])
    }
  }

  @Test func ofTwoThatWaitTheElectronicOnePosts() async throws {
    try await withCash { cash in
      let (electronic, paper) = try pair()
      try await cash.receive(charge("A", 200_00))
      try await cash.receive(paper.events + electronic.events)
      try await cash.receive(deposit(150_00))
      let posted = try await cash.reader.advices().filter { $0.runs > 0 }
      #expect(posted.count == 1)
      #expect(try await cash.sent(ClaimPaymentsApplied.self).first?.data.remittance.text == "b-electronic")
    }
  }

  @Test func aMisreadAmountOfAKnownNumberIsNotPostedEither() async throws {
    try await withCash { cash in
      var (electronic, paper) = try pair()
      try await cash.receive(charge("A", 200_00), deposit(150_00))
      try await cash.receive(electronic.events)
      paper.amount = 15_00
      paper.pages = [[try claim("A", charge: 200_00, paid: 15_00, [("CO", "45", 185_00)])]]
      try await cash.receive(paper.events)
      #expect(try await cash.balances() == Books.simple)
      #expect(try await cash.open() == ["advice-duplicate-suspected"])
    }
  }

  @Test func aLetterThatAsksForMoneyBackSaysWhatItIsAboutAndHowToAcceptIt() async throws {
    try await withCash { cash in
      let digest = String(repeating: "0f", count: 32)
      let number = DocumentExtracted.Field(
        name: "patientControlNumber", claim: 1, value: "A", text: "A", page: 1, box: [0, 0, 0, 0], confidence: 10_000)
      let said = DocumentExtracted(
        digest: digest, revision: 1, outcome: .held, mediaType: "image/tiff", pages: 1, kind: "refund-request",
        reasons: ["it asks for money back: a person decides"], payer: "larkspur", traceNumber: "RF1",
        amount: try money(85_00), fields: [number], fieldCount: 1)
      try await cash.receive(event("letter", said))
      let item = try #require(try await cash.sent(WorkItemOpened.self).first?.data)
      #expect(item.references["patientControlNumber"] == "A" && item.references["traceNumber"] == "RF1")
      #expect(item.references["payer"] == "larkspur" && item.summary.contains("accept-overpayment"))
      #expect(try await cash.balances().isEmpty)
    }
  }

  @Test func aHeldDocumentIsAnItemUntilItIsConfirmed() async throws {
    try await withCash { cash in
      let digest = String(repeating: "0f", count: 32)
      var said = DocumentExtracted(
        digest: digest, revision: 1, outcome: .held, mediaType: "image/tiff", pages: 1, kind: "eob",
        reasons: ["the amount of the payment is not sure enough"], amount: try money(85_00), pageImages: [digest])
      try await cash.receive(event("held", said))
      let item = try #require(try await cash.sent(WorkItemOpened.self).first?.data)
      #expect(item.reason == "document-review" && item.scope == "document" && item.amount.cents == 85_00)
      #expect(item.references["document"] == digest && item.references["pageImages"] == digest)
      #expect(item.summary.contains("not sure enough"))
      #expect(try await cash.balances().isEmpty)
      (said.revision, said.outcome, said.reasons) = (2, .published, [])
      try await cash.receive(event("published", said))
      #expect(try await cash.open().isEmpty)
      #expect(try await cash.resolved() == ["document-review"])
    }
  }
}

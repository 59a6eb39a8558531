// What a sender may get wrong: refused by default, taken with a finding where it is allowed for that sender.

import AdapterKit
import Foundation
import PayerEDIAdapter
import PaymentEvents
import Storage
import TestSupport
import Testing
import X12

@Suite struct RelaxationTests {
  /// Relaxation, what is wrong, where, and what it leads to without: a rule.
  static let cases: [(Relaxation, String, String, String)] = [
    (.emptyAmounts, "SVC*HC:99213:25*200*150**1", "SVC*HC:99213:25*200***1", "money-missing"),
    (.writtenAmounts, "BPR*I*150*C", "BPR*I*$150.00*C", "money-not-numeric"),
    (.writtenAmounts, "CLP*PCN-1*1*200*150*20", "CLP*PCN-1*1*200*150*0,020.00", "money-not-numeric"),
    (.missingDirection, "BPR*I*150*C*", "BPR*I*150**", "bpr03-unknown"),
    (.shortDates, "DTM*472*20260201", "DTM*472*260201", "date-invalid"),
  ]

  private static func profiles(_ allowed: Relaxation..., sender: String = "PAYER") -> PayerProfiles {
    var profile = PayerProfile()
    profile.senders = [InterchangeParty(qualifier: nil, identifier: sender)]
    profile.allows = Set(allowed)
    return PayerProfiles([profile])
  }

  @Test(arguments: cases.indices)
  func `Each holds only for who is allowed it, and is reported`(index: Int) throws {
    let (relaxation, right, wrong, rule) = Self.cases[index]
    let text = Document().text.replacing(right, with: wrong)
    #expect(text != Document().text)
    #expect(try Translated(text).rules == [rule])
    let others = Relaxation.allCases.filter { $0 != relaxation }
    var profiles = Self.profiles(relaxation)
    profiles.all[0].allows = Set(others)
    #expect(try Translated(Array(text.utf8), profiles: profiles).rules == [rule], "another one is allowed")
    let elsewhere = Self.profiles(relaxation, sender: "OTHER")
    #expect(try Translated(Array(text.utf8), profiles: elsewhere).rules == [rule], "somebody else is allowed it")
    let allowed = try Translated(Array(text.utf8), profiles: Self.profiles(relaxation))
    #expect(allowed.rules == ["relaxed-\(relaxation.rawValue)"] && allowed.summaries.map(\.outcome) == [.translated])
    let header = try #require(try allowed.headers().first)
    #expect(header.payment.amount.cents == 150_00 && header.payment.direction == .credit)
    #expect(try allowed.claims().first?.services.first?.dates?.from.iso == "2026-02-01")
  }

  @Test(arguments: ["1,23.00", ",123.00", "1234,567.00", "$", "1,234,56", "$-5", "€5", "12,345,"])
  func `A comma that separates no thousands is no amount`(amount: String) throws {
    let text = Document().text.replacing("*20*12*ICN", with: "*\(amount)*12*ICN")
    #expect(try Translated(Array(text.utf8), profiles: Self.profiles(.writtenAmounts)).rules == ["money-not-numeric"])
  }

  @Test func `BPR02 is never guessed`() throws {
    let text = Document().text.replacing("BPR*I*150*", with: "BPR*I**")
    let translated = try Translated(Array(text.utf8), profiles: Self.profiles(.emptyAmounts))
    #expect(translated.rules == ["money-missing"] && translated.events.isEmpty)
  }

  /// A set that is read a second time for its pages is allowed the same.
  @Test func `A large set is read alike both times`() throws {
    var document = Document()
    let count = 20_000
    let claim = AdviceText.claim.map { $0.replacing("25*200*150**", with: "25*200.00*$150.00**") }
    document.sets[0].claims = Array(repeating: claim, count: count)
    document.sets[0].payment = document.sets[0].payment.replacing("*150*", with: "*\(150 * count)*")
    let translated = try Translated(Array(document.text.utf8), profiles: Self.profiles(.writtenAmounts))
    let claims = try translated.claims()
    #expect(claims.count == count && claims.allSatisfy { $0.services.first?.paid.cents == 150_00 })
    #expect(translated.summaries.map(\.findings.count) == [count])
  }

  /// A process dies in a file, and what is allowed has changed when the next one takes it up: nothing is missing.
  @Test(.timeLimit(.minutes(1)))
  func `Changing what is allowed in the middle of a file loses nothing`() async throws {
    try await withOutbox { scene in
      var document = Document()
      document.sets = (0..<80).map { _ in AdviceText() }
      document.sets[0].payment = document.sets[0].payment.replacing("*C*ACH", with: "**ACH")
      try scene.handIn("a.835", document.text)
      // Sixty-four events a transaction: the second chunk is not written.
      let dying = FaultyDatabase(scene.database, faults: [3: .before(StorageError.broken)])
      let intake = scene.worker(on: dying).intake
      try await running({ try await intake.run() }) {
        try await eventually("the write fails") { dying.failures == 1 }
      }
      var changed = scene
      changed.profiles = Self.profiles(.missingDirection)
      try await changed.run(untilArrivals: 1)
      let ids = try await scene.database.read { try Outbox.pending(after: 0, limit: 10_000, in: $0) }
        .map(\.outgoing.message).filter { $0.type != FileReceived.type }.map(\.id)
      let expected = try Translated(document.text, tenant: "clinic", profiles: changed.profiles).events.map(\.id)
      #expect(Set(ids) == Set(expected) && expected.count == 160)
    }
  }
}

// What the ERP tells of itself is stored, its changes are published, and journals are checked against it first.

import ERPPostingAdapter
import Ledger
import PaymentEvents
import TestSupport
import Testing

@Suite struct MasterDataTests {
  @Test func changesAreEventsAndNothingNewIsNone() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      let first = try MasterData.ofMarch()
      target.change { $0.masterData = first }
      let reader = scene.reader(target)
      #expect(try await reader.read().changes == 3)
      #expect(try await reader.read().changes == 0)
      target.change { state in
        state.masterData.accounts[0].isOpen = false
        state.masterData.accounts.remove(at: 1)
        state.masterData.parties = [.init(code: "p1", name: "Larkspur", isOpen: true)]
      }
      #expect(try await reader.read().changes == 3)
      let events = try await scene.sent(MasterDataChanged.self)
      #expect(events.map(\.data.reading) == [1, 3] && Set(events.map(\.context.id)).count == 2)
      let changes = try #require(events.last?.data.changes)
      #expect(changes.map { "\($0.kind.rawValue) \($0.code) \($0.action.rawValue) \($0.isOpen)" } == [
        "account ASSETS:BANK:1 changed false", "party p1 added true",
        "account LIABILITIES:CLEARING:P1 removed true",
      ])
      let period = try #require(events.first?.data.changes.last)
      #expect(period.kind == .period && period.from?.iso == "2026-03-01" && period.until?.iso == "2026-03-31")
    }
  }

  @Test func manyChangesAreSeveralPages() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      target.change { state in
        state.masterData.parties = (1...1_200).map { .init(code: "p\($0)", name: "", isOpen: true) }
      }
      try await scene.reader(target).read()
      let pages = try await scene.sent(MasterDataChanged.self).map(\.data)
      #expect(pages.map(\.changes.count) == [500, 500, 200] && pages.map(\.page) == [1, 2, 3])
      #expect(Set(pages.flatMap(\.changes).map(\.code)).count == 1_200 && pages.allSatisfy { $0.pages == 3 })
    }
  }

  /// Posts one journal after a reading of changed master data; returns the answer.
  private func answer(
    on day: String = "2026-03-05", account: String = "assets:bank:1", _ change: (inout MasterData) -> Void = { _ in }
  ) async throws -> String? {
    try await withPosting { scene async throws in
      let target = BookTarget()
      var data = try MasterData.ofMarch()
      change(&data)
      let told = data
      target.change { $0.masterData = told }
      let reader = scene.reader(target)
      try await reader.read()
      try await scene.receive(requested("j-1", on: day, account: account))
      try await scene.postEverything(scene.poster(target, masterData: MasterDataCheck(reader)))
      let rejected = try await scene.sent(JournalRejected.self).first?.data
      #expect((rejected == nil) == (target.posts == [["j-1"]]), "a refusal needs no call")
      return rejected.map { "\($0.code): \($0.reason)" }
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatTheERPWouldRefuseIsRefusedWithoutACall() async throws {
    #expect(try await answer() == nil)
    #expect(try await answer { $0.accounts[0].isOpen = false }
      == "account: the account ASSETS:BANK:1 (for assets:bank:1) is closed in book-erp")
    #expect(try await answer(account: "assets:petty-cash")?.hasPrefix(
      "account: book-erp has no account with the code 'ASSETS:PETTY-CASH'") == true)
    #expect(try await answer { $0.periods[0].isOpen = false } == "period: the period 2026-03 is closed in book-erp")
    #expect(try await answer(on: "2026-04-01")?.hasPrefix("period: book-erp has no period for 2026-04-01") == true)
    #expect(try await answer { $0.accounts[1].needsParty = true }
      == "party: the account LIABILITIES:CLEARING:P1 needs a party in book-erp, and the line names none")
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNotToldIsNotChecked() async throws {
    #expect(try await answer(on: "2027-01-01") { $0.periods = [] } == nil)
    #expect(try await answer(account: "assets:petty-cash") { $0.accounts = [] } == nil)
  }

  @Test(.timeLimit(.minutes(1))) func aRefusalNeverRestsOnAnOldReading() async throws {
    try await withPosting { scene async throws in
      let (target, clock) = (BookTarget(), ManualClock())
      var data = try MasterData.ofMarch()
      data.periods[0].isOpen = false
      let closed = data
      target.change { $0.masterData = closed }
      let reader = scene.reader(target, clock: clock)
      try await reader.read()
      target.change { $0.masterData.periods[0].isOpen = true }
      clock.advance(milliseconds: 61_000)
      try await scene.receive(requested("j-1"))
      try await scene.postEverything(scene.poster(target, clock: clock, masterData: MasterDataCheck(reader)))
      #expect(try await scene.answers() == ["posted E-1"] && target.now.readings == 2)
    }
  }

  /// A journal that was tried may be in the books, whatever is closed there by now.
  @Test(.timeLimit(.minutes(1))) func whatWasTriedIsNotCheckedByUs() async throws {
    try await withPosting { scene async throws in
      let told = BookTarget()
      var data = try MasterData.ofMarch()
      data.periods[0].isOpen = false
      let closed = data
      told.change { $0.masterData = closed }
      let reader = scene.reader(told)
      try await reader.read()
      try await scene.receive(requested("j-1"))
      let down = FaultyTarget(scene.ledger, faults: Array(repeating: .down, count: 1_000_000))
      try await running({ try await scene.poster(down).run() }) {
        try await eventually("it was tried") { !down.posts.isEmpty }
      }
      try await scene.postEverything(scene.poster(masterData: MasterDataCheck(reader)))
      #expect(try await scene.answers() == ["posted GL-1"])
    }
  }

  /// A person knows that it was corrected: the ERP itself decides about the retry.
  @Test(.timeLimit(.minutes(1))) func aRetryIsNotCheckedByUs() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      var data = try MasterData.ofMarch()
      data.periods[0].isOpen = false
      let closed = data
      target.change { $0.masterData = closed }
      let reader = scene.reader(target)
      try await reader.read()
      let poster = { scene.poster(target, masterData: MasterDataCheck(reader)) }
      try await scene.receive(requested("j-1"))
      try await scene.postEverything(poster())
      try await scene.receive(retry("j-1", id: "r-1"))
      try await scene.postEverything(poster())
      #expect(try await scene.answers() == ["rejected period", "posted E-1"])
    }
  }
}

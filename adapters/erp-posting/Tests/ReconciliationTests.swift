// The ERP's books beside ours: each way in which they may differ is listed, and nothing else.

import ERPPostingAdapter
import Ledger
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct ReconciliationTests {
  private func day(_ text: String) throws -> LocalDate {
    guard let day = LocalDate(iso: text) else { throw NoSuchDay() }
    return day
  }

  private func ask(_ scene: PostingScene, _ id: String, from: String = "2026-03-01", until: String = "2026-03-31")
    async throws
  {
    let request = LedgerReconciliationRequested(
      from: try day(from), until: try day(until), requestedBy: "ann", reason: "the month ends")
    try await scene.receive(asked(request, id: id))
  }

  /// Compares, and returns what was found.
  private func compare(_ scene: PostingScene, _ target: BookTarget, _ id: String = "ask-1") async throws
    -> LedgerReconciled
  {
    let before = try await scene.sent(LedgerReconciled.self).count
    try await ask(scene, id)
    try await scene.work(target) { try await scene.sent(LedgerReconciled.self).count > before }
    return try #require(try await scene.sent(LedgerReconciled.self).last).data
  }

  private func posted(_ scene: PostingScene, _ count: Int) async throws -> BookTarget {
    let target = BookTarget()
    for number in 1...count { try await scene.receive(requested("j-\(number)")) }
    try await scene.postEverything(scene.poster(target))
    return target
  }

  @Test(.timeLimit(.minutes(1))) func booksThatAreTheSameHaveNoDifferences() async throws {
    try await withPosting { scene async throws in
      let target = try await posted(scene, 3)
      let result = try await compare(scene, target)
      #expect(result.journals == 3 && result.entries == 3 && result.differenceCount == 0 && result.days.isEmpty)
    }
  }

  @Test(.timeLimit(.minutes(1))) func moreThanAPageIsCompared() async throws {
    try await withPosting { scene async throws in
      let target = try await posted(scene, 1_050)
      target.change { $0.entries.removeAll { $0.key == "j-777" } }
      let result = try await compare(scene, target)
      #expect(result.journals == 1_050 && result.entries == 1_049)
      #expect(result.differences.map { "\($0.journal) \($0.kind.rawValue)" } == ["j-777 missing-there"])
    }
  }

  /// Its two copies are at the end of one page and at the beginning of the next.
  @Test(.timeLimit(.minutes(1))) func whatIsThereTwiceIsFoundAcrossPages() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      for number in 1...502 { try await scene.receive(requested("j-\(number + 1_000)")) }
      try await scene.postEverything(scene.poster(target))
      let last = try #require(target.now.entries.first { $0.key == "j-1500" })
      target.change { $0.entries.append(last) }
      let result = try await compare(scene, target)
      let differences = result.differences.map { "\($0.journal) \($0.kind.rawValue)" }
      #expect(differences == ["j-1500 doubled"])
      #expect(result.journals == 502 && result.entries == 503)
    }
  }

  /// What an ERP holds under keys of ours need not look like anything of ours.
  @Test(.timeLimit(.minutes(1))) func whatTheERPHoldsFitsTheSchema() async throws {
    try await withPosting { scene async throws in
      let target = try await posted(scene, 1)
      let lines = [TargetEntry.Line(account: String(repeating: "e\u{301}", count: 2_000), debit: .max, credit: 0)]
      let strange = TargetEntry(
        key: String(repeating: "k", count: 500), reference: String(repeating: "e\u{301}", count: 200),
        postingDate: try Day(iso: "2026-03-05"), currency: "$", lines: lines)
      target.change { $0.entries.append(strange) }
      let found = try #require(try await compare(scene, target).differences.first)
      #expect(found.journal.text.count == 128 && Set(found.currency) == ["X"] && found.amount.cents == Money.limit)
      #expect(found.reference?.unicodeScalars.count == 128)
      let theirs = found.theirs ?? ""
      #expect((1...1_000).contains(theirs.unicodeScalars.count))
    }
  }

  /// One that fails for reasons of its own does not keep the others waiting.
  @Test(.timeLimit(.minutes(1))) func aJobThatFailsLetsOthersPass() async throws {
    try await withPosting { scene async throws in
      let target = try await posted(scene, 1)
      target.change { $0.listsNothing = true }
      try await ask(scene, "ask-1")
      let reading = MasterDataReadingRequested(requestedBy: "ann", reason: "new accounts")
      try await scene.receive(asked(reading, id: "ask-2"))
      try await scene.work(target) {
        try await scene.database.read { try $0.first("SELECT 1 FROM target_jobs WHERE state = 'done'") } != nil
      }
      target.change { $0.listsNothing = false }
      try await scene.work(target) { try await !scene.sent(LedgerReconciled.self).isEmpty }
    }
  }

  /// Books in which somebody has been at work.
  private static func edited(_ original: [TargetEntry]) throws -> [TargetEntry] {
    var entries = original.filter { $0.key != "j-1" }
    func edit(_ key: String, _ body: (inout TargetEntry) -> Void) {
      for index in entries.indices where entries[index].key == key { body(&entries[index]) }
    }
    let (other, outside) = (try Day(iso: "2026-03-06"), try Day(iso: "2026-04-06"))
    edit("j-2") { $0.postingDate = other }
    edit("j-3") { $0.postingDate = outside }
    edit("j-4") { $0.currency = "EUR" }
    edit("j-5") { $0.lines[0].account = "ASSETS:OTHER" }
    edit("j-6") { $0.lines[0].debit += 1 }
    for (source, key) in [("j-7", "j-7"), ("j-8", "stranger"), ("j-8", "j-refused"), ("j-8", "j-waiting")] {
      var copy = try #require(entries.first { $0.key == source })
      copy.key = key
      entries.append(copy)
    }
    return entries
  }

  @Test(.timeLimit(.minutes(1))) func everyKindOfDifferenceIsListed() async throws {
    try await withPosting { scene async throws in
      let target = try await posted(scene, 9)
      target.change { $0.refused["j-refused"] = .rejected(code: "period", reason: "closed") }
      try await scene.receive(requested("j-refused"))
      try await scene.postEverything(scene.poster(target))
      // Asked for and not answered: there or not, it is no difference.
      try await scene.receive(requested("j-waiting"))
      let edited = try Self.edited(target.now.entries)
      target.change { $0.entries = edited }
      let result = try await compare(scene, target)
      #expect(result.differences.map { "\($0.journal) \($0.kind.rawValue)" }.sorted() == [
        "j-1 missing-there", "j-2 date", "j-3 date", "j-4 currency", "j-5 accounts", "j-6 amounts", "j-7 doubled",
        "j-refused refused-here", "stranger unknown-here",
      ])
      #expect(result.differenceCount == 9 && result.days.map(\.differences).reduce(0, +) == 9)
      let amounts = try #require(result.differences.first { $0.kind == .amounts })
      #expect(amounts.ours == "2026-03-05 USD: ASSETS:BANK:1 Dr 10.00, LIABILITIES:CLEARING:P1 Cr 10.00")
      #expect(amounts.theirs == "2026-03-05 USD: ASSETS:BANK:1 Dr 10.01, LIABILITIES:CLEARING:P1 Cr 10.00")
    }
  }

  @Test(.timeLimit(.minutes(1))) func whileTheTargetIsDownTheJobWaits() async throws {
    try await withPosting { scene async throws in
      let target = try await posted(scene, 1)
      target.change { $0.isDown = true }
      try await ask(scene, "ask-1")
      try await scene.work(target) {
        let words = try await scene.database.read {
          try $0.first("SELECT words FROM target_jobs WHERE state = 'open'")?.optionalText(0)
        }
        return words?.contains("cannot be read") == true
      }
      target.change { $0.isDown = false }
      try await scene.work(target) { try await !scene.sent(LedgerReconciled.self).isEmpty }
      #expect(try await scene.sent(LedgerReconciled.self).map(\.data.differenceCount) == [0])
    }
  }

  @Test(.timeLimit(.minutes(1))) func aTargetThatListsNothingSaysSo() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget([])
      try await ask(scene, "ask-1")
      try await scene.work(target) {
        try await scene.database.read { try $0.first("SELECT 1 FROM target_jobs WHERE state = 'failed'") } != nil
      }
      #expect(try await scene.sent(LedgerReconciled.self).isEmpty)
    }
  }

  @Test func tooManyDaysAreADeadLetter() async throws {
    try await withPosting { scene async throws in
      try await ask(scene, "ask-1", from: "2024-01-01", until: "2026-01-01")
      #expect(try await scene.database.read { try $0.first("SELECT 1 FROM target_jobs") } == nil)
    }
  }
}

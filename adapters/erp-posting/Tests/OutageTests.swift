// An ERP that fails at random, is down for a minute and slow for a minute: every journal is posted, none twice, and no
// test waits for it.

import AdapterKit
import ERPPostingAdapter
import Ledger
import SeededRandom
import Storage
import Synchronization
import TestSupport
import Testing

@Suite struct OutageTests {
  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 3] as [UInt64])
  func everythingArrivesAndNothingTwice(seed: UInt64) async throws {
    try await withPosting { scene async throws in
      let clock = ManualClock()
      let target = UnreliableTarget(scene.ledger, clock: clock, seed: seed)
      let count = 300
      let poster = scene.poster(target, clock: clock, stored: scene.stored)
      try await running({ try await poster.run() }) {
        for first in stride(from: 1, through: count, by: 5) {
          for number in first..<(first + 5) { try await scene.receive(requested("j-\(number)")) }
          scene.stored.raise()
          try await eventually("these are posted") { try await scene.waiting == 0 }
        }
      }
      let journals = try await scene.books.journals()
      #expect(journals.count == count && Set(journals.map(\.journal.id)).count == count)
      let answers = try await scene.answers()
      #expect(answers.count == count && Set(answers).count == count, "each is answered once, with its own reference")
      let seen = target.seen
      #expect(seen.lostAnswers > 0 && seen.refused > 0 && seen.whileDown > 0 && seen.slow > 0, "\(seen)")
      #expect(seen.whileDown < 20, "a breaker asks seldom: \(seen.whileDown) times in the minute of the outage")
    }
  }
}

/// Fails three times of ten, one of these after it has posted; down in its second minute, slow in its third.
private final class UnreliableTarget: ERPTarget {
  struct Unreachable: Error {}
  struct Seen: Sendable {
    var refused = 0, lostAnswers = 0, whileDown = 0, slow = 0
  }

  let name = "unreliable-erp"
  private let ledger: BuiltInLedger
  private let clock: ManualClock
  private let start: Int64
  private let state: Mutex<(numbers: SeededGenerator, seen: Seen)>

  init(_ ledger: BuiltInLedger, clock: ManualClock, seed: UInt64) {
    self.ledger = ledger
    self.clock = clock
    start = clock.now().milliseconds
    state = Mutex((SeededGenerator(seed: seed), Seen()))
  }

  var seen: Seen { state.withLock { $0.seen } }

  func find(_ keys: [String]) async throws -> [String: String] {
    try callsItself()
    return try await ledger.find(keys)
  }

  func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    guard !journals.isEmpty else { return [] }
    try callsItself()
    let chance = state.withLock { Int.random(in: 0..<10, using: &$0.numbers) }
    if chance < 2 {
      state.withLock { $0.seen.refused += 1 }
      throw Unreachable()
    }
    let outcomes = try await ledger.post(journals)
    if chance == 2 {
      state.withLock { $0.seen.lostAnswers += 1 }
      throw Unreachable()
    }
    return outcomes
  }

  /// Each call takes its time; and it does not answer while it is down.
  private func callsItself() throws {
    clock.advance(milliseconds: 4_000)
    let second = (clock.now().milliseconds - start) / 1000
    if (60..<120).contains(second) {
      state.withLock { $0.seen.whileDown += 1 }
      throw Unreachable()
    }
    if (120..<180).contains(second) {
      clock.advance(milliseconds: 15_000)
      state.withLock { $0.seen.slow += 1 }
    }
  }
}

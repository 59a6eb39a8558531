// Whatever the order in which events arrive, and however often: the books end the same.

import Foundation
import Messaging
import PaymentEvents
import SeededRandom
import TestSupport
import Testing
import Workload

@Suite
struct OrderTests {
  /// Seeds of the samples' orders; `TRIBUTARY_TEST_SEED` tries others.
  static let seeds = Seeds.from(1, count: 50)

  @Test("The samples end in the expected balances in any order", arguments: seeds)
  func samples(seed: UInt64) async throws {
    let events = try SampleInputs.all()
    let sorted = try await OrderTests.run(events, seed: nil)
    let books = try await OrderTests.run(events, seed: seed)
    let differences = books.differences(from: sorted)
    #expect(differences.isEmpty, "seed \(seed):\n\(differences.joined(separator: "\n"))")
    #expect(books.accounts == SampleExpectations.balances, "seed \(seed)")
  }

  @Test("A varied workload ends in the same books in any order", arguments: Seeds.from(1_001, count: 12))
  func workload(seed: UInt64) async throws {
    try await withTemporaryFolder { folder in
      let files = try Workload(seed: seed, claims: 200, claimsPerAdvice: 20, advicesPerFile: 3, isVaried: true)
        .write(to: folder)
      let events = try Inputs.charges(files.charges) + (files.remittances + [files.bank]).flatMap(Inputs.events)
      let sorted = try await OrderTests.run(events, seed: nil)
      let books = try await OrderTests.run(events, seed: seed)
      let differences = books.differences(from: sorted)
      #expect(differences.isEmpty, "seed \(seed):\n\(differences.joined(separator: "\n"))")
      #expect(!books.claims.isEmpty)
    }
  }

  /// Feeds events into a new database: as they are and one at a time without a seed, else shuffled, some of them
  /// twice, in batches of random size, with the ERP's answers coming at random, too.
  private static func run(_ events: [Message], seed: UInt64?) async throws -> Books {
    try await withTemporaryFolder { folder in
      let cash = try CashInProcess(in: folder)
      var order = ArrivalOrder(events, seed: seed)
      while let batch = order.next() { order.add(try await cash.apply(batch)) }
      let books = try await cash.books()
      try await cash.close()
      #expect(cash.ledger.filter { $0.value != 0 } == books.accounts, "the journals do not add up to the sub-ledger")
      return books
    }
  }
}

/// Seeds for tests that draw at random: always the same, unless a person asks for others.
enum Seeds {
  static func from(_ first: UInt64, count: UInt64) -> [UInt64] {
    let asked = ProcessInfo.processInfo.environment["TRIBUTARY_TEST_SEED"].flatMap { UInt64($0) } ?? 0
    return (0..<count).map { first + asked &+ $0 }
  }
}

/// The samples as events, in the order of the demonstration.
enum SampleInputs {
  static func all() throws -> [Message] {
    let files = try Places.files(in: Places.advices) + Places.files(in: Places.bank)
    return try Inputs.charges(Places.charges) + files.flatMap(Inputs.events)
  }
}

/// What arrives next.
struct ArrivalOrder {
  private var waiting: [Message]
  private var generator: SeededGenerator?
  /// The largest batch.
  private static let batch = 25
  /// One event of so many comes twice.
  private static let repeats = 8

  /// Without a seed: in order, one at a time.
  init(_ events: [Message], seed: UInt64?) {
    guard let seed else {
      waiting = events.reversed()
      return
    }
    var generator = SeededGenerator(seed: seed)
    let again = events.filter { _ in Int.random(in: 0..<ArrivalOrder.repeats, using: &generator) == 0 }
    waiting = (events + again).shuffled(using: &generator)
    self.generator = generator
  }

  mutating func next() -> [Message]? {
    guard !waiting.isEmpty else { return nil }
    let count = generator.map { generator in
      var drawn = generator
      defer { self.generator = drawn }
      return Int.random(in: 1...ArrivalOrder.batch, using: &drawn)
    }
    let size = min(count ?? 1, waiting.count)
    defer { waiting.removeLast(size) }
    return waiting.suffix(size).reversed()
  }

  /// Answers to what was applied.
  mutating func add(_ answers: [Message]) {
    guard var generator else { return waiting += answers.reversed() }
    for answer in answers { waiting.insert(answer, at: Int.random(in: 0...waiting.count, using: &generator)) }
    self.generator = generator
  }
}

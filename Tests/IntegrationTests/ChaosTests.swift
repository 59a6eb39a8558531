// 20,000 claims while workers and the broker are killed: the books must be those of a run in which nothing died.

import AdapterKit
import Foundation
import LocalStack
import Messaging
import PaymentEvents
import RabbitMQ
import SeededRandom
import TestSupport
import Testing
import Workload

extension StackTests {
  @Suite
  struct ChaosTests {
    /// How many processes are killed.
    static let kills = 24

    @Test("Whatever is killed, nothing is lost and nothing counts twice", .timeLimit(.minutes(15)))
    func killed() async throws {
      let seed = Seeds.from(2_026, count: 1)[0]
      print("chaos: seed \(seed)")
      try await withTemporaryFolder { folder in
        let files = try Workload(seed: seed, claims: 20_000, claimsPerAdvice: 200, advicesPerFile: 2, isVaried: true)
          .write(to: folder.appendingPathComponent("files"))
        let plan = try ChaosPlan(files, seed: seed, kills: ChaosTests.kills)
        let expected = try await Reference.run(plan, in: folder.appendingPathComponent("reference"))
        print("chaos: \(plan.events) events, \(expected.inputs) inputs, \(expected.journals) journals without kills")
        try await RunningStack.with { stack in
          try await Chaos(stack: stack, plan: plan, inputs: expected.inputs).run()
          try await ChaosTests.compare(stack.data, with: expected)
        }
      }
    }

    /// The books, the ledger and the dead letters are those of the reference.
    static func compare(_ data: StackData, with expected: Reference, letters: Int = 0) async throws {
      let books = try await Books(data.cash())
      let differences = books.differences(from: expected.books)
      let first = differences.prefix(20).joined(separator: "\n")
      #expect(differences.isEmpty, "\(differences.count) differences:\n\(first)")
      #expect(try await data.cash().tieOut().holds)

      let states = try await data.cash().journalStates()
      #expect(Set(states.keys) == ["posted"], "\(states)")
      let asked = try await data.query("cash-application", "SELECT id FROM journals").map { $0.text(0) }
      let posted = try await data.ledger().journals().map(\.journal.id)
      #expect(posted.count == asked.count)
      #expect(Set(posted) == Set(asked))
      let ledger = try await data.ledger().balances().filter { $0.balance != 0 }.map { ($0.account, $0.balance) }
      #expect(Dictionary(uniqueKeysWithValues: ledger) == expected.books.accounts)
      #expect(try await data.operations().deadLetterCount() == letters)
    }
  }
}

/// The books of a run in which nothing died: fed by hand, in order, in one process.
struct Reference: Sendable {
  let books: Books
  let inputs: Int
  let journals: Int

  static func run(_ plan: ChaosPlan, in folder: URL) async throws -> Reference {
    let cash = try CashInProcess(in: folder)
    var waiting = plan.inOrder[...]
    while !waiting.isEmpty {
      let batch = Array(waiting.prefix(200))
      waiting = waiting.dropFirst(batch.count)
      var answers = try await cash.apply(batch)
      while !answers.isEmpty { answers = try await cash.apply(answers) }
    }
    let reference = Reference(
      books: try await cash.books(), inputs: try await cash.inputs(), journals: cash.journals.count)
    try await cash.close()
    return reference
  }
}

/// What is handed in, in which order, and what is killed.
struct ChaosPlan: Sendable {
  /// Something that is handed in at once.
  enum Portion: Sendable {
    case charges([Message])
    case file(URL, adapter: String, events: Int)
  }

  /// A process to be killed: a worker's name, `broker`, or `postgresql`.
  var victims: [String]
  let portions: [Portion]
  /// All events: charges, advices, deposits.
  let inOrder: [Message]
  /// How many there are by type.
  let counts: [String: Int]
  var events: Int { inOrder.count }
  /// Charges that are published together.
  private static let chargesAtOnce = 500

  init(_ files: Workload.Files, seed: UInt64, kills: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let charges = try Inputs.charges(files.charges)
    var portions = stride(from: 0, to: charges.count, by: ChaosPlan.chargesAtOnce).map { start in
      Portion.charges(Array(charges[start..<min(start + ChaosPlan.chargesAtOnce, charges.count)]))
    }
    var all = charges
    for file in files.remittances + [files.bank] {
      let events = try Inputs.events(of: file)
      portions.append(
        .file(file, adapter: Inputs.isAdvice(file) ? "payer-edi" : "lockbox", events: events.count))
      all += events
    }
    inOrder = all
    counts = Dictionary(grouping: all, by: \.type).mapValues(\.count)
    self.portions = portions.shuffled(using: &generator)
    victims = ChaosPlan.victims(kills, &generator)
  }

  /// Each in turn, those in the middle of the flow more often, shuffled.
  private static func victims(_ count: Int, _ generator: inout SeededGenerator) -> [String] {
    let weights = [
      "router": 5, "cash-application": 5, "erp-posting": 5, "payer-edi": 3, "operations": 2, "lockbox": 1, "broker": 3,
    ]
    let list = weights.sorted { $0.key < $1.key }.flatMap { Array(repeating: $0.key, count: $0.value) }
    return Array(list.shuffled(using: &generator).prefix(count))
  }
}

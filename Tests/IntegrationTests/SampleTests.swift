// The samples through the whole stack, in the order of the demonstration: every figure as worked out by hand.

import AdapterKit
import CashApplication
import ERPPostingAdapter
import Foundation
import PaymentEvents
import Storage
import Testing

extension StackTests {
  @Suite(.serialized, .samplesInStages)
  struct SampleTests {
    @Test("Every journal is as expected, and there is no other")
    func journals() async throws {
      let found = try await SampleTests.journals(RunningStack.get().data)
      let expected = Dictionary(uniqueKeysWithValues: SampleExpectations.journals.map { ($0.key, $0.sums) })
      #expect(Set(found.keys) == Set(expected.keys))
      for (key, lines) in expected { #expect(found[key] == lines, "\(key)") }
    }

    @Test("Ledger and sub-ledger end in the expected balances, and the trial balance is zero")
    func balances() async throws {
      let data = try RunningStack.get().data
      let ledger = try await data.ledger().balances()
      #expect(ledger.map(\.balance).reduce(0, +) == 0)
      let nonZero = ledger.filter { $0.balance != 0 }.map { ($0.account, $0.balance) }
      #expect(Dictionary(uniqueKeysWithValues: nonZero) == SampleExpectations.balances)
      #expect(try await Books(data.cash()).accounts == SampleExpectations.balances)
    }

    @Test("The open work items are the expected ones")
    func workItems() async throws {
      let data = try RunningStack.get().data
      let rows = try await data.query(
        "cash-application",
        """
        SELECT w.reason, w.amount, COALESCE(r.trace, d.trace, d.id), c.claim FROM work_items w
        LEFT JOIN remittances r ON r.id = w.unit LEFT JOIN deposits d ON d.id = w.unit
        LEFT JOIN claims c ON c.remittance = w.unit AND w.scope = 'claim' AND CAST(c.sequence AS TEXT) = w.reference
        WHERE w.state = 'open'
        """)
      var found: [ExpectedWorkItem] = []
      for row in rows {
        let document = try await SampleTests.bankReference(row.text(2), data) ?? row.text(2)
        found.append(
          ExpectedWorkItem(
            reason: row.text(0), amount: row.integer(1), document: document, claim: row.optionalText(3)))
      }
      #expect(found.count == SampleExpectations.workItems.count)
      #expect(Set(found) == Set(SampleExpectations.workItems))
    }

    @Test("Bank = advice = posted + open items, payment by payment and in all")
    func tieOut() async throws {
      let data = try RunningStack.get().data
      let reader = try data.cash()
      let deposits = try await reader.deposits().filter(\.books)
      let advices = try await reader.advices()
      for expected in SampleExpectations.tieOut {
        let advice = advices.first { $0.trace == expected.document }
        #expect(advice?.amount == expected.advice, "\(expected.document)")
        #expect((advice?.posted ?? 0) == expected.posted, "\(expected.document)")
        if let advice { #expect(advice.held == expected.open, "\(expected.document)") }
        let deposit = deposits.filter { $0.trace == expected.document }.map(\.amount).reduce(0, +)
        if expected.document != "DEP0319-2" { #expect(deposit == expected.bank ?? 0, "\(expected.document)") }
      }
      let total = try await reader.tieOut()
      #expect(total.holds)
      #expect(total.bank == SampleExpectations.bankTotal)
      #expect(total.fundedAdvices + total.unfundedAdvices == SampleExpectations.adviceTotal)
      #expect(total.posted == SampleExpectations.postedTotal)
      #expect(total.held == SampleExpectations.heldTotal)
      #expect(total.withoutAdvice == SampleExpectations.unadvisedTotal)
      #expect(total.unfundedAdvices == SampleExpectations.unfundedTotal)
    }

    @Test("A clearing account without an open item stands at zero")
    func clearing() async throws {
      let data = try RunningStack.get().data
      let open = Set(try await data.cash().workItems(state: "open").compactMap(\.trace))
      let clearing = try await data.cash().balances().filter { $0.key.hasPrefix("liabilities:clearing:") }
      #expect(clearing.count >= 11)
      for (account, balance) in clearing where balance != 0 {
        let trace = String(account.split(separator: ":").last ?? "")
        #expect(open.contains(trace), "\(account) stands at \(balance)")
      }
    }

    @Test("Everything handed in again posts nothing new, and says so")
    func again() async throws {
      let stack = try RunningStack.get()
      let before = try await Books(stack.data.cash())
      let count = try await stack.data.ledger().count()
      _ = try await stack.succeed(["publish", Places.charges.path, "--wait"])
      let result = try await stack.succeed(["submit", Places.advices.path, Places.bank.path, "--wait"])
      #expect(result.output.contains("came 4 times, taken once"), "the advice that the samples hold twice")
      #expect(result.output.contains("came 2 times, taken once"))
      #expect(try await Books(stack.data.cash()).differences(from: before).isEmpty)
      #expect(try await stack.data.ledger().count() == count)
      #expect(try await stack.data.operations().deadLetterCount() == 0)
    }

    @Test("No log names a patient")
    func logs() async throws {
      let stack = try RunningStack.get()
      let logs = try stack.data.logs()
      #expect(logs.contains("\"running\""))
      for word in ["FC-10001", "POPLAR", "QSM40016"] { #expect(!logs.contains(word), "a log holds \(word)") }
    }
  }
}

extension Trait where Self == StackTrait {
  /// A stack with the samples: charges, then advices, then bank files, each stage applied before the next begins.
  static var samplesInStages: Self {
    .stack { stack in
      _ = try await stack.succeed(["publish", Places.charges.path, "--wait"])
      _ = try await stack.succeed(["submit", Places.advices.path, "--wait"])
      _ = try await stack.succeed(["submit", Places.bank.path, "--wait"])
    }
  }
}

// MARK: - Journals by document

extension ExpectedJournal {
  var key: String { "\(unit.rawValue) \(document)" }

  /// Lines by account and side.
  var sums: [String: Int64] { Dictionary(lines.flatMap(\.sides), uniquingKeysWith: +) }
}

extension ExpectedLine {
  fileprivate var sides: [(String, Int64)] {
    [("\(account) debit", debit), ("\(account) credit", credit)].filter { $0.1 != 0 }
  }
}

extension StackTests.SampleTests {
  /// The ledger's journals, runs of a unit added together, by kind of unit and document.
  static func journals(_ data: StackData) async throws -> [String: [String: Int64]] {
    let units = try await data.query(
      "cash-application",
      """
      SELECT j.id, j.unit, COALESCE(c.claim, r.trace, d.trace, j.unit_id) FROM journals j
      LEFT JOIN charges c ON c.id = j.unit_id LEFT JOIN remittances r ON r.id = j.unit_id
      LEFT JOIN deposits d ON d.id = j.unit_id
      """)
    let byID = Dictionary(uniqueKeysWithValues: units.map { ($0.text(0), $0) })
    var sums: [String: [String: Int64]] = [:]
    for posted in try await data.ledger().journals() {
      guard let unit = byID[posted.journal.id] else { throw Unexpected("nobody asked for \(posted.reference)") }
      let document = try await bankReference(unit.text(2), data) ?? unit.text(2)
      for line in posted.journal.lines {
        let expected = ExpectedLine(account: line.account.path, debit: line.debit, credit: line.credit)
        for (side, amount) in expected.sides {
          sums["\(unit.text(1)) \(document)", default: [:]][side, default: 0] += amount
        }
      }
    }
    return sums
  }

  /// The bank's reference of a deposit that has no trace number and so stands under its event's id.
  static func bankReference(_ id: String, _ data: StackData) async throws -> String? {
    let rows = try await data.query(
      "cash-application", "SELECT body FROM inputs WHERE event_id = ? AND type = ?",
      [.text(id), .text(DepositReceived.type)])
    return try rows.first.flatMap { try Event<DepositReceived>(json: $0.blob(0)).data.reference }
  }
}

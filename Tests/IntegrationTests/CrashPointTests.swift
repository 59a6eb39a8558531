// Real worker processes end as by kill -9 at every step of taking in, receiving, relaying, routing, posting and storing
// dead letters, one step after the other: the books are those of a run in which nothing died.

import AdapterKit
import Foundation
import LocalStack
import Messaging
import RabbitMQ
import TestSupport
import Testing
import Workload

extension StackTests {
  @Suite
  struct CrashPointTests {
    private static let outbox: [CrashPoint] = [.outboxRead, .outboxConfirmed, .outboxForgetting, .outboxForgotten]
    private static let batch: [CrashPoint] = [.batchReceived, .batchApplied, .batchCommitted, .batchAcknowledged]
    /// Where each worker ends, in this order. Every step that there is must be in it.
    private static let steps: [String: [CrashPoint]] = [
      "payer-edi": [.fileClaimed, .fileStored, .fileWriting, .fileWritten, .fileAnnounced, .fileFinished] + outbox
        + [.documentWritten],
      "router": [.routeDecided, .routeConfirmed, .routeAcknowledged],
      "cash-application": batch + outbox,
      "erp-posting": batch + [.intentTried, .intentAnswered, .intentSettling, .intentSettled] + outbox,
      "operations": batch,
    ]
    private static let storing: [CrashPoint] = [.lettersStoring, .lettersStored] + outbox
    private static let working: [CrashPoint] = [.lettersWorking, .lettersWorked]

    @Test("A worker that is killed at any step loses nothing and repeats nothing", .timeLimit(.minutes(5)))
    func everyStep() async throws {
      let all = Set(
        CrashPointTests.steps.values.flatMap(\.self) + CrashPointTests.storing + CrashPointTests.working
          + DocumentStackTests.steps)
      #expect(all == Set(CrashPoint.allCases), "every step is tried")
      try await withTemporaryFolder { folder in
        let rounds = CrashPointTests.steps.values.map(\.count).max() ?? 0
        let files = try Workload(
          seed: 11, claims: rounds * 10, claimsPerAdvice: 5, advicesPerFile: 2, isVaried: true
        ).write(to: folder.appendingPathComponent("files"))
        let plan = try ChaosPlan(files, seed: 11, kills: 0)
        let expected = try await Reference.run(plan, in: folder.appendingPathComponent("reference"))
        try await RunningStack.with(change: { settings, folder in
          let crashes = folder.appendingPathComponent("crashes")
          try FileManager.default.createDirectory(at: crashes, withIntermediateDirectories: true)
          settings.environment[CrashPoint.variable] = crashes.path
          settings.longestRestartPause = 0.1
        }) { stack in
          try await booksAndKills(stack, files, rounds: rounds)
          try await eventually("everything has run its course") { try await stack.data.hasSettled(plan.counts) }
          try await ChaosTests.compare(stack.data, with: expected)
          try await answersAreWhole(stack, files: files.remittances.count)
          try await lettersAndKills(stack)
        }
      }
    }

    private func booksAndKills(_ stack: RunningStack, _ files: Workload.Files, rounds: Int) async throws {
      let charges = try Inputs.charges(files.charges)
      let publisher = try await stack.publisher(as: BrokerUsers.billing)
      try stack.drop(files.bank, into: "lockbox")
      for round in 0..<rounds {
        let crashes = CrashPointTests.steps.compactMap { worker, steps in
          steps.indices.contains(round) ? (worker, steps[round]) : nil
        }
        for (worker, step) in crashes { try stack.arm(step, of: worker) }
        let part = charges.count / rounds
        try await publisher.insist(
          on: Array(charges[(round * part)..<(round == rounds - 1 ? charges.count : (round + 1) * part)]))
        if round < files.remittances.count { try stack.drop(files.remittances[round], into: "payer-edi") }
        for (worker, step) in crashes { try await stack.waitUntilReached(step, of: worker) }
      }
      for file in files.remittances.dropFirst(rounds) { try stack.drop(file, into: "payer-edi") }
      await publisher.close()
    }

    /// Each file is answered by a TA1 and a 999, numbered without gaps, whatever died.
    private func answersAreWhole(_ stack: RunningStack, files: Int) async throws {
      let folder = stack.data.folder.appendingPathComponent("payer-edi/outbox")
      try await eventually("every answer lies in the outbox") {
        let written = "SELECT COUNT(*) FROM documents WHERE written_at IS NOT NULL"
        return try await stack.data.number("payer-edi", written) == 2 * files
      }
      let names = try Places.files(in: folder).map(\.lastPathComponent).sorted()
      let numbers = names.compactMap { Int($0.dropLast(".x12".count).suffix(9)) }
      #expect(numbers == Array(1...(2 * files)), "\(names)")
      #expect(Set(names.map { $0.split(separator: "-")[1] }) == ["TA1", "999"])
    }

    private func lettersAndKills(_ stack: RunningStack) async throws {
      let publisher = try await stack.publisher(as: BrokerUsers.billing)
      for (number, step) in CrashPointTests.storing.enumerated() {
        try stack.arm(step, of: "operations")
        var message = TestCharge(number: 500 + number).message(as: BrokerUsers.billing)
        message.body = Array(String(decoding: message.body, as: UTF8.self).replacing("\"USD\"", with: "\"usd\"").utf8)
        try await publisher.publish(message, to: Exchange.ingress)
        try await stack.waitUntilReached(step, of: "operations")
      }
      await publisher.close()
      let count = CrashPointTests.storing.count
      for (number, step) in CrashPointTests.working.enumerated() {
        try await waitForLetters(stack, count, retries: number)
        try stack.arm(step, of: "operations")
        // The process may still be about to die of the step before, and it may die of this one before it answers.
        try await eventually("a retry is asked for") {
          _ = try await stack.tributary("dead-letters", "retry", "--all", "--no-wait")
          return try await stack.data.number("operations", "SELECT COUNT(*) FROM dead_letter_jobs") > number
        }
        try await stack.waitUntilReached(step, of: "operations")
      }
      try await waitForLetters(stack, count, retries: CrashPointTests.working.count)
    }

    /// Each letter has failed once, and once more for each retry.
    private func waitForLetters(_ stack: RunningStack, _ count: Int, retries: Int) async throws {
      var found: [[Int64]] = []
      try await eventually("\(count) letters are open after \(retries) retries") {
        let rows = try await stack.data.query(
          "operations", "SELECT retries, failures FROM dead_letters WHERE state = 'open'")
        found = rows.map { [$0.integer(0), $0.integer(1)] }
        return found.count == count && found.allSatisfy { $0[0] >= retries }
      }
      #expect(found.allSatisfy { $0 == [Int64(retries), Int64(retries + 1)] }, "retries and failures: \(found)")
    }
  }
}

extension RunningStack {
  private var crashes: URL { folder.appendingPathComponent("crashes") }

  fileprivate func arm(_ step: CrashPoint, of worker: String) throws {
    try Data().write(to: CrashPoint.file(step, of: worker, in: crashes))
  }

  fileprivate func waitUntilReached(_ step: CrashPoint, of worker: String) async throws {
    let reached = CrashPoint.file(step, of: worker, in: crashes).path + ".reached"
    try await eventually("\(worker) ends at \(step.rawValue)", within: .seconds(60)) {
      FileManager.default.fileExists(atPath: reached)
    }
    try FileManager.default.removeItem(atPath: reached)
  }
}

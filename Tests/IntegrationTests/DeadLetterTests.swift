// Dead letters on a running stack, as operators work with them: the command line, the API, the river and back.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import TestSupport
import Testing

extension StackTests {
  @Suite(.serialized, .stack())
  struct DeadLetterTests {
    /// A letter of another store, whose message is in order: its publisher was not on the list then.
    private func letter(_ number: Int, charge: TestCharge) throws -> String {
      let id = "7e570000-0000-4000-8001-" + String(repeating: "0", count: 12 - String(number).count) + String(number)
      let body = charge.line(id: id, control: "D-\(number)")
      let letter: [String: Any] = [
        "form": ExportedLetter.form, "number": number, "state": "open", "message": id, "type": ChargePosted.type,
        "routingKey": ChargePosted.name, "contentType": "application/cloudevents+json", "correlation": id,
        "publisher": BrokerUsers.billing, "queue": Queue.routerIngress, "failureClass": "invalid",
        "code": "publisher-unknown", "reason": "the user was not on the list", "attempts": 1,
        "lastSeen": "2026-03-02T00:00:00Z", "body": Data(body.utf8).base64EncodedString(),
      ]
      return String(decoding: try JSONSerialization.data(withJSONObject: letter), as: UTF8.self)
    }

    private func bring(_ numbers: ClosedRange<Int>, to stack: RunningStack) async throws {
      let file = stack.folder.appendingPathComponent("letters.jsonl")
      let lines = try numbers.map { try letter($0, charge: TestCharge(number: 9)) }
      try Data(lines.joined(separator: "\n").utf8).write(to: file)
      try await eventually("operations' API answers") { try await stack.tributary("dead-letters", "jobs").status == 0 }
      let answer = try await stack.succeed(["dead-letters", "import", file.path])
      #expect(answer.output.contains("\(numbers.count) letters taken in"))
    }

    /// Letters of the bulk retry; `make soak` has 100,000.
    private static let bulk =
      ProcessInfo.processInfo.environment["TRIBUTARY_SOAK_LETTERS"].flatMap { Int($0) } ?? 3_000

    private func states(_ stack: RunningStack) async throws -> [String: Int] {
      try await stack.data.operations().deadLetterStates()
    }

    @Test("Letters are found, retried by group, and end when cash application has applied them")
    func retryOfAGroup() async throws {
      let stack = try RunningStack.get()
      try await bring(1...40, to: stack)
      let groups = try await stack.succeed(["dead-letters", "groups"]).output
      #expect(groups.contains("40  invalid/publisher-unknown/tributary.charge.posted.v1"), "\(groups)")
      let none = try await stack.tributary("dead-letters", "retry")
      #expect(none.status == 64 && none.error.contains("choose letters"), "\(none.error)")
      let group = ["--group", "invalid/publisher-unknown/tributary.charge.posted.v1"]
      let dry = try await stack.succeed(["dead-letters", "retry", "--dry-run"] + group).output
      #expect(dry.contains("retry would be done to 40 letters") && dry.contains("through the router"), "\(dry)")
      #expect(try await states(stack) == ["open": 40])
      // Two operators at once: what one has retried, the other passes over.
      let retry = ["dead-letters", "retry", "--reason", "the list is right now"] + group
      async let first = stack.tributary(arguments: retry)
      async let second = stack.tributary(arguments: retry)
      for answer in try await [first, second] {
        let isRight = answer.output.contains("(done)") || answer.error.contains("nothing matches")
        #expect(isRight, "\(answer)")
      }
      try await eventually("all are applied") { try await states(stack) == ["resolved": 40] }
      let shown = try await stack.succeed(["dead-letters", "show", "1"]).output
      #expect(try await stack.data.number("operations", "SELECT MAX(retries) FROM dead_letters") == 1)
      #expect(try await stack.data.number("operations", "SELECT COUNT(*) FROM dead_letter_retries") == 40)
      #expect(shown.contains("applied by") && shown.contains("the list is right now"), "\(shown)")
      #expect(try await stack.data.inputs()[ChargePosted.type] == 40)
    }

    @Test("A bulk retry goes on after kill -9 in its middle, and sends each letter once")
    func bulkRetryAndKill() async throws {
      let stack = try RunningStack.get()
      let before = try await stack.data.inputs()[ChargePosted.type] ?? 0
      let count = DeadLetterTests.bulk
      try await bring(1_001...(1_000 + count), to: stack)
      let request = try await stack.succeed(["dead-letters", "retry", "--all", "--no-wait", "--json"]).json()
      let work = try #require((request as? [String: Any])?["number"] as? Int)
      for kill in 1...2 {
        try await eventually("the work has gone on, kill \(kill)", within: .seconds(90 + count / 50)) {
          try await stack.data.number(
            "operations", "SELECT done FROM dead_letter_jobs WHERE sequence = ?", [.integer(Int64(work))])
            >= kill * count / 5
        }
        stack.stack.supervisors["operations"]?.kill()
      }
      try await eventually("all are applied", within: .seconds(90 + count / 50)) {
        try await states(stack)["resolved"] ?? 0 >= count
      }
      #expect(
        try await stack.data.number(
          "operations", "SELECT COUNT(*) FROM dead_letter_retries WHERE job = ?", [.integer(Int64(work))]) == count)
      #expect(
        try await stack.data.number("operations", "SELECT MAX(retries) FROM dead_letters WHERE sequence > 40") == 1)
      #expect(try await stack.data.inputs()[ChargePosted.type] == before + count)
      #expect(try await stack.data.cash().journalStates()["rejected"] ?? 0 == 0)
    }

    @Test("A body is shown covered or whole by role, and who saw it is in the audit")
    func bodies() async throws {
      let stack = try RunningStack.get()
      try await bring(9_001...9_001, to: stack)
      let list = try await stack.succeed(["dead-letters", "list", "--text", "NOT on the list", "--json"]).json()
      let number = String(try #require((list as? [[String: Any]])?.first?["number"] as? Int))
      let covered = try await stack.succeed(["dead-letters", "show", number, "--body", "--masked"]).output
      #expect(covered.contains(BodyMask.cover) && !covered.contains("D-9001"))
      #expect(try await stack.succeed(["dead-letters", "show", number, "--body"]).output.contains("D-9001"))
      #expect(try await stack.succeed(["dead-letters", "audit"]).output.contains("see body"))
      let refused = try await stack.tributary("dead-letters", "approve", number)
      #expect(refused.status == 65 && refused.error.contains("no correction of letter \(number)"))
      let discarded = try await stack.tributary("dead-letters", "discard", number, "--reason", "a test")
      #expect(discarded.status == 0 && discarded.output.contains("1 of 1 letters discarded"), "\(discarded.error)")
    }
  }
}

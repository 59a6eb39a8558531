// Lists and groups: what they find, and that an index leads there.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct LetterSearchTests {
  private let queue = FakeQueue(Queue.deadLetters)

  private func filter(_ change: (inout LetterFilter) -> Void) -> LetterFilter {
    var filter = LetterFilter()
    change(&filter)
    return filter
  }

  @Test func filtersFindWhatFits() async throws {
    try await withOperations { scene async throws in
      let payer = #"{"data":{"payer":{"name":"Larkspur","identifier":"LRK01"}}}"#
      try await scene.storeLetters(
        [
          failedMessage("1", code: "timeout", queue: "erp-posting", reason: "the ERP (503) did not answer"),
          failedMessage("2", type: "tributary.charge.posted.v1", body: payer),
          failedMessage("3", reason: "a % of 100_000"),
        ].map { queue.delivery($0) })
      let cases: [(LetterFilter, [String])] = [
        (LetterFilter(), ["3", "2", "1"]), (filter { $0.code = "timeout" }, ["1"]),
        (filter { $0.queue = "erp-posting" }, ["1"]), (filter { $0.type = "charge.posted.v1" }, ["2"]),
        (filter { $0.payer = "LRK01" }, ["2"]), (filter { $0.text = "DID NOT" }, ["1"]),
        (filter { $0.text = "(503)" }, ["1"]), (filter { $0.text = "%" }, ["3"]), (filter { $0.text = "0_" }, ["3"]),
        (filter { $0.text = "\"" }, []), (filter { $0.failureClass = "crash" }, []),
        (filter { $0.publisher = "billing" }, ["3", "2", "1"]), (filter { $0.numbers = [1, 3] }, ["3", "1"]),
        (filter { $0.since = "2026-03-01T12:00:00Z" }, ["3", "2", "1"]),
        (filter { $0.since = "2026-03-01T12:00:01Z" }, []), (filter { $0.until = "2026-03-01T12:00:00Z" }, []),
        (filter { $0.until = "2026-03-02T00:00:00Z" }, ["3", "2", "1"]),
        (filter { $0.group = "invalid/timeout/tributary.deposit.received.v1" }, ["1"]),
        (filter { $0.states = [.resolved] }, []), (.everything, ["3", "2", "1"]),
      ]
      for (filter, expected) in cases {
        #expect(try await scene.reader.page(filter).letters.map(\.message) == expected, "\(filter)")
      }
    }
  }

  @Test func pagesFollowEachOther() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters((1...5).map { queue.delivery(failedMessage("\($0)")) })
      var seen: [String] = []
      var before: Int64?
      repeat {
        let page = try await scene.reader.page(LetterFilter(), limit: 2, before: before)
        seen += page.letters.map(\.message)
        before = page.next
      } while before != nil
      #expect(seen == ["5", "4", "3", "2", "1"])
    }
  }

  @Test func groupsCountWithFirstAndLast() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters(
        ["1", "2", "3"].map { queue.delivery(failedMessage($0)) }
          + [queue.delivery(failedMessage("4", code: "other", reason: "another"))])
      let groups = try await scene.reader.groups(LetterFilter())
      #expect(groups.map(\.count) == [3, 1] && groups.map(\.example) == [3, 4])
      #expect(groups.last?.reason == "another" && groups.first?.firstSeen == "2026-03-01T12:00:00Z")
    }
  }

  /// The views of the command line on any number of letters: each finds its rows by an index, and sorts none of them.
  @Test(.enabled(if: TestStore.chosen == .sqlite)) func everyViewUsesAnIndex() async throws {
    try await withOperations { scene async throws in
      let views: [(LetterFilter, String)] = [
        (LetterFilter(), "dead_letters_by_state"), (.everything, "dead_letters_by_arrival"),
        (filter { $0.group = "g" }, "dead_letters_by_group"), (filter { $0.type = "t" }, "dead_letters_by_type"),
        (filter { $0.failureClass = "crash" }, "dead_letters_by_class"),
        (filter { $0.code = "c" }, "dead_letters_by_code"), (filter { $0.queue = "q" }, "dead_letters_by_queue"),
        (filter { $0.publisher = "p" }, "dead_letters_by_publisher"),
        (filter { $0.payer = "p" }, "dead_letters_by_payer"),
        (filter { $0.since = "2026-01-01T00:00:00Z" }, "dead_letters_by_state"),
      ]
      for (filter, index) in views {
        let plan = try await plan(scene, OperationsReader.pageQuery(filter, limit: 100, before: 1_000))
        #expect(plan.contains { $0.contains("USING INDEX \(index)") }, "\(index): \(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(index): \(plan)")
      }
      let texts = [filter { $0.text = "words" }, filter { $0.text = "of" }]
      for filter in views.map(\.0) + texts {
        let groups = try await plan(scene, OperationsReader.groupQuery(filter))
        #expect(groups.contains { $0.contains("USING COVERING INDEX dead_letters_by_group") }, "\(groups)")
      }
      let short = try await plan(scene, OperationsReader.pageQuery(texts[1], limit: 100))
      #expect(short.contains { $0.contains("USING COVERING INDEX dead_letters_by_group") }, "\(short)")
      let common = try await plan(scene, OperationsReader.pageQuery(texts[0], limit: 100, isCommon: true))
      #expect(common.contains { $0.contains("USING INDEX dead_letters_by_state") }, "\(common)")
      #expect(!common.contains { $0.contains("TEMP B-TREE") }, "\(common)")
      let text = try await plan(scene, OperationsReader.pageQuery(filter { $0.text = "words" }, limit: 100))
      #expect(text.contains { $0.contains("dead_letter_text VIRTUAL TABLE INDEX") }, "\(text)")
    }
  }

  /// A text that more letters have than are looked up by the index of texts.
  @Test func aCommonTextFindsTheSame() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters(
        (1...1_002).map { queue.delivery(failedMessage("\($0)", reason: $0 == 1 ? "alone" : "100 % of ALL")) })
      let page = try await scene.reader.page(filter { $0.text = "% of all" }, limit: 1_000)
      #expect(page.letters.first?.message == "1002" && page.letters.count == 1_000)
      let rest = try await scene.reader.page(filter { $0.text = "% of all" }, limit: 10, before: page.next)
      #expect(rest.letters.map(\.message) == ["2"])
      for text in ["% of all", "ll"] {
        #expect(try await scene.reader.groups(filter { $0.text = text }).map(\.count) == [1_001], "\(text)")
      }
    }
  }

  private func plan(_ scene: OperationsScene, _ query: (sql: String, arguments: [SQLValue])) async throws -> [String] {
    try await scene.database.read { connection in
      try connection.query("EXPLAIN QUERY PLAN \(query.sql)", query.arguments).map { $0.text(3) }
    }
  }

  /// A store of the first version: one row a failure.
  @Test func lettersOfTheFirstFormAreKept() async throws {
    try await withTemporaryFolder { folder async throws in
      let store = try testStore(of: "operations", in: folder)
      let old = try store.open(Array(OperationsTables.migrations.prefix(4)))
      try await old.write { connection in
        for attempts in [1, 2] {
          try connection.execute(
            """
            INSERT INTO dead_letters (fingerprint, message_id, type, correlation_id, failure_class, code, reason, queue,
              attempts, stored_at, headers, digest, body)
            VALUES ('f', 'm', 'tributary.x.v1', 'c', 'invalid', 'code', 'why', 'router.ingress', ?, 't', '{}', 'd', ?)
            """, [.integer(Int64(attempts)), .blob([UInt8(attempts)])])
        }
      }
      try await old.close()
      let scene = try OperationsScene(folder)
      let letter = try #require(try await scene.reader.page(filter { $0.text = "why" }).letters.first)
      #expect(letter.number == 2 && letter.attempts == 2 && letter.failures == 2 && letter.bytes == 1)
      #expect(try await scene.reader.body(of: 2) == [2])
      #expect(try await scene.reader.history(of: 2).failures.map(\.attempt) == [1, 2])
      try await scene.database.close()
    }
  }
}

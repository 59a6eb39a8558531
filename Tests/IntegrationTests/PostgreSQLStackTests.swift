// Everything on PostgreSQL: the books of a run in which it is killed are those of SQLite, and an installation moves.

import AdapterKit
import Foundation
import SeededRandom
import Storage
import TestSupport
import Testing
import Workload

extension StackTests {
  @Suite
  struct PostgreSQLStackTests {
    /// Who dies, one after the other; the server in the middle of every kind of work.
    private static let victims = [
      "postgresql", "cash-application", "postgresql", "erp-posting", "postgresql", "operations", "broker", "postgresql",
    ]

    @Test("Whatever is killed, PostgreSQL too, the books are those of SQLite", .timeLimit(.minutes(5)))
    func killed() async throws {
      let server = try TestPostgreSQL.start()
      defer { server.stop() }
      try await withTemporaryFolder { folder in
        let files = try Workload(seed: 7, claims: 1_200, claimsPerAdvice: 100, advicesPerFile: 2, isVaried: true)
          .write(to: folder.appendingPathComponent("files"))
        var plan = try ChaosPlan(files, seed: 7, kills: 0)
        plan.victims = Self.victims
        let expected = try await Reference.run(plan, in: folder.appendingPathComponent("reference"))
        let url = try server.makeDatabase()
        try await RunningStack.with(change: { settings, _ in try DataFolder.noteAddress(url, in: settings.data) }) {
          stack in
          try await Chaos(stack: stack, plan: plan, inputs: expected.inputs, server: server).run()
          try await ChaosTests.compare(stack.data, with: expected)
          #expect(DataFolder.sqliteFiles(in: stack.data.folder).isEmpty)
        }
      }
    }

    @Test("An installation moves from SQLite to PostgreSQL and goes on there", .timeLimit(.minutes(5)))
    func moved() async throws {
      try await withTemporaryFolder { folder in
        func tributary(_ arguments: [String]) async throws -> CommandResult {
          try await CommandLineTool.tributary(
            arguments + ["--data", folder.appendingPathComponent("data").path], in: folder)
        }
        let data = StackData(folder: folder.appendingPathComponent("data"))
        let first = try await tributary(["demo"])
        #expect(first.status == 0, "\(first.error)")
        let books = try await Books(data.cash())
        let journals = try await data.ledger().count()

        let url = try TestPostgreSQL.server().makeDatabase()
        let copied = try await tributary(["store", "copy", "--to", url])
        #expect(copied.status == 0, "\(copied.error)")
        #expect(copied.output.contains("All tables agree."))
        #expect(try DataFolder.address(in: data.folder)?.description.contains("/test_") == true)
        #expect(try await Books(data.cash()).differences(from: books).isEmpty)
        let again = try await tributary(["store", "copy", "--to", url])
        #expect(again.status == 65, "\(again.output)")

        // Nothing of what SQLite had taken is taken again.
        let second = try await tributary(["demo"])
        #expect(second.status == 0, "\(second.error)")
        #expect(second.output.contains("Nothing new was posted"))
        #expect(try await data.ledger().count() == journals)
        #expect(try await Books(data.cash()).differences(from: books).isEmpty)
      }
    }
  }
}

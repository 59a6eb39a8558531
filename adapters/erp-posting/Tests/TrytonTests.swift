// Journals in a real Tryton: each once, whatever is cut or killed, and refusals in Tryton's words.

import ERPPostingAdapter
import Foundation
import Ledger
import RabbitMQ
import TestSupport
import Testing

@Suite(.enabled(if: TrytonServer.isInstalled, "scripts/tryton installs Tryton"))
struct TrytonTests {
  private func line(_ key: String, _ code: String, _ debit: Int64, _ credit: Int64) -> String {
    "tributary:\(key) \(code) \(debit) \(credit)"
  }

  /// What a journal of ``requested(_:debit:credit:on:account:)`` comes to.
  private func lines(_ key: String, cents: Int64 = 1_000) -> [String] {
    [line(key, "1010", cents, 0), line(key, "2010", 0, cents)]
  }

  @Test(.timeLimit(.minutes(3))) func aJournalIsPostedOnceAndFoundByItsKey() async throws {
    try await TrytonServer.with { server in
      let target = try server.target()
      let first = try journal(requested("j-1"))
      guard case .posted(let reference) = try await target.post([first]).first else {
        Issue.record("not posted")
        return await target.close()
      }
      #expect(try await target.find(["j-1", "j-2"]) == ["j-1": reference])
      #expect(try await target.post([first, try journal(requested("j-2", debit: 250, credit: 250))]).count == 2)
      #expect(try await server.lines() == (lines("j-1") + lines("j-2", cents: 250)).sorted())
      await target.close()
    }
  }

  @Test(.timeLimit(.minutes(3))) func whatTrytonCannotTakeIsRefusedAndItsNeighboursArePosted() async throws {
    try await TrytonServer.with { server in
      let target = try server.target()
      let outcomes = try await target.post([
        journal(requested("good-1")), journal(requested("no-year", on: "2019-05-05")),
        journal(requested("no-account", account: "expenses:petty-cash")), journal(requested("good-2")),
      ])
      await target.close()
      #expect(outcomes.map(\.isPosted) == [true, false, false, true])
      #expect(outcomes[1] == .rejected(
        code: "period", reason: "Tryton has no period for 2019-05-05: make its fiscal year there"))
      #expect(outcomes[2] == .rejected(
        code: "account",
        reason: "Tryton has no account with the code 'expenses:petty-cash': add it there, or name another in "
          + "tryton.accounts"))
      #expect(try await server.lines() == (lines("good-1") + lines("good-2")).sorted())
    }
  }

  @Test(.timeLimit(.minutes(3))) func aClosedPeriodAndAClosedAccountAreRefusedUntilTheyAreOpen() async throws {
    try await TrytonServer.with { server in
      let target = try server.target()
      let person = try server.session()
      let march = try await person.call(
        "model.account.period.search",
        [[["start_date", "=", .day(try Day(iso: "2026-03-01"))]], .integer(0), .null, .null, [:]])
      _ = try await person.call("model.account.period.close", [march, [:]])
      let journals = [try journal(requested("j-1"))]
      #expect(try await target.post(journals) == [
        .rejected(code: "period", reason: "the period 2026-03 is closed in Tryton")
      ])
      _ = try await person.call("model.account.period.reopen", [march, [:]])
      #expect(try await target.post(journals).first?.isPosted == true)
      let accounts: TrytonValue = [["code", "=", "5010"]]
      let account = try await person.call(
        "model.account.account.search", [accounts, .integer(0), .null, .null, [:]])
      _ = try await person.call("model.account.account.write", [account, ["closed": .boolean(true)], [:]])
      let code = try TrytonServer.accounts().first { $0.value == "5010" }?.key ?? "5010"
      #expect(try await target.post([journal(requested("j-2", account: code))]) == [
        .rejected(code: "account", reason: "the account 5010 is closed in Tryton")
      ])
      await person.close()
      await target.close()
      #expect(try await server.lines() == lines("j-1").sorted())
    }
  }

  @Test(.timeLimit(.minutes(3))) func aWrongPasswordSaysSoAndAnExpiredSessionIsRenewed() async throws {
    try await TrytonServer.with { server in
      let stranger = try server.session(password: "planted-password")
      await #expect(throws: TrytonError.wrongLogin(user: "tributary")) {
        _ = try await stranger.call("model.account.move.search", [[], .integer(0), .null, .null, [:]])
      }
      await stranger.close()
      let target = try server.target()
      #expect(try await target.post([try journal(requested("j-1"))]).first?.isPosted == true)
      // All sessions end, as they do when they expire.
      let person = try server.session()
      _ = try await person.call("common.db.logout", [])
      await person.close()
      server.kill()
      try await server.start()
      #expect(try await target.post([try journal(requested("j-2"))]).first?.isPosted == true)
      await target.close()
    }
  }

  /// Journals go through a proxy that cuts each connection after some bytes, which is in the middle of a request, of an
  /// answer, or between them; and Tryton is killed while they do.
  @Test(.timeLimit(.minutes(30)), arguments: [7] as [UInt64])
  func everyJournalIsThereOnceThroughCutsAndKills(seed: UInt64) async throws {
    let count = Int(ProcessInfo.processInfo.environment["TRIBUTARY_ERP_JOURNALS"] ?? "") ?? 400
    let kills = 3
    try await TrytonServer.with { server in
      // Less than a batch takes, so that the first connections are cut for certain.
      let proxy = try FaultProxy(to: server.port, seed: seed, cutAfterBytes: 20_000...40_000)
      let target = try server.target(port: proxy.port, timeout: .seconds(20))
      try await withPosting { scene async throws in
        for number in 1...count {
          try await scene.receive(requested("j-\(number)", debit: Int64(number), credit: Int64(number)))
        }
        let poster = scene.poster(target)
        try await running({ try await poster.run() }) {
          try await eventually("a connection was cut") { proxy.cuts > 1 }
          proxy.cut(after: 1_000...400_000)
          for kill in 1...kills {
            let goal = count * kill / (kills + 1)
            try await eventually("\(goal) journals are posted", within: .seconds(600)) {
              try await count - scene.waiting >= goal
            }
            server.kill()
            try await server.start()
          }
          try await eventually("all are posted", within: .seconds(900)) { try await scene.waiting == 0 }
        }
        #expect(try await scene.answers().count { $0.hasPrefix("posted ") } == count)
      }
      proxy.stop()
      await target.close()
      let expected = (1...count).flatMap { lines("j-\($0)", cents: Int64($0)) }.sorted()
      #expect(try await server.lines() == expected, "seed \(seed)")
    }
  }
}

extension PostingOutcome {
  fileprivate var isPosted: Bool { if case .posted = self { true } else { false } }
}

// Journals over REST against a strict server: each once through every fault, refusals told apart, time kept.

import AdapterKit
import ERPContractServer
import ERPPostingAdapter
import Foundation
import Ledger
import Logging
import RabbitMQ
import TestSupport
import Testing

@Suite struct RESTTests {
  private static let key = RESTScene.profile(idempotency: "{by: key}", method: "PUT", path: "/journals/{/key}")
  private static let search = RESTScene.profile(
    idempotency: "{by: search, settledSeconds: 2}",
    find: """
      path: /journals
        query: {externalId: "{/key}"}
        items: /items
        key: /externalId
      """)
  /// Each way in which an ERP can keep a journal from being there twice.
  private static let kinds: [(String, ContractServer.Repeats)] = [
    (RESTScene.profile(), .header), (key, .key), (search, .none),
  ]
  private static let faults: [ContractBooks.Fault] = [
    .cut(isTaken: true), .cut(isTaken: false), .failure(isTaken: true), .failure(isTaken: false),
    .tooMany(retryAfter: 2), .unavailable(retryAfter: 3), .page, .slow(.milliseconds(1_300), isTaken: true),
    .slow(.milliseconds(1_300), isTaken: false),
  ]

  @Test(.timeLimit(.minutes(1)), arguments: [0, 1, 2])
  func everyJournalIsThereOnceThroughEveryFault(kind: Int) async throws {
    let (profile, repeats) = Self.kinds[kind]
    try await RESTScene.with(profile, repeats: repeats) { rest async throws in
      rest.books.fail(Self.faults + Self.faults.reversed())
      try await rest.target().used { target async throws in
        try await withPosting { scene async throws in
          let keys = (1...30).map { "j-\($0)" }
          for (index, key) in keys.enumerated() {
            try await scene.receive(requested(key, debit: Int64(index + 1), credit: Int64(index + 1)))
          }
          let poster = scene.poster(target, clock: rest.clock, stored: scene.stored)
          try await running({ try await poster.run() }) {
            try await eventually("all are posted") {
              // What is pending is asked for again from time to time.
              rest.clock.advance(milliseconds: 500)
              scene.stored.raise()
              return try await scene.waiting == 0
            }
          }
          #expect(try await scene.answers().count { $0.hasPrefix("posted JE-") } == keys.count)
          #expect(rest.books.keys.sorted() == keys.sorted())
          #expect(rest.books.refusals.isEmpty)
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1)), arguments: [0, 1])
  func aRequestThatIsCarriedOutLateIsTheSameJournal(kind: Int) async throws {
    let (profile, repeats) = Self.kinds[kind]
    try await RESTScene.with(profile, repeats: repeats) { rest async throws in
      rest.books.fail([.late(.milliseconds(1_300))])
      try await rest.target().used { target async throws in
        #expect(try await target.post([journal(requested("j-1"))]) == [.posted(reference: "JE-1")])
        #expect(rest.books.posts == 2)
        try await eventually("the late request is answered") { rest.books.busy == 0 }
      }
      #expect(rest.books.keys == ["j-1"])
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatMayStillBeAtWorkIsWaitedFor() async throws {
    try await RESTScene.with(Self.search, repeats: .none) { rest async throws in
      rest.books.fail([.cut(isTaken: false)])
      try await rest.target().used { target async throws in
        let journals = [try journal(requested("j-1"))]
        #expect(try await target.post(journals) == [.pending])
        rest.clock.advance(milliseconds: 1_900)
        #expect(try await target.post(journals) == [.pending])
        #expect(rest.books.posts == 1)
        rest.clock.advance(milliseconds: 200)
        #expect(try await target.post(journals) == [.posted(reference: "JE-1")])
      }
      // A process that begins anew does not know when what is asked for was sent.
      try await rest.target().used { target async throws in
        #expect(try await target.find(["j-1", "j-2"]) == ["j-1": "JE-1"])
        #expect(try await target.post([journal(requested("j-2"))]) == [.pending])
      }
      #expect(rest.books.keys == ["j-1"])
    }
  }

  @Test(.timeLimit(.minutes(1))) func refusalsAreToldApartInTheERPsWords() async throws {
    try await RESTScene.with { rest async throws in
      let outcomes = try await rest.target().used { target async throws in
        try await target.post([
          journal(requested("a", account: "equity:none")), journal(requested("b", account: "expenses:closed:x")),
          journal(requested("c", account: "assets:partner")), journal(requested("d", on: "2026-01-05")),
          journal(requested("e")),
        ])
      }
      #expect(outcomes == [
        .rejected(code: "account", reason: "There is no account equity:none."),
        .rejected(code: "account", reason: "The account 9990 is inactive."),
        .rejected(code: "party", reason: "The account 1200 needs a business partner."),
        .rejected(code: "period", reason: "Posting period 2026-01 is closed."),
        .posted(reference: "JE-1"),
      ])
      #expect(rest.books.posted.first?.lines == ["1010 10.00 0", "2010 0 10.00"])
    }
  }

  @Test(.timeLimit(.minutes(1))) func retryAfterIsHonouredByAllRequests() async throws {
    try await RESTScene.with { rest async throws in
      try await rest.target().used { target async throws in
        rest.books.fail([.tooMany(retryAfter: 7)])
        let start = rest.clock.now().milliseconds
        #expect(try await target.post([journal(requested("j-1"))]) == [.posted(reference: "JE-1")])
        #expect(rest.clock.now().milliseconds == start + 7_000)
        rest.books.fail([.tooMany(retryAfter: 90)])
        await #expect(throws: RESTError.busy(seconds: 90)) {
          _ = try await target.post([journal(requested("j-2"))])
        }
        let posts = rest.books.posts
        await #expect(throws: RESTError.busy(seconds: 90)) { _ = try await target.find(["j-2"]) }
        #expect(rest.books.posts == posts && rest.books.looks == 0)
        rest.clock.advance(milliseconds: 31_000)
        #expect(try await target.post([journal(requested("j-2"))]) == [.posted(reference: "JE-2")])
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aLimitOfRequestsASecondIsKept() async throws {
    try await RESTScene.with(RESTScene.profile(limits: ", requestsPerSecond: 10")) { rest async throws in
      let start = rest.clock.now().milliseconds
      _ = try await rest.target().used { target async throws in
        try await target.post((1...21).map { try journal(requested("j-\($0)")) })
      }
      #expect(rest.clock.now().milliseconds >= start + 2_000)
      #expect(rest.books.keys.count == 21)
    }
  }

  @Test(.timeLimit(.minutes(1))) func soManyAtOnceAndNoMore() async throws {
    try await RESTScene.with(delay: .milliseconds(20)) { rest async throws in
      _ = try await rest.target().used { target async throws in
        try await target.post((1...60).map { try journal(requested("j-\($0)")) })
      }
      #expect((2...8).contains(rest.books.mostAtOnce))
      #expect(rest.books.keys.count == 60)
    }
  }

  @Test(.timeLimit(.minutes(1))) func anERPThatIsDownIsNotAskedForEachJournal() async throws {
    try await RESTScene.with { rest async throws in
      rest.books.setDown(true)
      try await rest.target().used { target async throws in
        await #expect(throws: RESTError.outage(status: 500, words: "It is down.")) {
          _ = try await target.post((1...200).map { try journal(requested("j-\($0)")) })
        }
      }
      #expect(rest.books.answered < 100)
    }
  }

  @Test(.timeLimit(.minutes(1))) func twoJournalsUnderAKeyAreNotPassedOver() async throws {
    try await RESTScene.with(Self.search, repeats: .none) { rest async throws in
      // Posted by a profile that was wrong: this server does not know the header.
      let careless = try RESTScene.read(RESTScene.profile())
      for _ in 1...2 {
        _ = try await rest.target { $0.profile = careless }.used { try await $0.post([journal(requested("j-1"))]) }
      }
      let log = LogLines()
      try await rest.target(logger: log.logger).used { target async throws in
        // It waits, and no other one with it.
        #expect(try await target.find(["j-1", "j-2"]).isEmpty)
        rest.clock.advance(milliseconds: 3_000)
        let outcomes = try await target.post(["j-1", "j-2", "j-3"].map { try journal(requested($0)) })
        #expect(outcomes.first == .pending)
        let pending = outcomes.filter { $0 == .pending }
        #expect(pending.count == 1)
        #expect(try await target.find(["j-1"]).isEmpty)
      }
      #expect(rest.books.keys.sorted() == ["j-1", "j-1", "j-2", "j-3"])
      #expect(log.lines == [
        "a journal waits: two journals stand under the key j-1 in the ERP: reverse one of them there"
      ])
    }
  }

  @Test(.timeLimit(.minutes(1))) func callsAndOutcomesAreNotedWithoutBodiesOrSecrets() async throws {
    try await withTemporaryFolder { folder in
      let audit = CallAudit(folder: folder, clock: ManualClock(), logger: Logger(label: "test"))
      try await RESTScene.with(
        RESTScene.profile(authentication: "{apiKey: {header: X-Key, secret: key}}"),
        login: .apiKey(header: "X-Key", value: "planted-secret"), secrets: ["key": "planted-secret"]
      ) { rest async throws in
        try await rest.target(audit: audit).used { target async throws in
          _ = try await AuditedTarget(target, audit: audit).post([
            journal(requested("j-1")), journal(requested("j-2", account: "equity:none")),
          ])
        }
      }
      let text = try String(contentsOf: folder.appendingPathComponent("calls-2026-03-01.jsonl"), encoding: .utf8)
      let lines = text.split(separator: "\n")
      #expect(lines.count == 4)
      #expect(lines.contains { $0.contains(#""journal":"j-1""#) && $0.contains(#""status":201"#) })
      #expect(lines.contains { $0.contains(#""detail":"JE-1""#) && $0.contains(#""outcome":"posted""#) })
      #expect(lines.contains { $0.contains(#""detail":"account""#) && $0.contains(#""outcome":"rejected""#) })
      #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.contains(#""time":"2026-03-01T12:00:00Z""#) })
      for word in ["planted", "10.00", "Deposit", "1010", "equity"] { #expect(!text.contains(word), "\(word)") }
    }
  }
}

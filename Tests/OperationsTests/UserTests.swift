// Users of the local issuer: tokens that end at once when they are revoked, limits, and emergency views.

import AdapterKit
import Foundation
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct UserTests {
  @Test(.timeLimit(.minutes(1))) func aTokenMayWhatItsUserMayNow() async throws {
    try await withOperations { scene async throws in
      let users = scene.users()
      let token = try await scene.token("dora", [.biller, .operator], only: [.operator])
      try await scene.withAPI { api in
        func roles() async throws -> [String]? {
          try await api.ask("GET", "/api/v1/self", token: token.token)["roles"] as? [String]
        }
        #expect(try await roles() == ["operator"], "less than the user may")
        try await users.set("dora", UserWish(roles: [.viewer], reason: "moved"), by: .ann)
        #expect(try await roles() == [], "and never more")
        try await users.set("dora", UserWish(roles: [.operator], reason: "moved back"), by: .ann)
        #expect(try await roles() == ["operator"])
        try await users.revoke(token.id, reason: "lost", by: .ann)
        let refused = try await api.ask("GET", "/api/v1/self", token: token.token)
        #expect(refused.status == 401 && refused.detail.contains("revoked"))
        let second = try await users.issue(for: "dora", UserWish(roles: [], reason: "new"), by: .ann)
        #expect(try await api.ask("GET", "/api/v1/self", token: second.token).status == 200)
        try await users.remove("dora", reason: "left", by: .ann)
        #expect(try await api.ask("GET", "/api/v1/self", token: second.token).status == 401)
        try await users.set("dora", UserWish(roles: [.administrator], reason: "another Dora"), by: .ann)
        #expect(try await api.ask("GET", "/api/v1/self", token: second.token).status == 401, "hers are not revived")
      }
      let audit = try await scene.reader.audit(limit: 20)
      #expect(
        audit.map(\.action).reversed() == [
          "add user", "issue token", "change user", "change user", "revoke token", "issue token", "remove user",
          "add user",
        ])
      let change = try #require(audit.first { $0.action == "change user" && $0.became == "viewer" })
      #expect(change.was == "biller operator" && change.subject == "user dora" && change.detail == "moved")
    }
  }

  @Test func whatIsWrongIsRefused() async throws {
    try await withOperations { scene async throws in
      let users = scene.users()
      try await users.set("dora", UserWish(roles: [.viewer], reason: "new"), by: .ann)
      for wish in [
        UserWish(roles: [.administrator], reason: "why"), UserWish(roles: [], days: 0, reason: "why"),
        UserWish(roles: [], days: 367, reason: "why"), UserWish(roles: [], reason: " "),
      ] {
        await #expect(throws: DeskRefusal.self) { try await users.issue(for: "dora", wish, by: .ann) }
      }
      await #expect(throws: DeskRefusal.self) {
        try await users.issue(for: "nobody", UserWish(roles: [], reason: "why"), by: .ann)
      }
      for (name, wish) in [
        ("", UserWish(roles: [.viewer], reason: "why")), ("a\u{7}b", UserWish(roles: [.viewer], reason: "why")),
        ("eve", UserWish(roles: [], reason: "why")), ("eve", UserWish(roles: [.viewer], facilities: [], reason: "why")),
      ] {
        await #expect(throws: DeskRefusal.self) { try await users.set(name, wish, by: .ann) }
      }
      #expect(try await users.list().map(\.name) == ["dora"])
    }
  }

  @Test(.timeLimit(.minutes(1))) func whoeverIsLimitedToFacilitiesSeesNothingOfAll() async throws {
    try await withOperations { scene async throws in
      let token = try await scene.token("dora", [.administrator], facilities: ["north"])
      try await scene.withAPI { api in
        let reply = try await api.ask("GET", "/api/v1/dead-letters", token: token.token)
        #expect(reply.status == 403 && reply.detail.contains("limited to facilities"))
        #expect(try await api.ask("GET", "/api/v1/self", token: token.token)["facilities"] as? [String] == ["north"])
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func anEmergencyViewIsForAReasonAndAShortTime() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([FakeQueue(Queue.deadLetters).delivery(failedMessage("1", body: #"{"a":1}"#))])
      let clock = ManualClock()
      let token = try await scene.token("oscar", [.operator]).token
      let viewer = try await scene.token("vera", [.viewer]).token
      try await scene.withAPI(scene.identity(clock: clock)) { api in
        let path = "/api/v1/dead-letters/1/body"
        #expect(try await api.ask("GET", path, token: token).status == 403)
        let wish = #"{"reason":"the payer is on the phone","minutes":10}"#
        #expect(try await api.ask("POST", "/api/v1/emergency-views", wish, token: viewer).status == 403)
        for wrong in [#"{"reason":" ","minutes":10}"#, #"{"reason":"why","minutes":61}"#] {
          #expect(try await api.ask("POST", "/api/v1/emergency-views", wrong, token: token).status == 400)
        }
        #expect(try await api.ask("POST", "/api/v1/emergency-views", wish, token: token).status == 201)
        #expect(try await api.ask("GET", path, token: token).text == #"{"a":1}"#)
        #expect(try await api.ask("GET", path, token: viewer).status == 403, "it is one person's")
        let correction = #"{"body":"","reason":"r","dryRun":true}"#
        let other = try await api.ask("POST", "/api/v1/dead-letters/1/correction", correction, token: token)
        #expect(other.status == 403, "to see is not to change")
        clock.advance(milliseconds: 601_000)
        #expect(try await api.ask("GET", path, token: token).status == 403)
      }
      let audit = try await scene.reader.audit(limit: 2)
      #expect(audit.map(\.action) == ["see body", "emergency view"] && audit.allSatisfy { $0.actor == "oscar" })
      #expect(audit.last?.detail == "the payer is on the phone")
    }
  }
}

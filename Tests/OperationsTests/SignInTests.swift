// Browsers: a token gives a session, and a session alone changes nothing.

import AdapterKit
import Foundation
import Operations
import TestSupport
import Testing

@Suite struct SignInTests {
  private static let form = "application/x-www-form-urlencoded"

  /// The cookie of an answer, as a browser sends it.
  private func cookie(_ reply: RunningAPI.Reply) -> String {
    String(reply.headers["set-cookie"]?.split(separator: ";").first ?? "")
  }

  private func signIn(_ api: RunningAPI, _ token: String, _ more: [String: String] = [:]) async throws
    -> RunningAPI.Reply
  {
    try await api.ask(
      "POST", "/sign-in", "token=\(token)", headers: ["Content-Type": Self.form].merging(more) { $1 })
  }

  @Test(.timeLimit(.minutes(1))) func aTokenGivesASessionThatEnds() async throws {
    try await withOperations { scene async throws in
      let token = try await scene.token("dora", [.biller])
      try await scene.withAPI { api in
        let strange = try await api.ask("GET", "/", headers: [:])
        #expect(strange.status == 303 && strange.headers["location"] == "/sign-in")
        let page = try await api.ask("GET", "/sign-in", headers: [:])
        #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
        let policy = page.headers["content-security-policy"] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!page.text.contains("style=") && !page.text.contains("<script"))
        let wrong = try await signIn(api, "<b>no")
        #expect(wrong.status == 401 && wrong.headers["set-cookie"] == nil && !wrong.text.contains("<b>"))
        let reply = try await signIn(api, token.token)
        #expect(reply.status == 303 && reply.headers["location"] == "/")
        let field = reply.headers["set-cookie"] ?? ""
        #expect(field.contains("HttpOnly") && field.contains("SameSite=Strict") && !field.contains(token.token))
        let headers = ["Cookie": cookie(reply)]
        let start = try await api.ask("GET", "/", headers: headers)
        #expect(start.status == 200 && start.text.contains("dora") && start.text.contains("biller"))
        #expect(try await api.ask("GET", "/api/v1/self", headers: headers)["way"] as? String == "session")
        let word = try #require(start.text.firstMatch(of: /name="csrf" value="([^"]+)"/)).1
        let out = try await api.ask(
          "POST", "/sign-out", "csrf=\(word)", headers: headers.merging(["Content-Type": Self.form]) { $1 })
        #expect(out.status == 303 && out.headers["location"] == "/sign-in")
        #expect(try await api.ask("GET", "/api/v1/self", headers: headers).status == 401)
        // A session is no better than its token.
        let again = ["Cookie": cookie(try await signIn(api, token.token))]
        #expect(try await api.ask("GET", "/api/v1/self", headers: again).status == 200)
        try await scene.users().revoke(token.id, reason: "lost", by: .ann)
        #expect(try await api.ask("GET", "/api/v1/self", headers: again).status == 401)
        #expect(try await signIn(api, token.token).status == 401)
      }
      #expect(try await scene.reader.audit(limit: 9).map(\.action).contains("sign in"))
    }
  }

  @Test(.timeLimit(.minutes(1))) func anotherSitesPageChangesNothing() async throws {
    try await withOperations { scene async throws in
      let token = try await scene.token("oscar", [.operator]).token
      try await scene.withAPI { api in
        let session = ["Cookie": cookie(try await signIn(api, token))]
        let page = try await api.ask("GET", "/", headers: session).text
        let word = String(try #require(page.firstMatch(of: /name="csrf" value="([^"]+)"/)).1)
        let (path, body) = ("/api/v1/workers/lockbox/pause", #"{"reason":"why"}"#)
        let own = ["X-CSRF-Token": word, "Origin": "http://127.0.0.1:\(api.port)", "Sec-Fetch-Site": "same-origin"]
        let forged: [[String: String]] = [
          [:], ["X-CSRF-Token": "wrong"], own.merging(["X-CSRF-Token": ""]) { $1 },
          own.merging(["Origin": "https://evil.example"]) { $1 }, own.merging(["Origin": "null"]) { $1 },
          own.merging(["Sec-Fetch-Site": "cross-site"]) { $1 }, own.merging(["Sec-Fetch-Site": "same-site"]) { $1 },
        ]
        for headers in forged {
          let reply = try await api.ask("POST", path, body, headers: session.merging(headers) { $1 })
          #expect(reply.status == 403, "\(headers)")
        }
        #expect(try await scene.outbox().isEmpty)
        #expect(try await signIn(api, token, ["Origin": "https://evil.example"]).status == 403, "nor signs it in")
        #expect(try await api.ask("POST", path, body, headers: session.merging(own) { $1 }).status == 202)
        #expect(try await scene.outbox().count == 1)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aSessionThatIsNotUsedEnds() async throws {
    try await withOperations { scene async throws in
      let time = ManualSeconds()
      let token = try await scene.token("dora", [.viewer]).token
      let identity = try scene.identity(sessions: Sessions(now: { time.now }))
      try await scene.withAPI(identity) { api in
        let session = ["Cookie": cookie(try await signIn(api, token))]
        for _ in 0..<25 {  // used every 29 minutes it goes on, but not for ever
          #expect(try await api.ask("GET", "/api/v1/self", headers: session).status == (time.now > 43_200 ? 401 : 200))
          time.now += 29 * 60
        }
        #expect(try await api.ask("GET", "/api/v1/self", headers: session).status == 401)
        let second = ["Cookie": cookie(try await signIn(api, token))]
        time.now += 31 * 60
        #expect(try await api.ask("GET", "/api/v1/self", headers: second).status == 401)
      }
    }
  }
}

/// A clock that a test moves.
private final class ManualSeconds: @unchecked Sendable {
  var now = 0.0
}

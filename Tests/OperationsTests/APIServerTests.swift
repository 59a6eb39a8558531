// The API over real HTTP: who asks is what the kernel says, and what does not fit is refused in the same form.

import AdapterKit
import Foundation
import FoundationNetworking
import Operations
import TestSupport
import Testing

@Suite struct APIServerTests {
  private func echo(_ method: Endpoint.Method) -> Endpoint {
    Endpoint(method, "/api/v1/things/{name}", .known, to: "see things", parameters: ["a"]) { call in
      let text = """
        {"user":"\(call.person.name)","name":"\(call.places["name"] ?? "")","a":"\(call.query["a"] ?? "")",\
        "bytes":\(call.body.count)}
        """
      return Answer(status: 202, body: Array(text.utf8))
    }
  }

  /// Runs endpoints for the users that the kernel names.
  private func serving(_ body: (RunningAPI) async throws -> Void) async throws {
    try await withOperations { scene async throws in
      let own = try scene.identity()
      try await withServer(
        [echo(.get), echo(.post)],
        identity: { port in
          Identity(operators: own.operators, tokens: own.tokens, users: own.users) {
            LoopbackPeer.user(clientPort: $0, serverPort: port)
          }
        }, body)
    }
  }

  @Test(.timeLimit(.minutes(1))) func itKnowsWhoAsksAndRefusesBrowsers() async throws {
    try await serving { api in
      let answer = try await api.ask("POST", "/api/v1/things/a%2Fb%20c?a=1%202", "12345")
      #expect(answer.status == 202 && answer["user"] as? String == LoopbackPeer.ownUser())
      #expect(answer["name"] as? String == "a/b c" && answer["a"] as? String == "1 2" && answer["bytes"] as? Int == 5)
      // More connections than one page of the kernel's table holds: the last ones are known, too.
      let crowd = (0..<60).map { _ in URLSession(configuration: .ephemeral) }
      for session in crowd {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(api.port)/api/v1/things/x")))
        request.setValue("tests", forHTTPHeaderField: APIServer.clientHeader)
        let response = try await session.data(for: request).1 as? HTTPURLResponse
        #expect(response?.statusCode == 202)
      }
      for session in crowd { session.invalidateAndCancel() }
      let browser = try await api.ask("GET", "/api/v1/things/x", headers: [:])
      #expect(browser.status == 401 && browser.detail.contains("tributary-client"))
      #expect(browser.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
      let passedOn = try await api.ask(
        "GET", "/api/v1/things/x", headers: [APIServer.clientHeader: "tests", "X-Forwarded-For": "10.0.0.1"])
      #expect(passedOn.status == 401, "a proxy's user is not the person's")
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatDoesNotFitIsRefusedInOneForm() async throws {
    try await serving { api in
      let client = [APIServer.clientHeader: "tests"]
      let large = try await api.ask(
        "POST", "/api/v1/things/x", String(repeating: "x", count: FrontDesk.maximumBytes + 1))
      let cases = [
        (large, 413), (try await api.ask("/api/v1/nothing"), 404),
        (try await api.ask("DELETE", "/api/v1/things/x"), 405),
        (try await api.ask("/api/v1/things/x?b=1"), 400), (try await api.ask("/api/v1/things/%FF"), 400),
        (try await api.ask("GET", "/api/v1/things/x", headers: client.merging(["Host": "evil.example"]) { $1 }), 421),
      ]
      for (reply, status) in cases {
        #expect(reply.status == status && reply["status"] as? Int == status, "\(status): \(reply.text)")
        #expect(reply.headers["content-type"] == "application/problem+json")
        #expect(reply["request"] as? String == reply.headers["x-request-id"] && reply.headers["x-request-id"] != nil)
        #expect(reply.headers["x-content-type-options"] == "nosniff")
      }
      #expect(cases[2].0.headers["allow"] == "GET, HEAD, POST")
      let named = try await api.ask(
        "GET", "/api/v1/things/x",
        headers: client.merging(["X-Request-ID": "night-run-7", "Host": "Pay.Example.Org"]) { $1 })
      #expect(named.status == 202 && named.headers["x-request-id"] == "night-run-7")
      let odd = try await api.ask("GET", "/api/v1/things/x", headers: client.merging(["X-Request-ID": "a b"]) { $1 })
      #expect(odd.headers["x-request-id"] != "a b")
    }
  }

  @Test func whoeverAsksTooFastIsToldWhenToAskAgain() throws {
    let time = ManualTime()
    let pace = Pace(perSecond: 2, size: 4, now: { time.seconds })
    for _ in 0..<4 { try pace.take(1, by: "ann") }
    let refusal = #expect(throws: DeskRefusal.self) { try pace.take(3, by: "ann") }
    #expect(refusal?.kind == .pace && refusal?.retryAfter == 2)
    try pace.take(1, by: "ben")
    time.seconds += 1.5
    try pace.take(3, by: "ann")
    #expect(throws: DeskRefusal.self) { try pace.take(1, by: "ann") }
  }

  @Test(arguments: [
    ("127.0.0.1", true), ("LOCALHOST:8700", true), ("[::1]:8700", true), ("pay.example.org:443", true),
    ("pay.example.org.evil.org", false), ("127.0.0.1.evil.org", false), ("", false), ("evil.org:8700", false),
  ])
  func onlyOwnNamesAreAnswered(_ authority: String, _ isOwn: Bool) {
    #expect(HostNames(["Pay.example.org"]).include(authority) == isOwn)
  }
}

/// A clock that a test moves.
private final class ManualTime: @unchecked Sendable {
  var seconds = 0.0
}

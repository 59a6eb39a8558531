// Lists and groups over the API: the same as the command line sees, for whoever may look.

import AdapterKit
import Foundation
import Operations
import TestSupport
import Testing

@Suite struct LetterViewTests {
  private func ask(
    _ scene: OperationsScene, _ path: [String], _ query: [String: String] = [:], as user: String = "owner",
    post body: String? = nil
  ) async throws -> (status: Int, json: Any) {
    var address = URLComponents()
    address.path = "/" + (["api", "v1", "dead-letters"] + path).joined(separator: "/")
    if !query.isEmpty { address.queryItems = query.map { URLQueryItem(name: $0.key, value: $0.value) } }
    let place = address.string ?? ""
    let reply = try await scene.withAPI(as: user) { api in
      try await api.ask(body == nil ? "GET" : "POST", place, body)
    }
    return (reply.status, reply.json ?? [:])
  }

  @Test func pagesAndGroupsAreServed() async throws {
    try await withOperations { scene async throws in
      let queue = FakeQueue(Queue.deadLetters)
      try await scene.storeLetters(
        [failedMessage("1"), failedMessage("2", code: "other"), failedMessage("3")].map { queue.delivery($0) })
      let page = try await ask(scene, [], ["limit": "2"]).json as? [String: Any]
      let letters = try #require(page?["letters"] as? [[String: Any]])
      #expect(letters.map { $0["message"] as? String } == ["3", "2"])
      let next = try #require(page?["next"] as? Int)
      let rest = try await ask(scene, [], ["before": String(next), "state": "all"]).json as? [String: Any]
      #expect((rest?["letters"] as? [[String: Any]])?.count == 1)
      let filtered = try await ask(scene, [], ["code": "other", "text": "what happened"]).json as? [String: Any]
      #expect((filtered?["letters"] as? [[String: Any]])?.count == 1)
      let groups = try await ask(scene, ["groups"]).json as? [[String: Any]]
      #expect(groups?.map { $0["count"] as? Int } == [2, 1])
    }
  }

  /// A misspelt condition would else choose everything.
  @Test func whatNobodyKnowsIsRefusedByName() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([FakeQueue(Queue.deadLetters).delivery(failedMessage("1"))])
      for (path, query, words) in [
        ([], ["typ": "x", "state": "all"], "there is no parameter 'typ' here; known are before, class, code"),
        (["groups"], ["limit": "1"], "there is no parameter 'limit' here"),
        ([], ["limit": "ten"], "limit: 'ten' is no whole number"),
        (["jobs"], ["state": "open"], "there is no parameter 'state' here; none is taken"),
        ([], ["since": "yesterday"], "'yesterday' is no time; write a day as 2026-03-01, or a time as"),
      ] as [([String], [String: String], String)] {
        let answer = try await ask(scene, path, query)
        let detail = (answer.json as? [String: Any])?["detail"] as? String ?? ""
        #expect(answer.status == 400 && detail.contains(words), "\(answer)")
      }
      for (path, body, words) in [
        (["requests"], #"{"request":"12345678","action":"discard","filter":{"cod":"x"},"reason":"r"}"#, "'filter.cod'"),
        (["requests"], #"{"request":"12345678","action":"discard","filter":{},"reason":"r","force":true}"#, "'force'"),
        (["1", "decision"], #"{"approve":true,"reason":"","sure":1}"#, "'sure'"),
      ] {
        let answer = try await ask(scene, path, post: body)
        let detail = (answer.json as? [String: Any])?["detail"] as? String ?? ""
        #expect(answer.status == 400 && detail.contains(words), "\(answer)")
      }
      #expect(try await scene.reader.deadLetterStates() == ["open": 1], "nothing was done")
      let day = try await ask(scene, [], ["since": "2026-03-01"])
      #expect(((day.json as? [String: Any])?["letters"] as? [Any])?.count == 1)
      let right = #"{"request":"12345678","action":"retry","filter":{"code":"schema-violation"},"reason":""}"#
      #expect(try await ask(scene, ["requests"], post: right).status == 202)
      #expect(try await ask(scene, ["requests"], post: right).status == 202, "the same request is the same work")
      #expect(try await scene.desk().jobs(limit: 9).count == 1)
      let empty = right.replacing("12345678", with: "87654321").replacing("schema-violation", with: "other")
      #expect(try await ask(scene, ["requests"], post: empty).status == 409)
    }
  }

  @Test func whatCannotBeShownIsSaid() async throws {
    try await withOperations { scene async throws in
      let strange = try await ask(scene, [], ["state": "lost"])
      #expect(strange.status == 400 && "\(strange.json)".contains("awaiting-approval"))
      #expect(try await ask(scene, ["groups"], ["class": "odd"]).status == 400)
      #expect(try await ask(scene, [], as: "somebody").status == 403)
    }
  }
}

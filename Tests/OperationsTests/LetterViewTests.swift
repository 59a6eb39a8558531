// Lists and groups over the API: the same as the command line sees, for whoever may look.

import AdapterKit
import Foundation
import Operations
import TestSupport
import Testing

@Suite struct LetterViewTests {
  private func ask(
    _ scene: OperationsScene, _ path: [String], _ query: [String: String] = [:], as user: String = "owner"
  ) async throws -> (status: Int, json: Any) {
    let operators = Operators(try Configuration(file: nil, keys: OperationsWorker.keys), owner: "owner")
    let api = DeadLetterAPI(desk: try scene.desk(), operators: operators, logger: quietLogger)
    let answer = await api.answer(
      APIRequest(method: "GET", path: ["api", "v1", "dead-letters"] + path, query: query, body: [], user: user))
    return (answer.status, try JSONSerialization.jsonObject(with: Data(answer.body)))
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

  @Test func whatCannotBeShownIsSaid() async throws {
    try await withOperations { scene async throws in
      let strange = try await ask(scene, [], ["state": "lost"])
      #expect(strange.status == 400 && "\(strange.json)".contains("awaiting-approval"))
      #expect(try await ask(scene, ["groups"], ["class": "odd"]).status == 400)
      #expect(try await ask(scene, [], as: "somebody").status == 403)
    }
  }
}

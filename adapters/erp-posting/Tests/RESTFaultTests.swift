// Answers that are not what they look like: another server's, another journal's, late ones, and pages in circles.

import ERPPostingAdapter
import Foundation
import Ledger
import Logging
import Synchronization
import TestSupport
import Testing

@Suite struct RESTFaultTests {
  private static let search = RESTScene.profile(
    idempotency: "{by: search, settledSeconds: 2}",
    find: """
      path: /journals
        query: {externalId: "{/key}"}
        items: /items
        key: /externalId
      """)

  /// A server whose answers are `status body`, by what is asked of it, and a target for it.
  private func with(
    _ profile: String, _ answer: @escaping @Sendable (_ request: Request) -> (String, String),
    _ body: (RESTTarget, ManualClock, Requests) async throws -> Void
  ) async throws {
    let requests = Requests()
    let server = try CannedServer { text in
      let request = Request(text)
      requests.list.withLock { $0.append(request) }
      let (status, body) = answer(request)
      return CannedServer.response(status, "application/json", body)
    }
    defer { server.stop() }
    var connection = RESTConnection(profile: try RESTScene.read(profile))
    connection.settings = ["url": "http://127.0.0.1:\(server.port)"]
    connection.accounts = RESTScene.accounts
    let clock = ManualClock()
    let target = try RESTTarget(connection, clock: clock, logger: quietLogger, pause: clock.pause)
    try await target.used { target async throws in
      try await body(target, clock, requests)
    }
  }

  /// In lower case.
  private struct Request: Sendable {
    let method: String
    let path: String
    let body: String

    init(_ text: String) {
      let words = text.split(separator: " ", maxSplits: 2).map(String.init)
      (method, path) = (words[0], words.count > 1 ? words[1] : "")
      body = text.range(of: "\r\n\r\n").map { String(text[$0.upperBound...]) } ?? ""
    }

    /// A value of the body or the query.
    func value(_ name: String) -> String? {
      (try? Regex("\\b\(name)\"?[:=]\"?([a-z0-9-]*)")).flatMap { (path + " " + body).firstMatch(of: $0) }
        .flatMap { $0.output[1].substring.map(String.init) }
    }
  }

  private final class Requests: Sendable {
    let list = Mutex<[Request]>([])
    var posts: Int { list.withLock { $0.count { $0.method == "post" } } }
    var count: Int { list.withLock { $0.count } }
  }

  private func journals(_ keys: String...) throws -> [Journal] { try keys.map { try journal(requested($0)) } }

  @Test(.timeLimit(.minutes(1))) func anotherServersNotFoundIsNoAbsence() async throws {
    try await with(Self.search) { request in
      request.method == "get" ? ("404 Not Found", #"{"message":"no route"}"#) : ("201 Created", "{}")
    } _: { target, _, requests async throws in
      await #expect(throws: RESTError.self) { _ = try await target.find(["j-1"]) }
      await #expect(throws: RESTError.self) { _ = try await target.post(journals("j-1")) }
      #expect(requests.posts == 0)
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsFoundMustStandUnderTheKey() async throws {
    try await with(Self.search) { request in
      request.method == "get"
        ? ("200 OK", #"{"items":[{"externalId":"another","number":"7"}]}"#) : ("201 Created", #"{"number":"8"}"#)
    } _: { target, _, requests async throws in
      await #expect(throws: RESTError.self) { _ = try await target.find(["j-1"]) }
      await #expect(throws: RESTError.self) { _ = try await target.post(journals("j-1")) }
      #expect(requests.posts == 0)
    }
    // Beside it the right one counts.
    try await with(Self.search) { _ in
      ("200 OK", #"{"items":[{"externalId":"another","number":"7"},{"externalId":"j-1","number":"9"}]}"#)
    } _: { target, _, _ async throws in
      #expect(try await target.find(["j-1"]) == ["j-1": "9"])
    }
  }

  @Test func aProfileSaysHowAbsenceIsKnown() throws {
    let error = #expect(throws: RESTProfileFaults.self) {
      _ = try RESTScene.read(RESTScene.profile(idempotency: "{by: search, settledSeconds: 2}"))
    }
    let faults = (error?.faults ?? []).map(\.reason)
    #expect(faults == ["by search it needs items: only an empty list says that a journal is not there"])
  }

  /// The first request may still be at work when its repeat is refused.
  @Test(.timeLimit(.minutes(1)), arguments: [false, true]) func aRefusalAfterAnUnknownTryIsAskedAbout(
    isThere: Bool
  ) async throws {
    let state = Mutex((posts: 0, isThere: false))
    try await with(RESTScene.profile()) { request in
      state.withLock { state in
        guard request.method == "post" else {
          return state.isThere ? ("200 OK", #"{"number":"JE-7"}"#) : ("404 Not Found", "{}")
        }
        state.posts += 1
        return state.posts == 1 ? ("500 Internal Server Error", "{}") : ("422 Unprocessable", #"{"detail":"closed"}"#)
      }
    } _: { target, clock, _ async throws in
      #expect(try await target.post(journals("j-1")) == [.pending])
      state.withLock { $0.isThere = isThere }
      clock.advance(milliseconds: 60_000)
      let found = try await target.find(["j-1"])
      #expect(found == (isThere ? ["j-1": "JE-7"] : [:]))
      if !isThere {
        #expect(try await target.post(journals("j-1")) == [.rejected(code: "other", reason: "closed")])
        // It is known now that nothing is at work: another try is answered at once.
        #expect(try await target.find(["j-1"]).isEmpty)
        #expect(try await target.post(journals("j-1")) == [.rejected(code: "other", reason: "closed")])
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatTheERPDoesNotKnowIsRefusedWhereItKnowsOthers() async throws {
    try await with(RESTScene.profile()) { request in
      request.body.contains("j-bad")
        ? ("404 Not Found", #"{"detail":"There is no such subsidiary."}"#) : ("201 Created", #"{"number":"JE-1"}"#)
    } _: { target, _, _ async throws in
      #expect(try await target.post(journals("j-bad", "j-1")) == [
        .rejected(code: "other", reason: "There is no such subsidiary."), .posted(reference: "JE-1"),
      ])
      // Alone it may be the address that is wrong.
      await #expect(throws: RESTError.absent(words: "There is no such subsidiary.")) {
        _ = try await target.post(journals("j-bad"))
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNotSentWaitsAsItDid() async throws {
    let profile = RESTScene.profile().replacing("concurrency: 8", with: "concurrency: 1")
    try await with(profile) { request in
      if request.body.contains("j-1") || request.path.contains("j-1") { return ("201 Created", #"{"number":"JE-1"}"#) }
      return request.method == "get" ? ("404 Not Found", "{}") : ("500 Internal Server Error", "{}")
    } _: { target, _, _ async throws in
      #expect(try await target.post(journals("j-1", "j-2", "j-3", "j-4", "j-5", "j-6")) == [
        .posted(reference: "JE-1"), .pending, .pending, .pending, .untried, .untried,
      ])
    }
  }

  @Test(.timeLimit(.minutes(1))) func anEmptyReferenceIsNone() async throws {
    try await with(RESTScene.profile()) { request in
      request.method == "get" ? ("200 OK", #"{"number":"JE-3"}"#) : ("201 Created", #"{"number":""}"#)
    } _: { target, _, _ async throws in
      #expect(try await target.post(journals("j-1")) == [.posted(reference: "JE-3")])
    }
  }

  private static func days() throws -> ClosedRange<Day> { try Day(iso: "2026-03-01")...Day(iso: "2026-03-31") }

  @Test(.timeLimit(.minutes(1))) func amountsThatCannotBeReadAreNotZero() async throws {
    let profile = RESTScene.profile().replacing("money: major, ", with: "")
    try await with(profile) { _ in
      ("200 OK", """
        {"items":[{"externalId":"j-1","number":"1","date":"2026-03-05","currency":"USD",
          "lines":[{"account":"1010","debit":10.50},{"account":"2010","credit":1050}]}],"hasMore":false}
        """)
    } _: { target, _, _ async throws in
      let error = await #expect(throws: RESTError.self) {
        _ = try await target.entries(of: Self.days(), after: nil, limit: 10)
      }
      #expect("\(String(describing: error))".contains("under the key j-1 needs account"))
    }
  }

  /// Rows of lines, paged by key: the ERP counts rows, and is told in the body where to go on.
  @Test(.timeLimit(.minutes(1))) func entriesOfSeveralRowsAreNotTornApart() async throws {
    let profile = RESTScene.profile(
      entries: """
        method: POST
          path: /query
          body: {from: /from, to: /to, after: {from: /after, optional: true}, limit: /limit}
        """)
    let keys = ["a", "b", "c", "d"]
    try await with(profile) { request in
      let after = request.value("after") ?? ""
      let rows = keys.filter { $0 > after }.flatMap { key in
        ["\"account\":\"1010\",\"debit\":10.00", "\"account\":\"2010\",\"credit\":6.00",
          "\"account\":\"2020\",\"credit\":4.00"].map {
            "{\"externalId\":\"\(key)\",\"number\":\"1\",\"date\":\"2026-03-05\",\"currency\":\"USD\","
              + "\"lines\":[{\($0)}]}"
          }
      }
      let page = rows.prefix(Int(request.value("limit") ?? "") ?? 0)
      return ("200 OK", "{\"items\":[\(page.joined(separator: ","))]}")
    } _: { target, _, _ async throws in
      for limit in 1...5 {
        var (found, last): ([TargetEntry], String?) = ([], nil)
        while true {
          let page = try await target.entries(of: Self.days(), after: last, limit: limit)
          found += page
          guard page.count == limit, let end = page.last?.key else { break }
          last = end
        }
        #expect(found.map(\.key) == keys, "pages of \(limit)")
        #expect(found.map(\.lines.count) == [3, 3, 3, 3], "pages of \(limit)")
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func pagesInACircleAreAFault() async throws {
    try await with(RESTScene.profile()) { request in
      let next = request.path == "/parties?p=1" ? "/parties?p=2" : "/parties?p=1"
      return request.path.hasPrefix("/parties")
        ? ("200 OK", "{\"value\":[],\"nextLink\":\"\(next)\"}") : ("200 OK", #"{"data":[]}"#)
    } _: { target, _, requests async throws in
      let error = await #expect(throws: RESTError.self) { _ = try await target.masterData() }
      #expect("\(String(describing: error))".contains("in a circle"))
      #expect(requests.count < 10)
    }
  }
}

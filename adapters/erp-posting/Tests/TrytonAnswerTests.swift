// What answers instead of Tryton: each kind is told apart, and says what to do.

import ERPPostingAdapter
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct TrytonAnswerTests {
  static func response(_ status: String, _ type: String, _ body: String) -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
      + "Connection: close\r\n\r\n\(body)"
  }

  private static let json = "application/json"
  private static let loggedIn = response("200 OK", json, #"{"id": 1, "result": [1, "token", null]}"#)

  /// Answers after the login, and what they are taken for.
  private static let answers: [(String, TrytonError)] = [
    (response("200 OK", "text/html", "<html>"), .notTryton(status: 200, contentType: "text/html")),
    (response("500 Internal Server Error", "text/html", "<html>"), .status(500)),
    (response("503 Service Unavailable", "text/plain", ""), .status(503)),
    (response("302 Found", "text/html", ""), .status(302)),
    (response("200 OK", json, #"{"id": 1, "error": ["UserError", ["It is closed.", "March.", null]]}"#),
      .refused("It is closed. March.")),
    (response("200 OK", json, #"{"id": 1, "error": ["UserWarning", ["key", "Sure?", ""]]}"#), .refused("key Sure?")),
    (response("200 OK", json, #"{"id": 1, "error": ["'nothing'", ""]}"#), .broken("'nothing'")),
    (response("200 OK", json, #"{"id": 1, "error": []}"#), .broken("without a word")),
  ]

  @Test(.timeLimit(.minutes(1)), arguments: answers.indices) func answersAreToldApart(index: Int) async throws {
    let (answer, expected) = Self.answers[index]
    try await calling([Self.loggedIn, answer]) { session in
      await #expect(throws: expected) { _ = try await session.call("model.any.method", []) }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aLoginThatIsRefusedNamesTheUserAndNotThePassword() async throws {
    try await calling([Self.response("401 Unauthorized", "text/html", "")]) { session in
      let error = await #expect(throws: TrytonError.self) { _ = try await session.call("model.any.method", []) }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains("'clerk'") && text.contains("tryton.passwordFile") && !text.contains("planted"))
    }
    try await calling([Self.response("404 Not Found", "text/html", "")]) { session in
      await #expect(throws: TrytonError.noDatabase("books")) { _ = try await session.call("model.any.method", []) }
    }
  }

  @Test(.timeLimit(.minutes(1))) func anExpiredSessionLogsInAgainAndRepeatsTheCall() async throws {
    let expired = Self.response("401 Unauthorized", "text/plain", "")
    let fine = Self.response("200 OK", Self.json, #"{"id": 1, "result": 7}"#)
    try await calling([Self.loggedIn, fine, expired, Self.loggedIn, fine]) { session in
      for _ in 1...2 {
        let answer = try await session.call("model.any.method", [])
        #expect(answer == .integer(7))
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func noAnswerInTimeIsNoAnswer() async throws {
    try await calling([Self.loggedIn, nil]) { session in
      let error = await #expect(throws: TrytonError.self) { _ = try await session.call("model.any.method", []) }
      guard case .noAnswer = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  /// The head of an answer and the beginning of its body, and then nothing.
  @Test(.timeLimit(.minutes(1))) func anAnswerThatStandsStillIsNoAnswer() async throws {
    let cut = "HTTP/1.1 200 OK\r\nContent-Type: \(Self.json)\r\nContent-Length: 900\r\n\r\n{"
    try await calling([Self.loggedIn, cut], endsAnswers: false) { session in
      let error = await #expect(throws: TrytonError.self) { _ = try await session.call("model.any.method", []) }
      guard case .noAnswer = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  /// A session whose calls get these answers in turn; nil for none.
  private func calling(
    _ answers: [String?], endsAnswers: Bool = true, _ body: (TrytonSession) async throws -> Void
  ) async throws {
    let rest = Mutex(answers)
    let server = try CannedServer(endsAnswers: endsAnswers) { _ in
      rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
    defer { server.stop() }
    guard let url = URL(string: "http://127.0.0.1:\(server.port)") else { throw URLError(.badURL) }
    let session = TrytonSession(
      .init(url: url, database: "books", user: "clerk", password: "planted", timeout: .milliseconds(500)))
    do {
      try await body(session)
    } catch {
      await session.close()
      throw error
    }
    await session.close()
  }
}

@Suite struct TrytonOutageTests {
  /// Tryton that breaks on whatever it is asked to make, and counts how often that is.
  @Test(.timeLimit(.minutes(1))) func aBrokenTrytonIsNotAskedForEachJournal() async throws {
    let count = Mutex(0)
    let journals = try (1...200).map { try journal(requested("j-\($0)")) }
    try await withTryton { method, _ in
      guard method == "model.account.move.create" else { return nil }
      count.withLock { $0 += 1 }
      return #""error": ["OperationalError", "disk full"]"#
    } _: { target async throws in
      await #expect(throws: TrytonError.broken("OperationalError")) { _ = try await target.post(journals) }
    }
    #expect(count.withLock { $0 } < 15)
  }

  /// It posts, and then breaks when it is asked for the numbers.
  @Test(.timeLimit(.minutes(1))) func whatIsPostedBeforeTrytonBreaksIsNotPostedAgain() async throws {
    let calls = Mutex<[String]>([])
    let journals = try ["j-1", "j-2"].map { try journal(requested($0)) }
    try await withTryton { method, request in
      let isPosted = calls.withLock { calls in
        calls.append(method)
        return calls.contains("model.account.move.post")
      }
      switch method {
      case "model.account.move.create": return #""result": [7, 8]"#
      case "model.account.move.read": return #""error": ["OperationalError", "gone"]"#
      case "model.account.move.search_read" where isPosted && request.contains("posted"):
        return #"""
          "result": [{"id": 7, "number": "1", "description": "tributary:j-1"},
            {"id": 8, "number": "2", "description": "tributary:j-2"}]
          """#
      default: return nil
      }
    } _: { target async throws in
      #expect(try await target.post(journals) == [.posted(reference: "1"), .posted(reference: "2")])
    }
    #expect(calls.withLock { $0.count { $0 == "model.account.move.create" } } == 1)
  }

  /// Tryton refuses a party on an account that needs none.
  @Test(.timeLimit(.minutes(1))) func onlyLinesWhoseAccountNeedsAPartyNameOne() async throws {
    let made = Mutex("")
    let entry = try journal(requested("j-1", party: "p1"))
    try await withTryton { method, request in
      switch method {
      case "model.account.account.search_read":
        return #"""
          "result": [{"id": 1, "code": "bank", "type": 1, "party_required": false},
            {"id": 2, "code": "clearing", "type": 1, "party_required": true}]
          """#
      case "model.party.party.search_read": return #""result": [{"id": 99, "code": "p1"}]"#
      case "model.account.move.create":
        made.withLock { $0 = request }
        return #""result": [7]"#
      case "model.account.move.read":
        return #""result": [{"id": 7, "number": "1", "description": "tributary:j-1"}]"#
      default: return nil
      }
    } _: { target async throws in
      #expect(try await target.post([entry]) == [.posted(reference: "1")])
    }
    #expect(made.withLock { $0.matches(of: /"party":/).count } == 1)
  }

  /// A Tryton with a company, a period and two accounts, that finds and makes nothing unless the test says so.
  private func withTryton(
    _ answer: @escaping @Sendable (_ method: String, _ request: String) -> String?,
    _ body: (TrytonTarget) async throws -> Void
  ) async throws {
    let server = try CannedServer { request in
      let method = request.firstMatch(of: /"method":"([^"]+)"/).map { String($0.1) } ?? ""
      let result = answer(method, request) ?? Self.usual[method] ?? #""result": []"#
      return TrytonAnswerTests.response("200 OK", "application/json", #"{"id": 1, "# + result + "}")
    }
    defer { server.stop() }
    guard let url = URL(string: "http://127.0.0.1:\(server.port)") else { throw URLError(.badURL) }
    let session = TrytonSession(
      .init(url: url, database: "books", user: "clerk", password: "planted", timeout: .seconds(20)))
    let target = TrytonTarget(
      session, journal: "MISC", accounts: ["assets:bank": "bank", "liabilities:clearing": "clearing"])
    do {
      try await body(target)
    } catch {
      await target.close()
      throw error
    }
    await target.close()
  }

  private static let usual = [
    "common.db.login": #""result": [1, "token", null]"#,
    "model.res.user.get_preferences": #""result": {"company": 1}"#,
    "model.company.company.search_read": #""result": [{"id": 1, "currency.": {"code": "USD"}}]"#,
    "model.account.journal.search_read": #""result": [{"id": 1}]"#,
    "model.account.period.search_read": #"""
    "result": [{"id": 1, "name": "p", "state": "open",
      "start_date": {"__class__": "date", "year": 2026, "month": 1, "day": 1},
      "end_date": {"__class__": "date", "year": 2026, "month": 12, "day": 31}}]
    """#,
    "model.account.account.search_read":
      #""result": [{"id": 1, "code": "bank", "type": 1}, {"id": 2, "code": "clearing", "type": 1}]"#,
  ]
}

/// Reads a request and gives the next answer, one connection after the other.
private final class CannedServer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let answer: @Sendable (String) -> String?

  private let endsAnswers: Bool

  init(endsAnswers: Bool = true, _ answer: @escaping @Sendable (String) -> String?) throws {
    self.answer = answer
    self.endsAnswers = endsAnswers
    (listener, port) = try LoopbackSocket.listen()
    Thread.detachNewThread { self.serve() }
  }

  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  private func serve() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { break }
      if let answer = answer(readRequest(client)) {
        _ = Array(answer.utf8).withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        // Closed at once it would be reset if the client had sent more than was read.
        if endsAnswers { shutdown(client, Int32(SHUT_WR)) }
      }
      var byte: UInt8 = 0
      while recv(client, &byte, 1, 0) > 0 {}
      close(client)
    }
    close(listener)
  }

  /// Up to the end of the body, whose length its header says.
  private func readRequest(_ client: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while true {
      let text = String(decoding: bytes, as: UTF8.self).lowercased()
      if let head = text.range(of: "\r\n\r\n"), let length = text.firstMatch(of: /content-length: (\d+)/) {
        if text[head.upperBound...].utf8.count >= Int(length.1) ?? 0 { return text }
      }
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return text }
      bytes += buffer[..<count]
    }
  }
}

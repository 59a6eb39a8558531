// What answers instead of Tryton: each kind is told apart, and says what to do.

import ERPPostingAdapter
import Foundation
import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite struct TrytonAnswerTests {
  private static let json = "application/json"
  private static let loggedIn = CannedServer.response("200 OK", json, #"{"id": 1, "result": [1, "token", null]}"#)

  private static func saying(_ body: String) -> String { CannedServer.response("200 OK", json, body) }

  /// Answers after the login, and what they are taken for.
  private static let answers: [(String, TrytonError)] = [
    (CannedServer.response("200 OK", "text/html", "<html>"), .notTryton(status: 200, contentType: "text/html")),
    (CannedServer.response("500 Internal Server Error", "text/html", "<html>"), .status(500)),
    (CannedServer.response("503 Service Unavailable", "text/plain", ""), .status(503)),
    (CannedServer.response("302 Found", "text/html", ""), .status(302)),
    (saying(#"{"id": 1, "error": ["UserError", ["It is closed.", "March.", null]]}"#),
      .refused("It is closed. March.")),
    (saying(#"{"id": 1, "error": ["UserWarning", ["key", "Sure?", ""]]}"#), .refused("key Sure?")),
    (saying(#"{"id": 1, "error": ["'nothing'", ""]}"#), .broken("'nothing'")),
    (saying(#"{"id": 1, "error": []}"#), .broken("without a word")),
  ]

  @Test(.timeLimit(.minutes(1)), arguments: answers.indices) func answersAreToldApart(index: Int) async throws {
    let (answer, expected) = Self.answers[index]
    try await calling([Self.loggedIn, answer]) { session in
      await #expect(throws: expected) { _ = try await session.call("model.any.method", []) }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aLoginThatIsRefusedNamesTheUserAndNotThePassword() async throws {
    try await calling([CannedServer.response("401 Unauthorized", "text/html", "")]) { session in
      let error = await #expect(throws: TrytonError.self) { _ = try await session.call("model.any.method", []) }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains("'clerk'") && text.contains("tryton.passwordFile") && !text.contains("planted"))
    }
    try await calling([CannedServer.response("404 Not Found", "text/html", "")]) { session in
      await #expect(throws: TrytonError.noDatabase("books")) { _ = try await session.call("model.any.method", []) }
    }
  }

  /// Each attempt prolongs the lock, so there is none for a while, whatever the password is by then.
  @Test(.timeLimit(.minutes(1))) func aUserWhoIsLockedOutIsLeftAlone() async throws {
    try await calling([CannedServer.response("429 Too Many Requests", "text/html", ""), Self.loggedIn]) { session in
      for _ in 1...3 {
        await #expect(throws: TrytonError.lockedOut(user: "clerk")) {
          _ = try await session.call("model.any.method", [])
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func anExpiredSessionLogsInAgainAndRepeatsTheCall() async throws {
    let expired = CannedServer.response("401 Unauthorized", "text/plain", "")
    let fine = CannedServer.response("200 OK", Self.json, #"{"id": 1, "result": 7}"#)
    try await calling([Self.loggedIn, fine, expired, Self.loggedIn, fine]) { session in
      for _ in 1...2 {
        let answer = try await session.call("model.any.method", [])
        #expect(answer == .integer(7))
      }
    }
  }

  /// Whoever corrects the password's file need not start anything again.
  @Test(.timeLimit(.minutes(1))) func aCorrectedPasswordIsUsedAtTheNextLogin() async throws {
    let given = Mutex<[String]>([])
    let server = try CannedServer { request in
      guard let password = request.firstMatch(of: /"password":"([a-z]+)"/) else {
        return CannedServer.response("200 OK", Self.json, #"{"id": 1, "result": 7}"#)
      }
      given.withLock { $0.append(String(password.1)) }
      return password.1 == "right" ? Self.loggedIn : CannedServer.response("401 Unauthorized", "text/html", "")
    }
    defer { server.stop() }
    guard let url = URL(string: "http://127.0.0.1:\(server.port)") else { throw URLError(.badURL) }
    let file = Mutex("wrong")
    var login = TrytonSession.Login(
      url: url, database: "books", user: "clerk", password: "first", timeout: .milliseconds(500))
    login.readPassword = { Secret(file.withLock { $0 }) }
    let session = TrytonSession(login)
    // Tryton would lock the user out if the same one was tried again and again.
    for _ in 1...3 {
      await #expect(throws: TrytonError.wrongLogin(user: "clerk")) {
        _ = try await session.call("model.any.method", [])
      }
    }
    file.withLock { $0 = "right" }
    let answer = try? await session.call("model.any.method", [])
    #expect(answer == .integer(7))
    let passwords = given.withLock { $0 }
    #expect(passwords == ["wrong", "right"])
    await session.close()
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

  /// An ERP may say any number of words.
  @Test(.timeLimit(.minutes(1))) func trytonsWordsAreCut() async throws {
    let long = String(repeating: "word ", count: 5_000)
    let answer = CannedServer.response("200 OK", Self.json, #"{"id": 1, "error": ["UserError", ["\#(long)", ""]]}"#)
    try await calling([Self.loggedIn, answer]) { session in
      let error = await #expect(throws: TrytonError.self) { _ = try await session.call("model.any.method", []) }
      let words = error.map { "\($0)" } ?? ""
      #expect(words.count == 500)
    }
  }

  /// A byte of the answer now and then is no answer either.
  @Test(.timeLimit(.minutes(1))) func anAnswerThatDripsComesToAnEnd() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: \(Self.json)\r\nContent-Length: 900000\r\n\r\n{"
    try await calling([Self.loggedIn, head], endsAnswers: false, drips: true, timeout: .milliseconds(300)) { session in
      let error = await #expect(throws: TrytonError.self) { _ = try await session.call("model.any.method", []) }
      let words = error.map { "\($0)" } ?? ""
      #expect(words.contains("not complete"))
    }
  }

  /// A session whose calls get these answers in turn; nil for none.
  private func calling(
    _ answers: [String?], endsAnswers: Bool = true, drips: Bool = false, timeout: Duration = .milliseconds(500),
    _ body: (TrytonSession) async throws -> Void
  ) async throws {
    let rest = Mutex(answers)
    let server = try CannedServer(endsAnswers: endsAnswers, drips: drips) { _ in
      rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
    defer { server.stop() }
    guard let url = URL(string: "http://127.0.0.1:\(server.port)") else { throw URLError(.badURL) }
    let session = TrytonSession(
      .init(url: url, database: "books", user: "clerk", password: "planted", timeout: timeout))
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
      return CannedServer.response("200 OK", "application/json", #"{"id": 1, "# + result + "}")
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

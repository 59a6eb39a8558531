// The contract server's books: what it holds, what it takes, and how it is told to fail.

import Foundation
import JSONRules
import Synchronization

/// What the contract server holds. All of it can be looked into by tests.
package final class ContractBooks: Sendable {
  /// How a request to post goes wrong.
  package enum Fault: Sendable, Equatable {
    /// 429, to be repeated after so many seconds.
    case tooMany(retryAfter: Int)
    /// 500; the journal is taken all the same, or is not.
    case failure(isTaken: Bool)
    /// A page in HTML with status 200 in place of an answer.
    case page
    /// The connection is cut instead of an answer.
    case cut(isTaken: Bool)
    /// The answer takes so long.
    case slow(Duration, isTaken: Bool)
    /// The request is carried out only after so long.
    case late(Duration)
    /// 503 with a wish to be left alone.
    case unavailable(retryAfter: Int)
  }

  /// A posted journal.
  package struct Posted: Sendable {
    package let number: Int
    package let key: String
    let document: JSONValue
    package let reverses: String?
  }

  private struct State {
    var posted: [Posted] = []
    /// Journals under one key, and the body under which it came first.
    var byKey: [String: (index: Int, body: String)] = [:]
    var faults: [Fault] = []
    var posts = 0
    var looks = 0
    var busy = 0
    var answered = 0
    var mostAtOnce = 0
    var tokens: [String: Int] = [:]
    var tokensGiven = 0
    var refusals: [String] = []
    var isDown = false
  }

  /// Accounts and whether they are open.
  package let accounts: [String: Bool] = [
    "1010": true, "2010": true, "4010": true, "5010": true, "9990": false, "1200": true,
  ]
  private static let closedPeriods: Set = ["2026-01"]

  let login: ContractServer.Login
  let repeats: ContractServer.Repeats
  let address: String
  private let delay: Duration
  private let state = Mutex(State())

  init(login: ContractServer.Login, repeats: ContractServer.Repeats, delay: Duration, address: String) {
    self.login = login
    self.repeats = repeats
    self.delay = delay
    self.address = address
  }

  /// The next requests to post go wrong so, in turn.
  package func fail(_ faults: [Fault]) { state.withLock { $0.faults += faults } }
  /// Whether every request is answered with 500.
  package func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }
  /// Keys of what is posted, in the order of posting.
  package var keys: [String] { state.withLock { $0.posted.map(\.key) } }
  package var posted: [Posted] { state.withLock { $0.posted } }
  /// Requests to post that came, however they were answered.
  package var posts: Int { state.withLock { $0.posts } }
  /// Requests for a journal by its key.
  package var looks: Int { state.withLock { $0.looks } }
  /// Requests of all kinds.
  package var answered: Int { state.withLock { $0.answered } }
  /// Requests that are being answered.
  package var busy: Int { state.withLock { $0.busy } }
  package var mostAtOnce: Int { state.withLock { $0.mostAtOnce } }
  package var tokensGiven: Int { state.withLock { $0.tokensGiven } }
  /// What clients did against the contract.
  package var refusals: [String] { state.withLock { $0.refusals } }

  func answer(_ request: ContractRequest) async -> ContractAnswer {
    state.withLock { state in
      state.busy += 1
      state.answered += 1
      state.mostAtOnce = max(state.mostAtOnce, state.busy)
    }
    defer { state.withLock { $0.busy -= 1 } }
    if delay > .zero { try? await Task.sleep(for: delay) }
    if state.withLock({ $0.isDown }) { return .problem(500, "down", "It is down.") }
    if request.path == ["token"] { return token(request) }
    if let refusal = refusal(of: request) { return refusal }
    if ["POST", "PUT"].contains(request.method) { return await failing(request) }
    return read(request)
  }

  /// Posts, or goes wrong as it was told to.
  private func failing(_ request: ContractRequest) async -> ContractAnswer {
    let fault = state.withLock { state in
      state.posts += 1
      return state.faults.isEmpty ? nil : state.faults.removeFirst()
    }
    switch fault {
    case nil: return post(request)
    case .tooMany(let seconds):
      var answer = ContractAnswer.problem(429, "rate", "Too many requests.")
      answer.headers.append(("Retry-After", "\(seconds)"))
      return answer
    case .unavailable(let seconds):
      var answer = ContractAnswer.problem(503, "maintenance", "Under maintenance.")
      answer.headers.append(("Retry-After", "\(seconds)"))
      return answer
    case .failure(let isTaken):
      if isTaken { _ = post(request) }
      return .problem(500, "internal", "Something broke.")
    case .page:
      var answer = ContractAnswer(200, .null)
      answer.headers = [("Content-Type", "text/html")]
      answer.body = Array("<html><body>Sign in</body></html>".utf8)
      return answer
    case .cut(let isTaken):
      var answer = isTaken ? post(request) : .problem(500, "cut", "")
      answer.isCut = true
      return answer
    case .late(let duration):
      // Not as the connection's child: that one is cancelled when the client is gone.
      return await Task {
        try? await Task.sleep(for: duration)
        return post(request)
      }.value
    case .slow(let duration, let isTaken):
      let answer = isTaken ? post(request) : .problem(500, "slow", "")
      try? await Task.sleep(for: duration)
      return answer
    }
  }

  /// Notes something against the contract, and refuses it.
  func refuse(_ status: Int, _ code: String, _ detail: String) -> ContractAnswer {
    state.withLock { $0.refusals.append("\(code): \(detail)") }
    return .problem(status, code, detail)
  }

  private func post(_ request: ContractRequest) -> ContractAnswer {
    let reverses: String? =
      request.path.count == 3 && request.path[0] == "journals" && request.path[2] == "reversal" ? request.path[1] : nil
    let parts = request.method == "PUT" ? 2 : reverses == nil ? 1 : 3
    guard request.path.first == "journals", request.path.count == parts else { 
      return refuse(404, "no-resource", "\(request.method) /\(request.path.joined(separator: "/"))")
    }
    guard request.headers["content-type"] == "application/json" else {
      return refuse(415, "content-type", "application/json is wanted")
    }
    guard let document = try? JSONValue(json: request.body) else { return refuse(400, "not-json", "no JSON") }
    if let problem = ContractSchema.problem(in: document) { return refuse(400, "schema", problem) }
    let members = document.members ?? [:]
    guard let key = members["externalId"]?.stringValue else { return refuse(400, "schema", "/externalId") }
    switch repeats {
    case .header:
      guard request.headers["idempotency-key"] == key else {
        return refuse(400, "idempotency", "Idempotency-Key and externalId differ or are missing")
      }
    case .key:
      guard reverses != nil || (request.method == "PUT" && request.path[1] == key) else {
        return refuse(400, "idempotency", "the address has another key")
      }
    case .none: break
    }
    if let refused = ContractSchema.refusal(of: document, accounts: accounts, closed: Self.closedPeriods) {
      return refused
    }
    return keep(document, key: key, reverses: reverses)
  }

  private func keep(_ document: JSONValue, key: String, reverses: String?) -> ContractAnswer {
    let text = document.text
    return state.withLock { state in
      if repeats.isUnique, let known = state.byKey[key] {
        guard known.body == text else { return .problem(409, "conflict", "Another journal has this key.") }
        return Self.created(state.posted[known.index])
      }
      let posted = Posted(number: state.posted.count + 1, key: key, document: document, reverses: reverses)
      state.byKey[key] = (state.posted.count, text)
      state.posted.append(posted)
      return Self.created(posted)
    }
  }

  private static func created(_ posted: Posted) -> ContractAnswer {
    var answer = ContractAnswer(201, .object(["id": .number("\(posted.number)"), "number": .string(posted.reference)]))
    answer.headers.append(("Location", "/journals/\(posted.reference)"))
    return answer
  }

  /// All of a key.
  func found(_ key: String) -> [Posted] {
    state.withLock { state in
      state.looks += 1
      return state.posted.filter { $0.key == key }
    }
  }

  /// A token for the next uses.
  func give(uses: Int) -> String {
    state.withLock { state in
      state.tokensGiven += 1
      let token = "token-\(state.tokensGiven)"
      state.tokens[token] = uses
      return token
    }
  }

  /// Whether a token is still good; each time uses it up.
  func use(_ token: String) -> Bool {
    state.withLock { state in
      guard let left = state.tokens[token], left > 0 else { return false }
      state.tokens[token] = left - 1
      return true
    }
  }
}

extension ContractBooks.Posted {
  /// The server's own reference.
  package var reference: String { "JE-\(number)" }
  /// `account debit credit`, line by line.
  package var lines: [String] {
    guard case .array(let lines)? = document.members?["lines"] else { return [] }
    return lines.map { line in
      let members = line.members ?? [:]
      func text(_ name: String) -> String { if case .number(let digits)? = members[name] { digits } else { "0" } }
      return "\(members["account"]?.stringValue ?? "?") \(text("debit")) \(text("credit"))"
    }
  }
}

extension ContractServer.Repeats {
  var isUnique: Bool { if case .none = self { false } else { true } }
}

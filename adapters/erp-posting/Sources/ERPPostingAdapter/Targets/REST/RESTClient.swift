// Requests to an ERP over HTTP: who we are, pace, time limits, and what an answer means.

import AdapterKit
import AsyncHTTPClient
import Foundation
import JSONRules
import PaymentEvents

/// Sends a profile's requests.
package final class RESTClient: Sendable {
  /// The longest answer that is read, in bytes.
  static let answerLimit = 16 << 20

  /// What an answer says.
  enum Reply: Sendable {
    case success(RESTAnswer)
    case refused(code: String, words: String)
    case duplicate
    /// There is nothing under the address. The ERP's words about it, empty where it says none.
    case absent(words: String)
  }

  /// What a request is for, in the audit log.
  struct Purpose: Sendable {
    let operation: String
    var journal: String?
  }

  let profile: RESTProfile
  private let base: String
  private let http: HTTPClient
  private let credentials: RESTCredentials
  private let pace: RESTPace
  private let clock: any WallClock
  private let audit: CallAudit

  /// - Throws: ``ConfigurationError`` for certificates or an address that cannot be used.
  init(
    _ connection: RESTConnection, audit: CallAudit, clock: any WallClock,
    pause: @escaping @Sendable (Duration) async throws -> Void
  ) throws {
    profile = connection.profile
    self.clock = clock
    self.audit = audit
    let base = try connection.profile.url.text(connection.settingsDocument, isEncoded: false)
    guard let url = URL(string: base), ["http", "https"].contains(url.scheme), url.host != nil else {
      throw ConfigurationError("the profile's url: '\(base)' is no address; write https://…")
    }
    try Self.refuseOpenSecrets(connection, at: [base])
    self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    let http = try connection.httpClient()
    self.http = http
    let limits = connection.profile.limits
    pace = RESTPace(
      requestsPerSecond: limits.requestsPerSecond, patience: limits.patience, clock: clock, pause: pause)
    let target = connection.profile.name
    credentials = RESTCredentials(connection, clock: clock) { url, headers, body in
      var entry = CallAudit.Entry(target: target, operation: "token", outcome: "failed")
      entry.method = "POST"
      defer { audit.note([entry]) }
      let answer = try await Self.execute(http, "POST", url, headers, body, within: limits.timeout)
      entry.status = answer.status
      entry.outcome = answer.isSuccess ? "answered" : "failed"
      return answer
    }
  }

  /// Secrets go encrypted, or not at all; to this machine as one likes.
  private static func refuseOpenSecrets(_ connection: RESTConnection, at addresses: [String]) throws {
    var addresses = addresses
    switch connection.profile.authentication {
    case .none: return
    case .oauth2(let oauth): addresses.append(try oauth.tokenURL.text(connection.settingsDocument, isEncoded: false))
    case .apiKey, .basic: break
    }
    for address in addresses {
      let url = URL(string: address)
      if url?.scheme != "https", !LoopbackName.all.contains(url?.host ?? "") {
        throw ConfigurationError("the profile sends secrets to '\(address)', which is not encrypted: write https://")
      }
    }
  }

  func close() async { try? await http.shutdown() }

  /// Sends a request and says what the answer means. One that was not carried out, since our token was no longer taken
  /// or the ERP was busy, is sent again.
  /// - Throws: ``RESTError``.
  func send(_ request: RESTRequest.Made, for purpose: Purpose) async throws -> Reply {
    try await send(request, to: base + request.target, for: purpose)
  }

  /// Reads a further page. - Parameter address: absolute, at the same server, or below the profile's.
  func send(page address: String, like request: RESTRequest.Made, for purpose: Purpose) async throws -> Reply {
    let absolute = address.hasPrefix("/") ? base + address : address
    // What is sent along says who we are, and is for nobody else.
    guard let own = URL(string: base), let next = URL(string: absolute), own.scheme == next.scheme,
      own.host == next.host, own.port == next.port
    else { throw RESTError.profile("the link to the next page leads to another server") }
    return try await send(request, to: absolute, for: purpose)
  }

  private func send(_ request: RESTRequest.Made, to url: String, for purpose: Purpose) async throws -> Reply {
    var renewals = 0
    var refusals = 0
    while true {
      try await pace.pass()
      let proof = try await credentials.proof()
      let answer = try await noted(request, url, proof, purpose)
      guard answer.isOfTheERP || answer.status == 429 || answer.status >= 500 else {
        throw RESTError.notTheERP(status: answer.status, contentType: answer.contentType)
      }
      if answer.isSuccess { return .success(answer) }
      switch profile.errors.meaning(of: answer) {
      case .refusal(let code): return .refused(code: code, words: profile.errors.words(of: answer))
      case .duplicate: return .duplicate
      case .absent:
        return .absent(words: answer.document == .null ? "" : profile.errors.words(of: answer))
      case .outage:
        if let seconds = answer.retryAfter(now: now) { await pace.close(seconds: seconds) }
        throw RESTError.outage(status: answer.status, words: profile.errors.words(of: answer))
      case .busy:
        let seconds = answer.retryAfter(now: now) ?? min(1 << refusals, 60)
        await pace.close(seconds: seconds)
        refusals += 1
        guard refusals <= profile.limits.repeats else { throw RESTError.busy(seconds: seconds) }
      case .login:
        guard renewals == 0, await credentials.refused(proof) else {
          throw RESTError.refusedLogin(profile.errors.words(of: answer))
        }
        renewals += 1
      }
    }
  }

  private var now: Date { Date(timeIntervalSince1970: TimeInterval(clock.now().milliseconds) / 1_000) }

  private func noted(
    _ request: RESTRequest.Made, _ url: String, _ proof: RESTCredentials.Proof?, _ purpose: Purpose
  ) async throws -> RESTAnswer {
    var entry = CallAudit.Entry(target: profile.name, operation: purpose.operation, outcome: "failed")
    entry.journal = purpose.journal
    entry.method = request.method
    entry.path = request.path
    entry.noteBody(request.body)
    var headers = request.headers
    if let proof { headers.append((proof.header, proof.value)) }
    if request.body != nil, !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
      headers.append(("Content-Type", "application/json"))
    }
    let start = ContinuousClock.now
    defer {
      entry.milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
      audit.note([entry])
    }
    do {
      let answer = try await Self.execute(
        http, request.method, url, headers, request.body, within: profile.limits.timeout)
      entry.status = answer.status
      entry.outcome = answer.isSuccess ? "answered" : "failed"
      return answer
    } catch {
      entry.detail = error is CancellationError ? "cancelled" : "no answer"
      throw error
    }
  }

  private static func execute(
    _ http: HTTPClient, _ method: String, _ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8]?,
    within timeout: Duration
  ) async throws -> RESTAnswer {
    var request = HTTPClientRequest(url: url)
    request.method = .init(rawValue: method)
    request.headers = ["accept": "application/json", "accept-encoding": "gzip"]
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    if let body { request.body = .bytes(body) }
    do {
      let whole = request
      return try await withDeadline(timeout * 10) {
        let response = try await http.execute(whole, timeout: .milliseconds(Int64(timeout / .milliseconds(1))))
        let bytes = try await response.body.collect(upTo: answerLimit)
        var fields: [String: String] = [:]
        for (name, value) in response.headers where fields[name.lowercased()] == nil {
          fields[name.lowercased()] = value
        }
        return RESTAnswer(
          status: Int(response.status.code), headers: fields, body: Array(bytes.readableBytesView))
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      try Task.checkCancellation()
      throw RESTError.noAnswer(problem: HTTPWords.text(error, within: timeout))
    }
  }
}

// Calls of Tryton's JSON-RPC over HTTP, as one user, who is logged in when it is needed.

import AsyncHTTPClient
import Foundation
import RabbitMQ

/// A session of one user of one database. A call whose session has expired logs in again and is repeated: Tryton
/// refuses it before it does anything.
package actor TrytonSession {
  /// Where Tryton is, and as whom it is used.
  package struct Login: Sendable {
    /// For instance `https://erp.example:8000`.
    package var url: URL
    /// The database's name.
    package var database: String
    /// Who posts.
    package var user: String
    /// The user's password.
    package var password: Secret
    /// Reads the password anew; nil where it stays what it is.
    package var readPassword: (@Sendable () throws -> Secret)?
    /// How long an answer may take.
    package var timeout: Duration

    /// Nothing is sent yet.
    package init(url: URL, database: String, user: String, password: Secret, timeout: Duration) {
      self.url = url
      self.database = database
      self.user = user
      self.password = password
      self.timeout = timeout
    }
  }

  /// The longest answer that is read, in bytes.
  private static let answerLimit = 64 << 20

  private let login: Login
  private let client: HTTPClient
  private var authorization: String?
  /// A login that was refused.
  private var refusal: Refusal?

  private struct Refusal {
    let password: String
    let error: TrytonError
    let end: ContinuousClock.Instant
  }

  /// How long a login that was refused is not tried again. Tryton locks a user out after five attempts in five minutes
  /// (`session.max_attempt`, `session.timeout`), and each attempt while it does prolongs that: whoever keeps asking is
  /// never let in again, whatever is corrected.
  private static let loginPause = Duration.seconds(300)

  /// Logs in at the first call.
  package init(_ login: Login) {
    self.login = login
    var configuration = HTTPClient.Configuration()
    // A redirected request could be carried out by two servers.
    configuration.redirectConfiguration = .disallow
    // Long answers of Tryton say that they are compressed whether or not that was asked for.
    configuration.decompression = .enabled(limit: .size(Self.answerLimit))
    // The time-out of a call ends with the answer's head; its body may not stand still for longer either, and there is
    // an end to it however it comes.
    configuration.timeout.read = .milliseconds(Int64(login.timeout / .milliseconds(1)))
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Ends the connections. Nothing can be called after it.
  package func close() async { try? await client.shutdown() }

  /// Calls `model.<name>.<method>`. - Throws: ``TrytonError``.
  package func call(_ method: String, _ parameters: [TrytonValue]) async throws -> TrytonValue {
    if let authorization {
      do {
        return try await send(method, parameters, authorization)
      } catch TrytonError.status(401) {
        self.authorization = nil
      }
    }
    return try await send(method, parameters, try await logIn())
  }

  private func logIn() async throws -> String {
    let password = (try login.readPassword?() ?? login.password).revealed
    // Another password may be right, but not while the user is locked out.
    if let refusal, .now < refusal.end, refusal.password == password || refusal.error != .wrongLogin(user: login.user) {
      throw refusal.error
    }
    refusal = nil
    do {
      let answer = try await send("common.db.login", [.text(login.user), ["password": .text(password)]], nil)
      guard let number = answer.list.first?.integer, let token = answer.list.dropFirst().first?.text else {
        throw TrytonError.notTryton(status: 200, contentType: "a login without a session")
      }
      let authorization = "Session " + Data("\(login.user):\(number):\(token)".utf8).base64EncodedString()
      self.authorization = authorization
      return authorization
    } catch TrytonError.status(401) {
      throw refused(password, .wrongLogin(user: login.user))
    } catch TrytonError.status(429) {
      throw refused(password, .lockedOut(user: login.user))
    } catch TrytonError.status(404) {
      throw TrytonError.noDatabase(login.database)
    }
  }

  private func refused(_ password: String, _ error: TrytonError) -> TrytonError {
    refusal = Refusal(password: password, error: error, end: .now + Self.loginPause)
    return error
  }

  private func send(
    _ method: String, _ parameters: [TrytonValue], _ authorization: String?
  ) async throws -> TrytonValue {
    let body = try JSONEncoder().encode(Call(method: method, params: parameters))
    var request = HTTPClientRequest(
      url: login.url.appendingPathComponent(login.database).appendingPathComponent("rpc").absoluteString + "/")
    request.method = .POST
    request.headers = ["content-type": "application/json", "accept-encoding": "gzip"]
    if let authorization { request.headers.add(name: "authorization", value: authorization) }
    request.body = .bytes(body)
    return try Self.read(try await answer(to: request))
  }

  private struct Answer: Sendable {
    let status: UInt
    let contentType: String
    let body: Data
  }

  private func answer(to request: HTTPClientRequest) async throws -> Answer {
    let (client, timeout) = (client, login.timeout)
    do {
      return try await withDeadline(timeout * 10) {
        let response = try await client.execute(request, timeout: .milliseconds(Int64(timeout / .milliseconds(1))))
        let body = try await response.body.collect(upTo: Self.answerLimit)
        return Answer(
          status: response.status.code, contentType: response.headers.first(name: "content-type") ?? "",
          body: Data(body.readableBytesView))
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      throw TrytonError.noAnswer(problem: HTTPWords.text(error, within: timeout))
    }
  }

  private struct Call: Encodable {
    let id = 1
    let method: String
    let params: [TrytonValue]
  }

  private struct Reply: Decodable {
    let result: TrytonValue?
    let error: [TrytonValue]?
  }

  private static func read(_ answer: Answer) throws -> TrytonValue {
    guard answer.status == 200 else { throw TrytonError.status(answer.status) }
    guard let reply = try? JSONDecoder().decode(Reply.self, from: answer.body) else {
      throw TrytonError.notTryton(status: answer.status, contentType: answer.contentType)
    }
    guard let error = reply.error else { return reply.result ?? .null }
    // A refusal is its class, then the message and a further explanation; anything else is an exception's text.
    if let kind = error.first?.text, ["UserError", "UserWarning"].contains(kind), error.count > 1 {
      throw TrytonError.refused(words(error[1]))
    }
    throw TrytonError.broken(error.first.map(words) ?? "without a word")
  }

  private static func words(_ value: TrytonValue) -> String {
    let words = value.text.map { [$0] } ?? value.list.compactMap(\.text)
    return ERPText.cut(words.filter { !$0.isEmpty }.joined(separator: " "), to: ERPText.longestWords)
  }
}

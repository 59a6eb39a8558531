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

  /// Logs in at the first call.
  package init(_ login: Login) {
    self.login = login
    var configuration = HTTPClient.Configuration()
    // A redirected request could be carried out by two servers.
    configuration.redirectConfiguration = .disallow
    // Long answers of Tryton say that they are compressed whether or not that was asked for.
    configuration.decompression = .enabled(limit: .size(Self.answerLimit))
    // The time-out of a call ends with the answer's head; its body may not stand still for longer either.
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
    do {
      let answer = try await send(
        "common.db.login", [.text(login.user), ["password": .text(login.password.revealed)]], nil)
      guard let number = answer.list.first?.integer, let token = answer.list.dropFirst().first?.text else {
        throw TrytonError.notTryton(status: 200, contentType: "a login without a session")
      }
      let authorization = "Session " + Data("\(login.user):\(number):\(token)".utf8).base64EncodedString()
      self.authorization = authorization
      return authorization
    } catch TrytonError.status(401) {
      throw TrytonError.wrongLogin(user: login.user)
    } catch TrytonError.status(404) {
      throw TrytonError.noDatabase(login.database)
    }
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

  private struct Answer {
    let status: UInt
    let contentType: String
    let body: Data
  }

  private func answer(to request: HTTPClientRequest) async throws -> Answer {
    do {
      let seconds = login.timeout / .seconds(1)
      let response = try await client.execute(request, timeout: .milliseconds(Int64(seconds * 1_000)))
      let body = try await response.body.collect(upTo: Self.answerLimit)
      return Answer(
        status: response.status.code, contentType: response.headers.first(name: "content-type") ?? "",
        body: Data(body.readableBytesView))
    } catch let error as CancellationError {
      throw error
    } catch {
      throw TrytonError.noAnswer(problem: "\(error)")
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
    return words.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

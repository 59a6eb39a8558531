// The API over real HTTP, for tests.

import AdapterKit
import Foundation
import FoundationNetworking
import Operations
import TestSupport

/// An API that runs.
struct RunningAPI: Sendable {
  let port: Int

  /// An answer.
  struct Reply: Sendable {
    let status: Int
    let headers: [String: String]
    let body: Data
    var json: Any? { try? JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed) }
    var text: String { String(decoding: body, as: UTF8.self) }
    /// What a problem document says.
    var detail: String { (json as? [String: Any])?["detail"] as? String ?? "" }
    /// A member of an object.
    subscript(name: String) -> Any? { (json as? [String: Any])?[name] }
  }

  /// Asks. - Parameter headers: by default what relies on the kernel's word.
  func ask(
    _ method: String = "GET", _ path: String, _ body: String? = nil,
    headers: [String: String] = [APIServer.clientHeader: "tests"]
  ) async throws -> Reply {
    guard let url = URL(string: "http://127.0.0.1:\(port)\(path)") else { throw URLError(.badURL) }
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = body.map { Data($0.utf8) }
    request.httpShouldHandleCookies = false
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    return try await Exchange.reply(to: request)
  }
}

/// A request and its answer, as it is: no redirection is followed, and no cookies are kept.
private final class Exchange: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private let waiting: CheckedContinuation<RunningAPI.Reply, any Error>
  private var body = Data()

  private init(_ waiting: CheckedContinuation<RunningAPI.Reply, any Error>) { self.waiting = waiting }

  static func reply(to request: URLRequest) async throws -> RunningAPI.Reply {
    try await withCheckedThrowingContinuation { waiting in
      let configuration = URLSessionConfiguration.ephemeral
      configuration.httpCookieStorage = nil
      let session = URLSession(configuration: configuration, delegate: Exchange(waiting), delegateQueue: nil)
      session.dataTask(with: request).resume()
      session.finishTasksAndInvalidate()
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) { completionHandler(nil) }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) { body += data }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    guard let response = task.response as? HTTPURLResponse, error == nil else {
      return waiting.resume(throwing: error ?? URLError(.badServerResponse))
    }
    var fields: [String: String] = [:]
    for (name, value) in response.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
    waiting.resume(returning: RunningAPI.Reply(status: response.statusCode, headers: fields, body: body))
  }
}

/// Runs some endpoints while a body asks them.
func withServer<Result: Sendable>(
  _ endpoints: [Endpoint], identity: (_ port: Int) throws -> Identity, pace: Pace = Pace(), book: AnswerBook? = nil,
  _ body: (RunningAPI) async throws -> Result
) async throws -> Result {
  let port = try freePort()
  let desk = FrontDesk(
    identity: try identity(port), hosts: HostNames(["pay.example.org"]), pace: pace, book: book, logger: quietLogger)
  let server = APIServer(at: Listening(port: port), endpoints: endpoints, desk: desk, logger: quietLogger)
  let api = RunningAPI(port: port)
  return try await running({ try await server.run() }) {
    try await eventually("the API listens") { (try? await api.ask("/nowhere").status) == 404 }
    return try await body(api)
  }
}

extension RunningAPI {
  func ask(_ path: String) async throws -> Reply { try await ask("GET", path) }

  /// Asks with a token.
  func ask(_ method: String = "GET", _ path: String, _ body: String? = nil, token: String) async throws -> Reply {
    try await ask(method, path, body, headers: ["Authorization": "Bearer \(token)"])
  }
}

extension OperationsScene {
  /// What leaves for other workers.
  var sender: RequestSender {
    RequestSender(tenant: "clinic", database: database, clock: Self.clock, committed: Signal())
  }

  /// A local issuer with a key of its own.
  static let issuer = TokenIssuer(tenant: "clinic")

  /// The people of the local issuer.
  func users(clock: any WallClock = Self.clock) -> UserDesk {
    UserDesk(database: database, issuer: Self.issuer, clock: clock)
  }

  /// Who asks. Nobody is named in the configuration, so `owner` is the administrator.
  /// - Parameters:
  ///   - user: whose process the kernel says asks.
  ///   - others: issuers that are trusted besides the local one.
  func identity(
    as user: String? = "owner", trusting others: [TrustedIssuer] = [], clock: any WallClock = Self.clock,
    sessions: Sessions = Sessions()
  ) throws -> Identity {
    Identity(
      operators: Operators(try Configuration(file: nil, keys: OperationsWorker.keys), owner: "owner"),
      tokens: TokenVerifier(tenant: "clinic", issuers: [Self.issuer.trusted(clock: clock)] + others, clock: clock),
      users: users(clock: clock), sessions: sessions, userOfPort: { _ in user })
  }

  /// A user's token.
  func token(
    _ name: String, _ roles: [OperatorRole], facilities: [String]? = nil, only: [OperatorRole] = []
  ) async throws -> IssuedToken {
    try await users().set(name, UserWish(roles: roles, facilities: facilities, reason: "new here"), by: .ann)
    return try await users().issue(for: name, UserWish(roles: only, reason: "to work with"), by: .ann)
  }

  /// The table of endpoints on this database.
  func endpoints(_ identity: Identity? = nil) throws -> [Endpoint] {
    try EndpointTable.all(letters: try desk(), sender: sender, identity: identity ?? self.identity())
  }

  /// Runs the whole API on this database, asked by a user of the operating system, or by whom an identity says.
  func withAPI<Result: Sendable>(
    as user: String = "owner", _ identity: Identity? = nil, _ body: (RunningAPI) async throws -> Result
  ) async throws -> Result {
    let identity = try identity ?? self.identity(as: user)
    return try await withServer(try endpoints(identity), identity: { _ in identity }, body)
  }
}

// The few calls of RabbitMQ's management API (HTTP) that AMQP has no method for.

import Foundation
#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Talks to the management plugin as one user, who needs the tag `administrator` to change things and `monitoring` to
/// look.
public struct ManagementClient: Sendable {
  /// Where the API is, for instance `http://127.0.0.1:15672`.
  public let base: URL
  private let user: String
  private let password: Secret
  private let timeoutSeconds: Double

  private static let session = URLSession(
    configuration: .ephemeral, delegate: ChallengeRefuser(), delegateQueue: nil)

  /// Creates a client. Nothing is sent yet.
  public init(base: URL, user: String, password: Secret, timeoutSeconds: Double = 15) {
    self.base = base
    self.user = user
    self.password = password
    self.timeoutSeconds = timeoutSeconds
  }

  /// Creates a virtual host; it may exist.
  public func createVirtualHost(_ name: String) async throws(ManagementError) {
    try await send("PUT", ["vhosts", name], body: Data("{}".utf8))
  }

  /// Deletes a virtual host and everything in it; it may be missing.
  public func deleteVirtualHost(_ name: String) async throws(ManagementError) {
    try await sendIgnoringMissing("DELETE", ["vhosts", name])
  }

  /// Creates a user, or changes password and tags of an existing one.
  public func putUser(_ name: String, password: Secret, tags: [String] = []) async throws(ManagementError) {
    let body = ["password": password.revealed, "tags": tags.joined(separator: ",")]
    try await send("PUT", ["users", name], body: try encode(body))
  }

  /// Deletes a user; it may be missing.
  public func deleteUser(_ name: String) async throws(ManagementError) {
    try await sendIgnoringMissing("DELETE", ["users", name])
  }

  /// Sets what a user may do in a virtual host, as three regular expressions over names of exchanges and queues.
  public func setPermissions(
    user: String, virtualHost: String, configure: String, write: String, read: String
  ) async throws(ManagementError) {
    let body = ["configure": configure, "write": write, "read": read]
    try await send("PUT", ["permissions", virtualHost, user], body: try encode(body))
  }

  /// Imports definitions into one virtual host: see ``Topology/virtualHostDefinitions()``.
  public func importDefinitions(_ definitions: Data, into virtualHost: String) async throws(ManagementError) {
    try await send("POST", ["definitions", virtualHost], body: definitions)
  }

  /// All bindings of a virtual host, the implicit ones to the default exchange included.
  public func bindings(of virtualHost: String) async throws(ManagementError) -> [BoundRoute] {
    try decode(try await send("GET", ["bindings", virtualHost]))
  }

  /// All queues of a virtual host. Depths are as old as the broker's last statistics, some seconds.
  public func queues(of virtualHost: String) async throws(ManagementError) -> [QueueStatus] {
    try decode(try await send("GET", ["queues", virtualHost]))
  }

  /// What the broker holds of a virtual host, users included. Needs the tag `administrator`.
  public func state(of virtualHost: String) async throws(ManagementError) -> BrokerState {
    let decoded: BrokerState.Document = try decode(try await send("GET", ["definitions"]))
    let overview: BrokerState.Overview = try decode(try await send("GET", ["overview"]))
    return BrokerState(decoded, virtualHost: virtualHost, version: overview.rabbitmqVersion)
  }

  /// Features that older versions switch on one by one, and whether each is on.
  public func featureFlags() async throws(ManagementError) -> [String: Bool] {
    let flags: [BrokerState.FeatureFlag] = try decode(try await send("GET", ["feature-flags"]))
    return Dictionary(flags.map { ($0.name, $0.state == "enabled") }, uniquingKeysWith: { first, _ in first })
  }

  /// Deletes a binding; messages that it brought stay. It may be missing.
  public func deleteBinding(_ binding: Topology.Binding, of virtualHost: String) async throws(ManagementError) {
    // Without arguments a binding's properties key is its routing key, escaped, and `~` for none.
    let key = binding.routingKey.isEmpty ? "~" : ManagementClient.escaped(binding.routingKey)
    try await sendIgnoringMissing(
      "DELETE", ["bindings", virtualHost, "e", binding.exchange, "q", binding.queue, key])
  }

  /// Deletes a policy; it may be missing.
  public func deletePolicy(_ name: String, of virtualHost: String) async throws(ManagementError) {
    try await sendIgnoringMissing("DELETE", ["policies", virtualHost, name])
  }

  /// Changes the tags of a user and keeps the password.
  public func setTags(_ tags: [String], of user: BrokerState.User) async throws(ManagementError) {
    let body = [
      "password_hash": user.passwordHash, "hashing_algorithm": user.hashingAlgorithm,
      "tags": tags.joined(separator: ","),
    ]
    try await send("PUT", ["users", user.name], body: try encode(body))
  }

  /// Deletes a queue with its messages; it may be missing.
  public func deleteQueue(_ name: String, of virtualHost: String) async throws(ManagementError) {
    try await sendIgnoringMissing("DELETE", ["queues", virtualHost, name])
  }

  private func encode(_ body: [String: String]) throws(ManagementError) -> Data {
    do { return try JSONEncoder().encode(body) } catch {
      throw ManagementError(status: nil, reason: "cannot write the request: \(error)")
    }
  }

  private func decode<T: Decodable>(_ data: Data) throws(ManagementError) -> T {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(T.self, from: data) } catch {
      throw ManagementError(status: nil, reason: "the management API answered something unexpected: \(error)")
    }
  }

  private func sendIgnoringMissing(_ method: String, _ path: [String]) async throws(ManagementError) {
    do { try await send(method, path) } catch where error.status == 404 {}
  }

  @discardableResult
  private func send(_ method: String, _ path: [String], body: Data? = nil) async throws(ManagementError) -> Data {
    let request = try request(method, path, body)
    let place = "\(method) \(request.url?.path ?? "")"
    let data: Data
    let response: URLResponse
    do {
      (data, response) = try await Self.session.data(for: request)
    } catch let error as URLError where error.code == .cancelled && !Task.isCancelled {
      throw .refused(401, place, user: user, Data())
    } catch {
      let why = ManagementClient.words(error)
      throw ManagementError(status: nil, reason: "no answer from the management API at \(base) to \(place): \(why)")
    }
    guard let status = (response as? HTTPURLResponse)?.statusCode, (200..<300).contains(status) else {
      throw .refused((response as? HTTPURLResponse)?.statusCode, place, user: user, data)
    }
    return data
  }

  /// Why there is no answer, without the system's own texts, which are many lines long.
  private static func words(_ error: any Error) -> String {
    guard let code = (error as? URLError)?.code else { return "the connection failed" }
    switch code {
    case .cannotConnectToHost: return "nobody listens there; is the broker running, and its management plugin on?"
    case .cannotFindHost, .dnsLookupFailed: return "there is no such host"
    case .timedOut: return "it took too long"
    case .networkConnectionLost: return "the connection was lost"
    case .cancelled: return "it was interrupted"
    default: return "the connection failed (\(code.rawValue))"
    }
  }

  private static func escaped(_ part: String) -> String {
    var allowed = CharacterSet.alphanumerics
    allowed.insert(charactersIn: "-._~")
    return part.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }

  private func request(_ method: String, _ path: [String], _ body: Data?) throws(ManagementError) -> URLRequest {
    // Every part is escaped whole: the name of a virtual host may be `/`.
    let parts = path.map(ManagementClient.escaped)
    guard let url = URL(string: base.absoluteString + "/api/" + parts.joined(separator: "/")) else {
      throw ManagementError(status: nil, reason: "\(base) is no usable address for the management API")
    }
    var request = URLRequest(url: url, timeoutInterval: timeoutSeconds)
    request.httpMethod = method
    request.httpBody = body
    request.setValue("application/json", forHTTPHeaderField: "Content-Type")
    // A kept connection would hold up a broker that is asked to stop, for five seconds.
    request.setValue("close", forHTTPHeaderField: "Connection")
    let credentials = Data("\(user):\(password.revealed)".utf8).base64EncodedString()
    request.setValue("Basic \(credentials)", forHTTPHeaderField: "Authorization")
    return request
  }
}

/// Ends a request that the API answers with 401. Without it, Foundation on Linux looks for other credentials and the
/// call never returns; a refused challenge comes back as `cancelled`.
private final class ChallengeRefuser: NSObject, URLSessionTaskDelegate {
  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
    completionHandler: @escaping (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    completionHandler(.cancelAuthenticationChallenge, nil)
  }
}

/// A binding as the management API lists it.
public struct BoundRoute: Sendable, Equatable, Decodable {
  /// The exchange messages come from; empty for the default exchange.
  public let source: String
  /// The queue or exchange they go to.
  public let destination: String
  /// `queue` or `exchange`.
  public let destinationType: String
  /// The key or pattern.
  public let routingKey: String
}

/// A queue as the management API lists it.
public struct QueueStatus: Sendable, Equatable, Decodable {
  /// The queue's name.
  public let name: String
  /// `quorum`, `classic` or `stream`.
  public let type: String?
  /// Messages ready and unsettled; missing until the first statistics.
  public let messages: Int?
  /// Of them: those that consumers have and have not settled.
  public let messagesUnacknowledged: Int?
  /// The bytes of all their bodies.
  public let messageBytes: Int64?
  /// Consumers; missing until the first statistics.
  public let consumers: Int?
  /// The policy in force.
  public let policy: String?
  /// Counters since the node started; missing until the first statistics.
  public let messageStats: Statistics?

  /// Counters of a queue.
  public struct Statistics: Sendable, Equatable, Decodable {
    /// Messages that consumers have acknowledged.
    public let ack: Int?
  }
}

/// A refusal or failure of the management API.
public struct ManagementError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The HTTP status; nil when there was no proper answer.
  public let status: Int?
  /// What happened and what to do next.
  public let reason: String

  public var description: String { reason }

  static func refused(_ status: Int?, _ place: String, user: String, _ body: Data) -> ManagementError {
    let answer = String(decoding: body.prefix(500), as: UTF8.self)
    switch status {
    case 401:
      return ManagementError(
        status: status, reason: "the management API refused user '\(user)' for \(place): check password and tags")
    case 404: return ManagementError(status: status, reason: "there is nothing at \(place): \(answer)")
    default:
      let code = status.map(String.init) ?? "no status"
      return ManagementError(status: status, reason: "the management API refused \(place) (\(code)): \(answer)")
    }
  }
}

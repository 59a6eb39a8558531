// A worker's HTTP interface for people's tools on the same machine.

import Foundation
import Hummingbird
import Logging

/// A request that has been read, and who sent it.
public struct APIRequest: Sendable {
  /// `GET`, `POST` …
  public let method: String
  /// The parts of the path, decoded.
  public let path: [String]
  /// The query's parameters, decoded; the last one of a name counts.
  public let query: [String: String]
  /// The body.
  public let body: [UInt8]
  /// The user of the operating system whose process asks.
  public let user: String

  /// Creates it; see the properties.
  public init(method: String, path: [String], query: [String: String], body: [UInt8], user: String) {
    self.method = method
    self.path = path
    self.query = query
    self.body = body
    self.user = user
  }
}

/// What is answered: a status of HTTP and a JSON document.
public struct APIResponse: Sendable {
  /// The status.
  public let status: Int
  /// JSON; a problem document (RFC 9457) where the status is 400 or more.
  public let body: [UInt8]

  /// Creates it.
  public init(status: Int, body: [UInt8]) {
    self.status = status
    self.body = body
  }

  /// A refusal in words, as a problem document (RFC 9457).
  public static func problem(_ status: Int, _ title: String, _ detail: String) -> APIResponse {
    let document: [String: Any] = ["status": status, "title": title, "detail": detail]
    let body = (try? JSONSerialization.data(withJSONObject: document, options: [.sortedKeys])) ?? Data()
    return APIResponse(status: status, body: Array(body))
  }
}

/// Serves requests of processes on this machine. Who asks is said by the operating system, not by the request: each
/// connection's other end is looked up with its owner (``LoopbackPeer``).
public struct APIServer: Sendable {
  /// The largest body of a request, in bytes: 8 MiB.
  public static let maximumBytes = 8_388_608
  /// Every request carries this header. A page in a browser cannot send it to us without asking first, and is not
  /// answered then: no web site can act in the name of who visits it.
  public static let clientHeader = "tributary-client"

  let port: Int
  let logger: Logger
  let handle: @Sendable (APIRequest) async -> APIResponse

  /// Creates it. It listens on 127.0.0.1 only.
  public init(port: Int, logger: Logger, handle: @escaping @Sendable (APIRequest) async -> APIResponse) {
    self.port = port
    self.logger = logger
    self.handle = handle
  }

  /// Serves until the task is cancelled.
  public func run() async throws {
    let responder = CallbackResponder<PeerContext> { request, context in
      let answer = await respond(to: request, context)
      let type = answer.status < 400 ? "application/json" : "application/problem+json"
      return Response(
        status: .init(code: answer.status), headers: [.contentType: type, .cacheControl: "no-store"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
    var quiet = logger
    quiet.logLevel = .warning
    let application = Application(
      responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: port)), logger: quiet)
    try await application.runService(gracefulShutdownSignals: [])
  }

  private func respond(to request: Request, _ context: PeerContext) async -> APIResponse {
    guard request.headers.contains(where: { $0.name.canonicalName == APIServer.clientHeader }) else {
      return .problem(403, "forbidden", "the header \(APIServer.clientHeader) is missing; use `tributary`")
    }
    guard let peer = context.peerPort, let user = LoopbackPeer.user(clientPort: peer, serverPort: port) else {
      return .problem(403, "forbidden", "it is not known whose process asks; connect from this machine")
    }
    let path = request.uri.path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    var query: [String: String] = [:]
    for (name, value) in request.uri.queryParameters { query[String(name)] = String(value) }
    let body: [UInt8]
    do {
      body = Array(try await request.body.collect(upTo: APIServer.maximumBytes).readableBytesView)
    } catch {
      return .problem(413, "too large", "a request has at most \(APIServer.maximumBytes) bytes")
    }
    return await handle(
      APIRequest(method: request.method.rawValue, path: path, query: query, body: body, user: user))
  }
}

/// A request's context that knows the other end of its connection.
private struct PeerContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let peerPort: Int?

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peerPort = source.channel.remoteAddress?.port
  }
}

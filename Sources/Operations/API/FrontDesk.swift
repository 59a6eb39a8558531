// The one place where a request is authenticated, paced, authorised, read, answered and logged.

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Storage

/// What is known of a request besides the request.
package struct APIContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The other end of the connection.
  let address: String?
  let port: Int?
  /// The request's id: the sender's, where it is a fit one, else drawn.
  var id = ""

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    address = source.channel.remoteAddress?.ipAddress
    port = source.channel.remoteAddress?.port
  }
}

/// Takes every request, whatever it is for.
package struct FrontDesk: RouterMiddleware {
  /// The largest body of a request, in bytes: 8 MiB.
  package static let maximumBytes = 8_388_608
  /// How long a body may take to arrive, in seconds.
  static let patience = 30

  let identity: Identity
  let hosts: HostNames
  let pace: Pace
  let book: AnswerBook?
  let logger: Logger

  /// Creates it. - Parameter book: keeps answers to writes for whoever asks again; nil: nobody does.
  package init(
    identity: Identity, hosts: HostNames, pace: Pace = Pace(), book: AnswerBook? = nil, logger: Logger
  ) {
    (self.identity, self.hosts, self.pace, self.book, self.logger) = (identity, hosts, pace, book, logger)
  }

  /// Around everything, also around what is at no address: the id, the name of the host, the form of refusals.
  package func handle(
    _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    context.id = FrontDesk.id(of: request)
    guard hosts.include(request.head.authority) else {
      let refusal = DeskRefusal(.misdirected, "this server is not known by that name; see `api.hosts`")
      return FrontDesk.response(FrontDesk.answer(refusal, context), context)
    }
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      let refusal = DeskRefusal(.missing, "there is nothing at this address")
      return FrontDesk.response(FrontDesk.answer(refusal, context), context)
    }
  }

  /// Answers a request for an endpoint.
  func serve(_ endpoint: Endpoint, _ request: Request, _ context: APIContext) async -> Response {
    do {
      let credentials = Credentials(request, context)
      let person = try await person(for: endpoint, credentials)
      try await identity.authorise(person, for: endpoint)
      var call = Call(id: context.id, person: person)
      call.credentials = credentials
      call.places = try FrontDesk.places(of: endpoint, context)
      for (name, value) in request.uri.queryParameters { call.query[String(name)] = String(value) }
      try call.require(parameters: endpoint.parameters)
      call.body = try await FrontDesk.body(of: request)
      if endpoint.isWrite {
        call.form = FrontDesk.form(call.body, request)
        try identity.requireOwnPage(credentials, word: credentials.antiForgery ?? call.form["csrf"])
      }
      let reply = try await answer(call, endpoint, request)
      return FrontDesk.response(EntityTag.apply(to: reply, endpoint, request), context)
    } catch {
      return FrontDesk.response(refusal(error, of: endpoint, context), context)
    }
  }

  /// The endpoint's answer; to a write that was asked for before under the same `Idempotency-Key`, the one of then.
  private func answer(_ call: Call, _ endpoint: Endpoint, _ request: Request) async throws -> Answer {
    guard endpoint.isWrite, endpoint.isAnswerKept, let book, let name = HTTPField.Name("idempotency-key"),
      let key = request.headers[name]
    else { return try await endpoint.handle(call) }
    return try await book.answer(call, to: endpoint, key: key) { try await endpoint.handle(call) }
  }

  /// Who asks. Whoever cannot say so soon asks more slowly, and before anything is checked.
  private func person(for endpoint: Endpoint, _ credentials: Credentials) async throws -> Operator {
    let stranger = "stranger at \(credentials.address ?? "-")"
    do {
      let person = try await identity.person(credentials)
      try pace.take(1, by: "\(person.way) \(person.name)")
      return person
    } catch let refusal as DeskRefusal where refusal.kind == .unauthenticated {
      try pace.take(10, by: stranger)
      guard case .anybody = endpoint.access else { throw refusal }
      return .stranger
    }
  }

  /// What is told of an error: refusals in their own words, faults of ours in none.
  private func refusal(_ error: any Error, of endpoint: Endpoint, _ context: APIContext) -> Answer {
    switch error {
    case let refusal as DeskRefusal where refusal.kind == .unauthenticated && endpoint.isPage:
      return .seeOther("/sign-in")
    case let refusal as DeskRefusal: return FrontDesk.answer(refusal, context)
    case is DecodingError:
      return FrontDesk.answer(
        DeskRefusal(.invalid, "the request is not the JSON that is expected here"), context)
    case let error as StorageError where error.isRetriable:
      return .problem(503, "unavailable", "\(error)", request: context.id, headers: ["retry-after": "5"])
    default:
      logger.error(
        "a request failed",
        metadata: ["error": "\(error)", "endpoint": "\(endpoint.path)", "request": "\(context.id)"])
      return .problem(500, "internal", "operations could not do it; its log says why", request: context.id)
    }
  }

  static func answer(_ refusal: DeskRefusal, _ context: APIContext) -> Answer {
    var headers: [String: String] = [:]
    if let seconds = refusal.retryAfter { headers["retry-after"] = "\(seconds)" }
    if refusal.kind == .unauthenticated { headers["www-authenticate"] = "Bearer realm=\"tributary\"" }
    return .problem(
      refusal.kind.status, refusal.kind.rawValue, refusal.description, request: context.id, headers: headers)
  }

  private static func places(of endpoint: Endpoint, _ context: APIContext) throws -> [String: String] {
    var places: [String: String] = [:]
    for name in endpoint.names {
      guard let raw = context.parameters.get(name) else { continue }
      guard let text = raw.removingPercentEncoding, !text.utf8.contains(0) else {
        throw DeskRefusal(.invalid, "the address is not encoded as RFC 3986 says")
      }
      places[name] = text
    }
    return places
  }

  /// The body, within its limits of size and time.
  private static func body(of request: Request) async throws -> [UInt8] {
    let large = DeskRefusal(.large, "a request has at most \(maximumBytes) bytes")
    let length = request.headers[.contentLength].flatMap { Int($0) }
    if let length, length > maximumBytes { throw large }
    if length == 0 || (length == nil && request.headers[.transferEncoding] == nil) { return [] }
    let body = request.body
    return try await withThrowingTaskGroup(of: [UInt8].self) { group in
      group.addTask {
        guard let bytes = try? await body.collect(upTo: maximumBytes) else { throw large }
        return Array(bytes.readableBytesView)
      }
      group.addTask {
        try await Task.sleep(for: .seconds(patience))
        throw DeskRefusal(.slow, "a request is sent within \(patience) seconds")
      }
      defer { group.cancelAll() }
      return try await group.next() ?? []
    }
  }

  /// The fields of a form (`application/x-www-form-urlencoded`); none where the body is something else.
  private static func form(_ body: [UInt8], _ request: Request) -> [String: String] {
    guard let type = request.headers[.contentType], type.hasPrefix("application/x-www-form-urlencoded") else {
      return [:]
    }
    return (try? URLEncodedFormDecoder().decode([String: String].self, from: String(decoding: body, as: UTF8.self)))
      ?? [:]
  }

  /// 8 to 64 letters, digits, dots, hyphens and underscores are taken as they are.
  private static func id(of request: Request) -> String {
    if let name = HTTPField.Name("x-request-id"), let text = request.headers[name],
      text.wholeMatch(of: /[A-Za-z0-9._-]{8,64}/) != nil
    {
      return text
    }
    return UUID().uuidString.lowercased()
  }

  /// With the header fields of every answer: nothing is kept by browsers and proxies, nothing but our own pages and
  /// styles is shown or run, and no other page frames ours.
  static func response(_ answer: Answer, _ context: APIContext) -> Response {
    var fields = HTTPFields()
    fields[.contentType] = answer.type
    let standard = [
      "cache-control": "no-store", "x-request-id": context.id, "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin", "x-frame-options": "DENY",
      "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ]
    for (name, value) in standard.merging(answer.headers, uniquingKeysWith: { _, own in own }) {
      if let name = HTTPField.Name(name) { fields[name] = value }
    }
    let body: ResponseBody
    if let stream = answer.stream {
      body = ResponseBody { writer in
        try await stream(&writer)
        try await writer.finish(nil)
      }
    } else {
      body = answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
    }
    return Response(status: .init(code: answer.status), headers: fields, body: body)
  }
}

/// The names by which this server is asked. A page of another site that has its own name resolve to our address (DNS
/// rebinding) asks by that name, and is not answered.
package struct HostNames: Sendable {
  private let names: Set<String>

  /// Those of this machine for itself, and others. - Parameter others: without ports.
  package init(_ others: [String] = []) {
    names = Set(["127.0.0.1", "localhost", "[::1]"] + others.map { $0.lowercased() })
  }

  /// Whether the server is known as it is called in a request, with or without a port.
  package func include(_ authority: String?) -> Bool {
    guard let authority else { return false }
    let name = authority.replacing(/:[0-9]{1,5}$/, with: "").lowercased()
    return names.contains(name)
  }
}

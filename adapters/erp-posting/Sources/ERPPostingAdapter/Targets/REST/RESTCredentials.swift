// Who we are, request by request; tokens are renewed before they expire, and when the ERP no longer takes one.

import AdapterKit
import Crypto
import Foundation
import JSONRules
import PaymentEvents
import RabbitMQ

/// Makes the header that says who we are.
actor RESTCredentials {
  /// A header, and the token in it, if it has one.
  struct Proof: Sendable {
    let header: String
    let value: String
    let token: String?
  }

  /// Sends a form to the token endpoint.
  typealias Send = @Sendable (
    _ url: String, _ headers: [(name: String, value: String)], _ body: [UInt8]
  ) async throws -> RESTAnswer

  private let authentication: RESTAuthentication
  private let settings: JSONValue
  private let secrets: [String: Secret]
  private let clock: any WallClock
  private let send: Send
  private var token: (text: String, endsAt: Int64)?
  private var renewal: Task<String, any Error>?

  /// A token is renewed so long before it expires, in milliseconds.
  private static let margin: Int64 = 30_000

  init(_ connection: RESTConnection, clock: any WallClock, send: @escaping Send) {
    authentication = connection.profile.authentication
    settings = connection.settingsDocument
    secrets = connection.secrets
    self.clock = clock
    self.send = send
  }

  /// The header of the next request; nil where none is needed.
  func proof() async throws -> Proof? {
    switch authentication {
    case .none: return nil
    case .apiKey(let header, let prefix, let secret):
      return Proof(header: header, value: prefix + (try revealed(secret)), token: nil)
    case .basic(let user, let secret):
      let text = "\(try user.text(settings, isEncoded: false)):\(try revealed(secret))"
      return Proof(header: "Authorization", value: "Basic " + Data(text.utf8).base64EncodedString(), token: nil)
    case .oauth2(let oauth):
      let token = try await token(oauth)
      return Proof(header: "Authorization", value: "Bearer \(token)", token: token)
    }
  }

  /// A token that the ERP does not take is not used again. Returns whether another one can be had.
  func refused(_ proof: Proof?) -> Bool {
    guard let refused = proof?.token else { return false }
    if token?.text == refused { token = nil }
    return true
  }

  private func revealed(_ name: String) throws -> String {
    guard let secret = secrets[name] else { throw RESTError.profile("there is no secret '\(name)'") }
    return secret.revealed
  }

  /// The token in use, or a new one; however many ask, one is fetched.
  private func token(_ oauth: RESTAuthentication.OAuth) async throws -> String {
    if let token, token.endsAt - Self.margin > clock.now().milliseconds { return token.text }
    if let renewal { return try await renewal.value }
    let task = Task { try await fetch(oauth) }
    renewal = task
    defer { renewal = nil }
    return try await task.value
  }

  private func fetch(_ oauth: RESTAuthentication.OAuth) async throws -> String {
    let url = try oauth.tokenURL.text(settings, isEncoded: false)
    let client = try oauth.clientID.text(settings, isEncoded: false)
    let scope = try oauth.scope?.text(settings, isEncoded: false)
    var form = [("grant_type", "client_credentials")]
    if let scope { form.append(("scope", scope)) }
    var headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
    switch oauth.proof {
    case .secret(let name):
      let text = "\(TextTemplate.encoded(client)):\(TextTemplate.encoded(try revealed(name)))"
      headers.append(("Authorization", "Basic " + Data(text.utf8).base64EncodedString()))
    case .key(let name, let keyID):
      form.append(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
      form.append((
        "client_assertion",
        try ClientAssertion(
          client: client, audience: url, scope: scope, keyID: try keyID.text(settings, isEncoded: false),
          issuedAt: clock.now().milliseconds / 1_000
        ).signed(with: try revealed(name))
      ))
    }
    let body = form.map { "\($0.0)=\(TextTemplate.encoded($0.1))" }.joined(separator: "&")
    return try keep(try await send(url, headers, Array(body.utf8)))
  }

  private func keep(_ answer: RESTAnswer) throws -> String {
    if (400...499).contains(answer.status), answer.status != 429, answer.document != .null {
      // RFC 6749, section 5.2.
      let code = JSONPointer("/error")?.value(in: answer.document)?.stringValue ?? "status \(answer.status)"
      throw RESTError.refusedLogin("the token endpoint answers \(ERPText.cut(code, to: 64))")
    }
    guard answer.isSuccess, let members = answer.document.members,
      let text = members["access_token"]?.stringValue, !text.isEmpty
    else {
      if answer.status >= 500 || answer.status == 429 {
        throw RESTError.outage(status: answer.status, words: "the token endpoint gives no token")
      }
      throw RESTError.notTheERP(status: answer.status, contentType: answer.contentType)
    }
    var seconds: Int64 = 300
    switch members["expires_in"] {
    case .number(let digits): seconds = ExactDecimal(digits)?.units(places: 0) ?? seconds
    case .string(let digits): seconds = Int64(digits) ?? seconds  // some servers quote it
    default: break
    }
    token = (text, clock.now().milliseconds + min(max(seconds, 0), 86_400) * 1_000)
    return text
  }
}

/// A client's assertion of who it is (RFC 7523, section 3), as a JSON Web Token signed with ES256.
struct ClientAssertion {
  let client: String
  let audience: String
  let scope: String?
  let keyID: String
  /// Seconds since 1970.
  let issuedAt: Int64

  /// How long it holds, in seconds.
  private static let lifetime: Int64 = 300

  /// - Parameter key: PEM of a P-256 key.
  func signed(with key: String) throws -> String {
    let header = JSONValue.object(["typ": .string("JWT"), "alg": .string("ES256"), "kid": .string(keyID)])
    var claims: [String: JSONValue] = [
      "iss": .string(client), "sub": .string(client), "aud": .string(audience), "iat": .number("\(issuedAt)"),
      "exp": .number("\(issuedAt + Self.lifetime)"), "jti": .string(UUID().uuidString),
    ]
    if let scope { claims["scope"] = .string(scope) }
    let text = Self.encoded(Data(header.text.utf8)) + "." + Self.encoded(Data(JSONValue.object(claims).text.utf8))
    guard let key = try? P256.Signing.PrivateKey(pemRepresentation: key) else {
      throw RESTError.profile("the private key is no P-256 key in PEM; correct rest.secrets")
    }
    return text + "." + Self.encoded(try key.signature(for: Data(text.utf8)).rawRepresentation)
  }

  private static func encoded(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}

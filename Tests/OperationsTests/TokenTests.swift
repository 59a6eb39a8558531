// Tokens: which are believed, and every way in which one may not be.

import AdapterKit
import Crypto
import Foundation
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

/// An OpenID Connect provider with an ES256 key (RFC 7518 §3.4).
struct Provider {
  static let name = "https://login.example.org"
  let key = P256.Signing.PrivateKey()
  var id = "k1"

  static func url64(_ data: some DataProtocol) -> String {
    Data(data).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// The key set, as its address serves it.
  var keySet: Data {
    let point = key.publicKey.rawRepresentation
    let (x, y) = (Provider.url64(point.prefix(32)), Provider.url64(point.suffix(32)))
    let text = """
      {"keys":[{"kty":"oct","k":"AAAA","kid":"shared","alg":"HS256"},
      {"kty":"EC","crv":"P-256","kid":"\(id)","x":"\(x)","y":"\(y)","use":"sig"}]}
      """
    return Data(text.utf8)
  }

  /// A token with claims in JSON.
  func token(_ claims: String, algorithm: String = "ES256", kid: String? = nil) throws -> String {
    let header = #"{"alg":"\#(algorithm)","typ":"JWT","kid":"\#(kid ?? id)"}"#
    let signed = "\(Provider.url64(Data(header.utf8))).\(Provider.url64(Data(claims.utf8)))"
    let signature = try key.signature(for: Data(signed.utf8)).rawRepresentation
    return "\(signed).\(Provider.url64(signature))"
  }

  /// How we trust it.
  func trusted(clock: any WallClock = OperationsScene.clock) -> TrustedIssuer {
    var claims = TrustedIssuer.Claims()
    (claims.roles, claims.roleNames, claims.tenant) = ("realm.roles", ["pay-ops": "operator", "cfo": "finance"], "org")
    let set = keySet
    return TrustedIssuer(
      issuer: Provider.name, audience: "tributary", keys: IssuerKeys(clock: clock) { set }, claims: claims)
  }
}

@Suite struct TokenTests {
  /// The scene's clock, in seconds.
  private static let now = 1_772_366_400

  private static func claims(
    issuer: String = Provider.name, audience: String = #""tributary""#, subject: String = "dora",
    tenant: String = "clinic",
    expires: Int = now + 300, more: String = ""
  ) -> String {
    """
    {"iss":"\(issuer)","aud":\(audience),"sub":"\(subject)","org":"\(tenant)","exp":\(expires),\
    "realm":{"roles":["cfo","unknown"]}\(more)}
    """
  }

  @Test(.timeLimit(.minutes(1))) func aProvidersTokenIsBelievedForWhatItSays() async throws {
    try await withOperations { scene async throws in
      let provider = Provider()
      try await scene.withAPI(scene.identity(trusting: [provider.trusted()])) { api in
        for audience in [#""tributary""#, #"["other","tributary"]"#] {
          let who = try await api.ask("GET", "/api/v1/self", token: provider.token(Self.claims(audience: audience)))
          #expect(who.status == 200 && who["user"] as? String == "dora" && who["way"] as? String == "token")
          #expect(who["roles"] as? [String] == ["finance"], "theirs are called otherwise than ours")
        }
        let late = try provider.token(Self.claims(expires: Self.now - 30))
        #expect(try await api.ask("GET", "/api/v1/self", token: late).status == 200, "clocks may differ a little")
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNotToBeBelievedIsRefused() async throws {
    try await withOperations { scene async throws in
      let (provider, other) = (Provider(), Provider())
      let good = try provider.token(Self.claims())
      let parts = good.split(separator: ".").map(String.init)
      let none = Provider.url64(Data(#"{"alg":"none","typ":"JWT","kid":"k1"}"#.utf8))
      let local = try await scene.token("ann", [.viewer]).token
      let foreign = try TokenIssuer(tenant: "clinic").token(
        id: "x", name: "ann", from: OperationsScene.clock.now(), until: Instant(milliseconds: .max / 2))
      let tokens: [(String, String)] = [
        ("none", "\(none).\(parts[1])."), ("none, signed", "\(none).\(parts[1]).\(parts[2])"),
        ("another algorithm", try provider.token(Self.claims(), algorithm: "HS256")),
        ("a symmetric key of the set", try provider.token(Self.claims(), algorithm: "HS256", kid: "shared")),
        ("an unknown key", try provider.token(Self.claims(), kid: "k9")),
        ("a wrong key", try other.token(Self.claims())), ("a wrong local key", foreign),
        ("other claims", "\(parts[0]).\(Provider.url64(Data(Self.claims(subject: "eve").utf8))).\(parts[2])"),
        ("expired", try provider.token(Self.claims(expires: Self.now - 61))),
        ("without an end", try provider.token(Self.claims().replacing("\"exp\":\(Self.now + 300),", with: ""))),
        ("an end that is none", try provider.token(Self.claims().replacing("\(Self.now + 300)", with: "\"soon\""))),
        ("not yet", try provider.token(Self.claims(more: ",\"nbf\":\(Self.now + 61)"))),
        ("issued in the future", try provider.token(Self.claims(more: ",\"iat\":\(Self.now + 61)"))),
        ("for others", try provider.token(Self.claims(audience: #""other""#))),
        ("of another tenant", try provider.token(Self.claims(tenant: "hospital"))),
        ("of nobody", try provider.token(Self.claims(subject: " "))),
        ("of another issuer", try provider.token(Self.claims(issuer: "https://evil.example"))),
        ("in the local issuer's name", try provider.token(Self.claims(issuer: "urn:tributary:clinic"))),
        ("padded", good + "="), ("cut", String(good.dropLast(8))), ("none at all", "abc"),
        ("two", "\(parts[0]).\(parts[1])"),
        ("long", good + String(repeating: "A", count: 9_000)), ("a local one, cut", String(local.dropLast(3))),
      ]
      let identity = try scene.identity(trusting: [provider.trusted()])
      try await withServer(scene.endpoints(identity), identity: { _ in identity }, pace: Pace(size: 100_000)) { api in
        #expect(try await api.ask("GET", "/api/v1/self", token: good).status == 200)
        for (what, token) in tokens {
          let reply = try await api.ask("GET", "/api/v1/self", token: token)
          #expect(reply.status == 401, "\(what): \(reply.status)")
          #expect(!reply.text.contains(token) || token == "abc", "a token is repeated nowhere")
        }
        for field in ["Basic YTpi", "Bearer", "Bearer a b"] {
          let headers = ["Authorization": field, APIServer.clientHeader: "tests"]
          let reply = try await api.ask("GET", "/api/v1/self", headers: headers)
          #expect(reply.status == 401, "a wrong token is not made up for by the kernel's word")
        }
      }
    }
  }

  @Test func keysAreKeptAndReadAgain() async throws {
    let clock = ManualClock()
    let (old, new) = (Provider(), Provider(id: "k2"))
    let place = KeyPlace(old.keySet)
    let keys = IssuerKeys(clock: clock) { try await place.read() }
    let verifier = TokenVerifier(
      tenant: "clinic",
      issuers: [TrustedIssuer(issuer: Provider.name, audience: "tributary", keys: keys, claims: .init())], clock: clock)
    let far = Self.now + 1_000_000
    _ = try await verifier.verify(old.token(Self.claims(expires: far)))
    _ = try await verifier.verify(old.token(Self.claims(expires: far)))
    #expect(await place.reads == 1, "keys are kept")
    await place.serve(new.keySet)
    await #expect(throws: DeskRefusal.self) { try await verifier.verify(new.token(Self.claims(expires: far))) }
    clock.advance(milliseconds: 31_000)
    _ = try await verifier.verify(new.token(Self.claims(expires: far)))
    await #expect(throws: DeskRefusal.self, "withdrawn") {
      try await verifier.verify(old.token(Self.claims(expires: far)))
    }
    await place.serve(nil)
    clock.advance(milliseconds: 3_600_000)
    _ = try await verifier.verify(new.token(Self.claims(expires: far)))
    clock.advance(milliseconds: 86_400_000)
    await #expect(throws: DeskRefusal.self, "the issuer has not answered for a day") {
      try await verifier.verify(new.token(Self.claims(expires: far)))
    }
  }
}

/// Where an issuer's keys are read.
private actor KeyPlace {
  private var set: Data?
  private(set) var reads = 0
  init(_ set: Data?) { self.set = set }
  func serve(_ data: Data?) { set = data }
  func read() throws -> Data {
    reads += 1
    guard let set else { throw URLError(.cannotConnectToHost) }
    return set
  }
}

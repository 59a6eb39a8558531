// Whether a token is to be believed: signed by an issuer that is trusted, for us, and not too early or too late.

import AdapterKit
import Foundation
import PaymentEvents

/// An issuer whose tokens are believed.
package struct TrustedIssuer: Sendable {
  /// What is in which claim of the tokens of an OpenID Connect provider.
  package struct Claims: Sendable {
    /// The person's name.
    package var name = "sub"
    /// The roles; `a.b` is the member `b` of `a`.
    package var roles = "roles"
    /// Our roles by theirs; empty: they are called as ours.
    package var roleNames: [String: String] = [:]
    /// The tenant, which must be ours; nil: the audience says enough.
    package var tenant: String?
    /// The facilities that a person is limited to; nil: nobody is.
    package var facilities: String?

    /// Creates them.
    package init() {}
  }

  let issuer: String
  let audience: String
  let keys: IssuerKeys
  /// Nil for the local issuer, whose users are in the database.
  let claims: Claims?

  /// Creates it.
  package init(issuer: String, audience: String, keys: IssuerKeys, claims: Claims?) {
    (self.issuer, self.audience, self.keys, self.claims) = (issuer, audience, keys, claims)
  }
}

/// What a token that is to be believed says.
package struct VerifiedToken: Sendable {
  /// The person's name.
  let name: String
  /// What the token says of roles and facilities; nothing for local ones, of which the database knows.
  let roles: Set<OperatorRole>
  let facilities: Set<String>?
  /// The id of a local token.
  let localID: String?
  /// When it ends.
  let expires: Instant
}

/// Checks tokens.
package struct TokenVerifier: Sendable {
  /// How far clocks may differ, in seconds.
  static let skew: Int64 = 60

  let tenant: String
  let issuers: [String: TrustedIssuer]
  let clock: any WallClock

  /// Creates it.
  package init(tenant: String, issuers: [TrustedIssuer], clock: any WallClock) {
    (self.tenant, self.clock) = (tenant, clock)
    self.issuers = Dictionary(issuers.map { ($0.issuer, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Checks a token. - Throws: ``DeskRefusal``.
  package func verify(_ text: String) async throws -> VerifiedToken {
    guard let token = TokenText(text) else { throw Self.refusal("it is no signed JSON Web Token") }
    guard let name = token.claims["iss"] as? String, let issuer = issuers[name] else {
      throw Self.refusal("its issuer is not trusted here")
    }
    let key = try await issuer.keys.key(token.keyID)
    guard key.algorithm == token.algorithm else { throw Self.refusal("its algorithm is not that of its key") }
    guard (try? key.check.verify(token.signature, signs: token.signed)) == true else {
      throw Self.refusal("its signature is wrong")
    }
    let expires = try checkTimes(token)
    guard (token.texts("aud") ?? []).contains(issuer.audience) else { throw Self.refusal("it is meant for others") }
    return try verified(token, issuer, expires)
  }

  private func checkTimes(_ token: TokenText) throws -> Instant {
    let now = clock.now().milliseconds / 1_000
    guard let expires = try token.seconds("exp") else { throw Self.refusal("it does not say when it ends") }
    guard now < expires + Self.skew else { throw Self.refusal("it has expired; have another one issued") }
    for claim in ["nbf", "iat"] {
      if let time = try token.seconds(claim), time > now + Self.skew { throw Self.refusal("it is not valid yet") }
    }
    return Instant(milliseconds: expires * 1_000)
  }

  private func verified(_ token: TokenText, _ issuer: TrustedIssuer, _ expires: Instant) throws -> VerifiedToken {
    let claims = issuer.claims
    guard let name = token.claims[claims?.name ?? "sub"] as? String, UserName.isFit(name) else {
      throw Self.refusal("it names nobody")
    }
    guard let claims else {
      guard let id = token.claims["jti"] as? String, token.claims["tenant"] as? String == tenant else {
        throw Self.refusal("it is of another tenant")
      }
      return VerifiedToken(name: name, roles: [], facilities: nil, localID: id, expires: expires)
    }
    if let claim = claims.tenant, !(token.texts(claim) ?? []).contains(tenant) {
      throw Self.refusal("it is of another tenant")
    }
    let theirs = token.texts(claims.roles) ?? []
    let roles = theirs.compactMap { claims.roleNames.isEmpty ? $0 : claims.roleNames[$0] }
    return VerifiedToken(
      name: name, roles: Set(roles.compactMap(OperatorRole.init)),
      // Where limits are kept and a token has none, nothing is let through.
      facilities: claims.facilities.map { Set(token.texts($0) ?? []) }, localID: nil, expires: expires)
  }

  private static func refusal(_ why: String) -> DeskRefusal {
    DeskRefusal(.unauthenticated, "the token is refused: \(why)")
  }
}

/// What people may be called.
enum UserName {
  /// 1 to 128 characters that can be seen.
  static func isFit(_ name: String) -> Bool {
    (1...128).contains(name.count) && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      && name.contains { !$0.isWhitespace }
  }
}

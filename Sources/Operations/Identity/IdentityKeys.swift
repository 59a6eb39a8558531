// The part of operations' configuration that says whose tokens are believed.

import AdapterKit
import Foundation

extension TrustedIssuer {
  /// The keys of `config/operations.yaml` about other issuers.
  package static let key = ConfigurationKey(
    "identity",
    .section([
      ConfigurationKey(
        "issuers",
        .list(
          .section([
            ConfigurationKey("issuer", .text, "The issuer as its tokens name it (`iss`)."),
            ConfigurationKey("audience", .text, "What its tokens for us name (`aud`)."),
            ConfigurationKey("keys", .text, "Its JSON Web Key Set: an address with https, or a file."),
            ConfigurationKey("nameClaim", .text, default: "sub", "The claim with the person's name."),
            ConfigurationKey("rolesClaim", .text, default: "roles", "The claim with the roles; `a.b` is b of a."),
            ConfigurationKey(
              "roles", .map(.choice(OperatorRole.allCases.map(\.rawValue))),
              "Our role by theirs; without it theirs are called as ours."),
            ConfigurationKey("tenantClaim", .text, "A claim that must name our tenant."),
            ConfigurationKey("facilitiesClaim", .text, "The claim with the facilities that a person is limited to."),
          ])), "OpenID Connect providers whose tokens are believed.")
    ]), "Whose tokens are believed besides our own.")

  /// Those of a configuration. - Throws: ``ConfigurationError``.
  package static func all(_ configuration: Configuration, clock: any WallClock) throws -> [TrustedIssuer] {
    try configuration.sections("identity.issuers").map { section in
      let (issuer, audience, keys) = (section.text("issuer"), section.text("audience"), section.text("keys"))
      guard !issuer.isEmpty, !audience.isEmpty, !keys.isEmpty else {
        throw ConfigurationError("identity.issuers: each needs issuer, audience and keys")
      }
      var claims = Claims()
      (claims.name, claims.roles) = (section.text("nameClaim"), section.text("rolesClaim"))
      claims.roleNames = section.textMap("roles")
      (claims.tenant, claims.facilities) = (
        section.optionalText("tenantClaim"), section.optionalText("facilitiesClaim")
      )
      return TrustedIssuer(
        issuer: issuer, audience: audience, keys: try IssuerKeys(place: keys, clock: clock), claims: claims)
    }
  }
}

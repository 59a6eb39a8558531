// The local issuer: tokens for people where there is no OpenID Connect provider.

import AdapterKit
import Crypto
import Foundation
import PaymentEvents
import Storage

/// Signs tokens with a key of this data folder (EdDSA over Ed25519, RFC 8037).
package struct TokenIssuer: Sendable {
  let tenant: String
  private let key: Curve25519.Signing.PrivateKey
  private let keyID: String

  /// Creates it.
  package init(tenant: String, key: Curve25519.Signing.PrivateKey) {
    (self.tenant, self.key) = (tenant, key)
    keyID = String(SHA256.hash(data: key.publicKey.rawRepresentation).hexadecimal.prefix(16))
  }

  /// With a key of its own, for as long as it is there.
  package init(tenant: String) { self.init(tenant: tenant, key: Curve25519.Signing.PrivateKey()) }

  /// With the key of a folder of secrets, made where there is none. - Throws: ``ConfigurationError``.
  package init(tenant: String, secrets: URL) throws {
    self.init(tenant: tenant, key: try SecretKeys.signing("tokens.ed25519", in: secrets))
  }

  private var issuer: String { "urn:tributary:\(tenant)" }

  /// What the verifier trusts.
  package func trusted(clock: any WallClock) -> TrustedIssuer {
    let jwk = [
      "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": keyID,
      "x": Base64URL.encode(key.publicKey.rawRepresentation),
    ]
    let set = (try? JSONSerialization.data(withJSONObject: ["keys": [jwk]])) ?? Data()
    return TrustedIssuer(
      issuer: issuer, audience: "\(issuer):api", keys: IssuerKeys(clock: clock) { set }, claims: nil)
  }

  /// A token. It says who and until when; what the person may is looked up at each request.
  package func token(id: String, name: String, from: Instant, until: Instant) throws -> String {
    let header = ["alg": "EdDSA", "typ": "JWT", "kid": keyID]
    let claims: [String: Any] = [
      "iss": issuer, "aud": "\(issuer):api", "tenant": tenant, "sub": name, "jti": id,
      "iat": from.milliseconds / 1_000, "exp": until.milliseconds / 1_000,
    ]
    let signed = try [header, claims].map {
      Base64URL.encode(try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys))
    }.joined(separator: ".")
    return "\(signed).\(Base64URL.encode(try key.signature(for: Data(signed.utf8))))"
  }
}

/// Keys for signing, in files that their owner alone can read.
enum SecretKeys {
  /// Where they lie.
  static func folder(in data: URL) -> URL { data.appendingPathComponent("secrets") }

  /// The key in a file of a folder, 32 bytes as base64; drawn where there is no such file.
  /// - Throws: ``ConfigurationError``.
  static func signing(_ name: String, in folder: URL) throws -> Curve25519.Signing.PrivateKey {
    let file = folder.appendingPathComponent(name)
    if let text = try? String(contentsOf: file, encoding: .utf8) {
      guard let bytes = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)),
        let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
      else { throw ConfigurationError("\(file.path): is no key; restore it, or remove it to have a new one drawn") }
      return key
    }
    guard !FileManager.default.fileExists(atPath: file.path) else {
      throw ConfigurationError("\(file.path): cannot be read; check its permissions")
    }
    let key = Curve25519.Signing.PrivateKey()
    try? FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: Data("\(key.rawRepresentation.base64EncodedString())\n".utf8),
        attributes: [.posixPermissions: 0o600])
    else { throw ConfigurationError("\(file.path) cannot be written; check the folder's permissions") }
    return key
  }
}

// Public keys of issuers: a JSON Web Key Set (RFC 7517), each key with one algorithm.

import Foundation
import JWTKit

/// The keys of one issuer at a moment.
struct SigningKeys: Sendable {
  /// A key and the one algorithm that it is for. A token's own word about its algorithm decides nothing.
  struct Key: Sendable {
    let algorithm: String
    let check: any JWTAlgorithm
  }

  private let keys: [String: Key]

  /// Reads a key set. Keys that are not for signatures, or of kinds that are not known here, are left out; among them
  /// are all symmetric ones. - Throws: ``DeskRefusal`` where it is no key set.
  init(_ json: Data) async throws {
    guard let document = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
      let list = document["keys"] as? [[String: Any]]
    else { throw DeskRefusal(.unauthenticated, "the issuer's keys cannot be read: they are no JSON Web Key Set") }
    var keys: [String: Key] = [:]
    for entry in list.prefix(100) where (entry["use"] as? String ?? "sig") == "sig" {
      guard let data = try? JSONSerialization.data(withJSONObject: entry),
        let (id, key) = await SigningKeys.key(String(decoding: data, as: UTF8.self))
      else { continue }
      keys[id] = key
    }
    self.keys = keys
  }

  /// The key of an id; of a set of one, the one also for tokens that name none.
  subscript(id: String?) -> Key? {
    if let id { return keys[id] }
    return keys.count == 1 ? keys.first?.value : nil
  }

  private static func key(_ json: String) async -> (String, Key)? {
    guard var jwk = try? JWK(json: json), let algorithm = jwk.algorithm ?? standard(jwk),
      allowed.contains(algorithm.rawValue), isLong(jwk)
    else { return nil }
    let id = jwk.keyIdentifier ?? JWKIdentifier(string: "-")
    (jwk.algorithm, jwk.keyIdentifier) = (algorithm, id)
    let collection = JWTKeyCollection()
    guard (try? await collection.add(jwk: jwk)) != nil,
      let check = try? await collection.getKey(for: id, alg: algorithm.rawValue)
    else { return nil }
    return (id.string, Key(algorithm: algorithm.rawValue, check: check))
  }

  private static let allowed: Set<String> = [
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
  ]

  /// What a key is for that does not say it.
  private static func standard(_ jwk: JWK) -> JWK.Algorithm? {
    switch (jwk.keyType.rawValue, jwk.curve?.rawValue) {
    case ("RSA", _): .rs256
    case ("EC", "P-256"): .es256
    case ("EC", "P-384"): .es384
    case ("EC", "P-521"): .es512
    case ("OKP", _): .eddsa
    default: nil
    }
  }

  /// RSA keys have at least 2,048 bits (RFC 7518 §3.3).
  private static func isLong(_ jwk: JWK) -> Bool {
    jwk.keyType.rawValue != "RSA" || (jwk.modulus.flatMap { Base64URL.decode($0) }?.count ?? 0) >= 256
  }
}

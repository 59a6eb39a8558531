// The text of a token: JSON Web Signature in compact form (RFC 7515 §7.1), taken apart without believing any of it.

import Foundation

/// A token's parts.
struct TokenText {
  /// The most bytes of a token.
  static let maximumBytes = 8_192

  let algorithm: String
  let keyID: String?
  let claims: [String: Any]
  let signature: [UInt8]
  /// What the signature is over.
  let signed: [UInt8]

  /// Nil for what is no token, or asks for what is not understood here (`crit`, RFC 7515 §4.1.11).
  init?(_ text: String) {
    guard text.utf8.count <= TokenText.maximumBytes else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let head = Base64URL.decode(parts[0]), let body = Base64URL.decode(parts[1]),
      let signature = Base64URL.decode(parts[2]), let header = TokenText.object(head),
      let claims = TokenText.object(body), let algorithm = header["alg"] as? String, header["crit"] == nil
    else { return nil }
    self.algorithm = algorithm
    self.claims = claims
    self.signature = signature
    keyID = header["kid"] as? String
    signed = Array("\(parts[0]).\(parts[1])".utf8)
  }

  private static func object(_ bytes: [UInt8]) -> [String: Any]? {
    (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
  }

  /// A claim in whole seconds since 1970 (RFC 7519 §2, NumericDate); nil where it is absent.
  /// - Throws: ``DeskRefusal`` where it is something else.
  func seconds(_ name: String) throws -> Int64? {
    guard let value = claims[name] else { return nil }
    guard let number = value as? NSNumber, number.doubleValue.isFinite, abs(number.doubleValue) < 1e12 else {
      throw DeskRefusal(.unauthenticated, "the token's claim '\(name)' is no time")
    }
    return Int64(number.doubleValue)
  }

  /// A claim that is text or a list of texts; `a.b` is the member `b` of `a`. Text may be several words.
  func texts(_ path: String) -> [String]? {
    var value: Any? = claims
    for name in path.split(separator: ".") { value = (value as? [String: Any])?[String(name)] }
    if let text = value as? String { return text.split(separator: " ").map(String.init) }
    return value as? [String]
  }
}

/// base64url without padding (RFC 7515 §2).
enum Base64URL {
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// Nil for what has other characters, padding included.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    guard
      text.utf8.allSatisfy({
        (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
      })
    else { return nil }
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
    return Data(base64Encoded: plain + padding).map(Array.init)
  }
}

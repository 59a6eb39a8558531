// Event identities that are worked out, not drawn: the same input always gives the same id.

import Crypto
import Foundation

/// The identity of an event: a UUID of version 8 (RFC 9562, section 5.8) over SHA-256 of what makes the event itself.
///
/// Deterministic ids are what makes every replay harmless: a receiver that has seen the id has seen the event.
public struct EventID: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Lower-case, with dashes.
  public let text: String

  /// Takes an id as it stands, for instance one made by another system.
  public init(_ text: String) { self.text = text }

  /// The id of an event read from a document.
  /// - Parameters:
  ///   - tenant: the tenant's name; part of every id.
  ///   - digest: SHA-256 of the document's bytes, in lower-case hexadecimal.
  ///   - position: where in the document, for instance `interchange 1, group 1, set 3, page 2`.
  ///   - type: the event's full type.
  public init(tenant: String, digest: String, position: String, type: String) {
    self.init(hashing: ["document", tenant, digest, position, type])
  }

  /// The id of an event that another one caused.
  /// - Parameters:
  ///   - tenant: the tenant's name.
  ///   - cause: the causing event's id, or the business key of the unit that the event belongs to.
  ///   - step: what was done about it, for instance `journal, run 1`.
  ///   - type: the event's full type.
  public init(tenant: String, cause: String, step: String, type: String) {
    self.init(hashing: ["cause", tenant, cause, step, type])
  }

  private init(hashing fields: [String]) {
    // The unit separator cannot appear in any of the fields' alphabets, so no two field lists read the same.
    let digest = SHA256.hash(data: Data(fields.joined(separator: "\u{1F}").utf8))
    var bytes = Array(digest.prefix(16))
    bytes[6] = (bytes[6] & 0x0F) | 0x80
    bytes[8] = (bytes[8] & 0x3F) | 0x80
    text = EventID.format(bytes)
  }

  private static func format(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    out.reserveCapacity(36)
    for (index, byte) in bytes.enumerated() {
      if index == 4 || index == 6 || index == 8 || index == 10 { out.append(UInt8(ascii: "-")) }
      out.append(digits[Int(byte >> 4)])
      out.append(digits[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
  }

  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  public var description: String { text }
}

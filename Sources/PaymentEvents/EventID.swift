// Event identities that are worked out, not drawn: the same input always gives the same id.

import Crypto

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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256)
    for field in fields {
      if !bytes.isEmpty { bytes.append(EventID.separator) }
      bytes.append(contentsOf: field.utf8)
    }
    self = bytes.withUnsafeBytes { EventID(hashing: $0) }
  }

  /// The id of what is hashed: the fields with ``separator`` between them.
  init(hashing bytes: UnsafeRawBufferPointer) {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    text = hash.finalize().withUnsafeBytes(EventID.format)
  }

  /// The unit separator cannot appear in any of the fields' alphabets, so no two field lists read the same.
  static let separator: UInt8 = 0x1F

  /// The first 16 bytes as a UUID of version 8.
  private static func format(_ digest: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: 36) { out in
      var place = 0
      for index in 0..<16 {
        if index == 4 || index == 6 || index == 8 || index == 10 {
          out[place] = UInt8(ascii: "-")
          place += 1
        }
        var byte = digest[index]
        if index == 6 { byte = (byte & 0x0F) | 0x80 }
        if index == 8 { byte = (byte & 0x3F) | 0x80 }
        out[place] = Hexadecimal.digit(byte >> 4)
        out[place + 1] = Hexadecimal.digit(byte & 15)
        place += 2
      }
      return place
    }
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

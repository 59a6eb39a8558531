// The one seam through which bodies at rest pass.

import Crypto
import Foundation

/// Protects bodies at rest: claim checks, stored events, dead letters.
public protocol BodyCipher: Sendable {
  /// Seals bytes for storage.
  func seal(_ plain: [UInt8]) throws -> [UInt8]
  /// Opens what ``seal(_:)`` made. - Throws: ``BodyCipherError``.
  func open(_ sealed: [UInt8]) throws -> [UInt8]
  /// Whether stored bytes are the plain bytes, so that a file need not be copied to be read.
  var isTransparent: Bool { get }
}

/// Why a stored body cannot be opened.
public enum BodyCipherError: Error, Sendable, Equatable, CustomStringConvertible {
  /// It was sealed under a key that is not configured.
  case unknownKey(String)
  /// It was changed after it was sealed, or is not a sealed body.
  case damaged

  public var description: String {
    switch self {
    case .unknownKey(let id): "a stored body is sealed under key '\(id)', which is not configured; add the key"
    case .damaged: "a stored body is damaged or was never sealed; restore it from a backup"
    }
  }
}

/// Stores bodies as they are: what is used while no key is set.
public struct PlainBodies: BodyCipher {
  /// Creates it.
  public init() {}
  public func seal(_ plain: [UInt8]) -> [UInt8] { plain }
  public func open(_ sealed: [UInt8]) -> [UInt8] { sealed }
  public var isTransparent: Bool { true }
}

/// AES-GCM (NIST SP 800-38D) with 256-bit keys, each named by an id, so that keys can be changed.
///
/// Sealed form: one byte with the length of the key id, the key id, nonce (12), ciphertext, tag (16).
public struct AESGCMBodies: BodyCipher {
  private let keys: [String: SymmetricKey]
  private let current: String

  /// Creates it.
  /// - Parameters:
  ///   - keys: by id (at most 255 bytes), 32 bytes each; old ones stay to read what they sealed.
  ///   - current: the id of the key that seals.
  /// - Throws: ``BodyCipherError/unknownKey(_:)`` when `current` is not among them.
  public init(keys: [String: [UInt8]], current: String) throws {
    guard keys[current]?.count == 32, current.utf8.count <= 255 else { throw BodyCipherError.unknownKey(current) }
    self.keys = keys.mapValues { SymmetricKey(data: $0) }
    self.current = current
  }

  public var isTransparent: Bool { false }

  public func seal(_ plain: [UInt8]) throws -> [UInt8] {
    guard let key = keys[current] else { throw BodyCipherError.unknownKey(current) }
    let id = Array(current.utf8)
    guard let box = try AES.GCM.seal(plain, using: key, authenticating: id).combined else {
      throw BodyCipherError.damaged
    }
    return [UInt8(id.count)] + id + box
  }

  public func open(_ sealed: [UInt8]) throws -> [UInt8] {
    guard let length = sealed.first, sealed.count > Int(length) + 1 else { throw BodyCipherError.damaged }
    let id = sealed[1...Int(length)]
    let name = String(decoding: id, as: UTF8.self)
    guard let key = keys[name] else { throw BodyCipherError.unknownKey(name) }
    guard let box = try? AES.GCM.SealedBox(combined: sealed[(Int(length) + 1)...]),
      let plain = try? AES.GCM.open(box, using: key, authenticating: Array(id))
    else { throw BodyCipherError.damaged }
    return Array(plain)
  }
}

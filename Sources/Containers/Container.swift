// Files that hold other files: which kinds are opened, and how they are told by their first bytes.

import Foundation

/// A file format that holds other files.
public enum Container: String, Sendable, CaseIterable {
  /// A ZIP archive (PKWARE APPNOTE, section 4.3): local file header or, when empty, end of central directory.
  case zip
  /// One file compressed with gzip (RFC 1952).
  case gzip

  /// Tells by the first four bytes of a file; nil for anything else.
  public init?(firstBytes bytes: some Sequence<UInt8>) {
    switch Array(bytes.prefix(4)) {
    case [0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06]: self = .zip
    case let head where head.starts(with: [0x1F, 0x8B, 0x08]): self = .gzip
    default: return nil
    }
  }

  /// The kind of a file; nil when it is no container. - Throws: `CocoaError` when it cannot be read.
  public init?(file: URL) throws {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    self.init(firstBytes: try handle.read(upToCount: 4) ?? Data())
  }
}

/// What a container may hold. More is refused: such a file is made to fill a disk, not to be read.
public struct ContainerLimits: Sendable {
  /// Members of one container.
  public var members = 10_000
  /// Bytes of all members together.
  public var bytes: Int64 = 16 << 30
  /// How much larger the members may be than the container. Remittance files shrink to a tenth or a thirtieth.
  public var expansion: Int64 = 250
  /// Bytes below which the expansion does not matter.
  public var harmlessBytes: Int64 = 64 << 20
  /// Containers within containers: a `.zip` of `.gz` files is two deep.
  public var depth = 3

  /// The defaults.
  public init() {}
}

/// Why a container was not opened.
public struct ContainerError: Error, Sendable, CustomStringConvertible {
  /// A stable name: `container-encrypted`, `container-damaged`, `container-empty`, `container-too-large`.
  public let rule: String
  /// What happened and what to do next.
  public let description: String

  /// The archive could be opened, and each file in it was rejected for reasons of its own.
  public static let allRejected = ContainerError(
    rule: "container-rejected", description: "every file in the archive was rejected; see the reason of each")
  static let encrypted = ContainerError(
    rule: "container-encrypted",
    description: "the archive is encrypted; have it decrypted by the file transfer, or ask the sender for it in clear")
  static let empty = ContainerError(
    rule: "container-empty", description: "the archive holds no file; ask the sender for it again")

  static func damaged(_ reason: String) -> ContainerError {
    ContainerError(
      rule: "container-damaged", description: "the archive cannot be read (\(reason)); ask the sender for it again")
  }

  static func tooLarge(_ what: String) -> ContainerError {
    ContainerError(
      rule: "container-too-large",
      description: "the archive holds \(what); nothing of it was taken, so have it split if it is genuine")
  }
}

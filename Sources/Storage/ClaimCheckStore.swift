// The bytes of everything that came in, each stored once under its digest.

import Crypto
import Foundation

/// A folder of files named by the SHA-256 of their plain bytes, shared by the adapters.
public struct ClaimCheckStore: Sendable {
  private let folder: URL
  private let cipher: any BodyCipher
  /// Bytes sealed at a time, so that a file of any size passes in constant memory.
  static let chunkBytes = 1 << 20

  /// Creates the store's folder, readable by the owner only.
  public init(folder: URL, cipher: any BodyCipher = PlainBodies()) throws {
    self.folder = folder
    self.cipher = cipher
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  /// A stored file.
  public struct Check: Sendable, Equatable {
    /// SHA-256 of the plain bytes, lower-case hexadecimal.
    public let digest: String
    /// The number of plain bytes.
    public let size: Int64
  }

  /// Stores a file's bytes, unless they are there already. The file itself is left where it is.
  public func store(_ file: URL) throws -> Check {
    let temporary = folder.appendingPathComponent(".\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: temporary) }
    let check = try copy(from: file, to: temporary)
    let target = path(of: check.digest)
    if FileManager.default.fileExists(atPath: target.path) { return check }
    try FileManager.default.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    guard rename(temporary.path, target.path) == 0 else {
      throw StorageError("cannot store a claim check at \(target.path): \(systemError())", isRetriable: true)
    }
    return check
  }

  /// Lends the plain file of a digest. With encryption it is a temporary copy that is removed afterwards.
  /// - Throws: ``StorageError`` when there is none.
  public func withFile<T>(_ digest: String, _ body: (URL) async throws -> T) async throws -> T {
    let stored = path(of: digest)
    guard FileManager.default.fileExists(atPath: stored.path) else {
      throw StorageError("there is no claim check for \(digest); restore it from a backup", isRetriable: false)
    }
    if cipher.isTransparent { return try await body(stored) }
    let temporary = folder.appendingPathComponent(".\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: temporary) }
    try unseal(stored, to: temporary)
    return try await body(temporary)
  }

  /// Where a digest's bytes are stored.
  public func path(of digest: String) -> URL {
    folder.appendingPathComponent(String(digest.prefix(2))).appendingPathComponent(digest)
  }

  private func copy(from file: URL, to target: URL) throws -> Check {
    let input = try FileHandle(forReadingFrom: file)
    defer { try? input.close() }
    let output = try ClaimCheckStore.create(target)
    defer { try? output.close() }
    var hash = SHA256()
    var size: Int64 = 0
    while let chunk = try input.read(upToCount: ClaimCheckStore.chunkBytes), !chunk.isEmpty {
      hash.update(data: chunk)
      size += Int64(chunk.count)
      try output.write(contentsOf: cipher.isTransparent ? chunk : framed(chunk))
    }
    try output.synchronize()
    return Check(digest: hash.finalize().hexadecimal, size: size)
  }

  /// A sealed chunk behind its length (four bytes, big endian).
  private func framed(_ chunk: Data) throws -> Data {
    let sealed = try cipher.seal(Array(chunk))
    let length = UInt32(sealed.count)
    return Data(
      [UInt8(length >> 24), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255)] + sealed)
  }

  private func unseal(_ file: URL, to target: URL) throws {
    let input = try FileHandle(forReadingFrom: file)
    defer { try? input.close() }
    let output = try ClaimCheckStore.create(target)
    defer { try? output.close() }
    while let header = try input.read(upToCount: 4), !header.isEmpty {
      let length = header.reduce(0) { $0 << 8 | Int($1) }
      guard header.count == 4, length <= 2 * ClaimCheckStore.chunkBytes,
        let sealed = try input.read(upToCount: length), sealed.count == length
      else { throw BodyCipherError.damaged }
      try output.write(contentsOf: Data(cipher.open(Array(sealed))))
    }
  }

  private static func create(_ target: URL) throws -> FileHandle {
    guard FileManager.default.createFile(atPath: target.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw StorageError("cannot write \(target.path): \(systemError())", isRetriable: true) }
    return try FileHandle(forWritingTo: target)
  }
}

extension Sequence where Element == UInt8 {
  /// Lower-case hexadecimal.
  public var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    for byte in self {
      out.append(digits[Int(byte >> 4)])
      out.append(digits[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
  }
}

private func systemError() -> String { String(cString: strerror(errno)) }

// A file as the format reader wants it: bytes at an offset.

import Crypto
import Foundation
import X12

/// A file that could not be opened or read.
public struct FileReadError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was tried: `open` or `read`.
  public let operation: String
  /// The path.
  public let path: String
  /// The system's error number (`errno`).
  public let code: Int32

  public var description: String {
    "cannot \(operation) \(path): \(String(cString: strerror(code))); check that it exists and may be read"
  }
}

/// A file opened for reading.
package final class FileBytes: ByteSource {
  private let descriptor: Int32
  private let path: String

  /// Opens it. - Throws: ``FileReadError``.
  package init(_ file: URL) throws {
    path = file.path
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw FileReadError(operation: "open", path: path, code: errno) }
  }

  deinit { close(descriptor) }

  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      if errno != EINTR { throw FileReadError(operation: "read", path: path, code: errno) }
    }
  }
}

/// SHA-256 of a document, by which it is known everywhere.
public enum FileDigest {
  /// The digest of a file, in lower-case hexadecimal. Reads it in pieces. - Throws: ``FileReadError``.
  public static func sha256(of file: URL) throws -> String { try sha256(of: FileBytes(file)) }

  package static func sha256(of source: any ByteSource) throws -> String {
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    defer { piece.deallocate() }
    var hash = SHA256()
    var offset = 0
    while true {
      let count = try source.read(at: offset, into: piece)
      if count == 0 { break }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: piece[..<count]))
      offset += count
    }
    return hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}

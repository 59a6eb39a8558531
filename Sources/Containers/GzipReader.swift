// gzip by zlib, which compares the checksum and length of every member; libarchive reads gzip without comparing them.

import CArchive
import Foundation

/// What a container is read by, one member after the other.
protocol ContainerReader {
  /// The next member that is a file; nil at the end. - Throws: ``ContainerError``.
  func next() throws -> ArchiveReader.Entry?
  /// The next bytes of the member; nil at its end, where its checksum has been compared. - Throws: ``ContainerError``.
  func read() throws -> ArraySlice<UInt8>?
}

/// Reads one gzip file (RFC 1952), also of several members one after the other. Not for several threads.
final class GzipReader: ContainerReader {
  private let file: gzFile
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  /// The first chunk, read to see whether there is one.
  private var first: ArraySlice<UInt8>?
  private var isBegun = false

  /// - Throws: ``ContainerError``.
  init(_ url: URL) throws {
    guard let file = gzopen(url.path, "rb") else { throw ContainerError.damaged("it cannot be opened") }
    self.file = file
  }

  deinit { gzclose(file) }

  func next() throws -> ArchiveReader.Entry? {
    guard !isBegun else { return nil }
    isBegun = true
    first = try chunk()
    return first == nil ? nil : ArchiveReader.Entry(name: "")
  }

  func read() throws -> ArraySlice<UInt8>? {
    if let chunk = first.take() { return chunk }
    return try chunk()
  }

  private func chunk() throws -> ArraySlice<UInt8>? {
    let count = Int(gzread(file, &buffer, UInt32(buffer.count)))
    // A file that is cut is told of with its last bytes, not after them.
    var status: Int32 = Z_OK
    let reason = gzerror(file, &status).map { String(cString: $0) } ?? ""
    guard count >= 0, status == Z_OK || status == Z_STREAM_END else {
      throw ContainerError.damaged(reason.components(separatedBy: ": ").last ?? reason)
    }
    return count == 0 ? nil : buffer[..<count]
  }
}

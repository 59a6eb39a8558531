// libarchive behind a Swift face, for zip: one member after the other, a chunk at a time.

import CArchive
import Foundation

/// Reads one zip. Not for several threads.
final class ArchiveReader: ContainerReader {
  private let archive: OpaquePointer
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  /// The file type of a regular file in an entry's mode (AE_IFREG, which is a macro with a cast).
  private static let regular: UInt32 = 0o100000

  /// A member's head.
  struct Entry {
    /// Without its folders; empty for gzip, which need not name what it holds.
    let name: String
  }

  /// - Throws: ``ContainerError``.
  init(_ file: URL) throws {
    guard let archive = archive_read_new() else { throw ContainerError.damaged("no memory") }
    self.archive = archive
    // Just what the first bytes say: every further format would be one more way in.
    archive_read_support_format_zip(archive)
    guard archive_read_open_filename(archive, file.path, 1 << 16) == ARCHIVE_OK else {
      throw ContainerError.damaged(reason)  // and deinit frees the archive
    }
  }

  deinit { archive_read_free(archive) }

  /// Folders and links are passed over.
  func next() throws -> Entry? {
    while true {
      var entry: OpaquePointer?
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF { return nil }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw ContainerError.damaged(reason) }
      if archive_entry_is_data_encrypted(entry) != 0 { throw ContainerError.encrypted }
      guard UInt32(archive_entry_filetype(entry)) == ArchiveReader.regular else { continue }
      return Entry(name: ArchiveReader.name(of: entry))
    }
  }

  func read() throws -> ArraySlice<UInt8>? {
    let count = archive_read_data(archive, &buffer, buffer.count)
    guard count >= 0 else { throw ContainerError.damaged(reason) }
    return count == 0 ? nil : buffer[..<count]
  }

  private var reason: String {
    archive_error_string(archive).map { String(cString: $0) } ?? "no reason is known"
  }

  /// The last part of the path, with `?` for what is no text.
  private static func name(of entry: OpaquePointer) -> String {
    guard let path = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) else { return "?" }
    let parts = String(cString: path).split { $0 == "/" || $0 == "\\" }
    let name = (parts.last ?? "").map { $0.unicodeScalars.contains { $0.value < 32 } ? "?" : $0 }
    return String(name.prefix(200))
  }
}

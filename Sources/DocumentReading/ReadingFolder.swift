// The folder in which one document is read: nobody else may look into it, and it goes when the reading is over.

import Documents
import Foundation

/// A folder of one document's reading.
final class ReadingFolder: Sendable {
  let url: URL

  init() throws(DocumentRefusal) {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-reading-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw DocumentRefusal(.unavailable, "no folder can be made in \(url.deletingLastPathComponent().path)")
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ bytes: some Collection<UInt8>, as name: String) throws(DocumentRefusal) {
    do {
      try Data(bytes).write(to: url.appendingPathComponent(name))
    } catch {
      throw DocumentRefusal(.unavailable, "nothing can be written to \(url.deletingLastPathComponent().path)")
    }
  }

  /// The bytes of a file that a reader wrote; at most `limit`. The reader may have put anything there: what is no plain
  /// file is not followed.
  func read(_ name: String, limit: Int) throws(DocumentRefusal) -> [UInt8] {
    let file = url.appendingPathComponent(name)
    guard let facts = try? FileManager.default.attributesOfItem(atPath: file.path),
      facts[.type] as? FileAttributeType == .typeRegular, let size = facts[.size] as? Int
    else { throw DocumentRefusal(.unreadable, "the reader left no \(name)") }
    guard size <= limit else { throw DocumentRefusal(.exhausted, "the reader wrote \(size) bytes; at most \(limit)") }
    guard let bytes = try? Data(contentsOf: file) else {
      throw DocumentRefusal(.unreadable, "what the reader left cannot be read")
    }
    return Array(bytes)
  }

  func text(_ name: String, limit: Int) throws(DocumentRefusal) -> String {
    String(decoding: try read(name, limit: limit), as: UTF8.self)
  }

  func remove(_ name: String) { try? FileManager.default.removeItem(at: url.appendingPathComponent(name)) }
}

// Bytes that are no file yet, as claim checks: parts of mails, pictures of pages.

import Foundation
import Storage

extension ClaimCheckStore {
  /// Stores bytes, unless they are there already. - Throws: `StorageError` and errors of the file system.
  func store(_ bytes: [UInt8]) throws -> Check {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-part-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(bytes).write(to: file)
    return try store(file)
  }
}

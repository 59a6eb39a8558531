// One erp-posting a data folder: two would each believe that nobody else posts.

import AdapterKit
import Foundation

/// Holds the adapter's part of a data folder for this process. The kernel lets go of it however the process ends.
package final class AdapterLock: Sendable {
  private let descriptor: Int32

  /// - Throws: ``ConfigurationError`` when another process holds it, or nothing can be written there.
  package init(_ folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("lock").path
    descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw ConfigurationError(
        "\(file) cannot be opened: \(String(cString: strerror(errno))); mend the folder's rights")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw ConfigurationError(
        "another erp-posting works on \(folder.path): stop that one, or give this one a data folder of its own")
    }
  }

  /// Lets go of it.
  package func release() { flock(descriptor, LOCK_UN) }

  deinit { close(descriptor) }
}

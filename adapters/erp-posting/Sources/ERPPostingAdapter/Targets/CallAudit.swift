// The audit log of an ERP: what was asked of it and what it said, journal by journal, without what stands in them.

import AdapterKit
import Crypto
import Foundation
import Logging
import PaymentEvents
import Synchronization

/// Appends calls and outcomes to a file a day, one JSON object a line. Bodies are not kept: a digest tells whether two
/// requests were the same. Reasons are not kept either, since an ERP's words may name people; the events have them.
package final class CallAudit: Sendable {
  /// One line.
  package struct Entry: Encodable, Sendable {
    /// RFC 3339, UTC; set when it is written.
    fileprivate(set) var time = ""
    var target: String
    /// `post`, `find`, `reverse`, `accounts`, `token` …
    var operation: String
    /// The journal, by its key.
    var journal: String?
    var method: String?
    /// Without its query.
    var path: String?
    var status: Int?
    var milliseconds: Int?
    /// `posted`, `rejected`, `pending`, `found`, `answered`, `failed`.
    var outcome: String
    /// The ERP's reference, our name for a refusal, or the kind of error.
    var detail: String?
    var bodyBytes: Int?
    /// SHA-256 of the body that was sent.
    var bodyDigest: String?

    init(target: String, operation: String, outcome: String) {
      self.target = target
      self.operation = operation
      self.outcome = outcome
    }

    /// Notes size and digest of what was sent.
    mutating func noteBody(_ bytes: [UInt8]?) {
      guard let bytes else { return }
      bodyBytes = bytes.count
      bodyDigest = SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }

  private struct File {
    var day = ""
    var handle: FileHandle?
    /// Whether it has been logged that nothing can be noted.
    var isFailing = false
  }

  private struct CannotOpen: Error, CustomStringConvertible {
    let description: String
  }

  private let folder: URL?
  private let clock: any WallClock
  private let logger: Logger
  private let file = Mutex(File())

  /// Writes to `calls-<day>.jsonl` in a folder, which is made when it is not there; nil writes nothing.
  package init(folder: URL?, clock: any WallClock = SystemClock(), logger: Logger) {
    self.folder = folder
    self.clock = clock
    self.logger = logger
  }

  /// Appends lines. That it cannot is logged as an error, once until it can again, and posting goes on.
  package func note(_ entries: [Entry]) {
    guard let folder, !entries.isEmpty else { return }
    let time = clock.now().rfc3339
    file.withLock { file in
      do {
        let handle = try open(&file, String(time.prefix(10)), in: folder)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines = Data()
        for var entry in entries {
          entry.time = time
          lines += try encoder.encode(entry) + [UInt8(ascii: "\n")]
        }
        try handle.write(contentsOf: lines)
        file.isFailing = false
      } catch {
        if !file.isFailing {
          logger.error("calls of the ERP cannot be noted in \(folder.path): \(error); make room or mend its rights")
        }
        file = File(isFailing: true)
      }
    }
  }

  private func open(_ file: inout File, _ day: String, in folder: URL) throws -> FileHandle {
    if file.day == day, let handle = file.handle { return handle }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appendingPathComponent("calls-\(day).jsonl").path
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    try file.handle?.close()
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw CannotOpen(description: "\(path) cannot be opened for writing")
    }
    try handle.seekToEnd()
    (file.day, file.handle) = (day, handle)
    return handle
  }
}

// A signed word about how far the audit was and how it read, kept apart from the database.

import Crypto
import Foundation

/// A checkpoint: a line of JSON in a file of their own. Whoever changes the database cannot change what was signed, and
/// entries that are cut off at the end are missed.
package struct AuditCheckpoint: Sendable, Codable, Equatable {
  /// When it was made, RFC 3339.
  package let at: String
  /// The newest entry then; there were as many.
  package let entry: Int64
  /// Its digest.
  package let digest: String
  /// Ed25519, base64, over ``statement(after:)``.
  package var signature: String

  init(at: String, entry: Int64, digest: String) {
    (self.at, self.entry, self.digest, signature) = (at, entry, digest, "")
  }

  /// What is signed. The signature before is part of it, so no line can be taken out.
  func statement(tenant: String, after previous: String) -> Data {
    Data("tributary audit checkpoint\n\(tenant)\n\(at)\n\(entry)\n\(digest)\n\(previous)\n".utf8)
  }
}

/// The file of checkpoints.
package struct AuditCheckpointFile: Sendable {
  let file: URL

  /// Creates it.
  package init(_ file: URL) { self.file = file }

  /// All checkpoints, oldest first; nil where there is no file. - Throws: ``AuditFault`` for a line that is none.
  package func read() throws -> [AuditCheckpoint]? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let text = try String(contentsOf: file, encoding: .utf8)
    return try text.split(separator: "\n").enumerated().map { index, line in
      guard let checkpoint = try? JSONDecoder().decode(AuditCheckpoint.self, from: Data(line.utf8)) else {
        throw AuditFault("line \(index + 1) of \(file.path) is no checkpoint")
      }
      return checkpoint
    }
  }

  /// Appends a line, on the disk when it returns.
  func append(_ checkpoint: AuditCheckpoint) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = try encoder.encode(checkpoint) + Data("\n".utf8)
    let folder = file.deletingLastPathComponent()
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let descriptor = open(file.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw AuditFault("\(file.path) cannot be written; check its folder's permissions") }
    defer { close(descriptor) }
    let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count, fsync(descriptor) == 0 else {
      throw AuditFault("\(file.path) cannot be written; is the disk full?")
    }
  }
}

/// What is wrong with the audit or with its checkpoints.
package struct AuditFault: Error, Sendable, CustomStringConvertible {
  /// What, and where.
  package let description: String

  init(_ description: String) { self.description = description }
}

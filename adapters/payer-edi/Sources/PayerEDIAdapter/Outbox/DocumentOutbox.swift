// From the database to a folder: each document appears there whole, under its name, or not at all.

import AdapterKit
import Foundation
import Logging
import Metrics
import Storage

/// Writes documents into the outbox folder, from where they are sent. Whoever sends one removes it.
///
/// A document is stored first, with its number, and then written from there. After a crash in between the same document
/// is written under the same name; where it lies there already, it is only noted. Taken away before that was noted, it
/// comes once more, with the number by which its receiver tells that it is the same.
public struct DocumentOutbox: Sendable {
  let folder: URL
  let database: any Database
  let clock: any WallClock
  let stored: Signal
  let logger: Logger
  private let documents = Counter(label: "tributary_documents_written_total")
  private static let atOnce = 100

  /// Creates it. `stored` is raised when documents may have been stored.
  public init(folder: URL, database: any Database, clock: any WallClock, stored: Signal, logger: Logger) {
    self.folder = folder
    self.database = database
    self.clock = clock
    self.stored = stored
    self.logger = logger
  }

  /// Writes until the task is cancelled. What a restart left unwritten comes first.
  public func run() async throws {
    try await insist()
    for await _ in stored.raised { try await insist() }
  }

  /// Tries until it works: a full disk must not make the worker end.
  private func insist() async throws {
    var pause = RetryPause()
    while true {
      do {
        return try await drain()
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        logger.error("documents wait in the database, since \(folder.path) cannot be written: \(error)")
        try await pause.wait()
      }
    }
  }

  /// Writes all that waits.
  package func drain() async throws {
    while true {
      let pending = try await database.read { try DocumentBook.pending(limit: DocumentOutbox.atOnce, in: $0) }
      if pending.isEmpty { return }
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      for document in pending { try write(document) }
      try synchronizeFolder()
      CrashPoint.documentWritten.pass()
      let now = clock.now()
      try await database.write { connection in
        for document in pending { try DocumentBook.written(document.sequence, at: now, in: connection) }
      }
      documents.increment(by: pending.count)
      logger.info("\(pending.count) documents lie in the outbox")
    }
  }

  private func write(_ document: DocumentBook.Pending) throws {
    let target = folder.appendingPathComponent(document.name)
    if FileManager.default.fileExists(atPath: target.path) { return }  // renamed before a crash, so it is whole
    let hidden = folder.appendingPathComponent(".\(document.name).tmp")
    guard
      FileManager.default.createFile(atPath: hidden.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw failure("create", hidden) }
    let handle = try FileHandle(forWritingTo: hidden)
    defer { try? handle.close() }
    try handle.write(contentsOf: document.bytes)
    try handle.synchronize()
    guard rename(hidden.path, target.path) == 0 else { throw failure("rename", hidden) }
  }

  /// The names, too, are on the disk before they are noted.
  private func synchronizeFolder() throws {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else { throw failure("open", folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("flush", folder) }
  }

  private func failure(_ what: String, _ file: URL) -> StorageError {
    StorageError("cannot \(what) \(file.path): \(String(cString: strerror(errno)))", isRetriable: true)
  }
}

// The folders of a file adapter, and how a file moves through them by renames alone.

import Foundation
import PaymentEvents

/// `inbox` (people and transfers put files here), `claimed` (being worked on), `archive/<date>` and `rejected/<date>`.
public struct FileFolders: Sendable {
  /// The adapter's data folder.
  public let root: URL
  /// Where files are handed in. Names that start with a dot or end in `.part` or `.tmp` are still being written.
  public let inbox: URL
  var claimed: URL { root.appendingPathComponent("claimed") }
  /// Where zip and gzip files are opened.
  var unpacked: URL { root.appendingPathComponent("unpacked") }

  /// Creates the folders.
  /// - Parameter inbox: where files are handed in, if not in `inbox` below the root; it may be on another file system,
  ///   for instance one that a file transfer shares.
  public init(root: URL, inbox: URL? = nil) throws {
    self.root = root
    self.inbox = inbox ?? root.appendingPathComponent("inbox")
    for folder in [self.inbox, claimed] {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
  }

  /// A file that this adapter has claimed.
  struct Claimed: Sendable {
    /// Names this intake; part of the claimed folder's name, so that it survives a restart.
    let intake: String
    /// The file.
    let file: URL
    /// The name it arrived under.
    var name: String { file.lastPathComponent }
  }

  /// What lies in an inbox.
  package struct Inbox: Sendable {
    /// Files that wait, by name.
    package var files: [URL] = []
    /// What is neither a file nor being written: nobody will take it.
    package var others: [String] = []
  }

  /// Looks into the inbox. A name that is not UTF-8 is changed into one that is, so that the file can be taken.
  package func look() throws -> Inbox {
    try RawNames.makeReadable(in: inbox.path)
    var found = Inbox()
    for url in try FileManager.default.contentsOfDirectory(at: inbox, includingPropertiesForKeys: [.isRegularFileKey]) {
      let name = url.lastPathComponent
      if name.hasPrefix(".") || name.hasSuffix(".part") || name.hasSuffix(".tmp") { continue }
      let isFile = (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) ?? false
      if isFile { found.files.append(url) } else { found.others.append(name) }
    }
    found.files.sort { $0.lastPathComponent < $1.lastPathComponent }
    return found
  }

  /// Claims a file: one rename, so that of several workers one gets it. Nil when another was faster.
  func claim(_ file: URL) throws -> Claimed? {
    let intake = UUID().uuidString.lowercased()
    let folder = claimed.appendingPathComponent(intake)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let target = folder.appendingPathComponent(file.lastPathComponent)
    if rename(file.path, target.path) == 0 { return Claimed(intake: intake, file: target) }
    if errno == EXDEV, try FarInbox(inbox).claim(file, as: intake) {
      try FarInbox(inbox).bring(intake, to: claimed)
      return Claimed(intake: intake, file: target)
    }
    try FileManager.default.removeItem(at: folder)
    return nil
  }

  /// Files that were claimed and not finished before a restart.
  func unfinished() throws -> [Claimed] {
    for intake in try FarInbox(inbox).claimed() { try FarInbox(inbox).bring(intake, to: claimed) }
    return try FileManager.default.contentsOfDirectory(at: claimed, includingPropertiesForKeys: nil)
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .compactMap { folder in
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        guard let files else { return nil }  // not a folder, so nothing that an intake made
        guard let file = files.first else {
          try FileManager.default.removeItem(at: folder)  // claimed nothing, or finished but for this
          return nil
        }
        return Claimed(intake: folder.lastPathComponent, file: file)
      }
  }

  /// Moves a finished file to `archive/<date>` or `rejected/<date>`; a name that is taken gets the intake's id.
  func finish(_ claimed: Claimed, rejected: Bool, on date: LocalDate) throws {
    let folder = root.appendingPathComponent(rejected ? "rejected" : "archive").appendingPathComponent(date.iso)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var target = folder.appendingPathComponent(claimed.name)
    if FileManager.default.fileExists(atPath: target.path) {
      target = folder.appendingPathComponent("\(claimed.intake)-\(claimed.name)")
    }
    try FileManager.default.moveItem(at: claimed.file, to: target)
    try FileManager.default.removeItem(at: claimed.file.deletingLastPathComponent())
  }
}

// An inbox on another file system than the adapter's folders: a rename cannot bring a file over.

import Foundation

/// Claims a file by a rename within the inbox, of which one worker alone succeeds, and copies it over then. Whatever
/// step a crash falls into, the file is whole in one of the two places, and the next start goes on.
struct FarInbox {
  private let claims: URL

  init(_ inbox: URL) { claims = inbox.appendingPathComponent(".claimed") }

  /// Claims a file. False when another worker was faster.
  func claim(_ file: URL, as intake: String) throws -> Bool {
    let folder = claims.appendingPathComponent(intake)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    if rename(file.path, folder.appendingPathComponent(file.lastPathComponent).path) == 0 { return true }
    try FileManager.default.removeItem(at: folder)
    return false
  }

  /// The intakes whose files are not here yet.
  func claimed() throws -> [String] {
    guard FileManager.default.fileExists(atPath: claims.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: claims.path).sorted()
  }

  /// Copies what an intake claimed into its folder below `claimed`, durably, and removes it from the inbox. May be done
  /// again.
  func bring(_ intake: String, to claimed: URL) throws {
    let folder = claims.appendingPathComponent(intake)
    for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
      let own = claimed.appendingPathComponent(intake)
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      let target = own.appendingPathComponent(file.lastPathComponent)
      if !FileManager.default.fileExists(atPath: target.path) {
        // Beside the intakes' folders, where nobody looks for a claimed file.
        let unfinished = claimed.appendingPathComponent(".\(intake).part")
        try? FileManager.default.removeItem(at: unfinished)
        try FileManager.default.copyItem(at: file, to: unfinished)
        try Self.synchronise(unfinished)
        try FileManager.default.moveItem(at: unfinished, to: target)
        try Self.synchronise(own)
      }
      try FileManager.default.removeItem(at: file)
    }
    try FileManager.default.removeItem(at: folder)
  }

  /// What is in the file or folder is on the disk when this returns.
  private static func synchronise(_ url: URL) throws {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      let reason = String(cString: strerror(errno))
      if descriptor >= 0 { close(descriptor) }
      throw ConfigurationError("\(url.path) cannot be written to the disk: \(reason)")
    }
    close(descriptor)
  }
}

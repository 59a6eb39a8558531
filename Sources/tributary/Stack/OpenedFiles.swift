// Zip and gzip files on the command line: looked at member by member, as the adapters do.

import Containers
import Foundation

/// A file as given, or one out of a container.
struct OpenedFile {
  let file: URL
  /// For people: the file's name, and behind it the member's.
  let name: String
}

enum OpenedFiles {
  /// Lends what each path stands for, one after the other. One that cannot be opened does not keep the others back.
  /// - Parameter failed: takes what is wrong with a path; an error by default.
  /// - Returns: whether all could be opened.
  static func each(
    _ paths: [String], _ body: ([OpenedFile]) throws -> Void, failed: (String, CommandFailure) -> Void = { _, failure in
      printError("tributary: \(failure)")
    }
  ) throws -> Bool {
    var areOpened = true
    for path in paths {
      do {
        try with(path, body)
      } catch let failure as CommandFailure where failure.exitCode == .badData {
        areOpened = false
        failed(path, failure)
      }
    }
    return areOpened
  }

  /// Lends what a path stands for: the file itself, or all members of a container, which are removed afterwards.
  /// - Throws: ``CommandFailure`` for a file that cannot be read or opened; what `body` throws.
  static func with<Result>(_ path: String, _ body: ([OpenedFile]) throws -> Result) throws -> Result {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw CommandFailure(.badData, "\(path) cannot be read; check the path and the permissions")
    }
    let file = URL(fileURLWithPath: path)
    guard try Container(file: file) != nil else {
      return try body([OpenedFile(file: file, name: file.lastPathComponent)])
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let members = try Unpacker().unpack(file, named: file.lastPathComponent, into: folder)
      return try body(
        members.map { OpenedFile(file: $0.file, name: "\(file.lastPathComponent)/\($0.name)") })
    } catch let error as ContainerError {
      throw CommandFailure(.badData, "\(path): \(error)")
    }
  }
}

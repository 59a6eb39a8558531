// The folders of the file hand-off. A file appears under its name whole, once, or not at all.

import Foundation

/// `outgoing` for the ERP to take from, `acknowledgements` for it to answer in.
struct HandOffFolder: Sendable {
  let outgoing: URL
  let acknowledgements: URL

  /// Makes what is not there.
  init(_ folder: URL) throws {
    outgoing = folder.appendingPathComponent("outgoing")
    acknowledgements = folder.appendingPathComponent("acknowledgements")
    for folder in [outgoing, acknowledgements, acknowledgements.appendingPathComponent("read")] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  private func aside(_ name: String) -> URL { outgoing.appendingPathComponent(".\(name).partial") }

  /// Writes a file aside, and has it on the disk when it returns.
  func write(_ text: String, as name: String) throws {
    let file = aside(name)
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else { throw HandOffProblem(doing: "written", file) }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw HandOffProblem(doing: "written", file) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw HandOffProblem(doing: "flushed", file) }
    try flush()
  }

  /// Gives a file its name. One that has it already is left alone: the ERP may have taken it since.
  func release(_ name: String) throws {
    let file = aside(name)
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    guard rename(file.path, outgoing.appendingPathComponent(name).path) == 0 else {
      throw HandOffProblem(doing: "renamed", file)
    }
    try flush()
  }

  /// The names of the folder are on the disk, too.
  private func flush() throws {
    let descriptor = open(outgoing.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw HandOffProblem(doing: "flushed", outgoing) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw HandOffProblem(doing: "flushed", outgoing) }
  }

  /// Files of acknowledgements that are not still being written: hidden ones, those that end in `.partial` or `.tmp`,
  /// and those that were changed a moment ago, are.
  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - settled: for how many seconds a file must not have changed.
  func answers(at now: Int64, settled: Int64) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: acknowledgements, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles]
    ).filter { file in
      guard !["partial", "tmp"].contains(file.pathExtension),
        (try? file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
      else { return false }
      var status = stat()
      guard lstat(file.path, &status) == 0 else { return false }
      // The ERP's clock may be ahead of ours.
      return abs(now - Int64(status.st_mtim.tv_sec)) >= settled
    }.sorted { $0.lastPathComponent < $1.lastPathComponent }
  }

  /// The names of all files of acknowledgements, read or not.
  func answerNames() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: acknowledgements.path))
  }

  /// Puts a file that has been read aside. One of the same name that was read before gives way.
  func putAside(_ file: URL) throws {
    let place = acknowledgements.appendingPathComponent("read").appendingPathComponent(file.lastPathComponent)
    guard rename(file.path, place.path) == 0 else { throw HandOffProblem(doing: "put aside", file) }
  }
}

/// A file could not be dealt with.
struct HandOffProblem: Error, CustomStringConvertible {
  let description: String

  init(doing what: String, _ file: URL) {
    description =
      "\(file.path) cannot be \(what): \(String(cString: strerror(errno))); make room or mend the folder's rights"
  }
}

// Opens a container into a folder: every member checked and written before anybody reads the first.

import CArchive
import Foundation

/// One file out of a container.
public struct ContainerMember: Sendable, Equatable {
  /// The name it has in the container, without its folders; the container's own name less `.gz` for gzip.
  public let name: String
  /// Where its bytes are.
  public let file: URL
}

/// Writes the members of a container into a folder. Names from inside never become paths: a member is written under
/// its number.
public struct Unpacker: Sendable {
  private let limits: ContainerLimits

  /// Creates it.
  public init(limits: ContainerLimits = ContainerLimits()) { self.limits = limits }

  /// Opens a container, and the containers in it.
  /// - Parameters:
  ///   - file: the container.
  ///   - name: the name it came under.
  ///   - folder: an empty folder, which is created and which the caller removes.
  /// - Returns: all members that are files and no containers, in the order of the container.
  /// - Throws: ``ContainerError`` when anything of it cannot be read; `CocoaError` when a member cannot be written.
  public func unpack(_ file: URL, named name: String, into folder: URL) throws -> [ContainerMember] {
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    var budget = Budget(limits, container: try size(of: file))
    var members: [ContainerMember] = []
    guard let kind = try Container(file: file) else { throw ContainerError.damaged("it is neither zip nor gzip") }
    try unpack(file, kind, named: name, into: folder, depth: 1, &budget, &members)
    guard !members.isEmpty else { throw ContainerError.empty }
    return members
  }

  private func unpack(
    _ file: URL, _ kind: Container, named name: String, into folder: URL, depth: Int, _ budget: inout Budget,
    _ members: inout [ContainerMember]
  ) throws {
    guard depth <= limits.depth else {
      throw ContainerError.tooLarge("archives in archives, more than \(limits.depth) deep")
    }
    let archive: any ContainerReader = kind == .gzip ? try GzipReader(file) : try ArchiveReader(file)
    while let entry = try archive.next() {
      try budget.addMember()
      let target = folder.appendingPathComponent(String(budget.members))
      try write(archive, to: target, &budget)
      let own = entry.name.isEmpty ? Unpacker.uncompressedName(name) : entry.name
      if let inner = try Container(file: target) {
        try unpack(target, inner, named: own, into: folder, depth: depth + 1, &budget, &members)
        try FileManager.default.removeItem(at: target)
      } else {
        members.append(ContainerMember(name: own, file: target))
      }
    }
  }

  private func write(_ archive: any ContainerReader, to target: URL, _ budget: inout Budget) throws {
    guard FileManager.default.createFile(atPath: target.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target.path]) }
    let output = try FileHandle(forWritingTo: target)
    defer { try? output.close() }
    while let chunk = try archive.read() {
      try budget.add(bytes: chunk.count)
      try output.write(contentsOf: chunk)
    }
  }

  /// gzip need not carry the name of what it holds.
  static func uncompressedName(_ name: String) -> String {
    name.lowercased().hasSuffix(".gz") && name.count > 3 ? String(name.dropLast(3)) : name
  }

  private func size(of file: URL) throws -> Int64 {
    try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int64 ?? 0
  }
}

/// What may still be unpacked.
private struct Budget {
  private let limits: ContainerLimits
  private let mostBytes: Int64
  private(set) var members = 0
  private var bytes: Int64 = 0

  init(_ limits: ContainerLimits, container: Int64) {
    self.limits = limits
    let (expanded, overflow) = container.multipliedReportingOverflow(by: limits.expansion)
    mostBytes = overflow ? limits.bytes : min(limits.bytes, max(limits.harmlessBytes, expanded))
  }

  mutating func addMember() throws {
    members += 1
    guard members <= limits.members else { throw ContainerError.tooLarge("more than \(limits.members) files") }
  }

  mutating func add(bytes count: Int) throws {
    bytes += Int64(count)
    guard bytes <= mostBytes else {
      throw ContainerError.tooLarge("more than \(mostBytes) bytes, which is too much for its size")
    }
  }
}

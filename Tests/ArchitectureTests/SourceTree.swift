// The source files of the package, as the architecture tests look at them.

import Foundation

/// A text file of the repository.
struct SourceFile: Sendable {
  /// Below the package's folder, for instance `Sources/Ledger/Account.swift`.
  let path: String
  let lines: [String]

  var isSwift: Bool { path.hasSuffix(".swift") }
}

enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static let skipped: Set<String> = [".build", ".git", ".swiftpm", "data"]

  /// Every file of the repository that a person wrote, by path.
  static let all: [SourceFile] = {
    var files: [SourceFile] = []
    collect("", into: &files)
    return files.sorted { $0.path < $1.path }
  }()

  static let swift = all.filter(\.isSwift)

  /// Swift files that are part of the product: not tests.
  static let product = swift.filter { file in
    file.path.hasPrefix("Sources/") || file.path.hasPrefix("Benchmarks/")
      || file.path.wholeMatch(of: /adapters\/[^\/]+\/Sources\/.*/) != nil
  }

  static let adapters: [String] = folders("adapters")

  static func folders(_ path: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(path).path)) ?? []
    return names.filter { isFolder("\(path)/\($0)") }.sorted()
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(
      atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
    return exists && isFolder.boolValue
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  private static func collect(_ folder: String, into files: inout [SourceFile]) {
    let url = folder.isEmpty ? root : root.appendingPathComponent(folder)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    where !skipped.contains(name) && !name.hasPrefix(".build-") {
      let path = folder.isEmpty ? name : "\(folder)/\(name)"
      if isFolder(path) {
        collect(path, into: &files)
      } else if let text = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8) {
        files.append(SourceFile(path: path, lines: text.components(separatedBy: "\n")))
      }
    }
  }
}

// A home folder with enterprise systems in it: the shipped configuration, and what a test adds.

import Foundation
import TestSupport
import Testing

/// Makes home folders for stacks.
enum EnterpriseHome {
  /// Makes one in a folder; `lines` are added to files below `config`; with `versions`, there is a second
  /// version of an event.
  static func make(in folder: URL, adding lines: [String: String], versions: Bool = false) throws -> URL {
    let home = folder.appendingPathComponent("home")
    let files = FileManager.default
    try files.createDirectory(at: home, withIntermediateDirectories: true)
    try files.copyItem(at: Places.home.appendingPathComponent("config"), to: home.appendingPathComponent("config"))
    try files.createSymbolicLink(
      at: home.appendingPathComponent("adapters"), withDestinationURL: Places.home.appendingPathComponent("adapters"))
    try files.copyItem(at: Places.home.appendingPathComponent("schemas"), to: home.appendingPathComponent("schemas"))
    if versions { try SecondVersion.add(to: home) }
    for (name, text) in lines {
      let file = home.appendingPathComponent("config/\(name)")
      try Data((String(contentsOf: file, encoding: .utf8) + text).utf8).write(to: file, options: .atomic)
    }
    return home
  }
}

/// A page of documentation, and the examples in it.
struct DocumentationPage {
  private let lines: [String]

  init(_ name: String) throws {
    let text = try String(contentsOf: Places.home.appendingPathComponent("docs/\(name)"), encoding: .utf8)
    lines = text.components(separatedBy: "\n")
  }

  /// The blocks of a language, without their fences.
  func blocks(_ language: String) -> [String] {
    var blocks: [String] = []
    var rest = lines[...]
    while let start = rest.firstIndex(of: "```\(language)") {
      let inner = rest[(start + 1)...]
      let end = inner.firstIndex(of: "```") ?? inner.endIndex
      blocks.append(inner[..<end].joined(separator: "\n") + "\n")
      rest = rest[min(end + 1, rest.endIndex)...]
    }
    return blocks
  }

  /// The block that begins with a comment of this name.
  func block(_ language: String, named name: String) throws -> String {
    try #require(blocks(language).first { $0.hasPrefix("# \(name)\n") }, "the page has no \(name)")
  }
}

/// Programs of Debian that these tests need.
enum Tools {
  static let python = URL(fileURLWithPath: "/usr/bin/python3")
  static let shell = URL(fileURLWithPath: "/bin/sh")

  /// Whether Debian's python3-pika is installed.
  static var hasPika: Bool { FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/pika") }
}

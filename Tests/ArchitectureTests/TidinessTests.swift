// Tidiness, as a test: lengths, banned words, comments, and what must not be in the repository.

import Foundation
import Testing

@Suite struct TidinessTests {
  private func report(_ file: SourceFile, _ index: Int, _ what: String) {
    Issue.record("\(file.path):\(index + 1): \(what)")
  }

  @Test func filesAreShort() {
    for file in SourceTree.swift where file.lines.count > 401 {
      report(file, 400, "\(file.lines.count - 1) lines; split it, one idea a file (at most 400)")
    }
  }

  @Test func linesAreShort() {
    for file in SourceTree.swift {
      for (index, line) in file.lines.enumerated()
      where line.utf8.count > 120 && line.count > 120 && !Banned.isPattern(line) {
        report(file, index, "\(line.count) characters; at most 120")
      }
    }
  }

  @Test func functionsAreShort() {
    for file in SourceTree.product {
      for function in FunctionScan.functions(in: file.lines) where function.length > 80 {
        report(file, function.start, "a function of \(function.length) lines; at most 80")
      }
    }
  }

  @Test func everyFileSaysWhatItIsFor() {
    for file in SourceTree.swift {
      let first = file.path == "Package.swift" ? file.lines.dropFirst().first : file.lines.first
      if first?.hasPrefix("// ") != true { report(file, 0, "begin with a comment that says what the file is for") }
    }
  }

  @Test func nothingIsLeftForLater() {
    for file in SourceTree.all where !file.path.hasPrefix("Tests/ArchitectureTests/") {
      for (index, line) in file.lines.enumerated() {
        for word in Banned.later where line.contains(word) { report(file, index, "\(word): do it, or leave it out") }
      }
    }
  }

  @Test func nothingInTheProductEndsTheProcess() {
    for file in SourceTree.product {
      for (index, line) in file.lines.enumerated() where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
        for (word, instead) in Banned.endings where line.contains(word) {
          report(file, index, "\(word): \(instead)")
        }
      }
    }
  }

  @Test func testsImportNothingByTheBackDoor() {
    for file in SourceTree.swift where !file.path.hasPrefix("Tests/ArchitectureTests/") {
      for (index, line) in file.lines.enumerated() where line.contains("@testable") {
        report(file, index, "@testable: mark what tests need as package; tests are built in release, too")
      }
    }
  }

  @Test func everyPublicDeclarationIsDocumented() {
    for file in SourceTree.product {
      for index in file.lines.indices where PublicScan.isUndocumented(file.lines, index) {
        report(file, index, "say what it means, its shape and units, and what it throws")
      }
    }
  }

  @Test func nothingPointsToOneMachine() {
    for file in SourceTree.all where !file.path.hasPrefix("Tests/ArchitectureTests/") {
      for (index, line) in file.lines.enumerated() {
        for word in Banned.places where line.contains(word) { report(file, index, "'\(word)' names one machine") }
      }
    }
  }

  @Test func everyAdapterHasTheSameShape() {
    #expect(SourceTree.adapters.count >= 3)
    for adapter in SourceTree.adapters {
      for part in ["README.md", "config.yaml", "samples", "Tests", "Sources", "Sources/\(adapter)"] {
        #expect(SourceTree.exists("adapters/\(adapter)/\(part)"), "adapters/\(adapter) has no \(part)")
      }
    }
  }

  @Test func theScansSeeWhatTheyLookFor() {
    let long = ["  func f() {"] + Array(repeating: "    x()", count: 80) + ["  }"]
    #expect(FunctionScan.functions(in: long).map(\.length) == [82])
    #expect(PublicScan.isUndocumented(["public struct A {"], 0))
    #expect(!PublicScan.isUndocumented(["/// What it is.", "@available(*, unavailable)", "public struct A {"], 1))
    #expect(!PublicScan.isUndocumented(["/// What it is.", "@available(*, unavailable)", "public struct A {"], 2))
    #expect(PublicScan.isUndocumented(["public struct A {", "  public let a: Int", "  public let b: Int"], 2))
    #expect(SourceTree.product.count > 150)
  }
}

/// Words that must not appear, and what to write instead.
enum Banned {
  static let later = ["TODO", "FIXME", "XXX", "HACK"]
  static let endings = [
    ("try!", "throw the error on"), ("as!", "use as? and say what is wrong"), ("fatalError(", "throw an error"),
    ("preconditionFailure(", "throw an error"), ("Thread.sleep", "wait for a condition"),
    ("FileHandle.standardError.write(Data", "StandardError.write: a full disk must not end the process"),
    ("FileHandle.standardOutput.write(Data", "write(contentsOf:), which throws"),
  ]
  static let places = ["/work/", "/home/", "/Users/", "/root/", "file:///", "artifactory", "nexus.", ".internal."]

  /// A regular expression or one segment of a document cannot be broken over lines.
  static func isPattern(_ line: String) -> Bool {
    let text = line.trimmingCharacters(in: .whitespaces)
    return text.hasPrefix("/^") || ["\"CLP*", "\"BPR*", "\"5220", "\"map\": {"].contains(where: text.hasPrefix)
  }
}

/// Finds functions by their indentation: from the line with `func` or `init` to the brace that closes it.
enum FunctionScan {
  struct Function {
    let start: Int
    let length: Int
  }

  static func functions(in lines: [String]) -> [Function] {
    lines.indices.compactMap { start in
      let line = lines[start]
      guard line.contains("func ") || line.contains("init"),
        line.firstMatch(of: /^\s*(?:[a-z@]+(?:\([a-z]+\))?\s+)*(?:func\s+\S+|init[?(<])/) != nil
      else { return nil }
      let indent = String(line.prefix { $0 == " " })
      guard let opening = lines[start...].firstIndex(where: { $0.hasSuffix("{") || $0.hasSuffix("}") }) else {
        return nil
      }
      if lines[opening].hasSuffix("}") { return Function(start: start, length: opening - start + 1) }
      let end = lines[opening...].firstIndex { $0 == indent + "}" } ?? opening
      return Function(start: start, length: end - start + 1)
    }
  }
}

/// Finds public declarations without a comment.
enum PublicScan {
  /// What a protocol documents: its own, or the standard library's.
  private static let inherited = [
    "static func == ", "static func < ", "func hash(", "var description", "var debugDescription", "var customMirror",
    "init(from decoder", "func encode(to encoder", "init(stringLiteral", "init(integerLiteral", "init(booleanLiteral",
    "func run() async throws", "typealias Element", "typealias Failure", "func makeAsyncIterator",
    "mutating func next(", "static let name = \"", "func publish(", "func deliveries(", "func write<", "func read<",
    "func close()", "func seal(", "func open(", "var isTransparent", "func now()", "func translate(file",
    "func makeCounter(", "func makeRecorder(", "func makeTimer(", "func destroy", "func finishBatch(",
    "func didCommit(",
  ].map { "public " + $0 }

  static func isUndocumented(_ lines: [String], _ index: Int) -> Bool {
    let line = lines[index].trimmingCharacters(in: .whitespaces)
    guard line.hasPrefix("public "), !line.hasPrefix("public import "), !inherited.contains(where: line.hasPrefix)
    else { return false }
    var above = index - 1
    while above >= 0, continues(lines[above].trimmingCharacters(in: .whitespaces)) { above -= 1 }
    guard above >= 0 else { return true }
    return !lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("///")
  }

  /// Attributes, and lines of a group of one-line members under one comment.
  private static func continues(_ line: String) -> Bool {
    line.hasPrefix("@") || ((line.hasPrefix("public ") || line.hasPrefix("fileprivate ")) && !line.hasSuffix("{"))
  }
}

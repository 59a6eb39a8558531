// What is wrong with a file that is no YAML, in one line: the library's own texts hold the whole file.

import Yams

/// A fault of reading YAML.
struct YAMLFault {
  /// The line, from 1; nil where it is not known.
  let line: Int?
  /// What is wrong and what to write instead.
  let reason: String

  /// Puts an error of the library into words. - Parameter text: the file.
  init(_ error: any Error, in text: String) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      line = mark.line
      reason = "not readable as YAML: \(problem)"
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.sorted().first ?? "?"
      line = YAMLFault.secondLine(of: key, from: context.mark.line, in: text) ?? context.mark.line
      reason = "the key '\(key)' stands here twice; leave one of them"
    case .reader(let problem, _, _, _):
      line = nil
      reason = "not readable as YAML: \(problem); save it as UTF-8"
    default:
      line = nil
      reason = "not readable as YAML"
    }
  }

  /// `file:line: what`.
  func text(of file: String) -> String { "\(line.map { "\(file):\($0)" } ?? file): \(reason)" }

  /// Where a key of a mapping that begins at a line stands for the second time, with the same indentation.
  private static func secondLine(of key: String, from start: Int, in text: String) -> Int? {
    var indentation: Int?
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated().dropFirst(max(start - 1, 0)) {
      let blanks = line.prefix { $0 == " " || $0 == "-" }.count  // a list's item begins with a dash
      let rest = line.dropFirst(blanks)
      guard ["\(key):", "\"\(key)\":", "'\(key)':"].contains(where: { rest.hasPrefix($0) }) else { continue }
      if indentation == blanks { return index + 1 }
      indentation = indentation ?? blanks
    }
    return nil
  }
}

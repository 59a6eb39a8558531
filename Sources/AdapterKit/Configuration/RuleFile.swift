// Rule files: YAML as a tree that keeps lines and tells quoted values from plain ones.

import Foundation
import JSONRules
import Yams

/// Reads rule files.
public enum RuleFile {
  /// The largest rule file, in bytes: 4 MiB.
  public static let maximumBytes = 4 << 20

  /// Reads a file.
  /// - Parameter name: how errors call it: its path below the home folder.
  /// - Throws: `RuleError` where it cannot be read, is too large or no YAML.
  public static func read(_ file: URL, as name: String) throws(RuleError) -> RuleNode {
    guard let bytes = try? Data(contentsOf: file) else {
      throw RuleError(file: name, reason: "cannot be read; check the path and the permissions")
    }
    guard bytes.count <= maximumBytes else { throw RuleError(file: name, reason: "is larger than 4 MiB") }
    return try read(String(decoding: bytes, as: UTF8.self), as: name)
  }

  /// Reads a text. - Throws: `RuleError`.
  public static func read(_ text: String, as name: String) throws(RuleError) -> RuleNode {
    do {
      guard let node = try Yams.compose(yaml: text) else { return RuleNode(.empty, file: name, line: nil, path: "") }
      return tree(node, name, path: "")
    } catch {
      let fault = YAMLFault(error, in: text)
      throw RuleError(file: name, line: fault.line, reason: fault.reason)
    }
  }

  private static func tree(_ node: Node, _ file: String, path: String) -> RuleNode {
    let line = node.mark?.line
    switch node {
    case .scalar(let scalar):
      if scalar.style == .plain, node.null != nil { return RuleNode(.empty, file: file, line: line, path: path) }
      return RuleNode(.scalar(scalar.string, isPlain: scalar.style == .plain), file: file, line: line, path: path)
    case .sequence(let sequence):
      let items = sequence.enumerated().map { tree($0.element, file, path: "\(path)[\($0.offset)]") }
      return RuleNode(.list(items), file: file, line: line, path: path)
    case .mapping(let mapping):
      let entries = mapping.map { key, value in
        let name = key.string ?? "?"
        let place = path.isEmpty ? name : "\(path).\(name)"
        return (
          key: RuleNode(.scalar(name, isPlain: true), file: file, line: key.mark?.line, path: place),
          value: tree(value, file, path: place)
        )
      }
      return RuleNode(.map(entries), file: file, line: line, path: path)
    case .alias: return RuleNode(.empty, file: file, line: line, path: path)
    }
  }
}

extension ConfigurationError {
  /// A rule file's error as one of the configuration.
  public init(_ error: RuleError) { self.init(error.description) }

  /// Rule files' and other errors as one; each fault once.
  public init(_ errors: [any Error]) {
    var seen: Set<String> = []
    let texts = errors.flatMap { ($0 as? ConfigurationError)?.faults ?? ["\($0)"] }
    self.init(faults: texts.filter { seen.insert($0).inserted })
  }
}

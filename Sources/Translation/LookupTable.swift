// Lookup tables: another system's codes and ours.

import JSONRules

/// A table from codes to values.
public struct LookupTable: Sendable {
  let name: String
  let entries: [String: JSONValue]

  /// What becomes of a code that is not in the table.
  enum Otherwise: Sendable {
    case refuse
    case keep
    case leaveOut
    case value(JSONValue)

    init(_ node: RuleNode?) throws(RuleError) {
      guard let node else {
        self = .refuse
        return
      }
      if case .map = node.content {
        let section = try node.section(["value"])
        guard let value = section["value"] else { throw node.error("expected value") }
        self = .value(try value.constant())
        return
      }
      switch try node.text() {
      case "refuse": self = .refuse
      case "keep": self = .keep
      case "leaveOut": self = .leaveOut
      default: throw node.error("expected refuse, keep, leaveOut, or {value: …}")
      }
    }
  }

  /// Reads a table: a mapping from codes to single values.
  /// - Throws: `RuleError`, also where a code is there twice.
  public init(name: String, _ node: RuleNode) throws(RuleError) {
    var entries: [String: JSONValue] = [:]
    for (key, value) in try node.entries() {
      guard entries.updateValue(try value.constant(), forKey: try key.text()) == nil else {
        throw key.error("the code is there twice")
      }
    }
    guard !entries.isEmpty else { throw node.error("the table '\(name)' is empty") }
    self.name = name
    self.entries = entries
  }

  func find(_ code: String, _ otherwise: Otherwise) throws(ConversionFault) -> JSONValue? {
    if let value = entries[code] { return value }
    switch otherwise {
    case .keep: return .string(code)
    case .leaveOut: return nil
    case .value(let value): return value
    case .refuse:
      throw ConversionFault("unknown-code", "the code is not in the table '\(name)'; add it there, or say otherwise")
    }
  }
}

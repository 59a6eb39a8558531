// A payer's template says only what is otherwise than in the one that it extends.

import JSONRules

extension RuleNode {
  /// This file's keys over those of another: maps are merged key by key, everything else is taken as it stands here.
  package func over(_ base: RuleNode) throws(RuleError) -> RuleNode {
    guard case .map(let own) = content, case .map(let inherited) = base.content else { return self }
    var entries: [(key: RuleNode, value: RuleNode)] = []
    var names: Set<String> = []
    for (key, value) in own {
      let name = try key.text()
      names.insert(name)
      let other = try Self.value(name, inherited)
      entries.append((key, try other.map { (base) throws(RuleError) in try value.over(base) } ?? value))
    }
    for (key, value) in inherited where !names.contains(try key.text()) { entries.append((key, value)) }
    return RuleNode(.map(entries), file: file, line: line, path: path)
  }

  /// The value of a key of a map; nil where there is none. - Throws: ``RuleError``.
  package func entry(_ name: String) throws(RuleError) -> RuleNode? {
    guard case .map(let entries) = content else { return nil }
    return try Self.value(name, entries)
  }

  private static func value(
    _ name: String, _ entries: [(key: RuleNode, value: RuleNode)]
  ) throws(RuleError) -> RuleNode? {
    for (key, value) in entries where try key.text() == name { return value }
    return nil
  }
}

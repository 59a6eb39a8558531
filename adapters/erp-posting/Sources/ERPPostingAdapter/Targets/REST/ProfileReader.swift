// Reads a profile to its end and keeps all that is wrong with it.

import JSONRules
import Translation

/// Walks the tree of a profile's file.
struct ProfileReader {
  /// What was found, in the file's order.
  var faults: [RuleError] = []
  /// The profile's lookup tables.
  var tables: RuleNode?
  /// The zone of times that name none.
  let zone: String

  init(zone: String) { self.zone = zone }

  mutating func note(_ node: RuleNode, _ reason: String) { faults.append(node.error(reason)) }

  /// What a step reads; nil when it has been noted that it cannot.
  mutating func attempt<Result>(_ step: () throws(RuleError) -> Result) -> Result? {
    do {
      return try step()
    } catch {
      faults.append(error)
      return nil
    }
  }

  /// The known keys of a section. Each unknown one is noted.
  mutating func section(_ node: RuleNode, _ known: [String]) -> [String: RuleNode]? {
    guard let entries = attempt({ () throws(RuleError) in try node.entries() }) else { return nil }
    var section: [String: RuleNode] = [:]
    for (key, value) in entries {
      guard let name = attempt({ () throws(RuleError) in try key.text() }) else { continue }
      if known.contains(name) {
        section[name] = value
      } else {
        note(key, "there is no such key; known here are \(known.joined(separator: ", "))")
      }
    }
    return section
  }

  mutating func items(_ node: RuleNode?) -> [RuleNode] {
    guard let node else { return [] }
    return attempt { () throws(RuleError) in try node.items() } ?? []
  }

  mutating func text(_ node: RuleNode?) -> String? {
    node.flatMap { node in attempt { () throws(RuleError) in try node.text() } }
  }

  mutating func integer(_ node: RuleNode?, _ range: ClosedRange<Int>, default standard: Int) -> Int {
    guard let node else { return standard }
    return attempt { () throws(RuleError) in try node.integer(range) } ?? standard
  }

  mutating func pointer(_ node: RuleNode?) -> JSONPointer? {
    node.flatMap { node in attempt { () throws(RuleError) in try node.pointer() } }
  }

  mutating func template(
    _ node: RuleNode?, in parent: RuleNode, _ scope: ProfileScope, need name: String
  ) -> TextTemplate? {
    guard let node else {
      note(parent, "it needs \(name)")
      return nil
    }
    return attempt { () throws(RuleError) in try TextTemplate(node, scope) }
  }

  mutating func templates(_ node: RuleNode?, _ scope: ProfileScope) -> [(name: String, value: TextTemplate)] {
    guard let node, let entries = attempt({ () throws(RuleError) in try node.entries() }) else { return [] }
    var templates: [(name: String, value: TextTemplate)] = []
    for (key, value) in entries {
      if let pair = attempt({ () throws(RuleError) in (try key.text(), try TextTemplate(value, scope)) }) {
        templates.append((name: pair.0, value: pair.1))
      }
    }
    return templates
  }

  /// The rules of a document's members.
  mutating func members(_ node: RuleNode) -> Template? {
    Template(members: node, name: "profile", tables: tables, zone: zone, faults: &faults)
  }

  /// One rule.
  mutating func rule(_ node: RuleNode) -> Template? {
    let (tables, zone) = (tables, zone)
    return attempt { () throws(RuleError) in
      try Template(rule: node, name: "profile", tables: tables, zone: zone)
    }
  }
}

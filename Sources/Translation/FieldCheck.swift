// Compares the fields that rules make with those that the event's schema knows.

import JSONRules

/// Looks for misspelt fields and for required ones that no rule makes.
struct FieldCheck {
  let schema: JSONValue

  /// Checks the rules for an event's data.
  func check(_ data: ObjectRule, at node: RuleNode) throws(RuleError) {
    guard let properties = schema.members?["properties"]?.members, let own = properties["data"] else { return }
    try check(data, at: node, against: resolved(own))
  }

  private func check(_ object: ObjectRule, at node: RuleNode, against schema: JSONValue) throws(RuleError) {
    guard let members = schema.members, let properties = members["properties"]?.members else { return }
    let names = Set(object.members.map(\.name))
    for (name, rule) in object.members {
      if let property = properties[name] {
        try check(rule, against: resolved(property))
      } else if members["additionalProperties"] == nil {
        throw rule.node.error(
          "the schema knows no field '\(name)'; known are \(properties.keys.sorted().joined(separator: ", "))")
      }
    }
    guard !object.keepsRest, case .array(let required)? = members["required"] else { return }
    let missing = required.compactMap(\.stringValue).filter { !names.contains($0) }
    if !missing.isEmpty {
      throw node.error("the schema requires \(missing.joined(separator: ", ")): add a rule for each")
    }
  }

  private func check(_ rule: Rule, against schema: JSONValue) throws(RuleError) {
    switch rule.origin {
    case .object(let object): try check(object, at: rule.node, against: schema)
    case .first(let rules): for rule in rules { try check(rule, against: schema) }
    case .list(let rules): for rule in rules { try check(rule, against: items(of: schema)) }
    case .each(_, _, let item): try check(item, against: items(of: schema))
    case .fields, .constant, .concat: break
    }
  }

  private func items(of schema: JSONValue) -> JSONValue { resolved(schema.members?["items"] ?? .null) }

  /// Follows a reference into the same file; there are no others.
  private func resolved(_ schema: JSONValue) -> JSONValue {
    guard let reference = schema.members?["$ref"]?.stringValue, reference.hasPrefix("#"),
      let target = JSONPointer(String(reference.dropFirst()))?.value(in: self.schema)
    else { return schema }
    return target
  }
}

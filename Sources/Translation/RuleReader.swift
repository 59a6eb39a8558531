// Reads rules from a rule file, and says file, line and key of what is wrong with them.

import JSONRules

/// Reads the rules of one translation.
struct RuleReader {
  /// Lookup tables by name.
  let tables: [String: LookupTable]
  /// The zone of times that name none.
  let zone: ZoneRule

  private static let origins = [
    "from", "fromRoot", "constant", "concat", "each", "eachOfRoot", "list", "first", "fields",
  ]
  private static let companions = ["separator", "item", "keepRest", "drop", "when", "default", "optional"]

  func rule(_ node: RuleNode) throws(RuleError) -> Rule {
    if case .scalar = node.content {
      return Rule(
        origin: .fields([try node.pointer()], inRoot: false), condition: nil, conversions: [], standard: nil,
        isOptional: false, node: node)
    }
    let section = try node.section(RuleReader.origins + RuleReader.companions + Conversion.names)
    let given = RuleReader.origins.filter { section[$0] != nil }
    guard given.count == 1, let name = given.first, let value = section[name] else {
      throw node.error("a rule needs exactly one of \(RuleReader.origins.joined(separator: ", "))")
    }
    let rule = Rule(
      origin: try origin(name, value, section, node), condition: try Condition(optional: section["when"]),
      conversions: try conversions(section), standard: try section["default"]?.constant(),
      isOptional: try section["optional"]?.boolean() ?? false, node: node)
    try checkCompanions(of: name, section)
    return rule
  }

  private func rules(_ node: RuleNode) throws(RuleError) -> [Rule] {
    var rules: [Rule] = []
    for item in try node.items() { rules.append(try rule(item)) }
    guard !rules.isEmpty else { throw node.error("expected at least one rule") }
    return rules
  }

  private func origin(
    _ name: String, _ value: RuleNode, _ section: [String: RuleNode], _ node: RuleNode
  ) throws(RuleError) -> Rule.Origin {
    switch name {
    case "from", "fromRoot": return .fields(try pointers(value), inRoot: name == "fromRoot")
    case "constant": return .constant(try value.constant())
    case "concat": return .concat(try rules(value), separator: try section["separator"]?.text() ?? "")
    case "list": return .list(try rules(value))
    case "first": return .first(try rules(value))
    case "fields": return .object(try object(value, section))
    default:
      guard let item = section["item"] else { throw node.error("\(name) needs an item: the rule for each of them") }
      return .each(try value.pointer(), inRoot: name == "eachOfRoot", item: try rule(item))
    }
  }

  func object(_ node: RuleNode, _ section: [String: RuleNode] = [:]) throws(RuleError) -> ObjectRule {
    var members: [(name: String, rule: Rule)] = []
    for (key, value) in try node.entries() { members.append((try key.text(), try rule(value))) }
    return ObjectRule(
      members: members, keepsRest: try section["keepRest"]?.boolean() ?? false,
      dropped: Set(try section["drop"]?.texts() ?? []))
  }

  private func pointers(_ node: RuleNode) throws(RuleError) -> [JSONPointer] {
    guard case .list(let items) = node.content else { return [try node.pointer()] }
    var pointers: [JSONPointer] = []
    for item in items { pointers.append(try item.pointer()) }
    guard !pointers.isEmpty else { throw node.error("expected at least one pointer") }
    return pointers
  }

  private func conversions(_ section: [String: RuleNode]) throws(RuleError) -> [Conversion] {
    var conversions: [Conversion] = []
    for name in Conversion.names {
      guard let node = section[name], name != "otherwise" else { continue }
      conversions.append(try Conversion(name, node, otherwise: section["otherwise"], tables: tables, zone: zone))
    }
    if let node = section["otherwise"], section["lookup"] == nil { throw node.error("otherwise belongs to a lookup") }
    let results = conversions.filter(\.isResult)
    if results.count > 1, let node = section[results[1].name] {
      throw node.error("a value is made with at most one of \(Conversion.resultNames.joined(separator: ", "))")
    }
    return conversions
  }

  /// A key that has no effect beside this origin is a mistake.
  private func checkCompanions(of origin: String, _ section: [String: RuleNode]) throws(RuleError) {
    let owners = [
      "separator": ["concat"], "item": ["each", "eachOfRoot"], "keepRest": ["fields"], "drop": ["fields"],
    ]
    for (key, origins) in owners {
      guard let node = section[key], !origins.contains(origin) else { continue }
      throw node.error("\(key) belongs to \(origins.joined(separator: " or "))")
    }
    if section["keepRest"] == nil, let node = section["drop"] { throw node.error("drop belongs to keepRest: true") }
  }
}

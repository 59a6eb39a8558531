// Content-based routes: which enterprise systems get an event besides those that are bound to its type, and why.

import JSONRules

/// The routes of a tenant.
public struct RouteTable: Sendable {
  /// What happens after a rule has matched.
  public enum Mode: String, Sendable {
    /// The rules after it are not looked at.
    case first
    /// All rules count.
    case all
  }

  /// A rule: events of these types for which the condition holds go to these systems.
  public struct Rule: Sendable {
    /// Its name, unique in the table.
    public let name: String
    /// Patterns of full types.
    public let types: [TopicPattern]
    let condition: Condition?
    /// Names of systems.
    public let destinations: [String]
    /// Where it stands.
    public let node: RuleNode
  }

  /// What one rule said.
  public struct Reason: Sendable, Equatable {
    /// The rule's name.
    public var rule: String
    /// Whether it matched.
    public var matched: Bool
    /// Why, without values of the event.
    public var why: String
    /// Where it sends the event.
    public var destinations: [String]
  }

  /// What became of an event.
  public struct Decision: Sendable, Equatable {
    /// The systems that get it by a route: sorted, each once.
    public var destinations: [String]
    /// What each rule said, in the table's order.
    public var reasons: [Reason]

    /// The decision in one line, for a message's header: only rules that matched. Nil where none did.
    public var summary: String? {
      let lines = reasons.filter(\.matched).map {
        "\($0.rule) to \($0.destinations.joined(separator: ", ")): \($0.why)"
      }
      return lines.isEmpty ? nil : lines.joined(separator: "; ")
    }
  }

  /// After a match.
  public let mode: Mode
  /// In the order in which they are tried.
  public let rules: [Rule]

  /// No routes.
  public static let empty = RouteTable(mode: .all, rules: [])

  private init(mode: Mode, rules: [Rule]) {
    self.mode = mode
    self.rules = rules
  }

  /// Reads a table.
  /// - Parameters:
  ///   - systems: the names of the systems that have a queue.
  ///   - types: the full types that have a schema.
  /// - Throws: `RuleError`: also for a type pattern that matches none of the types, and for a system without a queue.
  public init(_ node: RuleNode, systems: Set<String>, types: [String]) throws(RuleError) {
    if case .empty = node.content {
      self = .empty
      return
    }
    let section = try node.section(["match", "rules"])
    if let match = section["match"] {
      guard let mode = Mode(rawValue: try match.text()) else { throw match.error("expected first or all") }
      self.mode = mode
    } else {
      mode = .all
    }
    var rules: [Rule] = []
    for item in try section["rules"]?.items() ?? [] {
      let rule = try RouteTable.rule(item, systems, types)
      guard !rules.contains(where: { $0.name == rule.name }) else {
        throw item.error("two rules are called '\(rule.name)'")
      }
      rules.append(rule)
    }
    self.rules = rules
  }

  private static func rule(_ node: RuleNode, _ systems: Set<String>, _ types: [String]) throws(RuleError) -> Rule {
    let section = try node.section(["name", "types", "when", "to"])
    guard let name = section["name"], let patterns = section["types"], let to = section["to"] else {
      throw node.error("a rule needs name, types and to")
    }
    var compiled: [TopicPattern] = []
    for text in try patterns.texts() {
      let pattern = TopicPattern(text)
      guard types.contains(where: pattern.matches) else {
        throw patterns.error(TypeNames.unknown(text, known: types))
      }
      compiled.append(pattern)
    }
    let destinations = try to.texts()
    guard !destinations.isEmpty, !compiled.isEmpty else { throw node.error("types and to need at least one entry") }
    for system in destinations where !systems.contains(system) {
      let known = systems.sorted().joined(separator: ", ")
      throw to.error(
        "no system '\(system)' with a queue is declared in config/systems.yaml; "
          + (known.isEmpty ? "none is" : "declared are \(known)"))
    }
    return Rule(
      name: try name.text(), types: compiled, condition: try Condition(optional: section["when"]),
      destinations: destinations, node: node)
  }

  /// Decides about an event.
  /// - Parameter document: the whole event; asked for only where a condition needs it, nil where it cannot be read.
  public func decide(type: String, document: () -> JSONValue?) -> Decision {
    var reasons: [Reason] = []
    var read: JSONValue??
    var isDecided = false
    for rule in rules {
      let reason: Reason
      if isDecided {
        reason = Reason(rule: rule.name, matched: false, why: "a rule before it matched", destinations: [])
      } else if !rule.types.contains(where: { $0.matches(type) }) {
        reason = Reason(rule: rule.name, matched: false, why: "it is for other types", destinations: [])
      } else if let condition = rule.condition {
        let found = read ?? document()
        read = .some(found)
        let verdict = found.map(condition.verdict) ?? .init(holds: false, why: "the event cannot be read")
        reason = Reason(
          rule: rule.name, matched: verdict.holds, why: verdict.why,
          destinations: verdict.holds ? rule.destinations : [])
      } else {
        reason = Reason(rule: rule.name, matched: true, why: "it is for this type", destinations: rule.destinations)
      }
      isDecided = isDecided || (mode == .first && reason.matched)
      reasons.append(reason)
    }
    return Decision(destinations: Set(reasons.flatMap(\.destinations)).sorted(), reasons: reasons)
  }
}

/// Words about event types.
public enum TypeNames {
  /// What to say of a type or pattern that fits no schema, with the one that was probably meant.
  public static func unknown(_ text: String, known: [String]) -> String {
    let nearest = known.min { distance($0, text) < distance($1, text) }
    let hint = nearest.flatMap { distance($0, text) <= 4 ? "; is '\($0)' meant?" : nil }
    return "'\(text)' fits no type that has a schema" + (hint ?? "; known are \(known.joined(separator: ", "))")
  }

  /// The number of letters to change, add or take away (Levenshtein).
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (index, byte) in left.utf8.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let change = diagonal + (byte == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}

// Conditions over the fields of a document: when a rule applies, and why it does not.

/// A condition. It says why it does or does not hold, without values of the document.
public indirect enum Condition: Sendable {
  /// All of them hold.
  case all([Condition])
  /// At least one of them holds.
  case any([Condition])
  /// The other one does not hold.
  case not(Condition)
  /// The field has one of these values.
  case isOneOf(JSONPointer, [JSONValue])
  /// The field is there with a value, or is not.
  case exists(JSONPointer, Bool)
  /// The field is a number of at least this size.
  case isAtLeast(JSONPointer, ExactDecimal, text: String)
  /// The field is a number below this one.
  case isBelow(JSONPointer, ExactDecimal, text: String)
  /// The field is a text that begins so.
  case beginsWith(JSONPointer, String)

  /// Whether a condition holds, and why, in words.
  public struct Verdict: Sendable, Equatable {
    /// Whether it holds.
    public var holds: Bool
    /// The part that decided.
    public var why: String

    /// Creates it.
    public init(holds: Bool, why: String) {
      self.holds = holds
      self.why = why
    }
  }

  private static let tests = ["equals", "in", "exists", "atLeast", "below", "beginsWith"]

  /// Reads a condition; a list means all of them.
  /// - Throws: ``RuleError``.
  public init(_ node: RuleNode) throws(RuleError) {
    if case .list = node.content {
      self = .all(try Condition.several(node))
      return
    }
    let section = try node.section(["all", "any", "not", "field"] + Condition.tests)
    if let field = section["field"] {
      self = try Condition.test(of: try field.pointer(), section, node)
    } else if section.count == 1, let list = section["all"] {
      self = .all(try Condition.several(list))
    } else if section.count == 1, let list = section["any"] {
      self = .any(try Condition.several(list))
    } else if section.count == 1, let other = section["not"] {
      self = .not(try Condition(other))
    } else {
      throw node.error("write field with one of \(Condition.tests.joined(separator: ", ")); or one of all, any, not")
    }
  }

  /// Reads a condition where there is one. - Throws: ``RuleError``.
  public init?(optional node: RuleNode?) throws(RuleError) {
    guard let node else { return nil }
    try self.init(node)
  }

  private static func several(_ node: RuleNode) throws(RuleError) -> [Condition] {
    var conditions: [Condition] = []
    for item in try node.items() { conditions.append(try Condition(item)) }
    guard !conditions.isEmpty else { throw node.error("expected at least one condition") }
    return conditions
  }

  private static func test(
    of field: JSONPointer, _ section: [String: RuleNode], _ node: RuleNode
  ) throws(RuleError) -> Condition {
    let given = tests.filter { section[$0] != nil }
    guard given.count == 1, section.count == 2, let name = given.first, let value = section[name] else {
      throw node.error("a field needs exactly one of \(tests.joined(separator: ", "))")
    }
    switch name {
    case "equals": return .isOneOf(field, [try value.constant()])
    case "in":
      var values: [JSONValue] = []
      for item in try value.items() { values.append(try item.constant()) }
      guard !values.isEmpty else { throw value.error("expected at least one value") }
      return .isOneOf(field, values)
    case "exists": return .exists(field, try value.boolean())
    case "beginsWith": return .beginsWith(field, try value.text())
    default:
      let text = try value.text()
      guard let number = ExactDecimal(text) else { throw value.error("expected a number of at most 30 digits") }
      return name == "atLeast" ? .isAtLeast(field, number, text: text) : .isBelow(field, number, text: text)
    }
  }

  /// Whether it holds for a document.
  public func verdict(on document: JSONValue) -> Verdict {
    switch self {
    case .all(let conditions):
      let verdicts = conditions.map { $0.verdict(on: document) }
      if let failed = verdicts.first(where: { !$0.holds }) { return failed }
      return Verdict(holds: true, why: verdicts.map(\.why).joined(separator: " and "))
    case .any(let conditions):
      let verdicts = conditions.map { $0.verdict(on: document) }
      if let held = verdicts.first(where: \.holds) { return held }
      return Verdict(holds: false, why: verdicts.map(\.why).joined(separator: " and "))
    case .not(let condition):
      let verdict = condition.verdict(on: document)
      return Verdict(holds: !verdict.holds, why: verdict.why)
    default: return test(document)
    }
  }

  private func test(_ document: JSONValue) -> Verdict {
    switch self {
    case .isOneOf(let field, let values):
      let found = field.value(in: document)
      let words = values.map(\.text).joined(separator: " or ")
      return Condition.say(field, found, found.map(values.contains) ?? false, "is \(words)", "is not \(words)")
    case .exists(let field, let wanted):
      let isThere = !(field.value(in: document)?.isAbsent ?? true)
      return Verdict(holds: isThere == wanted, why: "\(field) is \(isThere ? "there" : "not there")")
    case .beginsWith(let field, let start):
      let found = field.value(in: document)
      let holds = found?.stringValue?.hasPrefix(start) ?? false
      return Condition.say(field, found, holds, "begins with '\(start)'", "does not begin with '\(start)'")
    case .isAtLeast(let field, let bound, let text):
      return Condition.compare(field, document, "is at least \(text)", "is below \(text)") { $0.isAtLeast(bound) }
    case .isBelow(let field, let bound, let text):
      return Condition.compare(field, document, "is below \(text)", "is at least \(text)") { !$0.isAtLeast(bound) }
    case .all, .any, .not: return verdict(on: document)
    }
  }

  private static func say(
    _ field: JSONPointer, _ found: JSONValue?, _ holds: Bool, _ yes: String, _ no: String
  ) -> Verdict {
    if found == nil { return Verdict(holds: false, why: "\(field) is not there") }
    return Verdict(holds: holds, why: "\(field) \(holds ? yes : no)")
  }

  private static func compare(
    _ field: JSONPointer, _ document: JSONValue, _ yes: String, _ no: String, _ test: (ExactDecimal) -> Bool
  ) -> Verdict {
    let found = field.value(in: document)
    guard case .number(let digits)? = found, let number = ExactDecimal(digits) else {
      return Verdict(holds: false, why: "\(field) is \(found == nil ? "not there" : "no number")")
    }
    return say(field, found, test(number), yes, no)
  }
}

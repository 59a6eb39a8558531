// Rules for documents that are no events: one JSON value made out of another, by the same rules as translations.

import JSONRules

/// A compiled rule, or the rules of an object's members.
public struct Template: Sendable {
  private let rule: Rule
  private let name: String

  /// Compiles one rule.
  /// - Parameters:
  ///   - name: how faults call it.
  ///   - tables: a mapping of names to lookup tables.
  ///   - zone: the zone of times that name none (IANA).
  /// - Throws: `RuleError` with file, line and key.
  public init(rule node: RuleNode, name: String, tables: RuleNode? = nil, zone: String = "UTC") throws(RuleError) {
    rule = try Template.reader(tables, zone, node).rule(node)
    self.name = name
  }

  /// Compiles the rules of an object's members, and names all faults in them.
  public init?(
    members node: RuleNode, name: String, tables: RuleNode? = nil, zone: String = "UTC", faults: inout [RuleError]
  ) {
    var members: [(name: String, rule: Rule)] = []
    let found = faults.count
    do {
      let reader = try Template.reader(tables, zone, node)
      for (key, value) in try node.entries() {
        do throws(RuleError) {
          members.append((try key.text(), try reader.rule(value)))
        } catch {
          faults.append(error)
        }
      }
    } catch {
      faults.append(error)
    }
    guard faults.count == found else { return nil }
    rule = Rule(
      origin: .object(ObjectRule(members: members, keepsRest: false, dropped: [])), condition: nil, conversions: [],
      standard: nil, isOptional: false, node: node)
    self.name = name
  }

  private static func reader(
    _ tables: RuleNode?, _ zone: String, _ node: RuleNode
  ) throws(RuleError) -> RuleReader {
    guard let zone = ZoneRule(zone) else { throw node.error("'\(zone)' is no IANA time zone") }
    return RuleReader(tables: try Translation.tables(tables, [:]), zone: zone)
  }

  /// The value made of a document; nil where a rule that need not give one gives none.
  /// - Throws: ``TranslationFault``.
  public func value(of input: JSONValue) throws(TranslationFault) -> JSONValue? {
    var run = Evaluation(root: input, name: name)
    return try run.value(rule, in: run.outermost)
  }
}

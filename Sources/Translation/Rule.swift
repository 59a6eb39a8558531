// One rule of a translation: where a value comes from, what is done to it, and what happens when there is none.

import JSONRules

/// How one value of the translated event is made.
struct Rule: Sendable {
  /// Where the value comes from.
  indirect enum Origin: Sendable {
    /// The first of these fields that has a value.
    case fields([JSONPointer], inRoot: Bool)
    /// Always this one.
    case constant(JSONValue)
    /// Texts, one after the other; optional ones that are absent are left out.
    case concat([Rule], separator: String)
    /// A list with one item for each of the source's.
    case each(JSONPointer, inRoot: Bool, item: Rule)
    /// A list of these; optional ones that are absent are left out.
    case list([Rule])
    /// The first of these that gives a value.
    case first([Rule])
    /// An object; absent members are left out.
    case object(ObjectRule)
  }

  let origin: Origin
  /// When false for the source, there is no value.
  let condition: Condition?
  /// In the order in which they are applied.
  let conversions: [Conversion]
  /// What takes the place of an absent value.
  let standard: JSONValue?
  /// Whether there may be no value.
  let isOptional: Bool
  /// Where the rule stands.
  let node: RuleNode
}

/// An object, member by member.
struct ObjectRule: Sendable {
  let members: [(name: String, rule: Rule)]
  /// Whether the source's other members are kept as they are.
  let keepsRest: Bool
  /// Members of the source that are not kept.
  let dropped: Set<String>
}

/// Why an input could not be translated: the place in it, the rule, and what is wrong, without values of the input.
public struct TranslationFault: Error, Sendable, Equatable, CustomStringConvertible {
  /// A stable, short name: `missing-value`, `wrong-kind`, `unknown-code`, `not-money`, `not-a-date`, `not-a-time`,
  /// `not-a-number`, `not-a-boolean`, `no-such-part`, `no-translation`, `too-large`.
  public var code: String
  /// Where in the input.
  public var pointer: String
  /// The rule, for instance `ehr-charges: data.amount: money`.
  public var rule: String
  /// What is wrong and what to do.
  public var reason: String

  /// Creates it; see the properties.
  public init(code: String, pointer: String, rule: String, reason: String) {
    self.code = code
    self.pointer = pointer
    self.rule = rule
    self.reason = reason
  }

  public var description: String {
    "\(pointer.isEmpty ? "the document" : pointer): \(reason) (\(code); rule \(rule))"
  }
}

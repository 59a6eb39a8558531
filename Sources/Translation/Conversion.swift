// What may be done to a value: one small, named step after the other, always in the order of `Conversion.names`.

import JSONRules

/// A step that turns a value into another one.
enum Conversion: Sendable {
  case trim
  case split(separator: String, take: Int?)
  case letterCase(isUpper: Bool)
  case pad(width: Int, with: Character)
  case lookup(LookupTable, otherwise: LookupTable.Otherwise)
  case money(MoneyRule)
  case date(DatePattern)
  case dateTime(TimeRule)
  case integer
  case text
  case boolean(yes: Set<String>, no: Set<String>)

  /// The keys, in the order in which the steps are applied.
  static let names = [
    "trim", "split", "case", "pad", "lookup", "otherwise", "money", "date", "dateTime", "integer", "text", "boolean",
  ]
  /// The steps of which a rule has at most one, since each makes the final value.
  static let resultNames = ["money", "date", "dateTime", "integer", "text", "boolean"]

  var name: String {
    switch self {
    case .trim: "trim"
    case .split: "split"
    case .letterCase: "case"
    case .pad: "pad"
    case .lookup: "lookup"
    case .money: "money"
    case .date: "date"
    case .dateTime: "dateTime"
    case .integer: "integer"
    case .text: "text"
    case .boolean: "boolean"
    }
  }

  var isResult: Bool { Conversion.resultNames.contains(name) }

  /// Reads a step. - Throws: `RuleError`.
  init(
    _ name: String, _ node: RuleNode, otherwise: RuleNode?, tables: [String: LookupTable], zone: ZoneRule
  ) throws(RuleError) {
    switch name {
    case "trim", "integer", "text":
      guard try node.boolean() else { throw node.error("write true, or leave the key out") }
      self = name == "trim" ? .trim : name == "integer" ? .integer : .text
    case "split": self = try Conversion.split(node)
    case "case":
      guard let isUpper = ["upper": true, "lower": false][try node.text()] else {
        throw node.error("expected upper or lower")
      }
      self = .letterCase(isUpper: isUpper)
    case "pad": self = try Conversion.pad(node)
    case "lookup":
      let wanted = try node.text()
      guard let table = tables[wanted] else {
        let known = tables.keys.sorted().joined(separator: ", ")
        throw node.error("there is no table '\(wanted)'; \(known.isEmpty ? "none is declared" : "known are \(known)")")
      }
      self = .lookup(table, otherwise: try LookupTable.Otherwise(otherwise))
    case "money": self = .money(try MoneyRule(node))
    case "date": self = .date(try DatePattern(node))
    case "dateTime": self = .dateTime(try TimeRule(node, zone: zone))
    default: self = try Conversion.boolean(node)
    }
  }

  private static func split(_ node: RuleNode) throws(RuleError) -> Conversion {
    let section = try node.section(["on", "take"])
    guard let on = section["on"], let separator = try? on.text(), !separator.isEmpty else {
      throw node.error("split needs on: the text between the parts")
    }
    guard let take = section["take"] else { return .split(separator: separator, take: nil) }
    let number = try take.integer(-100...100)
    guard number != 0 else { throw take.error("parts count from 1, from the end from -1") }
    return .split(separator: separator, take: number)
  }

  private static func pad(_ node: RuleNode) throws(RuleError) -> Conversion {
    let section = try node.section(["width", "with"])
    guard let width = section["width"], let with = section["with"], let filling = try? with.text(), filling.count == 1,
      let character = filling.first
    else { throw node.error("pad needs width, and with: the one character to put in front") }
    return .pad(width: try width.integer(1...256), with: character)
  }

  private static func boolean(_ node: RuleNode) throws(RuleError) -> Conversion {
    let section = try node.section(["yes", "no"])
    guard let yes = section["yes"], let no = section["no"] else {
      throw node.error("boolean needs yes and no: the texts that mean true and false")
    }
    let (yesTexts, noTexts) = (Set(try yes.texts()), Set(try no.texts()))
    guard yesTexts.isDisjoint(with: noTexts) else { throw node.error("the same text means true and false") }
    return .boolean(yes: yesTexts, no: noTexts)
  }

  /// Applies the step; nil where there is no value afterwards.
  func apply(_ value: JSONValue) throws(ConversionFault) -> JSONValue? {
    if case .array(let items) = value { return try each(items) }
    switch self {
    case .trim: return .string(try value.characters().trimmed)
    case .split(let separator, let take): return try Conversion.split(try value.characters(), separator, take)
    case .letterCase(let isUpper):
      let text = try value.characters()
      return .string(isUpper ? text.uppercased() : text.lowercased())
    case .pad(let width, let filling):
      let text = try value.characters()
      return .string(String(repeating: filling, count: max(0, width - text.count)) + text)
    case .lookup(let table, let otherwise): return try table.find(value.characters(), otherwise)
    case .money(let rule): return .number(String(try rule.cents(value.characters())))
    case .date(let pattern): return .string(try pattern.date(value.characters()).iso)
    case .dateTime(let rule): return .string(try rule.instant(value.characters()).rfc3339)
    case .integer:
      guard let number = ExactDecimal(try value.characters().trimmed)?.units(places: 0) else {
        throw ConversionFault("not-a-number", "the value is no whole number")
      }
      return .number(String(number))
    case .text: return .string(try value.characters())
    case .boolean(let yes, let no):
      let text = try value.characters(allowsBoolean: true)
      guard yes.contains(text) || no.contains(text) else {
        throw ConversionFault("not-a-boolean", "the value is none of the texts for true and false; add it to the rule")
      }
      return .boolean(yes.contains(text))
    }
  }

  /// After a split into several parts, each is converted.
  private func each(_ items: [JSONValue]) throws(ConversionFault) -> JSONValue {
    var converted: [JSONValue] = []
    for item in items {
      if let value = try apply(item), !value.isAbsent { converted.append(value) }
    }
    return .array(converted)
  }

  private static func split(_ text: String, _ separator: String, _ take: Int?) throws(ConversionFault) -> JSONValue {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false).map { JSONValue.string(String($0)) }
    guard let take else { return .array(parts) }
    let index = take > 0 ? take - 1 : parts.count + take
    guard parts.indices.contains(index) else {
      throw ConversionFault("no-such-part", "the value has \(parts.count) parts, part \(take) is wanted")
    }
    return parts[index]
  }
}

/// Why a value cannot be converted.
struct ConversionFault: Error {
  let code: String
  let reason: String

  init(_ code: String, _ reason: String) {
    self.code = code
    self.reason = reason
  }
}

extension JSONValue {
  /// A text, or a number as written.
  func characters(allowsBoolean: Bool = false) throws(ConversionFault) -> String {
    switch self {
    case .string(let text): return text
    case .number(let digits): return digits
    case .boolean(let value) where allowsBoolean: return value ? "true" : "false"
    default: throw ConversionFault("wrong-kind", "the value is \(kind), a text or a number is needed")
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}

// A translation: from another system's own JSON to one canonical event. Compiled once, pure, without clock or files.

import JSONRules
import PaymentEvents

/// A compiled translation.
public struct Translation: Sendable {
  /// Its name: that of its file.
  public let name: String
  /// The full type of the events it makes.
  public let type: String
  /// Their source.
  public let source: String
  private let condition: Condition?
  /// The fields that make the event itself; nil for the whole content.
  private let identity: [JSONPointer]?
  private let time: Rule
  private let subject: Rule?
  private let correlation: Rule?
  private let data: ObjectRule

  private static let keys = [
    "description", "type", "source", "when", "identity", "time", "subject", "correlation", "tables", "data",
  ]

  /// Compiles a rule file.
  /// - Parameters:
  ///   - name: the file's name without `.yaml`.
  ///   - shared: lookup tables that all translations may use.
  ///   - zone: the zone of times that name none (IANA).
  ///   - schemas: the schemas by full type. Fields that the schema of `type` does not know, and required ones that no
  ///     rule makes, are errors: at run time a misspelt optional field would only be missing.
  /// - Throws: `RuleError` with file, line and key.
  public init(
    name: String, _ node: RuleNode, shared: [String: LookupTable], zone: String, schemas: [String: JSONValue]
  ) throws(RuleError) {
    let section = try node.section(Translation.keys)
    guard let type = section["type"], let source = section["source"], let data = section["data"],
      let time = section["time"]
    else { throw node.error("a translation needs type, source, time and data") }
    self.type = try type.text()
    guard let schema = schemas[self.type] else {
      throw type.error("no schema is known for this type; known are \(schemas.keys.sorted().joined(separator: ", "))")
    }
    self.source = try source.text()
    guard (1...256).contains(self.source.count) else { throw source.error("expected 1 to 256 characters") }
    guard let zone = ZoneRule(zone) else { throw node.error("'\(zone)' is no IANA time zone") }
    let tables = try Translation.tables(section["tables"], shared)
    let reader = RuleReader(tables: tables, zone: zone)
    self.name = name
    condition = try Condition(optional: section["when"])
    identity = try Translation.identity(section["identity"])
    self.time = try reader.rule(time)
    subject = try Translation.rule(section["subject"], reader)
    correlation = try Translation.rule(section["correlation"], reader)
    self.data = try reader.object(data)
    try FieldCheck(schema: schema).check(self.data, at: data)
  }

  private static func rule(_ node: RuleNode?, _ reader: RuleReader) throws(RuleError) -> Rule? {
    guard let node else { return nil }
    return try reader.rule(node)
  }

  static func tables(
    _ node: RuleNode?, _ shared: [String: LookupTable]
  ) throws(RuleError) -> [String: LookupTable] {
    var tables = shared
    for (key, value) in try node?.entries() ?? [] {
      let name = try key.text()
      guard tables[name] == nil else { throw key.error("a shared table has this name; choose another one") }
      tables[name] = try LookupTable(name: name, value)
    }
    return tables
  }

  private static func identity(_ node: RuleNode?) throws(RuleError) -> [JSONPointer]? {
    guard let node else { return nil }
    guard case .list(let items) = node.content else {
      if (try? node.text()) == "content" { return nil }
      return [try node.pointer()]
    }
    var pointers: [JSONPointer] = []
    for item in items { pointers.append(try item.pointer()) }
    guard !pointers.isEmpty else { throw node.error("write content, or the pointers of the fields that make the key") }
    return pointers
  }

  /// Whether it is meant for a document, and why.
  public func verdict(on input: JSONValue) -> Condition.Verdict {
    condition?.verdict(on: input) ?? Condition.Verdict(holds: true, why: "it is for every document")
  }

  /// Translates a document to an event.
  /// - Parameter tenant: part of the event's id.
  /// - Returns: the whole event. The same input always gives the same one.
  /// - Throws: ``TranslationFault``.
  public func event(of input: JSONValue, tenant: String) throws(TranslationFault) -> JSONValue {
    var run = Evaluation(root: input, name: name)
    let id = EventID(tenant: tenant, cause: try key(of: input), step: "translation \(name)", type: type).text
    var event: [String: JSONValue] = [
      "specversion": .string("1.0"), "id": .string(id), "source": .string(source), "type": .string(type),
      "datacontenttype": .string("application/json"), "tenant": .string(tenant), "correlationid": .string(id),
      "dataschema": .string("urn:tributary:schema:\(type.dropFirst("tributary.".count))"),
      "producerversion": .string(producerVersion), "translation": .string(name),
    ]
    event["time"] = try text(time, &run)
    if let subject { event["subject"] = try text(subject, &run) }
    if let correlation, let value = try text(correlation, &run) { event["correlationid"] = value }
    event["data"] = try run.object(data, in: run.outermost)
    return .object(event)
  }

  private func text(_ rule: Rule, _ run: inout Evaluation) throws(TranslationFault) -> JSONValue? {
    guard let value = try run.value(rule, in: run.outermost) else { return nil }
    do {
      return .string(try value.characters())
    } catch {
      throw TranslationFault(code: error.code, pointer: "", rule: "\(name): \(rule.node.path)", reason: error.reason)
    }
  }

  /// What makes the event itself: the source system, and the declared fields or the content. As JSON, so that no two
  /// keys read the same.
  private func key(of input: JSONValue) throws(TranslationFault) -> String {
    guard let identity else { return JSONValue.array([.string(source), input]).text }
    var values: [JSONValue] = [.string(source)]
    for pointer in identity {
      guard let value = pointer.value(in: input), !value.isAbsent else {
        throw TranslationFault(
          code: "missing-value", pointer: pointer.description, rule: "\(name): identity",
          reason: "the field is part of what identifies the event and has no value; send it")
      }
      values.append(value)
    }
    return JSONValue.array(values).text
  }
}

// Major versions of events: older ones are brought up to the current one by declared steps, and down again for
// subscribers that are not there yet.

import JSONRules

/// A step from one major version of an event to another one.
struct VersionStep: Sendable {
  /// As the file is called, for instance `charge.posted.v1-to-v2`.
  let name: String
  let target: String
  let data: ObjectRule
}

/// A major version of an event type.
struct TypeVersion: Sendable {
  /// The type up to its version, for instance `tributary.charge.posted.v`.
  let stem: String
  let number: Int

  /// Nil for a type that does not end in a version.
  init?(_ type: String) {
    guard let dot = type.lastIndex(of: "."), type[dot...].hasPrefix(".v"), let number = Int(type[dot...].dropFirst(2)),
      number > 0
    else { return nil }
    stem = String(type[...dot]) + "v"
    self.number = number
  }
}

/// The versions of all events, and the steps between them.
public struct Versions: Sendable {
  /// Versions that have a schema, by stem, oldest first.
  private let numbers: [String: [Int]]
  /// Steps by the type they start from, then by the type they lead to.
  private let steps: [String: [String: VersionStep]]

  /// No step: every version stands for itself.
  public static let none = Versions(numbers: [:], steps: [:])

  private init(numbers: [String: [Int]], steps: [String: [String: VersionStep]]) {
    self.numbers = numbers
    self.steps = steps
  }

  /// How many steps are declared.
  public var count: Int { steps.values.reduce(0) { $0 + $1.count } }

  /// Compiles the steps of a folder.
  /// - Parameters:
  ///   - files: by name without `.yaml`, for instance `charge.posted.v1-to-v2`.
  ///   - shared, zone, schemas: as in ``Translation/init(name:_:shared:zone:schemas:)``.
  /// - Throws: `RuleError`, also where an older version has no step to the next one.
  public init(
    _ files: [String: RuleNode], shared: [String: LookupTable], zone: String, schemas: [String: JSONValue]
  ) throws(RuleError) {
    var numbers: [String: [Int]] = [:]
    for version in schemas.keys.compactMap(TypeVersion.init) {
      numbers[version.stem, default: []].append(version.number)
    }
    self.numbers = numbers.mapValues { $0.sorted() }
    var steps: [String: [String: VersionStep]] = [:]
    for (name, node) in files.sorted(by: { $0.key < $1.key }) {
      let (origin, step) = try Versions.step(name, node, shared, zone, schemas)
      steps[origin, default: [:]][step.target] = step
    }
    self.steps = steps
    try checkThatOlderVersionsRise()
  }

  private static func step(
    _ name: String, _ node: RuleNode, _ shared: [String: LookupTable], _ zone: String, _ schemas: [String: JSONValue]
  ) throws(RuleError) -> (String, VersionStep) {
    guard let (origin, target) = ends(name), let schema = schemas[target], schemas[origin] != nil else {
      throw RuleError(
        file: node.file,
        reason: "is no step; a file is called <event>.v<number>-to-v<number>.yaml, and both versions need a schema")
    }
    let section = try node.section(["description", "tables", "keepRest", "drop", "data"])
    guard let data = section["data"] else { throw node.error("a step needs data") }
    guard let zone = ZoneRule(zone) else { throw node.error("'\(zone)' is no IANA time zone") }
    let reader = RuleReader(tables: try Translation.tables(section["tables"], shared), zone: zone)
    let object = try reader.object(data, section)
    try FieldCheck(schema: schema).check(object, at: data)
    return (origin, VersionStep(name: name, target: target, data: object))
  }

  private static func ends(_ name: String) -> (String, String)? {
    let parts = name.split(separator: "-to-v", omittingEmptySubsequences: false)
    let origin = "tributary." + (parts.first ?? "")
    guard parts.count == 2, let number = Int(parts[1]), let version = TypeVersion(origin), version.number != number
    else { return nil }
    return (origin, version.stem + String(number))
  }

  private func checkThatOlderVersionsRise() throws(RuleError) {
    for (stem, numbers) in numbers.sorted(by: { $0.key < $1.key }) {
      for (older, newer) in zip(numbers, numbers.dropFirst())
      where steps[stem + String(older)]?[stem + String(newer)] == nil {
        let name = "\(stem.dropFirst("tributary.".count))\(older)-to-v\(newer)"
        throw RuleError(
          file: "config/versions/\(name).yaml",
          reason: "is missing: both versions have a schema, and nothing says how the older one becomes the newer one")
      }
    }
  }

  /// The newest version of a type that has a schema; the type itself where there is none.
  public func current(of type: String) -> String {
    guard let version = TypeVersion(type), let newest = numbers[version.stem]?.last, newest > version.number else {
      return type
    }
    return version.stem + String(newest)
  }

  /// The types from one version to another one, without the first; nil where a step is missing.
  public func path(from origin: String, to target: String) -> [String]? {
    guard let first = TypeVersion(origin), let last = TypeVersion(target), first.stem == last.stem,
      let numbers = numbers[first.stem], let start = numbers.firstIndex(of: first.number),
      let end = numbers.firstIndex(of: last.number)
    else { return nil }
    let order = start <= end ? Array(numbers[start...end]) : numbers[end...start].reversed()
    let types = order.map { first.stem + String($0) }
    for (here, next) in zip(types, types.dropFirst()) where steps[here]?[next] == nil { return nil }
    return Array(types.dropFirst())
  }

  /// The event in another version: id, source and time stay, `data` goes through the steps.
  /// - Throws: ``TranslationFault``, with a pointer into the event as it was.
  public func event(
    _ event: [String: JSONValue], from origin: String, to target: String
  ) throws(TranslationFault) -> JSONValue {
    guard let path = path(from: origin, to: target), var data = event["data"] else {
      throw TranslationFault(
        code: "no-step", pointer: "/type", rule: "versions", reason: "no steps lead from this version to \(target)")
    }
    var type = origin
    for next in path {
      guard let step = steps[type]?[next] else { continue }
      data = try Versions.apply(step, to: data)
      type = next
    }
    var event = event
    event["type"] = .string(target)
    if event["dataschema"] != nil {
      event["dataschema"] = .string("urn:tributary:schema:\(target.dropFirst("tributary.".count))")
    }
    event["data"] = data
    return .object(event)
  }

  private static func apply(_ step: VersionStep, to data: JSONValue) throws(TranslationFault) -> JSONValue {
    var run = Evaluation(root: data, name: step.name)
    do {
      return try run.object(step.data, in: run.outermost)
    } catch {
      var fault = error
      fault.pointer = "/data" + error.pointer
      throw fault
    }
  }
}

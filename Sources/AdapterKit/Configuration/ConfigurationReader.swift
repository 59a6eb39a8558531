// Walks a YAML tree beside its schema.

import Yams

/// Where values stand: what an error about one says.
struct ConfigurationPlaces: Sendable {
  let file: String
  /// The path of the section, with a dot behind it; empty for the whole file.
  let section: String
  /// Lines by keys; under the empty key that of the section.
  var lines: [String: Int] = [:]

  /// `file:line: key: what`.
  func fault(_ key: String, _ what: String) -> ConfigurationError {
    let place = (lines[key] ?? lines[""]).map { "\(file):\($0)" } ?? file
    let path = key.isEmpty && section.hasSuffix(".") ? String(section.dropLast()) : section + key
    return ConfigurationError(path.isEmpty ? "\(place): \(what)" : "\(place): \(path): \(what)")
  }
}

/// What is wrong with a file, in the order in which it was found.
final class ConfigurationFaults {
  /// More of them help nobody.
  private static let maximum = 100
  private(set) var list: [String] = []

  func add(_ error: ConfigurationError) {
    if list.count < ConfigurationFaults.maximum { list += error.faults }
  }
}

/// Reads a file beside its schema. What is wrong is noted, and the rest is read all the same.
struct ConfigurationReader {
  let file: String
  let environment: [String: String]
  let faults: ConfigurationFaults
  var places: ConfigurationPlaces
  var values: [String: String] = [:]
  var lists: [String: [Configuration]] = [:]
  var maps: [String: [String: Configuration]] = [:]

  init(file: String, environment: [String: String], section: String = "", faults: ConfigurationFaults) {
    self.file = file
    self.environment = environment
    self.faults = faults
    places = ConfigurationPlaces(file: file, section: section)
  }

  mutating func read(_ node: Node?, _ keys: [ConfigurationKey], prefix: String) {
    refuseUnknownKeys(node, keys, prefix)
    for key in keys { read(value(of: key.name, in: node), key, at: prefix + key.name) }
  }

  private mutating func read(_ node: Node?, _ key: ConfigurationKey, at path: String) {
    places.lines[path] = node.flatMap(line)
    switch key.shape {
    case .section(let keys): read(node, keys, prefix: path + ".")
    case .list(let shape): lists[path] = list(node, of: shape, at: path)
    case .map(let shape): maps[path] = map(node, of: shape, at: path)
    default: readScalar(node, key, at: path)
    }
  }

  private mutating func readScalar(_ node: Node?, _ key: ConfigurationKey, at path: String) {
    if let override = environment[ConfigurationReader.variable(path)] {
      check(override, key.shape, path, line: nil)
      values[path] = override
    } else if let node {
      values[path] = scalar(node, key.shape, path)
    } else {
      values[path] = key.standard
    }
  }

  private func list(_ node: Node?, of shape: ConfigurationShape, at path: String) -> [Configuration] {
    guard let node else { return [] }
    guard let sequence = node.sequence else {
      note(path, line(node), "expected a list")
      return []
    }
    return sequence.enumerated().map { item($0.element, shape, "\(path)[\($0.offset)]", line($0.element)) }
  }

  private func map(_ node: Node?, of shape: ConfigurationShape, at path: String) -> [String: Configuration] {
    guard let node else { return [:] }
    guard let mapping = node.mapping else {
      note(path, line(node), "expected a mapping of names to values")
      return [:]
    }
    var result: [String: Configuration] = [:]
    for (key, value) in mapping {
      let name = key.string ?? ""
      result[name] = item(value, shape, "\(path).\(name)", line(key))
    }
    return result
  }

  private func item(
    _ node: Node, _ shape: ConfigurationShape, _ path: String, _ place: Int?
  ) -> Configuration {
    var reader = ConfigurationReader(
      file: file, environment: [:], section: "\(places.section)\(path).", faults: faults)
    reader.places.lines[""] = place
    guard case .section(let keys) = shape else { return Configuration(reader, scalar: scalar(node, shape, path)) }
    if node.mapping == nil {
      note(path, line(node), "expected a section")
    } else {
      reader.read(node, keys, prefix: "")
    }
    return Configuration(reader, scalar: nil)
  }

  private func scalar(_ node: Node, _ shape: ConfigurationShape, _ path: String) -> String? {
    guard let text = node.scalar?.string else {
      note(path, line(node), "expected \(shape.name)")
      return nil
    }
    check(text, shape, path, line: line(node))
    return text
  }

  private func check(_ text: String, _ shape: ConfigurationShape, _ path: String, line: Int?) {
    let fits =
      switch shape {
      case .integer(let range): Int(text).map(range.contains) ?? false
      case .boolean: text == "true" || text == "false"
      case .choice(let words): words.contains(text)
      default: true
      }
    if !fits { note(path, line, "expected \(shape.name)") }
  }

  private func refuseUnknownKeys(_ node: Node?, _ keys: [ConfigurationKey], _ prefix: String) {
    guard let node, node.null == nil else { return }
    guard let mapping = node.mapping else { return note(prefix, line(node), "expected a section") }
    for (key, _) in mapping where !keys.contains(where: { $0.name == key.string }) {
      let known = keys.map(\.name).joined(separator: ", ")
      note(prefix + (key.string ?? "?"), line(key), "there is no such key; known here are \(known)")
    }
  }

  private func value(of name: String, in node: Node?) -> Node? {
    node?.mapping?.first { $0.key.string == name }?.value
  }

  private func line(_ node: Node) -> Int? { node.mark?.line }

  private func note(_ path: String, _ line: Int?, _ what: String) {
    let place = line.map { "\(file):\($0)" } ?? file
    faults.add(ConfigurationError("\(place): \(places.section)\(path): \(what)"))
  }

  /// `broker.virtualHost` is overridden by `TRIBUTARY_BROKER_VIRTUAL_HOST`.
  static func variable(_ path: String) -> String {
    var name = "TRIBUTARY_"
    for character in path {
      if character == "." {
        name += "_"
      } else {
        if character.isUppercase { name += "_" }
        name += character.uppercased()
      }
    }
    return name
  }
}

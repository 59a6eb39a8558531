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
    return ConfigurationError("\(place): \(section)\(key): \(what)")
  }
}

struct ConfigurationReader {
  let file: String
  let environment: [String: String]
  var places: ConfigurationPlaces
  var values: [String: String] = [:]
  var lists: [String: [Configuration]] = [:]
  var maps: [String: [String: Configuration]] = [:]

  init(file: String, environment: [String: String], section: String = "") {
    self.file = file
    self.environment = environment
    places = ConfigurationPlaces(file: file, section: section)
  }

  mutating func read(_ node: Node?, _ keys: [ConfigurationKey], prefix: String) throws {
    try refuseUnknownKeys(node, keys, prefix)
    for key in keys {
      try read(value(of: key.name, in: node), key, at: prefix + key.name)
    }
  }

  private mutating func read(_ node: Node?, _ key: ConfigurationKey, at path: String) throws {
    places.lines[path] = node.flatMap(line)
    switch key.shape {
    case .section(let keys): try read(node, keys, prefix: path + ".")
    case .list(let shape): lists[path] = try list(node, of: shape, at: path)
    case .map(let shape): maps[path] = try map(node, of: shape, at: path)
    default: try readScalar(node, key, at: path)
    }
  }

  private mutating func readScalar(_ node: Node?, _ key: ConfigurationKey, at path: String) throws {
    if let override = environment[ConfigurationReader.variable(path)] {
      try check(override, key.shape, path, line: nil)
      values[path] = override
    } else if let node {
      values[path] = try scalar(node, key.shape, path)
    } else {
      values[path] = key.standard
    }
  }

  private func list(_ node: Node?, of shape: ConfigurationShape, at path: String) throws -> [Configuration] {
    guard let node else { return [] }
    guard let sequence = node.sequence else { throw wrong(path, line(node), "expected a list") }
    return try sequence.enumerated().map { try item($0.element, shape, "\(path)[\($0.offset)]") }
  }

  private func map(_ node: Node?, of shape: ConfigurationShape, at path: String) throws -> [String: Configuration] {
    guard let node else { return [:] }
    guard let mapping = node.mapping else { throw wrong(path, line(node), "expected a mapping of names to values") }
    var result: [String: Configuration] = [:]
    for (key, value) in mapping {
      let name = key.string ?? ""
      result[name] = try item(value, shape, "\(path).\(name)")
    }
    return result
  }

  private func item(_ node: Node, _ shape: ConfigurationShape, _ path: String) throws -> Configuration {
    var reader = ConfigurationReader(file: file, environment: [:], section: "\(places.section)\(path).")
    reader.places.lines[""] = line(node)
    guard case .section(let keys) = shape else {
      return Configuration(reader, scalar: try scalar(node, shape, path))
    }
    guard node.mapping != nil else { throw wrong(path, line(node), "expected a section") }
    try reader.read(node, keys, prefix: "")
    return Configuration(reader, scalar: nil)
  }

  private func scalar(_ node: Node, _ shape: ConfigurationShape, _ path: String) throws -> String {
    guard let text = node.scalar?.string else { throw wrong(path, line(node), "expected \(shape.name)") }
    try check(text, shape, path, line: line(node))
    return text
  }

  private func check(_ text: String, _ shape: ConfigurationShape, _ path: String, line: Int?) throws {
    let fits =
      switch shape {
      case .integer(let range): Int(text).map(range.contains) ?? false
      case .boolean: text == "true" || text == "false"
      case .choice(let words): words.contains(text)
      default: true
      }
    if !fits { throw wrong(path, line, "expected \(shape.name)") }
  }

  private func refuseUnknownKeys(_ node: Node?, _ keys: [ConfigurationKey], _ prefix: String) throws {
    guard let node, node.null == nil else { return }
    guard let mapping = node.mapping else { throw wrong(prefix, line(node), "expected a section") }
    for (key, _) in mapping where !keys.contains(where: { $0.name == key.string }) {
      let known = keys.map(\.name).joined(separator: ", ")
      throw wrong(prefix + (key.string ?? "?"), line(key), "there is no such key; known here are \(known)")
    }
  }

  private func value(of name: String, in node: Node?) -> Node? {
    node?.mapping?.first { $0.key.string == name }?.value
  }

  private func line(_ node: Node) -> Int? { node.mark?.line }

  private func wrong(_ path: String, _ line: Int?, _ what: String) -> ConfigurationError {
    let place = line.map { "\(file):\($0)" } ?? file
    return ConfigurationError("\(place): \(places.section)\(path): \(what)")
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

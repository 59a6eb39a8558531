// A checked configuration: files and environment variables against a schema.

import Crypto
import Foundation
import Yams

/// What is wrong with a configuration, and where.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Everything that was found, at least one: `file:line: key: what is wrong; what to do`.
  public let faults: [String]

  /// Creates it from one fault.
  public init(_ description: String) { faults = [description] }

  /// Creates it from several.
  public init(faults: [String]) { self.faults = faults.isEmpty ? ["something is wrong that has no name"] : faults }

  /// The first fault, in one line, and how many more there are.
  public var description: String {
    guard faults.count > 1 else { return faults[0] }
    return "\(faults[0]) (and \(faults.count - 1) more: `tributary config check` lists them)"
  }
}

/// A configuration that has been checked: every key is known and every value has the right shape.
public struct Configuration: Sendable {
  private let values: [String: String]
  private let lists: [String: [Configuration]]
  private let maps: [String: [String: Configuration]]
  private let scalar: String?
  private let places: ConfigurationPlaces
  /// SHA-256 of what is in force, in lower-case hexadecimal: decisions record the digest they were made under.
  public let digest: String

  /// Reads a YAML file and checks it.
  /// - Parameters:
  ///   - file: the file; nil for the defaults alone.
  ///   - name: how errors call it: its path below the home folder; by default its last component.
  ///   - keys: the schema.
  ///   - environment: `TRIBUTARY_` + the key in capitals with `_` for `.` and before capitals, for instance
  ///     `TRIBUTARY_BROKER_PORT`, overrides a scalar key.
  /// - Throws: ``ConfigurationError`` with everything that is wrong with the file.
  public init(
    file: URL?, named name: String? = nil, keys: [ConfigurationKey], environment: [String: String] = [:]
  ) throws {
    let name = name ?? file?.lastPathComponent ?? "defaults"
    let node = try file.flatMap { try Configuration.node($0, name) }
    let faults = ConfigurationFaults()
    var reader = ConfigurationReader(file: name, environment: environment, faults: faults)
    reader.read(node, keys, prefix: "")
    guard faults.list.isEmpty else { throw ConfigurationError(faults: faults.list) }
    self.init(reader, scalar: nil)
  }

  private static func node(_ file: URL, _ name: String) throws -> Node? {
    guard let bytes = try? Data(contentsOf: file) else {
      throw ConfigurationError("\(file.path): cannot be read; check the path and the permissions")
    }
    guard let text = String(data: bytes, encoding: .utf8) else {
      throw ConfigurationError("\(name): is not in UTF-8; save it so")
    }
    do {
      return try Yams.compose(yaml: text)
    } catch {
      throw ConfigurationError(YAMLFault(error, in: text).text(of: name))
    }
  }

  init(_ reader: ConfigurationReader, scalar: String?) {
    values = reader.values
    lists = reader.lists
    maps = reader.maps
    self.scalar = scalar
    places = reader.places
    digest = Configuration.digest(values, lists, maps, scalar)
  }

  /// A scalar by its dotted key; empty when there is neither a value nor a default.
  public func text(_ key: String) -> String { values[key] ?? "" }
  /// A scalar, nil when there is neither a value nor a default.
  public func optionalText(_ key: String) -> String? { values[key] }
  /// A whole number (the schema has checked that it is one); 0 when absent.
  public func integer(_ key: String) -> Int { values[key].flatMap { Int($0) } ?? 0 }
  /// A boolean; false when absent.
  public func boolean(_ key: String) -> Bool { values[key] == "true" }
  /// A list of sections.
  public func sections(_ key: String) -> [Configuration] { lists[key] ?? [] }
  /// A list of scalars.
  public func texts(_ key: String) -> [String] { (lists[key] ?? []).compactMap(\.scalar) }
  /// A mapping to sections.
  public func map(_ key: String) -> [String: Configuration] { maps[key] ?? [:] }
  /// What is wrong with a value, for checks that a schema cannot say: with file, line and key.
  public func fault(_ key: String, _ what: String) -> ConfigurationError { places.fault(key, what) }
  /// A mapping to scalars.
  public func textMap(_ key: String) -> [String: String] { (maps[key] ?? [:]).compactMapValues(\.scalar) }

  private static func digest(
    _ values: [String: String], _ lists: [String: [Configuration]], _ maps: [String: [String: Configuration]],
    _ scalar: String?
  ) -> String {
    var lines = values.map { "\($0.key)=\($0.value)" }
    lines += lists.map { "\($0.key)=[\($0.value.map(\.digest).joined(separator: ","))]" }
    for (key, map) in maps {
      lines.append("\(key)={\(map.map { "\($0.key):\($0.value.digest)" }.sorted().joined(separator: ","))}")
    }
    lines.append("scalar=\(scalar ?? "")")
    return SHA256.hash(data: Data(lines.sorted().joined(separator: "\n").utf8))
      .map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

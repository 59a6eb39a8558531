// A checked configuration: files and environment variables against a schema.

import Crypto
import Foundation
import Yams

/// What is wrong with a configuration, and where.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// `file:line: key: what is wrong; what to do`.
  public let description: String

  /// Creates it.
  public init(_ description: String) { self.description = description }
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
  ///   - keys: the schema.
  ///   - environment: `TRIBUTARY_` + the key in capitals with `_` for `.` and before capitals, for instance
  ///     `TRIBUTARY_BROKER_PORT`, overrides a scalar key.
  /// - Throws: ``ConfigurationError``.
  public init(file: URL?, keys: [ConfigurationKey], environment: [String: String] = [:]) throws {
    let name = file?.lastPathComponent ?? "defaults"
    var node: Node?
    if let file {
      do {
        node = try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8))
      } catch let error as YamlError {
        throw ConfigurationError("\(name): not readable as YAML: \(error)")
      } catch {
        throw ConfigurationError("\(file.path): cannot be read; check the path and the permissions")
      }
    }
    var reader = ConfigurationReader(file: name, environment: environment)
    try reader.read(node, keys, prefix: "")
    self.init(reader, scalar: nil)
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

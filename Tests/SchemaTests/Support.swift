// Where the schemas are, and small ways to read them.

import Foundation
import SchemaValidation
import Testing

enum Schemas {
  /// The folder `schemas` of the package.
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("schemas")

  static func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }.sorted()
  }

  /// All schemas by routing key.
  static func all() throws -> [String: [String: Any]] {
    var schemas: [String: [String: Any]] = [:]
    for name in try names(in: folder) {
      schemas[String(name.dropLast(5))] = try object(folder.appendingPathComponent(name))
    }
    return schemas
  }

  static func object(_ file: URL) throws -> [String: Any] { try object(Data(contentsOf: file)) }

  static func object(_ data: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// Calls `visit` with every subschema of `schema` and its place; references are left as they are.
  static func walk(
    _ schema: [String: Any], at place: String, visit: (String, [String: Any]) throws -> Void
  ) rethrows {
    try visit(place, schema)
    for keyword in ["properties", "definitions"] {
      for (name, inner) in schema[keyword] as? [String: [String: Any]] ?? [:] {
        try walk(inner, at: "\(place)/\(keyword)/\(name)", visit: visit)
      }
    }
    for keyword in ["items", "additionalProperties", "propertyNames"] {
      if let inner = schema[keyword] as? [String: Any] { try walk(inner, at: "\(place)/\(keyword)", visit: visit) }
    }
  }
}

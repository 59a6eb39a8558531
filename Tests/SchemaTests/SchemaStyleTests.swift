// What every schema owes its readers: descriptions, units, limits, and keywords that all validators understand alike.

import Foundation
import Testing

struct SchemaStyleTests {
  /// Keywords of draft 7 that schemas may use.
  private static let allowed: Set<String> = [
    "$schema", "$id", "$ref", "title", "description", "definitions", "type", "enum", "const", "properties", "required",
    "additionalProperties", "propertyNames", "maxProperties", "items", "minItems", "maxItems", "minLength", "maxLength",
    "pattern", "minimum", "maximum",
  ]
  private static let exact = 9_007_199_254_740_991

  private func eachSubschema(_ visit: (String, [String: Any]) throws -> Void) throws {
    for (type, schema) in try Schemas.all() { try Schemas.walk(schema, at: type, visit: visit) }
  }

  @Test func onlyAllowedKeywordsAreUsed() throws {
    try eachSubschema { place, schema in
      #expect(Set(schema.keys).isSubset(of: Self.allowed), "\(place)")
      #expect(!(schema["additionalProperties"] is Bool), "\(place): receivers must bear what a later version adds")
    }
  }

  @Test func everyFileStandsAlone() throws {
    for (type, schema) in try Schemas.all() {
      #expect(schema["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
      #expect(schema["$id"] as? String == "urn:tributary:schema:\(type)")
      let definitions = schema["definitions"] as? [String: Any] ?? [:]
      try Schemas.walk(schema, at: type) { place, inner in
        guard let reference = inner["$ref"] as? String else { return }
        #expect(inner.count == 1, "\(place): what stands beside a reference has no effect in draft 7")
        let name = try #require(reference.split(separator: "/").last.map(String.init))
        #expect(reference == "#/definitions/\(name)" && definitions[name] != nil, "\(place)")
      }
    }
  }

  @Test func everyFieldIsDescribed() throws {
    try eachSubschema { place, schema in
      guard schema["$ref"] == nil, !place.hasSuffix("/propertyNames") else { return }
      #expect((schema["description"] as? String)?.hasSuffix(".") == true, "\(place)")
    }
  }

  @Test func everythingIsLimited() throws {
    try eachSubschema { place, schema in
      switch schema["type"] as? String {
      case "integer":
        let low = try #require(schema["minimum"] as? Int, "\(place)")
        let high = try #require(schema["maximum"] as? Int, "\(place)")
        #expect(low >= -Self.exact && high <= Self.exact && low < high, "\(place)")
      case "string": #expect(schema["maxLength"] != nil || schema["enum"] != nil, "\(place)")
      case "array": #expect(schema["maxItems"] != nil && schema["items"] != nil, "\(place)")
      case "object": #expect(schema["properties"] != nil || schema["maxProperties"] != nil, "\(place)")
      case "boolean": break
      default: #expect(schema["const"] != nil || schema["$ref"] != nil || place.hasSuffix("propertyNames"), "\(place)")
      }
    }
  }

  @Test func amountsNameTheirUnit() throws {
    try eachSubschema { place, schema in
      guard schema["maximum"] as? Int == Self.exact else { return }
      let description = schema["description"] as? String ?? ""
      #expect(description.contains("cents") || description.contains("bytes"), "\(place)")
    }
  }
}

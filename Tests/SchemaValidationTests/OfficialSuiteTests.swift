// The official JSON Schema test suite (Debian package json-schema-test-suite), for the keywords that schemas may use.

import Foundation
import Testing

struct OfficialSuiteTests {
  private static let folder = "/usr/share/json-schema-test-suite/tests/draft7"
  static var isInstalled: Bool { FileManager.default.fileExists(atPath: folder) }

  /// Where we differ on purpose: 1.0 is no integer here, since many readers make a floating-point number of it.
  /// (Earlier editions of the suite do not ask.)
  private static let exceptions: Set<String> = ["type: a float with zero fractional part is an integer"]

  @Test(
    .enabled(if: isInstalled, "install json-schema-test-suite"),
    arguments: [
      "type", "enum", "const", "properties", "required", "additionalProperties", "propertyNames", "minProperties",
      "maxProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum",
      "ref", "boolean_schema", "default",
    ])
  func theSuiteAgrees(keyword: String) throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(keyword).json"))
    let groups = try #require(try JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
    var used = 0
    for group in groups {
      let schema = try text(group["schema"])
      guard refusal(ofSchema: schema) == nil else { continue }
      for test in group["tests"] as? [[String: Any]] ?? [] {
        let name = "\(keyword): \(test["description"] as? String ?? "")"
        guard !Self.exceptions.contains(name) else { continue }
        used += 1
        #expect(satisfies(try text(test["data"]), schema) == test["valid"] as? Bool, "\(name) of \(schema)")
      }
    }
    #expect(used > 0, "no group of \(keyword) was tried")
  }

  private func text(_ value: Any?) throws -> String {
    let bytes = try JSONSerialization.data(withJSONObject: value ?? NSNull(), options: .fragmentsAllowed)
    return String(decoding: bytes, as: UTF8.self)
  }
}

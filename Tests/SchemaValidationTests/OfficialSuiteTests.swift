// The official JSON Schema test suite (Debian package json-schema-test-suite): all of draft 7, through the entry point
// that checks events. What we do not support, or see otherwise, is listed by name in UnsupportedCases.swift.

import Foundation
import SchemaValidation
import Testing

struct OfficialSuiteTests {
  private static let folder = "/usr/share/json-schema-test-suite/tests/draft7"
  static var isInstalled: Bool { FileManager.default.fileExists(atPath: folder) }

  /// What became of the whole suite.
  private struct Outcome {
    /// Groups of tests whose schema is refused: `file: group`.
    var refused: Set<String> = []
    /// Tests with another verdict than the suite's: `file: group: test`.
    var differing: Set<String> = []
    var agreed = 0
  }

  @Test(.enabled(if: isInstalled, "install json-schema-test-suite"))
  func everyCaseAgreesOrIsListed() throws {
    var outcome = Outcome()
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".json") }
    for file in files.sorted() { try run(file, into: &outcome) }
    let listed = Set(UnsupportedCases.refused.flatMap { file, groups in groups.map { "\(file): \($0)" } })
    #expect(outcome.refused.subtracting(listed).sorted() == [], "refused and not listed")
    #expect(outcome.differing.subtracting(UnsupportedCases.differing).sorted() == [], "differing and not listed")
    #expect(listed.subtracting(outcome.refused).sorted() == [], "listed and not refused")
    #expect(outcome.agreed >= UnsupportedCases.agreedAtLeast, "only \(outcome.agreed) cases agree")
  }

  private func run(_ file: String, into outcome: inout Outcome) throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(file)"))
    let groups = try #require(try JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
    for group in groups {
      let name = "\(file.dropLast(5)): \(group["description"] as? String ?? "")"
      let schema = try text(group["schema"])
      guard refusal(ofSchema: schema) == nil else {
        outcome.refused.insert(name)
        continue
      }
      for test in group["tests"] as? [[String: Any]] ?? [] {
        let document = try text(test["data"])
        let isValid = test["valid"] as? Bool
        if satisfies(document, schema) == isValid, try isEvent(document, schema) ?? isValid == isValid {
          outcome.agreed += 1
        } else {
          outcome.differing.insert("\(name): \(test["description"] as? String ?? "")")
        }
      }
    }
  }

  /// Whether an event is accepted whose data are the document and whose schema puts this one at `data`; nil where the
  /// schema refers to its own root and so cannot be put elsewhere.
  private func isEvent(_ document: String, _ schema: String) throws -> Bool? {
    guard !schema.contains("\"$ref\"") else { return nil }
    let registry = try SchemaRegistry(schemas: [probeType: #"{"type":"object","properties":{"data":\#(schema)}}"#])
    return fault(probe(document), in: registry) == nil
  }

  private func text(_ value: Any?) throws -> String {
    let bytes = try JSONSerialization.data(withJSONObject: value ?? NSNull(), options: .fragmentsAllowed)
    return String(decoding: bytes, as: UTF8.self)
  }
}

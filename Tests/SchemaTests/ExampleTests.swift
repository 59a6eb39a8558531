// Every example in both directions: a valid one is accepted, an invalid one is refused for exactly its fault.

import Foundation
import SchemaValidation
import Testing

struct ExampleTests {
  let registry: SchemaRegistry
  private let valid = Schemas.folder.appendingPathComponent("examples/valid")
  private let invalid = Schemas.folder.appendingPathComponent("examples/invalid")

  init() throws { registry = try SchemaRegistry(directory: Schemas.folder) }

  @Test func validExamplesAreAccepted() throws {
    for name in try Schemas.names(in: valid) {
      let body = try Data(contentsOf: valid.appendingPathComponent(name))
      do {
        let event = try registry.check(Array(body))
        #expect(name.hasPrefix(event.type.dropFirst(SchemaRegistry.typePrefix.count) + "."))
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
  }

  @Test func invalidExamplesAreRefusedForTheirFaultOnly() throws {
    let expected = try expectations()
    #expect(try Schemas.names(in: invalid) == expected.keys.sorted(), "expected.tsv lists every example")
    for (name, expectation) in expected {
      let body = try Data(contentsOf: invalid.appendingPathComponent(name))
      do {
        _ = try registry.check(Array(body))
        Issue.record("\(name) is accepted")
      } catch {
        #expect([error.pointer, error.rule] == expectation, "\(name): \(error)")
        if case .violation(_, _, _, _, let count) = error { #expect(count == 1, "\(name) has further faults") }
      }
    }
  }

  @Test func everyEventHasExamples() throws {
    let valid = try Schemas.names(in: valid)
    let invalid = try Schemas.names(in: invalid)
    for type in try Schemas.all().keys {
      #expect(valid.contains { $0.hasPrefix(type + ".") }, "\(type) has no valid example")
      #expect(invalid.count { $0.hasPrefix(type + "--") } >= 2, "\(type) has fewer than two invalid examples")
    }
  }

  /// File → [pointer, rule].
  private func expectations() throws -> [String: [String?]] {
    let text = try String(contentsOf: invalid.appendingPathComponent("expected.tsv"), encoding: .utf8)
    var expectations: [String: [String?]] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 3)
      expectations[fields[0]] = [fields[1], fields[2]]
    }
    return expectations
  }
}

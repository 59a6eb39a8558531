// Conditions hold or not, say why without values of the document, and say file, line and key of what is wrong.

import AdapterKit
import JSONRules
import Testing

struct ConditionTests {
  private let document = #"{"kind":"A-1","amount":100.50,"zero":"","deep":{"list":[{"x":true}]}}"#

  private func verdict(_ yaml: String) throws -> Condition.Verdict {
    try Condition(RuleFile.read(yaml, as: "f.yaml")).verdict(on: JSONValue(json: Array(document.utf8)))
  }

  @Test(
    arguments: [
      ("{field: /kind, equals: A-1}", true, "/kind is \"A-1\""),
      ("{field: /kind, equals: B}", false, "/kind is not \"B\""),
      ("{field: /kind, in: [B, A-1]}", true, "/kind is \"B\" or \"A-1\""),
      ("{field: /none, equals: B}", false, "/none is not there"),
      ("{field: /none, exists: false}", true, "/none is not there"),
      ("{field: /zero, exists: true}", false, "/zero is not there"),
      ("{field: /amount, atLeast: 100.5}", true, "/amount is at least 100.5"),
      ("{field: /amount, atLeast: 100.51}", false, "/amount is below 100.51"),
      ("{field: /amount, below: 100.51}", true, "/amount is below 100.51"),
      ("{field: /kind, below: 1}", false, "/kind is no number"),
      ("{field: /kind, beginsWith: A-}", true, "/kind begins with 'A-'"),
      ("{field: /deep/list/0/x, equals: true}", true, "/deep/list/0/x is true"),
      ("{field: /deep/list/0/x, equals: \"true\"}", false, "/deep/list/0/x is not \"true\""),
      ("{not: {field: /kind, equals: B}}", true, "/kind is not \"B\""),
      ("[{field: /kind, equals: A-1}, {field: /amount, below: 5}]", false, "/amount is at least 5"),
      ("{any: [{field: /kind, equals: B}, {field: /amount, atLeast: 5}]}", true, "/amount is at least 5"),
    ])
  func theySayWhetherAndWhy(_ yaml: String, _ holds: Bool, _ why: String) throws {
    #expect(try verdict(yaml) == .init(holds: holds, why: why))
  }

  @Test(
    arguments: [
      ("{field: kind, equals: A}", "f.yaml:1: field: 'kind' is no JSON pointer"),
      ("field: /a", "f.yaml:1: a field needs exactly one of"),
      ("{field: /a, equals: 1, below: 2}", "f.yaml:1: a field needs exactly one of"),
      ("field: /a\nequls: 1", "f.yaml:2: equls: there is no such key"),
      ("all: []", "f.yaml:1: all: expected at least one condition"),
      ("field: /a\natLeast: big", "f.yaml:2: atLeast: expected a number"),
      ("all:\n  - field: /a\n    exists: perhaps", "f.yaml:3: all[0].exists: expected true or false"),
      ("not: yes", "f.yaml:1: not: expected keys and values"), ("a: [", "f.yaml:2: not readable as YAML"),
    ])
  func whatIsWrongHasItsPlace(_ yaml: String, _ words: String) {
    let error = #expect(throws: RuleError.self) { try verdict(yaml) }
    #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
  }
}

// A small schema, and ways to try one rule.

import AdapterKit
import JSONRules
import Testing
import Translation

let probeType = "tributary.probe.made.v1"
private let probeSchema = """
  {"type":"object","properties":{"data":{"type":"object","required":["a"],"properties":{
    "a":{}, "b":{}, "list":{"type":"array","items":{"$ref":"#/definitions/item"}}}}},
   "definitions":{"item":{"type":"object","required":["k"],"properties":{"k":{},"l":{}}}}}
  """

/// Compiles a whole file.
func translation(_ yaml: String, shared: [String: LookupTable] = [:]) throws -> Translation {
  try Translation(
    name: "probe", RuleFile.read(yaml, as: "probe.yaml"), shared: shared, zone: "America/New_York",
    schemas: [probeType: JSONValue(json: Array(probeSchema.utf8))])
}

/// A file around the rule of the field `a`, written in one line.
func file(_ rule: String, more: String = "") -> String {
  """
  type: tributary.probe.made.v1
  source: urn:example:probe
  time: {constant: "2026-01-01T00:00:00Z"}
  tables:
    codes: {"1": ONE, "2": 2}
  \(more)
  data:
    a: \(rule)
  """
}

/// The text of the field `a` that a rule makes of a document; nil where it is left out.
func made(_ rule: String, of document: String) throws -> String? {
  let event = try translation(file(rule)).event(of: JSONValue(json: Array(document.utf8)), tenant: "t")
  return try #require(JSONPointer("/data/a")).value(in: event)?.text
}

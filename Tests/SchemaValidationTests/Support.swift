// What the tests of this folder share.

import CValijson
import Foundation
import SchemaValidation

/// A small event type to try documents on.
let probeType = "tributary.probe.made.v1"
let probeSchema = """
  {"type": "object", "required": ["id", "type", "source", "time", "data"], "properties": {
    "id": {"type": "string", "maxLength": 64}, "type": {"const": "tributary.probe.made.v1"},
    "source": {"type": "string"}, "time": {"type": "string"},
    "data": {"type": "object", "properties": {
      "amount": {"type": "integer", "minimum": -100, "maximum": 9007199254740991},
      "name": {"type": "string", "minLength": 1, "maxLength": 3, "pattern": "^[a-z]+$"},
      "a/b~c": {"type": "boolean"},
      "list": {"type": "array", "maxItems": 2, "items": {"type": "object", "required": ["k"]}},
      "map": {"type": "object", "properties": {"n": {"type": "integer"}}, "additionalProperties": {"type": "integer"}, "propertyNames": {"maxLength": 4}}}}}}
  """

func probeRegistry() throws -> SchemaRegistry { try SchemaRegistry(schemas: [probeType: probeSchema]) }

/// A probe event around the text of its data.
func probe(_ data: String) -> [UInt8] {
  Array(
    #"{"id":"1","type":"tributary.probe.made.v1","source":"/s","time":"2026-01-01T00:00:00Z","data":\#(data)}"#.utf8)
}

/// Why the registry refuses a body, nil where it does not.
func fault(_ body: [UInt8], in registry: SchemaRegistry) -> EventFault? {
  do {
    _ = try registry.check(body)
    return nil
  } catch {
    return error
  }
}

/// Whether a document satisfies a schema, nil where either cannot be read.
func satisfies(_ document: String, _ schema: String) -> Bool? {
  guard let compiled = cvj_schema_compile(schema, schema.utf8.count, nil, 0), let workspace = cvj_workspace_create()
  else { return nil }
  defer {
    cvj_schema_free(compiled)
    cvj_workspace_free(workspace)
  }
  guard cvj_parse(workspace, document, document.utf8.count) == CVJ_OK else { return nil }
  return cvj_validate(workspace, compiled) == CVJ_OK
}

/// Why a schema is refused, nil where it is not.
func refusal(ofSchema schema: String) -> String? {
  var reason = [CChar](repeating: 0, count: 256)
  let compiled = cvj_schema_compile(schema, schema.utf8.count, &reason, reason.count)
  defer { cvj_schema_free(compiled) }
  return compiled == nil ? String(decoding: reason.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
}

/// A small generator with a fixed sequence (xorshift64*), so that every run tries the same inputs.
struct FixedGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 2_685_821_657_736_338_717
  }
}

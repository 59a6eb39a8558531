// What a violation says: the place, the rule, and nothing of the content.

import SchemaValidation
import Testing

struct ViolationTests {
  let registry: SchemaRegistry
  init() throws { registry = try probeRegistry() }

  @Test(arguments: [
    (#"{"amount":"x"}"#, "/data/amount", "type"), (#"{"amount":-101}"#, "/data/amount", "minimum"),
    (#"{"name":""}"#, "/data/name", "minLength"), (#"{"name":"abcd"}"#, "/data/name", "maxLength"),
    (#"{"name":"AB"}"#, "/data/name", "pattern"), (#"{"a/b~c":1}"#, "/data/a~1b~0c", "type"),
    (#"{"list":[{"k":1},{}]}"#, "/data/list/1/k", "required"),
    (#"{"list":[{"k":1},{"k":1},{"k":1}]}"#, "/data/list", "maxItems"),
    (#"{"map":{"Smith":1}}"#, "/data/map/*", "propertyNames"), (#"{"map":{"Mia":"x"}}"#, "/data/map/*", "type"),
    (#"{"map":{"n":"x"}}"#, "/data/map/n", "type"),
    ("[]", "/data", "type"),
  ])
  func aViolationNamesPlaceAndRule(data: String, pointer: String, rule: String) {
    let refused = fault(probe(data), in: registry)
    #expect(refused?.code == "schema-violation")
    #expect(refused?.pointer == pointer)
    #expect(refused?.rule == rule)
  }

  /// Rules that combine others are reported where the value is; a `*` stands for a name that the schema lacks.
  @Test(arguments: [
    (#"{"anyOf":[{"type":"string"},{"minimum":5}]}"#, "3", "/data", "anyOf"),
    (#"{"oneOf":[{"type":"integer"},{"minimum":2}]}"#, "3", "/data", "oneOf"),
    (#"{"not":{"type":"string"}}"#, #""Smith""#, "/data", "not"),
    (#"{"allOf":[{"properties":{"a":{"type":"string"}}}]}"#, #"{"a":1}"#, "/data/a", "type"),
    (#"{"if":{"type":"integer"},"then":{"maximum":2},"else":{"const":"x"}}"#, "3", "/data", "maximum"),
    (#"{"if":{"type":"integer"},"then":{"maximum":2},"else":{"const":"x"}}"#, #""y""#, "/data", "const"),
    (#"{"dependencies":{"a":["b"]}}"#, #"{"a":1}"#, "/data/b", "dependencies"),
    (#"{"dependencies":{"a":{"required":["c"]}}}"#, #"{"a":1}"#, "/data/c", "required"),
    (#"{"patternProperties":{"^s_":{"type":"string"}}}"#, #"{"s_Smith":1}"#, "/data/*", "type"),
    (#"{"items":[{"type":"integer"}],"additionalItems":false}"#, "[1,2]", "/data/1", "additionalItems"),
    (#"{"contains":{"const":1}}"#, "[2,3]", "/data", "contains"),
    (#"{"uniqueItems":true}"#, #"[{"a":1,"b":2},{"b":2,"a":1.0}]"#, "/data", "uniqueItems"),
    (#"{"multipleOf":0.01}"#, "19.995", "/data", "multipleOf"), (#"{"multipleOf":25}"#, "51", "/data", "multipleOf"),
    (#"{"exclusiveMinimum":3}"#, "3", "/data", "exclusiveMinimum"),
    (#"{"exclusiveMaximum":3}"#, "3", "/data", "exclusiveMaximum"),
  ])
  func combinedRulesNamePlaceAndRule(schema: String, data: String, pointer: String, rule: String) throws {
    let registry = try SchemaRegistry(
      schemas: [probeType: #"{"type":"object","properties":{"data":\#(schema)}}"#])
    let refused = fault(probe(data), in: registry)
    #expect(refused?.pointer == pointer && refused?.rule == rule, "\(String(describing: refused))")
    #expect(refused?.description.contains("Smith") == false)
  }

  @Test func lengthsAreCountedInCharacters() {
    #expect(fault(probe(#"{"name":"éé😀é"}"#), in: registry)?.rule == "maxLength")
    #expect(fault(probe(#"{"name":"éé😀"}"#), in: registry)?.rule == "pattern")
  }

  @Test func violationsAreCountedAndTheFirstIsTold() {
    let refused = fault(probe(#"{"amount":"x","name":"","list":[{},{}]}"#), in: registry)
    guard case .violation(_, let pointer, _, let message, let count) = refused else {
      Issue.record("no violation")
      return
    }
    #expect(pointer == "/data/amount" && count == 4 && message == "must be an integer")
    #expect(refused?.description.contains("4 violations in all") == true)
  }

  @Test func aClosedObjectRefusesUnknownNames() {
    let schema = #"{"properties":{"a":{}},"additionalProperties":false}"#
    #expect(satisfies(#"{"a":1}"#, schema) == true)
    #expect(satisfies(#"{"a":1,"b":2}"#, schema) == false)
  }

  @Test func anUnknownNameIsNoViolation() {
    #expect(fault(probe(#"{"later":{"addition":[1,2]}}"#), in: registry) == nil)
  }

  @Test(arguments: [
    ("[]", "not-an-object", ""), ("3", "not-an-object", ""), ("{}", "missing-attribute", "/type"),
    (#"{"type":7}"#, "missing-attribute", "/type"), (#"{"type":"tributary.probe.made.v2"}"#, "unknown-type", "/type"),
    (#"{"type":"tributary.probe.made.v1"}"#, "schema-violation", "/data"),
  ])
  func theEnvelopeIsCheckedFirst(body: String, code: String, pointer: String) {
    let refused = fault(Array(body.utf8), in: registry)
    #expect(refused?.code == code)
    #expect(refused?.pointer == pointer)
  }

  @Test func anUnknownTypeIsRepeatedOnlyIfItLooksLikeOne() {
    let known = fault(Array(#"{"type":"tributary.other.v1"}"#.utf8), in: registry)
    #expect(known == .unknownType(type: "tributary.other.v1", known: [probeType]))
    let strange = fault(Array(#"{"type":"Jane Miller"}"#.utf8), in: registry)
    #expect(strange == .unknownType(type: nil, known: [probeType]))
  }

  @Test func aCheckedEventCarriesItsEnvelope() throws {
    let body = #"{"time":"t","type":"tributary.probe.made.v1","source":"/s","id":"1","subject":"é","causationid":"c","#
      + #""correlationid":"f","data":{"b":1,"a":"x"}}"#
    let event = try registry.check(Array(body.utf8))
    #expect(event.id == "1" && event.source == "/s" && event.time == "t" && event.type == probeType)
    #expect(event.subject == "é" && event.causationID == "c" && event.correlationID == "f")
    // printf '{"a":"x","b":1}' | sha256sum
    #expect(event.contentDigest == "cdab067e9f3beb32d1252cfd63e492592fecbf591b0d08cadb24bb17f3864246")
  }

  @Test func theDigestCoversContentNotWriting() throws {
    let one = try registry.check(probe(#"{"b":[1,2.50],"a":"\u00e9"}"#))
    let other = try registry.check(probe("{ \"a\" : \"é\",\n\"b\":[1,2.5] }"))
    let another = try registry.check(probe(#"{"a":"é","b":[2.5,1]}"#))
    #expect(one.contentDigest == other.contentDigest)
    #expect(one.contentDigest != another.contentDigest)
  }

  @Test func manyThreadsShareARegistry() async {
    let registry = registry
    let results = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        group.addTask {
          let wrong = fault(probe(#"{"amount":"\#(index)"}"#), in: registry)?.pointer == "/data/amount"
          return wrong && fault(probe(#"{"amount":\#(index)}"#), in: registry) == nil
        }
      }
      return await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(results.count == 200 && results.allSatisfy { $0 })
  }
}

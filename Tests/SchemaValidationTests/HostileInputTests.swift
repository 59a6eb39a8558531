// Documents made to break a reader: each is refused with its place, none ends the process.

import SchemaValidation
import Testing

struct HostileInputTests {
  let registry: SchemaRegistry
  init() throws { registry = try probeRegistry() }

  @Test func nestingIsLimitedAtItsEdge() {
    let nested = { (depth: Int) in
      probe(String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
    }
    let schemaFault = fault(nested(SchemaRegistry.maximumDepth - 1), in: registry)
    #expect(schemaFault?.pointer == "/data" && schemaFault?.rule == "type")
    #expect(fault(nested(SchemaRegistry.maximumDepth), in: registry)?.code == "too-deep")
    #expect(fault(nested(400_000), in: registry)?.code == "too-deep")
    #expect(fault(Array(String(repeating: #"{"a":"#, count: 150_000).utf8), in: registry)?.code == "too-deep")
  }

  @Test func sizeIsLimitedAtItsEdge() {
    let frame = probe(#"{"text":""}"#).count
    let text = { (length: Int) in probe(#"{"text":"\#(String(repeating: "x", count: length))"}"#) }
    #expect(fault(text(SchemaRegistry.maximumBytes - frame), in: registry) == nil)
    #expect(
      fault(text(SchemaRegistry.maximumBytes - frame + 1), in: registry)
        == .tooLarge(bytes: SchemaRegistry.maximumBytes + 1))
  }

  @Test func aLongStringMeetsAPatternWithoutHarm() {
    let long = String(repeating: "a", count: 1_000_000)
    let schema = #"{"type":"string","pattern":"^(a+)+b$"}"#
    #expect(satisfies("\"\(long)\"", schema) == false)
    #expect(satisfies("\"\(long)b\"", schema) == true)
  }

  @Test(arguments: [
    (#""\ud800""#, false), (#""\udc00""#, false), (#""\ud800x""#, false), (#""\ud800\ud800""#, false),
    (#""\ud83d\ude00""#, true), (#""\ud7ff\ue000""#, true), (#""\x""#, false),
    (#""\u12""#, false),
  ])
  func escapesMustBeWholeCharacters(text: String, accepted: Bool) {
    #expect((fault(probe(#"{"text":\#(text)}"#), in: registry) == nil) == accepted)
    #expect((fault(probe(#"{\#(text):1}"#), in: registry) == nil) == accepted)
  }

  @Test(arguments: [
    [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0x00], [0x01],
  ] as [[UInt8]])
  func bytesThatAreNoTextAreRefusedWithTheirOffset(bytes: [UInt8]) {
    var body = probe(#"{"text":"@"}"#)
    guard let place = body.firstIndex(of: UInt8(ascii: "@")) else { return }
    body.replaceSubrange(place...place, with: bytes)
    guard case .notJSON(let offset, _) = fault(body, in: registry) else {
      Issue.record("accepted, or refused for another reason")
      return
    }
    #expect(offset == UInt64(place))
  }

  @Test func whatFollowsTheDocumentIsRead() {
    let good = probe("{}")
    #expect(fault(good + Array(" \n\t".utf8), in: registry) == nil)
    #expect(fault(good + [0] + Array("{".utf8), in: registry)?.code == "not-json")
    #expect(fault(good + good, in: registry)?.code == "not-json")
    #expect(fault([0xEF, 0xBB, 0xBF] + good, in: registry)?.code == "not-json")
    #expect(fault([], in: registry)?.code == "not-json")
  }

  /// What follows it would be lost on the way: a control number would become another one.
  @Test(arguments: [
    (#"{"other":"FC-1\u0000X"}"#, true), (#"{"o\u0000":1}"#, true), (#"{"other":"\\\u0000"}"#, true),
    (#"{"other":"\\u0000"}"#, false), (#"{"other":"\\u0000 \u0000"}"#, true),
  ])
  func textsWithNULAreRefused(data: String, isRefused: Bool) {
    let found = fault(probe(data), in: registry)
    #expect((found?.code == "nul-character") == isRefused, "\(data)")
  }

  @Test(arguments: [
    ("01", "not-json"), ("1.", "not-json"), (".5", "not-json"), ("+1", "not-json"), ("NaN", "not-json"),
    ("Infinity", "not-json"), ("1e400", "not-json"), ("-", "not-json"), ("9007199254740993", "inexact-number"),
    ("-9007199254740992", "inexact-number"), ("123456789012345678901234567890", "inexact-number"),
    ("1e20", "inexact-number"),
  ])
  func numbersThatNotAllReadersKeepAreRefused(number: String, code: String) {
    #expect(fault(probe(#"{"other":\#(number)}"#), in: registry)?.code == code)
  }

  @Test(arguments: ["9007199254740991", "-9007199254740991", "0.1", "-0", "1e-320", "1.5e3"])
  func numbersThatAllReadersKeepAreAccepted(number: String) {
    #expect(fault(probe(#"{"other":\#(number)}"#), in: registry) == nil)
  }

  @Test(arguments: ["1.0", "1e0", "1.5", "9007199254740992", #""1""#, "true", "null", "-101", "{}", "[1]"])
  func amountsAreIntegersWithinTheirLimits(number: String) {
    let refused = fault(probe(#"{"amount":\#(number)}"#), in: registry)
    #expect(refused?.pointer == "/data/amount")
    #expect(["type", "minimum", "maximum"].contains(refused?.rule))
  }

  @Test func aNameMayStandOnceInAnObject() {
    for data in [#"{"x":1,"y":2,"x":3}"#, #"{"l":[{"x":1,"x":1}]}"#, #"{"x":1,"\u0078":2}"#, #"{"b":1,"a":1,"a":2}"#] {
      #expect(fault(probe(data), in: registry)?.code == "duplicate-name")
    }
    let twice = Array(#"{"id":"1","id":"2"}"#.utf8)
    #expect(fault(twice, in: registry) == .duplicateName(byteOffset: 11))
    #expect(fault(probe(#"{"x":{"x":1},"y":{"x":1}}"#), in: registry) == nil)
  }

  @Test func everyTruncationIsRefused() {
    let body = probe(#"{"amount":-12,"name":"é\n","list":[{"k":true}],"map":{"CO":1.5e3}}"#)
    for length in 0..<body.count {
      #expect(fault(Array(body.prefix(length)), in: registry)?.code == "not-json", "cut to \(length) bytes")
    }
  }

  @Test func mutationsNeverEndTheProcessNorLeakContent() {
    let secret = "zzsecretzz"
    let body = probe(#"{"amount":12,"name":"\#(secret)","list":[{"k":"\#(secret)"}],"map":{"\#(secret)":1}}"#)
    var random = FixedGenerator(seed: 20_260_301)
    for _ in 0..<2_000 {
      var mutated = body
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let place = Int.random(in: 0..<mutated.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: mutated[place] = UInt8.random(in: 0...255, using: &random)
        case 1: mutated.remove(at: place)
        case 2: mutated.insert(contentsOf: Array("{}[]\",:0".utf8).shuffled(using: &random).prefix(2), at: place)
        default: mutated += mutated[place...].prefix(20)
        }
      }
      let text = fault(mutated, in: registry)?.description ?? ""
      #expect(!text.contains("secret"))
    }
  }
}

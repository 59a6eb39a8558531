// Documents are read strictly, and numbers keep their digits.

import JSONRules
import Testing

struct JSONReaderTests {
  private func read(_ text: String) throws(JSONFault) -> JSONValue { try JSONValue(json: Array(text.utf8)) }

  @Test func numbersKeepTheirDigits() throws {
    let value = try read(#"{"b": 180.00, "a": [1e2, -0.10, 12345678901234567890.123]}"#)
    #expect(value.text == #"{"a":[1e2,-0.10,12345678901234567890.123],"b":180.00}"#)
  }

  @Test func textsAreReadAndWritten() throws {
    let value = try read(#""a\"\\\/\n\u00e9\ud83d\ude00\u0001""#)
    #expect(value == .string("a\"\\/\né😀\u{1}"))
    #expect(value.text == #""a\"\\/\né😀\u0001""#)
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "01", "+1", ".5", "1.", "1e", "-", "nul", "\"\\x\"", "\"\\ud800\"",
    "\"\\ud800\\u0041\"", "\"\u{1}\"", "\"a", "1 2", "\u{FEFF}1", "{a:1}", "[1 2]", "\"\\u12g4\"",
  ])
  func whatIsNoJSONIsRefused(_ text: String) {
    let fault = #expect(throws: JSONFault.self) { try read(text) }
    #expect(fault?.code == "not-json")
  }

  @Test func invalidUTF8IsRefused() {
    #expect(throws: JSONFault.self) { try JSONValue(json: [0x22, 0xC3, 0x28, 0x22]) }
  }

  @Test func aNameTwiceIsRefused() {
    let fault = #expect(throws: JSONFault.self) { try read(#"{"a":1,"a":2}"#) }
    #expect(fault?.code == "duplicate-name" && fault?.offset == 7)
  }

  @Test func depthIsLimitedAtItsEdge() throws {
    let deep = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    _ = try read(deep(JSONValue.maximumDepth))
    let fault = #expect(throws: JSONFault.self) { try read(deep(JSONValue.maximumDepth + 1)) }
    #expect(fault?.code == "too-deep")
  }

  @Test(
    arguments: [
      ("", "{\"a\":{\"b\":[10,20]},\"c/d\":1,\"e~f\":2}"), ("/a/b/1", "20"), ("/c~1d", "1"), ("/e~0f", "2"),
      ("/a/b/2", nil), ("/a/b/01", nil), ("/a/b/-", nil), ("/x", nil), ("/a/b/1/x", nil),
    ] as [(String, String?)])
  func pointersFindTheirPlace(_ pointer: String, _ found: String?) throws {
    let document = try read(#"{"a":{"b":[10,20]},"c/d":1,"e~f":2}"#)
    let place = try #require(JSONPointer(pointer))
    #expect(place.value(in: document)?.text == found)
    #expect(place.description == pointer)
  }

  @Test(arguments: ["a", "/~", "/~2", "#/a"])
  func whatIsNoPointerIsNone(_ text: String) { #expect(JSONPointer(text) == nil) }

  @Test(
    arguments: [
      ("12.5", 2, 1250), ("12.50", 2, 1250), ("12.505", 2, nil), ("1e2", 2, 10000), ("125e-2", 2, 125), ("-0", 2, 0),
      ("-0.01", 2, -1), ("92233720368547758.07", 2, Int64.max), ("92233720368547758.08", 2, nil), ("1.0", 0, 1),
      ("100", 0, 100), ("0.000", 0, 0), ("1e31", 0, nil), ("abc", 0, nil), ("1.", 0, nil), ("", 0, nil),
    ] as [(String, Int, Int64?)])
  func decimalsAreExact(_ text: String, _ places: Int, _ units: Int64?) {
    #expect(ExactDecimal(text)?.units(places: places) == units)
  }

  @Test(
    arguments: [
      ("1", "1.0", true), ("1", "1.01", false), ("-1", "-1.5", true), ("1e30", "999999999999999999999999999999", true),
      ("1e-30", "1e30", false), ("1e30", "1e-30", true), ("-1e30", "1e-30", false), ("1e-30", "-1e30", true),
      ("0", "0.00", true),
    ])
  func decimalsAreCompared(_ left: String, _ right: String, _ isAtLeast: Bool) throws {
    #expect(try #require(ExactDecimal(left)).isAtLeast(try #require(ExactDecimal(right))) == isAtLeast)
  }
}

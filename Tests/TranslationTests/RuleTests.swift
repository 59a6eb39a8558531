// Each rule and conversion: what it makes, and what it says of values that it cannot take.

import AdapterKit
import JSONRules
import Testing
import Translation

struct RuleTests {
  @Test(
    arguments: [
      // Where a value comes from.
      ("/x", #"{"x":"v"}"#, #""v""#), ("{from: /x}", #"{"x":1.50}"#, "1.50"),
      ("{from: [/x, /y]}", #"{"x":"","y":"w"}"#, #""w""#), ("{constant: USD}", "{}", #""USD""#),
      ("{constant: 5}", "{}", "5"), ("{constant: \"5\"}", "{}", #""5""#), ("{constant: 005}", "{}", #""005""#),
      ("{from: /x, default: none}", #"{"x":null}"#, #""none""#), ("{from: /x, default: []}", "{}", "[]"),
      ("{from: /x, optional: true}", "{}", nil),
      ("{concat: [/x, /y, {constant: z}], separator: \"-\"}", #"{"x":"a","y":1}"#, #""a-1-z""#),
      ("{concat: [/x, {from: /y, optional: true}], separator: \"-\"}", #"{"x":"a"}"#, #""a""#),
      ("{list: [/x, {from: /y, optional: true}, /z]}", #"{"x":"a","z":"c"}"#, #"["a","c"]"#),
      ("{first: [{from: /x, when: {field: /k, equals: 1}}, /y]}", #"{"k":2,"x":"a","y":"b"}"#, #""b""#),
      ("{each: /l, item: {fromRoot: /x}}", #"{"x":7,"l":[1,2]}"#, "[7,7]"),
      (
        "{each: /l, item: {from: /v, when: {field: /use, equals: true}}}",
        #"{"l":[{"use":true,"v":1},{"use":false,"v":2}]}"#, "[1]"
      ),
      ("{fields: {p: /x, q: {from: /y, optional: true}}}", #"{"x":1}"#, #"{"p":1}"#),
      ("{fields: {p: {constant: 9}}, keepRest: true, drop: x}", #"{"x":1,"y":2}"#, #"{"p":9,"y":2}"#),
      // Conversions.
      ("{from: /x, trim: true}", #"{"x":"  a b "}"#, #""a b""#), ("{from: /x, case: upper}", #"{"x":"ab"}"#, #""AB""#),
      ("{from: /x, split: {on: \"-\", take: 2}}", #"{"x":"a-b-c"}"#, #""b""#),
      ("{from: /x, split: {on: \"-\", take: -1}}", #"{"x":"a-b-c"}"#, #""c""#),
      ("{from: /x, split: {on: \",\"}, trim: true, lookup: codes}", #"{"x":"1,2"}"#, #"["ONE",2]"#),
      ("{from: /x, pad: {width: 4, with: \"0\"}}", #"{"x":42}"#, #""0042""#),
      ("{from: /x, pad: {width: 1, with: \"0\"}}", #"{"x":42}"#, #""42""#),
      ("{from: /x, lookup: codes}", #"{"x":1}"#, #""ONE""#),
      ("{from: /x, lookup: codes, otherwise: keep}", #"{"x":"9"}"#, #""9""#),
      ("{from: /x, lookup: codes, otherwise: leaveOut, optional: true}", #"{"x":"9"}"#, nil),
      ("{from: /x, lookup: codes, otherwise: {value: OTHER}}", #"{"x":"9"}"#, #""OTHER""#),
      ("{from: /x, text: true}", #"{"x":1.50}"#, #""1.50""#), ("{from: /x, integer: true}", #"{"x":"7.0"}"#, "7"),
      ("{from: /x, boolean: {yes: [Y], no: [N]}}", #"{"x":"N"}"#, "false"),
      // Dates and times.
      ("{from: /x, date: M/d/yyyy}", #"{"x":"2/9/2026"}"#, #""2026-02-09""#),
      ("{from: /x, date: yyyyMMdd}", #"{"x":20240229}"#, #""2024-02-29""#),
      ("{from: /x, dateTime: rfc3339}", #"{"x":"2026-03-01T23:30:00-05:00"}"#, #""2026-03-02T04:30:00Z""#),
      ("{from: /x, dateTime: epochMilliseconds}", #"{"x":1772366400123}"#, #""2026-03-01T12:00:00.123Z""#),
      ("{from: /x, dateTime: epochSeconds}", #"{"x":1772366400.5}"#, #""2026-03-01T12:00:00.500Z""#),
      ("{from: /x, dateTime: \"yyyy-MM-dd HH:mm:ss\"}", #"{"x":"2026-01-15 12:00:00"}"#, #""2026-01-15T17:00:00Z""#),
      ("{from: /x, dateTime: \"yyyy-MM-dd HH:mm:ss\"}", #"{"x":"2026-07-15 12:00:00"}"#, #""2026-07-15T16:00:00Z""#),
      ("{from: /x, dateTime: {pattern: yyyyMMdd, zone: UTC}}", #"{"x":"20260115"}"#, #""2026-01-15T00:00:00Z""#),
      // The clock of New York skips 02:30 on 8 March 2026 and shows 01:30 twice on 1 November.
      ("{from: /x, dateTime: \"yyyyMMdd HH:mm\"}", #"{"x":"20260308 02:30"}"#, #""2026-03-08T07:30:00Z""#),
      ("{from: /x, dateTime: \"yyyyMMdd HH:mm\"}", #"{"x":"20261101 01:30"}"#, #""2026-11-01T05:30:00Z""#),
    ] as [(String, String, String?)])
  func aRuleMakesItsValue(_ rule: String, _ document: String, _ value: String?) throws {
    #expect(try made(rule, of: document) == value)
  }

  @Test(
    arguments: [
      ("/x", "{}", "missing-value", "/x", "probe: data.a"),
      ("/x", #"{"x":""}"#, "missing-value", "/x", "probe: data.a"),
      ("{each: /l, item: /v}", #"{"l":[{"v":1},{}]}"#, "missing-value", "/l/1/v", "probe: data.a.item"),
      ("{concat: [/x, /y], separator: \":\"}", #"{"x":"a"}"#, "missing-value", "/y", "probe: data.a.concat[1]"),
      ("{list: [/x, /y]}", #"{"x":"a"}"#, "missing-value", "/y", "probe: data.a.list[1]"),
      ("{each: /l, item: /v}", #"{"l":{"v":1}}"#, "wrong-kind", "/l", "probe: data.a"),
      ("{from: /x, lookup: codes}", #"{"x":"SECRET"}"#, "unknown-code", "/x", "probe: data.a: lookup"),
      ("{from: /x, split: {on: \"-\", take: 3}}", #"{"x":"SECRET-b"}"#, "no-such-part", "/x", "probe: data.a: split"),
      ("{from: /x, trim: true}", #"{"x":{"SECRET":1}}"#, "wrong-kind", "/x", "probe: data.a: trim"),
      ("{from: /x, date: yyyyMMdd}", #"{"x":"20260230"}"#, "not-a-date", "/x", "probe: data.a: date"),
      ("{from: /x, date: yyyyMMdd}", #"{"x":"2026023"}"#, "not-a-date", "/x", "probe: data.a: date"),
      ("{from: /x, date: yyyyMMdd}", #"{"x":"202602288"}"#, "not-a-date", "/x", "probe: data.a: date"),
      ("{from: /x, dateTime: rfc3339}", #"{"x":"2026-03-01 12:00"}"#, "not-a-time", "/x", "probe: data.a: dateTime"),
      ("{from: /x, dateTime: epochSeconds}", #"{"x":1e29}"#, "not-a-time", "/x", "probe: data.a: dateTime"),
      ("{from: /x, integer: true}", #"{"x":1.5}"#, "not-a-number", "/x", "probe: data.a: integer"),
      ("{from: /x, boolean: {yes: Y, no: N}}", #"{"x":"SECRET"}"#, "not-a-boolean", "/x", "probe: data.a: boolean"),
    ])
  func whatCannotBeTakenHasPlaceAndRule(
    _ rule: String, _ document: String, _ code: String, _ pointer: String, _ key: String
  ) {
    let fault = #expect(throws: TranslationFault.self) { try made(rule, of: document) }
    #expect(fault?.code == code && fault?.pointer == pointer && fault?.rule == key, "\(fault?.description ?? "")")
    #expect(fault?.description.contains("SECRET") != true, "a fault holds nothing of the input")
  }

  // MARK: - Money

  @Test(
    arguments: [
      ("major", "12.5", "1250"), ("major", "\"12.50\"", "1250"), ("major", "12.500", "1250"), ("major", "0", "0"),
      ("major", "\"-.05\"", "-5"), ("major", "\"+7\"", "700"), ("major", "1e2", "10000"), ("major", "-1.5e1", "-1500"),
      ("minor", "\"000012345\"", "12345"), ("major", "0.29", "29"), ("major", "1.15", "115"), ("major", "4.35", "435"),
      ("{unit: major, groupMark: \",\"}", "\"1,234,567.89\"", "123456789"),
      ("{unit: major, groupMark: \",\"}", "\"1234.5\"", "123450"),
      ("{unit: major, decimalMark: \",\", groupMark: \".\"}", "\"1.234,56\"", "123456"),
      ("{unit: major, parentheses: true}", "\"(12.50)\"", "-1250"),
      ("{unit: major, trailingSign: true}", "\"12.50-\"", "-1250"),
      ("{unit: major, symbol: $}", "\"-$12.50\"", "-1250"), ("major", "90071992547409.91", "9007199254740991"),
    ])
  func moneyIsExact(_ rule: String, _ amount: String, _ cents: String) throws {
    #expect(try made("{from: /x, money: \(rule)}", of: #"{"x":\#(amount)}"#) == cents)
  }

  @Test(
    arguments: [
      ("major", "12.505"), ("major", "\"1,234.50\""), ("major", "\"12.50-\""), ("major", "\"(12.50)\""),
      ("major", "\"$5\""), ("major", "\"\u{661}2\""), ("major", "\".\""), ("major", "\"--5\""), ("major", "\"1e\""),
      ("minor", "12.5"), ("major", "90071992547409.92"), ("major", "1e29"), ("major", "\"5 0\""),
      ("{unit: major, groupMark: \",\"}", "\"12,34.00\""), ("{unit: major, groupMark: \",\"}", "\",123\""),
      ("{unit: major, parentheses: true}", "\"(-5)\""),
    ])
  func whatIsNoExactAmountIsRefused(_ rule: String, _ amount: String) {
    let fault = #expect(throws: TranslationFault.self) {
      try made("{from: /x, money: \(rule)}", of: #"{"x":\#(amount)}"#)
    }
    #expect(fault?.code == "not-money")
  }

  @Test func eventsHaveALimit() throws {
    let items = "[" + Array(repeating: "1", count: 400).joined(separator: ",") + "]"
    let nested = "{each: /l, item: {eachOfRoot: /l, item: {fromRoot: /x}}}"
    let fault = #expect(throws: TranslationFault.self) { try made(nested, of: #"{"x":1,"l":\#(items)}"#) }
    #expect(fault?.code == "too-large")
  }
}

// The canonical form, against the samples of RFC 8785.

import Foundation
import SchemaValidation
import Testing

struct CanonicalJSONTests {
  private func canonical(_ json: String) throws -> String {
    String(decoding: try CanonicalJSON.canonical(Array(json.utf8)), as: UTF8.self)
  }

  /// RFC 8785, appendix B: the bits of a double and how it is written.
  @Test(arguments: [
    (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
    (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
    (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
    (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
    (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
    (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
    (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
    (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
    (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
  ] as [(UInt64, String)])
  func numbersAreWrittenAsInTheAppendix(bits: UInt64, text: String) throws {
    let value = Double(bitPattern: bits)
    // Foundation's %.17g holds every double exactly; what is read of it is the same double.
    let written = try canonical("[" + String(format: "%.17g", value) + "]")
    #expect(written == "[\(text)]")
  }

  /// RFC 8785, section 3.2.2.
  @Test func literalsAndStringsAreWrittenMinimally() throws {
    let input = #"""
      {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
       "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}
      """#
    let expected = #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"#
      + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#
    #expect(try canonical(input) == expected)
  }

  /// RFC 8785, section 3.2.3.
  @Test func namesAreSortedByUTF16CodeUnits() throws {
    let input = #"""
      {"\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
       "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"}
      """#
    let expected = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\","
      + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\","
      + "\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
    #expect(try canonical(input) == expected)
  }

  @Test(arguments: [
    ("[-0]", "[0]"), ("[-0.0]", "[0]"), ("[1.0]", "[1]"), ("[100]", "[100]"), ("[1e2]", "[100]"),
    ("[9007199254740991]", "[9007199254740991]"), ("[18446744073709551615]", "[18446744073709552000]"),
    (#"["\u0000\u001f\b\f\t\u007f"]"#, "[\"\\u0000\\u001f\\b\\f\\t\u{7f}\"]"), (#"{"a":{},"":[]}"#, #"{"":[],"a":{}}"#),
    (#"{"a":1,"aa":2,"B":3}"#, #"{"B":3,"a":1,"aa":2}"#), ("\"x\"", "\"x\""), (" 7 ", "7"),
  ])
  func smallCases(input: String, expected: String) throws {
    #expect(try canonical(input) == expected)
  }

  @Test func theCanonicalFormIsItsOwnCanonicalForm() throws {
    let once = try canonical(#"{"z":[1.25e-9,{"k":"\u00e9","a":[]}],"a":12345.678}"#)
    #expect(try canonical(once) == once)
  }
}

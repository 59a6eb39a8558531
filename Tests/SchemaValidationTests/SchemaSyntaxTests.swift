// Schemas that cannot be used are refused with the reason, and patterns mean what ECMA-262 says.

import Foundation
import SchemaValidation
import Testing

struct SchemaSyntaxTests {
  @Test(arguments: [
    (#"{"type":"text"}"#, "text"), (#"{"maxlength":5}"#, "/maxlength"),
    (#"{"oneOf":[{"not":{"x":1}}]}"#, "/oneOf/0/not/x"),
    (#"{"properties":{"a":{"format":"date"}}}"#, "/properties/a/format"), (#"{"items":[{"a":1}]}"#, "/items/0/a"),
    (#"{"dependencies":{"a":{"b":1}}}"#, "/dependencies/a/b"), (#"{"multipleOf":0}"#, "multipleOf"),
    (##"{"allOf":[{"$ref":"#"}]}"##, "leads back"), (##"{"not":{"anyOf":[{"$ref":"#"}]}}"##, "leads back"),
    (#"{"pattern":"("}"#, "("), (#"{"pattern":"a|b"}"#, "group"), (#"{"maxLength":-1}"#, "maxLength"),
    (#"{"$ref":"other.json#/definitions/x"}"#, "outside of the file"), (#"{"type":"object""#, "not usable JSON"),
    ("3", "not a schema"),
  ])
  func anUnusableSchemaIsRefused(schema: String, hint: String) {
    #expect(refusal(ofSchema: schema)?.contains(hint) == true, "\(refusal(ofSchema: schema) ?? "accepted")")
  }

  @Test(arguments: [
    ("^a*$", "aaa", true), ("^a*$", "aab", false), ("a+", "xxaay", true), ("^[^a]$", "€", true),
    ("^€{2}$", "€€", true), ("^€{2}$", "€", false),
    ("^.$", "😀", true),
    ("^.$", "\\n", false), ("^\\\\d{2,3}$", "1234", false), ("^\\\\d{2,}$", "1234", true),
    ("^(ab|c)+d?$", "abcd", true),
    ("^(?:ab|c){2}$", "abab", true), ("^a\\\\$$", "a$", true), ("^[a-]$", "-", true), ("^x{0}$", "", true),
    ("^[\\\\w.]+$", "a_1.", true), ("^a$", "a\\n", false), ("b$", "ab", true), ("^b", "ab", false),
  ])
  func patternsMatch(pattern: String, text: String, expected: Bool) {
    #expect(satisfies("\"\(text)\"", #"{"pattern":"\#(pattern)"}"#) == expected)
  }

  @Test func referencesMayLeadBack() {
    let schema = ##"{"properties":{"child":{"$ref":"#"},"n":{"$ref":"#/definitions/n"}},"##
      + ##""definitions":{"n":{"type":"integer"}}}"##
    #expect(satisfies(#"{"child":{"child":{"n":1}}}"#, schema) == true)
    #expect(satisfies(#"{"child":{"child":{"n":"1"}}}"#, schema) == false)
  }

  @Test func aFolderIsLoadedOrTheFileNamed() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schemas-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: SchemaError.self) { try SchemaRegistry(directory: folder) }
    try Data(probeSchema.utf8).write(to: folder.appendingPathComponent("probe.made.v1.json"))
    #expect(try SchemaRegistry(directory: folder).types == [probeType])
    try Data(#"{"typ":"object"}"#.utf8).write(to: folder.appendingPathComponent("broken.made.v1.json"))
    let error = #expect(throws: SchemaError.self) { try SchemaRegistry(directory: folder) }
    #expect(error?.file == "broken.made.v1.json" && error?.reason.contains("/typ") == true)
    #expect(throws: SchemaError.self) { try SchemaRegistry(directory: folder.appendingPathComponent("absent")) }
  }
}

// Whole translations: the envelope, deterministic ids, and what is said of a rule file that is wrong.

import AdapterKit
import JSONRules
import PaymentEvents
import Testing
import Translation

struct TranslationTests {
  private func event(_ document: String, more: String = "", tenant: String = "t") throws -> [String: JSONValue] {
    let event = try translation(file("/x", more: more)).event(of: JSONValue(json: Array(document.utf8)), tenant: tenant)
    return try #require(event.members)
  }

  @Test func theEnvelopeIsComplete() throws {
    let event = try event(#"{"x":1,"n":4711}"#, more: "subject: /n\ncorrelation: /n")
    let id = try #require(event["id"])
    #expect(
      JSONValue.object(event).text == """
        {"correlationid":"4711","data":{"a":1},"datacontenttype":"application/json",\
        "dataschema":"urn:tributary:schema:probe.made.v1","id":\(id.text),"producerversion":"\(producerVersion)",\
        "source":"urn:example:probe","specversion":"1.0","subject":"4711","tenant":"t",\
        "time":"2026-01-01T00:00:00Z","translation":"probe","type":"tributary.probe.made.v1"}
        """)
  }

  @Test func idsFollowFromContent() throws {
    let first = try event(#"{"x":1,"y":{"b":2,"a":3}}"#)["id"]
    #expect(try event(#"{ "y":{"a":3,"b":2}, "x":1 }"#)["id"] == first, "white space and order are no content")
    #expect(try event(#"{"x":1,"y":{"b":2,"a":4}}"#)["id"] != first)
    #expect(try event(#"{"x":1,"y":{"b":2,"a":3}}"#, tenant: "u")["id"] != first)
  }

  @Test func idsFollowFromADeclaredKey() throws {
    let key = "identity: [/k, /v]"
    let first = try event(#"{"x":1,"k":"a","v":1}"#, more: key)["id"]
    #expect(try event(#"{"x":2,"k":"a","v":1}"#, more: key)["id"] == first, "a conflict, which receivers see")
    #expect(try event(#"{"x":1,"k":"a","v":2}"#, more: key)["id"] != first)
    #expect(
      try event(#"{"x":1,"k":"a\",1","v":2}"#, more: key)["id"] != event(#"{"x":1,"k":"a","v":12}"#, more: key)["id"])
    let fault = #expect(throws: TranslationFault.self) { try event(#"{"x":1,"k":"a"}"#, more: key) }
    #expect(fault?.pointer == "/v" && fault?.rule == "probe: identity")
  }

  @Test func theConditionSaysWhatItIsFor() throws {
    let translation = try translation(file("/x", more: "when: {field: /kind, equals: CHARGE}"))
    #expect(translation.verdict(on: .object(["kind": .string("CHARGE")])).holds)
    let verdict = translation.verdict(on: .object(["kind": .string("OTHER")]))
    #expect(!verdict.holds && verdict.why == "/kind is not \"CHARGE\"")
  }

  @Test(
    arguments: [
      ("data: {a: /x}", "probe.yaml:1: a translation needs type, source, time and data"),
      (file("/x", more: "tipe: 1"), "probe.yaml:6: tipe: there is no such key"),
      (file("/x").replacing("made.v1", with: "mode.v1"), "probe.yaml:1: type: no schema is known for this type"),
      (file("/x\n  c: /y"), "probe.yaml:9: data.c: the schema knows no field 'c'; known are a, b, list"),
      (file("/x").replacing("a: /x", with: "b: /x"), "probe.yaml:8: data: the schema requires a: add a rule"),
      (file("/x\n  list: {each: /l, item: {fields: {l: /z}}}"), "probe.yaml:9: data.list.item: the schema requires k"),
      (
        file("/x\n  list: {each: /l, item: {fields: {k: /z, m: /z}}}"),
        "probe.yaml:9: data.list.item.fields.m: the schema knows no field 'm'; known are k, l"
      ),
      (file("x"), "probe.yaml:8: data.a: 'x' is no JSON pointer"),
      (file("{from: /x, constant: 1}"), "probe.yaml:8: data.a: a rule needs exactly one of"),
      (file("{from: /x, lookup: cods}"), "probe.yaml:8: data.a.lookup: there is no table 'cods'; known are codes"),
      (file("{from: /x, date: yy/MM/dd}"), "probe.yaml:8: data.a.date: 'yy/MM/dd' is no pattern"),
      (file("{from: /x, date: yyyy}"), "probe.yaml:8: data.a.date: 'yyyy' lacks"),
      (file("{from: /x, money: dollars}"), "probe.yaml:8: data.a.money: the unit is major"),
      (file("{from: /x, money: major, date: yyyyMMdd}"), "probe.yaml:8: data.a.date: a value is made with at most one"),
      (file("{from: /x, case: title}"), "probe.yaml:8: data.a.case: expected upper or lower"),
      (file("{from: /x, item: /y}"), "probe.yaml:8: data.a.item: item belongs to each"),
      (file("{each: /x}"), "probe.yaml:8: data.a: each needs an item"),
      (file("{from: /x, otherwise: keep}"), "probe.yaml:8: data.a.otherwise: otherwise belongs to a lookup"),
      (file("{from: /x, when: {field: /y}}"), "probe.yaml:8: data.a.when: a field needs exactly one of"),
      (file("{from: /x, dateTime: {pattern: yyyyMMdd, zone: Mars}}"), "probe.yaml:8: data.a.dateTime.zone: this is no"),
      (file("{from: /x, optional: yes}"), "probe.yaml:8: data.a.optional: expected true or false"),
      (file("/x", more: "identity: []"), "probe.yaml:6: identity: write content"),
    ])
  func whatIsWrongWithAFileHasItsPlace(_ yaml: String, _ words: String) {
    let error = #expect(throws: RuleError.self) { try translation(yaml) }
    #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
  }

  @Test func aTableOfTheFileMayNotHideASharedOne() throws {
    let shared = try LookupTable(name: "codes", RuleFile.read("a: b", as: "codes.yaml"))
    let error = #expect(throws: RuleError.self) { try translation(file("/x"), shared: ["codes": shared]) }
    #expect(error?.description.hasPrefix("probe.yaml:5: tables.codes: a shared table has this name") == true)
  }
}

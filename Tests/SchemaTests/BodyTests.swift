// The code and the schemas say the same: what the code publishes is accepted, and neither has a field the other lacks.

import Foundation
import PaymentEvents
import SchemaValidation
import Testing

private func allSamples() throws -> [BodySample] {
  try intakeSamples() + documentSamples() + [remittanceSample(), claimsSample()] + chargeAndDepositSamples()
    + matchingSamples() + workItemSamples() + journalSamples() + ledgerSamples() + auditSamples() + controlSamples()
    + ediSamples()
}

struct BodyTests {
  let registry: SchemaRegistry
  init() throws { registry = try SchemaRegistry(directory: Schemas.folder) }

  @Test func everyBodyHasASchemaAndEverySchemaABody() throws {
    let bodies = try allSamples().map(\.name)
    #expect(bodies.sorted() == (try Schemas.all()).keys.sorted())
  }

  @Test func whatTheCodePublishesIsAccepted() throws {
    for sample in try allSamples() {
      for encoded in [try sample.full(), try sample.minimal()] {
        do {
          let checked = try registry.check(encoded.body)
          #expect(checked.id == encoded.id && checked.type == encoded.type && checked.subject == encoded.subject)
          #expect(checked.correlationID == encoded.correlationID && checked.causationID == encoded.id)
        } catch {
          Issue.record("\(sample.name): \(error)")
        }
      }
    }
  }

  @Test func fieldsAreTheSameInCodeAndSchema() throws {
    let schemas = try Schemas.all()
    for sample in try allSamples() {
      let schema = try #require(schemas[sample.name])
      let fields = Fields(definitions: schema["definitions"] as? [String: [String: Any]] ?? [:])
      let data = try #require((schema["properties"] as? [String: [String: Any]])?["data"])
      let full = try Schemas.object(Data(try sample.full().body))["data"]
      let minimal = try Schemas.object(Data(try sample.minimal().body))["data"]
      #expect(fields.missing(of: data, in: full, at: sample.name) == [])
      #expect(fields.unknown(to: data, in: full, at: sample.name) == [])
      #expect(fields.surplus(of: data, in: minimal, at: sample.name) == [])
    }
  }

  @Test func everyDayThatTheSchemaAcceptsCanBeRead() throws {
    let schema = try #require(try Schemas.all()["deposit.received.v1"])
    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    let data = try #require(properties["data"])
    let date = try #require(Fields(definitions: [:]).property("valueDate", of: data))
    let rule = String(decoding: try JSONSerialization.data(withJSONObject: date), as: UTF8.self)
    let registry = try SchemaRegistry(schemas: [
      "tributary.day.v1": #"{"required":["data"],"properties":{"data":\#(rule)}}"#
    ])
    for month in 0...13 {
      for day in 0...32 {
        let text = "2024-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
        let body = #"{"id":"1","source":"/s","time":"t","type":"tributary.day.v1","data":"\#(text)"}"#
        let accepted = (try? registry.check(Array(body.utf8))) != nil
        #expect(accepted == (LocalDate(iso: text) != nil), "\(text)")
      }
    }
  }
}

/// Compares a schema's properties with a document, through arrays and references.
private struct Fields {
  let definitions: [String: [String: Any]]

  func resolved(_ schema: [String: Any]) -> [String: Any] {
    guard let name = (schema["$ref"] as? String)?.split(separator: "/").last else { return schema }
    return definitions[String(name)] ?? [:]
  }

  func property(_ name: String, of schema: [String: Any]) -> [String: Any]? {
    (resolved(schema)["properties"] as? [String: [String: Any]])?[name]
  }

  /// Properties of the schema that the document lacks.
  func missing(of schema: [String: Any], in value: Any?, at place: String) -> [String] {
    let schema = resolved(schema)
    if let items = schema["items"] as? [String: Any] {
      return (value as? [Any])?.first.map { missing(of: items, in: $0, at: place + "/0") } ?? []
    }
    guard let properties = schema["properties"] as? [String: [String: Any]], let object = value as? [String: Any]
    else { return [] }
    return properties.flatMap { name, inner in
      object[name] == nil
        ? ["\(place)/\(name)"] : missing(of: inner, in: object[name], at: "\(place)/\(name)")
    }
  }

  /// Fields of the document that the schema does not know.
  func unknown(to schema: [String: Any], in value: Any?, at place: String) -> [String] {
    let schema = resolved(schema)
    if let items = schema["items"] as? [String: Any] {
      return (value as? [Any])?.flatMap { unknown(to: items, in: $0, at: place + "/0") } ?? []
    }
    guard let properties = schema["properties"] as? [String: [String: Any]], let object = value as? [String: Any]
    else { return [] }
    return object.flatMap { name, inner in
      properties[name].map { unknown(to: $0, in: inner, at: "\(place)/\(name)") } ?? ["\(place)/\(name)"]
    }
  }

  /// Fields of the minimal document that the schema does not require.
  func surplus(of schema: [String: Any], in value: Any?, at place: String) -> [String] {
    let schema = resolved(schema)
    if let items = schema["items"] as? [String: Any] {
      return (value as? [Any])?.flatMap { surplus(of: items, in: $0, at: place + "/0") } ?? []
    }
    guard let properties = schema["properties"] as? [String: [String: Any]], let object = value as? [String: Any]
    else { return [] }
    let required = schema["required"] as? [String] ?? []
    return object.flatMap { name, inner in
      required.contains(name)
        ? properties[name].map { surplus(of: $0, in: inner, at: "\(place)/\(name)") } ?? [] : ["\(place)/\(name)"]
    }
  }
}

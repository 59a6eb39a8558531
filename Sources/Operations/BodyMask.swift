// A message's body for eyes that may not see patient data: its structure, amounts and codes; all else is covered.

import Foundation
import SchemaValidation

/// Covers what may be about a patient. It shows what is known to be harmless and covers the rest: text, numbers and
/// names of members that no schema knows.
package struct BodyMask: Sendable {
  /// What stands for covered values.
  package static let cover = "•••"

  /// Members whose values are shown: amounts, codes, and what belongs to payers and to the ledger.
  static let shown: Set<String> = [
    "specversion", "type", "time", "datacontenttype", "dataschema", "tenant", "producerversion", "traceparent",
    "source", "id", "correlationid", "causationid", "idempotencykey", "supersedes",
    "amount", "charge", "paid", "patientResponsibility", "contractual", "transferred", "denied", "debit", "credit",
    "applied", "unidentified", "expected", "found", "units", "quantity",
    "currency", "group", "status", "filingIndicator", "qualifier", "kind", "format", "direction", "method",
    "typeCode", "procedure", "remarks", "code", "rule", "level", "severity",
    "traceNumber", "traceOriginator", "payers", "valueDate", "postingDate", "period", "facility", "costCenter",
    "page", "pages", "run", "sequence", "claimCount", "balanced", "findingCount", "confidence", "priority",
  ]

  /// Members at the top of a document that no schema describes: what an envelope says about itself, in the form that
  /// its values have in ours. Any other member, whatever it is called, may hold a name there.
  private static func isEnvelope(_ name: String, _ text: String) -> Bool {
    switch name {
    case "specversion": text.wholeMatch(of: /[0-9]{1,2}\.[0-9]{1,2}/) != nil
    case "type": text.wholeMatch(of: /tributary\.[a-z0-9.-]{1,128}/) != nil
    case "datacontenttype": text.wholeMatch(of: /application\/[a-z.+-]{1,64}/) != nil
    default: false
    }
  }

  private static let envelope: Set<String> = ["specversion", "type", "datacontenttype"]

  /// Names of members by the event's full type.
  private let names: [String: Set<String>]

  /// Learns the names of members from the schemas of a folder.
  package init(schemas: URL) {
    var names: [String: Set<String>] = [:]
    let files = (try? FileManager.default.contentsOfDirectory(at: schemas, includingPropertiesForKeys: nil)) ?? []
    for file in files where file.pathExtension == "json" {
      guard let data = try? Data(contentsOf: file), let schema = try? JSONSerialization.jsonObject(with: data)
      else { continue }
      BodyMask.collect(
        schema, into: &names[SchemaRegistry.typePrefix + file.deletingPathExtension().lastPathComponent, default: []])
    }
    self.names = names
  }

  private static func collect(_ schema: Any, into names: inout Set<String>) {
    if let object = schema as? [String: Any] {
      if let properties = object["properties"] as? [String: Any] { names.formUnion(properties.keys) }
      for value in object.values { collect(value, into: &names) }
    } else if let list = schema as? [Any] {
      for value in list { collect(value, into: &names) }
    }
  }

  /// The body as indented JSON with everything covered that is not known to be harmless. What a member means is known
  /// only in an event whose type has a schema: in another system's own document nearly everything is covered.
  package func masked(_ body: [UInt8]) -> String {
    guard let value = try? JSONSerialization.jsonObject(with: Data(body)), let object = value as? [String: Any],
      let data = try? JSONSerialization.data(
        withJSONObject: covered(object), options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
    else { return "(\(body.count) bytes that are no JSON object; covered)" }
    return String(decoding: data, as: UTF8.self)
  }

  private func covered(_ document: [String: Any]) -> Any {
    if document["specversion"] is String, let type = document["type"] as? String, let known = names[type] {
      return cover(document, isShown: false, known: known, shown: BodyMask.shown)
    }
    let result = cover(document, isShown: false, known: BodyMask.envelope, shown: [])
    guard var result = result as? [String: Any] else { return BodyMask.cover }
    for case (let name, let text as String) in document where BodyMask.isEnvelope(name, text) { result[name] = text }
    return result
  }

  private func cover(_ value: Any, isShown: Bool, known: Set<String>, shown: Set<String>) -> Any {
    switch value {
    case let object as [String: Any]:
      var result: [String: Any] = [:]
      for (name, inner) in object {
        let isKnown = known.contains(name)
        result[isKnown ? name : BodyMask.cover] = cover(
          inner, isShown: isKnown && shown.contains(name), known: known, shown: shown)
      }
      return result
    case let list as [Any]: return list.map { cover($0, isShown: isShown, known: known, shown: shown) }
    case let text as String: return isShown && BodyMask.looksLikeCode(text) ? text : BodyMask.cover
    case is NSNumber: return isShown ? value : BodyMask.cover
    default: return value
    }
  }

  /// Codes, identifiers, dates and URIs have no spaces; a name in the place of a code mostly has.
  private static func looksLikeCode(_ text: String) -> Bool {
    text.utf8.count <= 128 && text.utf8.allSatisfy { $0 > 32 && $0 < 127 }
  }
}

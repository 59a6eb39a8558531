// Another system's own JSON, on its way to a canonical event.

import JSONRules
import Messaging
import SchemaValidation
import Translation

/// Translates what a publisher sends in its own form.
package struct ForeignEvents: Sendable {
  let translations: [String: Translation]
  let tenant: String

  /// Creates it.
  package init(translations: [String: Translation], tenant: String) {
    self.translations = translations
    self.tenant = tenant
  }

  /// The canonical event that a body stands for.
  /// - Parameter names: the translations to try, in this order.
  /// - Returns: the event's bytes and the translation; nil for what is no JSON object or a canonical event already,
  ///   which is checked as it is.
  /// - Throws: `Failure` (invalid) with the place in the publisher's document and the rule.
  package func canonical(
    _ body: [UInt8], by names: [String]
  ) throws(Failure) -> (body: [UInt8], translation: Translation)? {
    guard !names.isEmpty, body.count <= SchemaRegistry.maximumBytes, let document = try? JSONValue(json: body),
      let members = document.members, !ForeignEvents.isCanonical(members)
    else { return nil }
    var reasons: [String] = []
    for name in names {
      guard let translation = translations[name] else { continue }
      let verdict = translation.verdict(on: document)
      if verdict.holds { return (try translate(document, by: translation), translation) }
      reasons.append("\(name): \(verdict.why)")
    }
    throw Failure(
      .invalid, code: "no-translation",
      reason: "no translation is for this document (\(reasons.joined(separator: "; "))); "
        + "correct it at the source, or add a translation", pointer: "", rule: "when")
  }

  private func translate(_ document: JSONValue, by translation: Translation) throws(Failure) -> [UInt8] {
    do {
      return Array(try translation.event(of: document, tenant: tenant).text.utf8)
    } catch {
      throw Failure(
        .invalid, code: "translation-\(error.code)", reason: error.description, pointer: error.pointer,
        rule: error.rule)
    }
  }

  /// A system with a translation may publish canonical events, too.
  private static func isCanonical(_ members: [String: JSONValue]) -> Bool {
    members["specversion"] != nil && members["type"]?.stringValue?.hasPrefix(SchemaRegistry.typePrefix) == true
  }
}
